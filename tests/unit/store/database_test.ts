import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { StoreFailed } from "../../../src/store/errors.ts";
import { openEventLog } from "../../../src/store/event_log.ts";
import {
  inFolder,
  logOptions,
  messages,
  noticed,
  openLog,
  seeded,
  startChild,
} from "./given_store.ts";

Deno.test("files are readable by nobody else", () =>
  inFolder((folder) => {
    const path = join(folder, "made", "state.db");
    const log = openLog(path);
    log.append([noticed("x")]);
    const mode = (each: string) => (Deno.statSync(each).mode ?? 0) & 0o777;
    assert.equal(mode(join(folder, "made")), 0o700);
    for (const { name } of Deno.readDirSync(join(folder, "made"))) {
      assert.equal(mode(join(folder, "made", name)), 0o600, name);
    }
    log.close();
    Deno.chmodSync(path, 0o644);
    openLog(path).close();
    assert.equal(mode(path), 0o600);
  }));

Deno.test("a full disk fails the append whole and leaves the log usable", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    log.append([noticed("kept")]);
    const { page_count: pages } = log.database.db.prepare("PRAGMA page_count").get() ?? {};
    log.database.db.prepare(`PRAGMA max_page_count = ${Number(pages)}`).get();
    assert.throws(() => log.append([noticed("small"), noticed("x".repeat(100_000))]), (error) => {
      assert(error instanceof StoreFailed);
      assert.equal(error.kind, "full");
      assert.match(error.message, /^Cannot append to ".*": the disk is full/);
      return true;
    });
    assert.equal(log.database.db.isTransaction, false);
    assert.deepEqual(messages(log), ["kept"]);
    assert.deepEqual(log.quickCheck(), []);
    log.database.db.prepare("PRAGMA max_page_count = 100000").get();
    assert.equal(log.append([noticed("room again")])[0]?.originN, 2);
    log.close();
  }));

Deno.test("another writer is waited for, then named", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path, { busyMs: 1 });
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    assert.throws(
      () => log.append([noticed("x")]),
      (error) => error instanceof StoreFailed && error.kind === "busy",
    );
    other.exec("ROLLBACK");
    other.close();
    log.append([noticed("y")]);
    assert.deepEqual(messages(log), ["y"]);
    log.close();
  }));

for (const victim of ["state.db", "state.db-wal", "state.db-shm"]) {
  Deno.test(`writing stops when ${victim} is unlinked under it`, () =>
    inFolder((folder) => {
      const log = openLog(join(folder, "state.db"));
      log.append([noticed("x")]);
      Deno.removeSync(join(folder, victim));
      for (let again = 0; again < 2; again++) {
        assert.throws(
          () => log.append([noticed("into nothing")]),
          (error) => error instanceof StoreFailed && error.kind === "gone",
        );
      }
      log.close();
    }));
}

Deno.test("writing and watching stop when the file is replaced", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    log.append([noticed("x")]);
    const face = openEventLog({ ...logOptions(path), readOnly: true });
    Deno.writeFileSync(`${path}.other`, Deno.readFileSync(path));
    Deno.renameSync(`${path}.other`, path);
    const isGone = (error: unknown) => error instanceof StoreFailed && error.kind === "gone";
    assert.throws(() => log.append([noticed("y")]), isGone);
    assert.throws(() => face?.dataVersion(), isGone);
    face?.close();
    log.close();
  }));

Deno.test("writing stops when the file is truncated under it", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    log.append([noticed("x")]);
    Deno.truncateSync(path, 100);
    assert.throws(
      () => log.append([noticed("y")]),
      (error) => error instanceof StoreFailed && error.kind === "corrupt",
    );
    log.close();
  }));

Deno.test("P1: a commit is on the disk when it is acknowledged, for writers and after a start from nothing", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    for (const _ of ["made", "opened"]) {
      const { database, close } = openLog(path);
      const setting = (name: string) =>
        Object.values(database.db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
      assert.deepEqual(
        ["journal_mode", "synchronous", "fullfsync", "checkpoint_fullfsync"].map(setting),
        ["wal", 2, 1, 1],
      );
      close();
    }
  }));

Deno.test("P1: what was acknowledged is in the files at that moment: a copy of them has all of it", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    for (let n = 1; n <= 20; n++) {
      log.append([noticed(`${n}`)]);
      const copy = join(folder, `copy-${n}.db`);
      for (const suffix of ["", "-wal"]) Deno.copyFileSync(path + suffix, copy + suffix);
      const face = openEventLog({ ...logOptions(copy), readOnly: true });
      assert.deepEqual(face?.quickCheck(), []);
      assert.equal(messages(face).length, n);
      face.close();
    }
    log.close();
  }));

Deno.test("what was acknowledged survives kill -9 at any moment (P1)", () =>
  inFolder(async (folder) => {
    const path = join(folder, "state.db");
    const random = seeded(20261120);
    let acknowledged = 0;
    for (let round = 0; round < 15; round++) {
      const child = startChild("appends_forever.ts", path);
      acknowledged = Math.max(
        acknowledged,
        await killAfter(child, 1 + Math.floor(random() * 400), random),
      );
      const face = openEventLog({ ...logOptions(path), readOnly: true });
      assert(face !== null, `round ${round}: the database is gone`);
      assert.deepEqual(face.quickCheck(), [], `round ${round}`);
      const events = face.since(0);
      assert(events.length >= acknowledged, `round ${round}: ${events.length} < ${acknowledged}`);
      assert.deepEqual(events.map((event) => event.seq), events.map((_, at) => at + 1));
      assertWholeBatches(messages(face));
      face.close();
    }
    assert(acknowledged > 100);
  }));

/** Kills in the midst of the work that follows the acknowledgement wanted; returns the last one seen. */
async function killAfter(
  child: Deno.ChildProcess,
  acks: number,
  random: () => number,
): Promise<number> {
  let text = "";
  let isKilled = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (isKilled || text.split("\n").length <= acks) continue;
    isKilled = true;
    const until = performance.now() + random();
    while (performance.now() < until);
    child.kill("SIGKILL");
  }
  const { code } = await child.status;
  const stderr = await new Response(child.stderr).text();
  assert.equal(code, 137, stderr);
  return Number(text.slice(0, text.lastIndexOf("\n")).split("\n").at(-1));
}

function assertWholeBatches(texts: readonly string[]): void {
  for (let at = 0; at < texts.length;) {
    const [, n, first] = (texts[at] ?? "").split(" ");
    assert.equal(first, "0");
    at += 1 + Number(n) % 3;
  }
  const [, n, last] = (texts.at(-1) ?? "").split(" ");
  assert.equal(Number(last), Number(n) % 3, "the last batch is whole");
}
