import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { StoreFailed, StoreRefused } from "../../../src/store/errors.ts";
import { openEventLog } from "../../../src/store/event_log.ts";
import { migrate, MIGRATIONS, VERSION } from "../../../src/store/migrate.ts";
import {
  inFolder,
  logOptions,
  messages,
  noticed,
  openLog,
  seeded,
  startChild,
} from "./given_store.ts";

const birth = { specId: "spec", nowMs: 1 };

/** Both ways in, since a face must refuse what an engine refuses. */
function refusals(path: string): readonly Error[] {
  return [true, false].map((readOnly) => {
    try {
      openEventLog({ ...logOptions(path), readOnly })?.close();
    } catch (error) {
      assert(error instanceof Error);
      return error;
    }
    throw new Error(`"${path}" was opened`);
  });
}

function assertNotOurs(path: string, message = /not a spec-tui database/): void {
  const before = Deno.readFileSync(path);
  for (const error of refusals(path)) {
    assert(error instanceof StoreRefused, error.stack);
    assert.match(error.message, message);
    assert.notEqual(error.hint, "");
  }
  assert.deepEqual(Deno.readFileSync(path), before, "a refused file is left as it was");
}

Deno.test("a database from the future is refused, naming both versions", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    openLog(path).close();
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${VERSION + 6}`);
    db.close();
    for (const error of refusals(path)) {
      assert(error instanceof StoreRefused);
      assert.match(
        error.message,
        new RegExp(`expected database version ${VERSION} or older, found ${VERSION + 6}`),
      );
    }
  }));

Deno.test("an emptied database is never taken for a new one", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    log.append([noticed("paid for")]);
    log.close();
    Deno.truncateSync(path, 0);
    assertNotOurs(path, /found 0 bytes/);
  }));

Deno.test("a database that vanished is never replaced by a new one", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    openLog(path).close();
    Deno.removeSync(path);
    for (const error of refusals(path)) assert.match(error.message, /found nothing/);
    assert.deepEqual([...Deno.readDirSync(folder)].map((each) => each.name), ["state.created"]);
  }));

Deno.test("an empty file that never was a database becomes one", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    Deno.createSync(path).close();
    assert.equal(openEventLog({ ...logOptions(path), readOnly: true }), null);
    const log = openLog(path);
    log.append([noticed("x")]);
    log.close();
    const again = openLog(path);
    assert.deepEqual(messages(again), ["x"]);
    again.close();
  }));

Deno.test("text, garbage and other programs' databases are refused untouched", () =>
  inFolder((folder) => {
    const text = join(folder, "text.db");
    Deno.writeTextFileSync(text, "these are not the tables you are looking for\n".repeat(100));
    assertNotOurs(text);
    const short = join(folder, "short.db");
    Deno.writeTextFileSync(short, "x");
    assertNotOurs(short);
    const foreign = join(folder, "foreign.db");
    const db = new DatabaseSync(foreign);
    db.exec("CREATE TABLE tasks (id TEXT); PRAGMA user_version = 1");
    db.close();
    assertNotOurs(foreign);
    const blank = join(folder, "blank.db");
    const empty = new DatabaseSync(blank);
    empty.exec("PRAGMA user_version = 0; CREATE TABLE t (a); DROP TABLE t");
    empty.close();
    assertNotOurs(blank);
  }));

Deno.test("a link, and a folder in the database's place, are refused", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    openLog(join(folder, "elsewhere.db")).close();
    Deno.symlinkSync(join(folder, "elsewhere.db"), path);
    for (const error of refusals(path)) assert.match(error.message, /symbolic link/);
    Deno.mkdirSync(join(folder, "dir.db"));
    for (const error of refusals(join(folder, "dir.db"))) assert(error instanceof StoreRefused);
  }));

Deno.test("a truncated or overwritten database is refused or reported, never read as sound", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    log.append(Array.from({ length: 500 }, (_, n) => noticed(`fact ${n} ${"x".repeat(200)}`)));
    log.close();
    const whole = Deno.readFileSync(path);
    const random = seeded(7);
    for (let round = 0; round < 40; round++) {
      const bytes = whole.slice();
      if (round % 2 === 0) {
        const size = Math.floor(1 + random() * (whole.length - 1));
        Deno.writeFileSync(path, bytes.slice(0, size));
      } else {
        const page = 4096 * Math.floor(random() * (whole.length / 4096));
        Deno.writeFileSync(path, bytes.fill(0xa5, page, page + 4096));
      }
      assert(isRefusedOrReported(path), `round ${round}`);
    }
  }));

function isRefusedOrReported(path: string): boolean {
  try {
    const log = openEventLog({ ...logOptions(path), readOnly: false });
    try {
      return log.quickCheck().length > 0;
    } finally {
      log.close();
    }
  } catch (error) {
    return error instanceof StoreRefused ||
      (error instanceof StoreFailed && error.kind === "corrupt");
  }
}

Deno.test("migrations are applied and recorded together", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, birth);
  const more = [...MIGRATIONS, { name: "more", statements: ["CREATE TABLE more (a) STRICT"] }];
  assert.throws(() => migrate(db, birth, more));
  const good = { name: "good", statements: ["CREATE TABLE good (a TEXT) STRICT"] };
  const bad = { name: "bad", statements: ["CREATE TABLE half (a TEXT) STRICT", "CREATE NONSENSE"] };
  assert.throws(() => migrate(db, birth, [...MIGRATIONS, good, bad]));
  const tables = () =>
    db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('good', 'half')").all().length;
  assert.equal(tables(), 0);
  assert.equal(db.prepare("PRAGMA user_version").get()?.user_version, VERSION);
  migrate(db, birth, [...MIGRATIONS, good]);
  assert.equal(tables(), 1);
  assert.equal(db.prepare("PRAGMA user_version").get()?.user_version, VERSION + 1);
  assert.equal(db.prepare("SELECT count(*) AS n FROM meta").get()?.n, 3);
  db.close();
});

Deno.test("processes that all create the database at once make one of it", () =>
  inFolder(async (folder) => {
    const path = join(folder, "new", "state.db");
    const children = Array.from({ length: 4 }, () => startChild("opens_log.ts", path));
    const specs = await Promise.all(children.map(async (child) => {
      const { code, stdout, stderr } = await child.output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout).trim();
    }));
    assert.equal(new Set(specs).size, 1, specs.join(" "));
    const left = [...Deno.readDirSync(join(folder, "new"))].map((each) => each.name).sort();
    assert.deepEqual(left, ["state.created", "state.db"]);
  }));

Deno.test("a database that another process makes between two looks at the disk is not taken for a lost one", () =>
  inFolder((folder) => {
    const look = Deno.lstatSync;
    for (const at of [1, 2, 3]) {
      const path = join(folder, String(at), "state.db");
      let looks = 0;
      Deno.lstatSync = (file) => {
        const found = attempted(() => look(file));
        if (++looks === at) openLog(path).close();
        return found();
      };
      try {
        openLog(path).close();
      } finally {
        Deno.lstatSync = look;
      }
      assert(looks > at, "the other process came first");
    }
  }));

/** What `work` comes to now, to be returned or thrown later. */
function attempted<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

const tokens = { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 };

function callStarted(call: string, changes: Partial<Fact> = {}): Fact {
  const fact = {
    type: "CallStarted",
    call,
    order: "o1",
    task: "TASK-1",
    attempt: 1,
    stage: "implement",
    role: "implementer",
    agent: "claude",
    model: "asked",
    reservedUsd: 1.5,
  } as const;
  return { ...fact, ...changes } as Fact;
}

function callEnded(call: string, costUsd: number | null): Fact {
  const common = { outcome: "answered", model: "used", durationMs: 9, exitCode: 0 } as const;
  return { type: "CallEnded", call, costUsd, tokens: costUsd === null ? null : tokens, ...common };
}

Deno.test("the call ledger has one row per call, unknown cost as NULL, late cost counted", () => {
  const log = openLog(":memory:");
  log.append([
    callStarted("priced"),
    callEnded("priced", 0.25),
    callStarted("unpriced"),
    callEnded("unpriced", null),
    callStarted("open", { task: "TASK-2" }),
    callStarted("late"),
    callEnded("late", null),
    callEnded("late", 0.5),
    callStarted("twice"),
    callStarted("twice", { reservedUsd: 99 }),
    callEnded("twice", 1),
    callEnded("twice", 1),
    callEnded("never started", 7),
  ]);
  const { db } = log.database;
  const rows = db.prepare(`SELECT call, cost_usd, outcome FROM calls ORDER BY started_ms, call`)
    .all();
  assert.deepEqual(rows.map((row) => Object.values(row)), [
    ["late", 0.5, "answered"],
    ["open", null, null],
    ["priced", 0.25, "answered"],
    ["twice", 1, "answered"],
    ["unpriced", null, "answered"],
  ]);
  assert.deepEqual(
    Object.values(
      db.prepare(
        `SELECT sum(cost_usd) AS known, sum(coalesce(cost_usd, reserved_usd)) AS counted,
        sum(output_tokens) AS output, count(*) FILTER (WHERE cost_usd IS NULL) AS unknown FROM calls`,
      ).get() ?? {},
    ),
    [1.75, 4.75, 60, 2],
  );
  assert.deepEqual(
    { ...db.prepare("SELECT * FROM calls WHERE call = 'priced'").get() },
    {
      call: "priced",
      order: "o1",
      run: null,
      task: "TASK-1",
      attempt: 1,
      stage: "implement",
      role: "implementer",
      agent: "claude",
      model: "used",
      reserved_usd: 1.5,
      cost_usd: 0.25,
      input_tokens: 10,
      output_tokens: 20,
      cache_read_tokens: 30,
      cache_write_tokens: 40,
      outcome: "answered",
      exit_code: 0,
      duration_ms: 9,
      started_ms: 1_000_000,
      ended_ms: 1_000_000,
    },
  );
  log.close();
});
