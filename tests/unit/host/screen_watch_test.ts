import assert from "node:assert/strict";
import { join } from "node:path";
import { openScreenWatch, type ScreenWatch } from "../../../src/host/screen_watch.ts";

const database = "/state/state.db";
const long = 600_000;

/** A folder whose changes are told by hand, and a clock by hand. */
function given() {
  let nowMs = 10_000;
  let tell: (event: Deno.FsEvent) => void = () => {};
  let isClosed = false;
  const events = new ReadableStream<Deno.FsEvent>({
    start: (controller) => void (tell = (event) => controller.enqueue(event)),
  });
  const watch = openScreenWatch(
    () => nowMs,
    () => ({
      [Symbol.asyncIterator]: () => events[Symbol.asyncIterator](),
      close: () => void (isClosed = true),
    }),
  );
  return {
    watch,
    told: (path: string, kind: Deno.FsEvent["kind"] = "modify") => tell({ kind, paths: [path] }),
    pass: (ms: number) => nowMs += ms,
    isClosed: () => isClosed,
  };
}

/** Is the wait over soon, or does it take long? */
async function isShort(watch: ScreenWatch, wait: { toldMs: number; untoldMs: number }) {
  let isOver = false;
  watch.next(wait).then(() => isOver = true);
  for (let turn = 0; turn < 10 && !isOver; turn++) await new Promise((done) => setTimeout(done, 3));
  return isOver;
}

const calm = { toldMs: long, untoldMs: 1 };
const slow = { toldMs: long, untoldMs: long };

Deno.test({
  name: "a screen looks often until the log is listened to, then waits to be told",
  sanitizeResources: false, // a wait that nobody ends
  sanitizeOps: false,
  async fn() {
    const { watch } = given();
    assert.equal(await isShort(watch, calm), true);
    watch.listen(database);
    assert.equal(await isShort(watch, calm), false);
  },
});

Deno.test({
  name: "a write is looked for at once, then often: it is told before its commit can be seen",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const { watch, told, pass } = given();
    watch.listen(database);
    const waiting = watch.next(slow);
    pass(16);
    told(`${database}-wal`);
    await waiting;
    pass(500);
    assert.equal(await isShort(watch, calm), true);
    pass(2_000);
    assert.equal(await isShort(watch, calm), false);
  },
});

Deno.test({
  name: "reads, and files that are not the log's, wake nobody",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const { watch, told } = given();
    watch.listen(database);
    told(`${database}-wal`, "access");
    told("/state/engine.lock");
    told("/state/faces");
    assert.equal(await isShort(watch, slow), false);
    assert.equal(await isShort(watch, calm), false);
  },
});

Deno.test("facts that nobody told of, again and again, show that telling can't be relied on", async () => {
  const { watch, isClosed } = given();
  watch.listen(database);
  watch.found();
  watch.found();
  assert.equal(isClosed(), false);
  watch.found();
  assert.equal(isClosed(), true);
  watch.listen(database);
  await watch.next(calm);
});

Deno.test("without watches left, and where nothing tells, it looks often", async () => {
  const none = openScreenWatch(() => 0, () => {
    throw new Error("too many open files");
  });
  none.listen(database);
  await none.next(calm);
  const never = openScreenWatch(() => 0, null);
  never.listen(database);
  await never.next(calm);
  never.close();
});

Deno.test({
  name: "a real write beside the log ends the wait",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = Deno.makeTempDirSync();
    const watch = openScreenWatch(() => performance.now());
    try {
      const path = join(folder, "state.db");
      Deno.writeTextFileSync(path, "");
      watch.listen(path);
      const waiting = watch.next(slow);
      Deno.writeTextFileSync(`${path}-wal`, "frame");
      await waiting;
    } finally {
      watch.close();
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
