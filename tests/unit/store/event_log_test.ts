import assert from "node:assert/strict";
import { join } from "node:path";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { FenceLost, StoreFailed, StoreRefused } from "../../../src/store/errors.ts";
import { openEventLog } from "../../../src/store/event_log.ts";
import { createRedactor } from "../../../src/store/redact.ts";
import { ids, inFolder, logOptions, messages, noticed, openLog, started } from "./given_store.ts";

const ended: Fact = { type: "RunEnded", exitCode: 0, reason: "done", durationMs: 5 };

Deno.test("facts come back in order with their place, run and fence", () =>
  inFolder((folder) => {
    const path = join(folder, "deep", "state.db");
    const run = ids.next();
    const log = openLog(path);
    const appended = [
      ...log.append([noticed("before"), started(run)]),
      ...log.append([noticed("during"), ended, noticed("after")]),
    ];
    assert.deepEqual(log.since(0), appended);
    assert.deepEqual(log.since(3), appended.slice(3));
    assert.deepEqual(appended.map((event) => event.seq), [1, 2, 3, 4, 5]);
    assert.deepEqual(appended.map((event) => event.originN), [1, 2, 3, 4, 5]);
    assert.deepEqual(appended.map((event) => event.run), [null, run, run, run, null]);
    assert.deepEqual(new Set(appended.map((event) => event.fence)), new Set([1]));
    log.close();
    const later = openLog(path);
    assert.deepEqual(later.since(0), appended);
    assert.equal(later.append([noticed("next")])[0]?.fence, 2);
    assert.equal(later.specId, log.specId);
    later.close();
  }));

Deno.test("what a new engine finds is filed under the run that never ended", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const first = openLog(path);
    const run = ids.next();
    first.append([started(run)]);
    first.close();
    const second = openLog(path);
    assert.equal(second.run, run);
    assert.equal(second.append([noticed("interrupted")])[0]?.run, run);
    second.close();
  }));

Deno.test("pages cover the log without gaps or repeats", () => {
  const log = openLog(":memory:");
  log.append(Array.from({ length: 25 }, (_, n) => noticed(`fact ${n}`)));
  const pages = [...log.pages(0, 10)];
  assert.deepEqual(pages.map((page) => page.length), [10, 10, 5]);
  assert.deepEqual(pages.flat(), log.since(0));
  assert.deepEqual([...log.pages(25)], []);
  log.close();
});

Deno.test("a replay is told every fact once, in order, but those it does not ask for", () => {
  const log = openLog(":memory:");
  log.append([started(ids.next())]);
  for (let batch = 0; batch < 5; batch++) {
    log.append(Array.from({ length: 501 }, (_, n) => noticed(`fact ${batch} ${n}`)));
  }
  log.append([ended]);
  const told = [...log.told()];
  assert.deepEqual(
    told,
    log.since(0).map(({ seq, atMs, run, fact }) => ({ seq, atMs, run, fact })),
  );
  assert.deepEqual([...log.told(["Noticed"])].map(({ fact }) => fact.type), [
    "RunStarted",
    "RunEnded",
  ]);
  log.close();
});

Deno.test("a batch is recorded as a whole or not at all", () => {
  const log = openLog(":memory:");
  const broken: Fact = {
    type: "Noticed",
    task: null,
    attempt: 1n as unknown as number,
    message: "x",
  };
  assert.throws(() => log.append([noticed("one"), broken]), TypeError);
  assert.deepEqual(log.since(0), []);
  assert.equal(log.append([noticed("two")])[0]?.originN, 1);
  log.close();
});

Deno.test("an engine whose fence was taken cannot append (P4)", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const old = openLog(path);
    old.append([noticed("mine")]);
    const young = openLog(path);
    assert.throws(() => old.append([noticed("too late")]), (error) => {
      assert(error instanceof FenceLost);
      assert.match(error.message, /expected fence 1, found 2/);
      return true;
    });
    assert.deepEqual(messages(young), ["mine"]);
    young.append([noticed("theirs")]);
    assert.deepEqual(messages(old), ["mine", "theirs"]);
    old.close();
    young.close();
  }));

Deno.test("a log without a fence cannot append", () => {
  const log = openEventLog({ ...logOptions(":memory:"), readOnly: false });
  assert.throws(() => log.append([noticed("x")]), FenceLost);
  assert.deepEqual(log.since(0), []);
  log.close();
});

Deno.test("facts can be neither changed nor removed, not even by REPLACE", () => {
  const log = openLog(":memory:");
  log.append([noticed("kept")]);
  const { db } = log.database;
  for (
    const statement of [
      "UPDATE events SET body = '{}'",
      "DELETE FROM events",
      `REPLACE INTO events SELECT seq, id, origin, origin_n, at_ms, recorded_ms, run, task, attempt,
        stage, order_id, call, fence, 'Other', v, body FROM events`,
    ]
  ) assert.throws(() => db.prepare(statement).run(), /append-only/, statement);
  assert.deepEqual(messages(log), ["kept"]);
  log.close();
});

Deno.test("a face gets null while there is no database, and makes none", () =>
  inFolder((folder) => {
    const path = join(folder, "none", "state.db");
    assert.equal(openEventLog({ ...logOptions(path), readOnly: true }), null);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("a face reads while an engine writes, and its data version tells of news", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    const face = openEventLog({ ...logOptions(path), readOnly: true });
    assert(face !== null);
    const before = face.dataVersion();
    assert.equal(face.dataVersion(), before);
    log.append([noticed("news")]);
    assert.notEqual(face.dataVersion(), before);
    assert.deepEqual(messages(face), ["news"]);
    assert.throws(() => face.append([noticed("x")]));
    assert.throws(() => face.takeFence(), StoreFailed);
    face.close();
    log.close();
  }));

Deno.test("registered secrets stay out of the database, identifiers stay as they are (P15)", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const redactor = createRedactor(["implement", 'hunter2"quoted']);
    const log = openLog(path, { redactor });
    const [event] = log.append([{
      type: "StageFailed",
      task: "implement",
      attempt: 1,
      stage: "implement",
      durationMs: 1,
      failure: {
        kind: "timeout",
        message: 'saw hunter2"quoted',
        evidence: "implement",
        fingerprint: "f",
      },
      sha: null,
      tree: null,
    }]);
    assert(event?.fact.type === "StageFailed");
    assert.equal(event.fact.stage, "implement");
    assert.equal(event.fact.task, "implement");
    assert.equal(event.fact.failure.message, "saw ••••");
    assert.equal(event.fact.failure.evidence, "••••");
    assert.deepEqual(log.since(0), [event]);
    log.close();
    for (const { name } of Deno.readDirSync(folder)) {
      assert(!new TextDecoder().decode(Deno.readFileSync(join(folder, name))).includes("hunter2"));
    }
  }));

Deno.test("odd text survives: NUL, lone surrogates, line separators, emoji", () => {
  const log = openLog(":memory:");
  const odd = "a\u0000b \ud800 \u2028 👩‍💻 'quoted' \\ \"";
  assert.deepEqual(log.append([noticed(odd)]), log.since(0));
  assert.deepEqual(messages(log), [odd]);
  log.close();
});

Deno.test("a snapshot is complete, private and replaces an older one", () =>
  inFolder(async (folder) => {
    const path = join(folder, "state.db");
    const copy = join(folder, "snapshots", "it's.db");
    const log = openLog(path);
    log.append([noticed("one")]);
    await log.snapshot(copy);
    log.append([noticed("two")]);
    await log.snapshot(copy);
    assert.equal((Deno.statSync(copy).mode ?? 0) & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(join(folder, "snapshots"))].map((each) => each.name), [
      "it's.db",
    ]);
    log.close();
    const restored = openLog(copy);
    assert.deepEqual(messages(restored), ["one", "two"]);
    assert.deepEqual(restored.quickCheck(), []);
    restored.close();
  }));

Deno.test("a fact of a shape from the future is refused", () => {
  const log = openLog(":memory:");
  log.database.db.prepare(
    `INSERT INTO events (id, origin, origin_n, at_ms, recorded_ms, fence, type, v, body)
      VALUES ('i', 'o', 1, 1, 1, 1, 'Noticed', 2, '{}')`,
  ).run();
  assert.throws(() => log.since(0), StoreRefused);
  log.close();
});
