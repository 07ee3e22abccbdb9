import assert from "node:assert/strict";
import { join } from "node:path";
import { acquireLock, type Holder, probeLock } from "../../../src/store/lock.ts";
import { StoreRefused } from "../../../src/store/errors.ts";
import { clock, inFolder, startChild } from "./given_store.ts";

const ada: Holder = { pid: 11, host: "ada", startedAtMs: 5, command: "spec-tui run" };
const bob: Holder = { pid: 22, host: "bob", startedAtMs: 6, command: "spec-tui watch" };
const quick = { clock, waitMs: 30 };

Deno.test("the second engine is told who holds the lock, and changes nothing (P4)", () =>
  inFolder(async (folder) => {
    const path = join(folder, "made", "engine.lock");
    const first = await acquireLock(path, ada, quick);
    assert(first.kind === "acquired");
    const before = listing(join(folder, "made"));
    assert.deepEqual(await acquireLock(path, bob, quick), { kind: "held", holder: ada });
    assert.deepEqual(listing(join(folder, "made")), before);
    first.release();
    first.release();
    assert.deepEqual(listing(join(folder, "made")), before, "release unlinks nothing");
    const second = await acquireLock(path, bob, quick);
    assert(second.kind === "acquired");
    assert.deepEqual(await acquireLock(path, ada, quick), { kind: "held", holder: bob });
    second.release();
  }));

function listing(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => {
    const info = Deno.statSync(join(folder, name));
    const mode = (info.mode ?? 0) & 0o777;
    const content = Deno.readTextFileSync(join(folder, name));
    return [name, info.ino, info.mtime?.getTime(), mode.toString(8), content].join(" ");
  }).sort();
}

Deno.test("a probe tells whether an engine lives, creates nothing and hinders no other probe", () =>
  inFolder(async (folder) => {
    const path = join(folder, "engine.lock");
    assert.deepEqual(probeLock(path), { alive: false, holder: null });
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    const lock = await acquireLock(path, ada, quick);
    assert(lock.kind === "acquired");
    assert.deepEqual(probeLock(path), { alive: true, holder: ada });
    lock.release();
    assert.deepEqual(probeLock(path), { alive: false, holder: null });
    using face = Deno.openSync(path, { read: true });
    assert(face.tryLockSync(false));
    assert.deepEqual(probeLock(path), { alive: false, holder: null });
  }));

Deno.test("an engine waits out a probe before it calls itself the loser", () =>
  inFolder(async (folder) => {
    const path = join(folder, "engine.lock");
    (await acquireLock(path, ada, quick) as { release(): void }).release();
    const probe = Deno.openSync(path, { read: true });
    assert(probe.tryLockSync(false));
    let waited = 0;
    const fakeClock = {
      elapsed: () => waited,
      async sleep(ms: number) {
        waited += ms;
        if (waited >= 100) probe.unlockSync();
      },
    };
    assert.equal((await acquireLock(path, bob, { clock: fakeClock, waitMs: 90 })).kind, "held");
    waited = 0;
    probe.lockSync(false);
    const lock = await acquireLock(path, bob, { clock: fakeClock });
    assert(lock.kind === "acquired");
    assert(waited >= 100 && waited <= 500);
    lock.release();
    probe.close();
  }));

Deno.test("a holder that has not yet said who it is, or said it badly, is unknown", () =>
  inFolder(async (folder) => {
    const path = join(folder, "engine.lock");
    const lock = await acquireLock(path, ada, quick);
    for (const text of ["", "{", "[]", "null", '{"pid":"x"}']) {
      Deno.writeTextFileSync(join(folder, "engine.json"), text);
      assert.deepEqual(probeLock(path), { alive: true, holder: null }, text);
    }
    Deno.removeSync(join(folder, "engine.json"));
    assert.deepEqual(await acquireLock(path, bob, quick), { kind: "held", holder: null });
    assert(lock.kind === "acquired");
    lock.release();
  }));

Deno.test("a loser that comes before the winner has said who it is waits for its name", () =>
  inFolder(async (folder) => {
    const path = join(folder, "engine.lock");
    using winner = Deno.openSync(path, { create: true, write: true });
    assert(winner.tryLockSync(true));
    let waited = 0;
    const fakeClock = {
      elapsed: () => waited,
      async sleep(ms: number) {
        waited += ms;
        if (waited === 1200) {
          Deno.writeTextFileSync(join(folder, "engine.json"), JSON.stringify(ada));
        }
      },
    };
    assert.deepEqual(await acquireLock(path, bob, { clock: fakeClock }), {
      kind: "held",
      holder: ada,
    });
    assert.equal(waited, 1200);
    Deno.removeSync(join(folder, "engine.json"));
    const nobody = await acquireLock(path, bob, { clock: fakeClock });
    assert.deepEqual(nobody, { kind: "held", holder: null }, "not for ever");
  }));

Deno.test("who held the lock before is forgotten before the next holder is written", () =>
  inFolder(async (folder) => {
    const path = join(folder, "engine.lock");
    // Written through, a link shows that what was there is still looked at.
    Deno.symlinkSync(join(folder, "gone", "engine.json"), join(folder, "engine.json"));
    const lock = await acquireLock(path, bob, quick);
    assert(lock.kind === "acquired");
    assert.deepEqual(probeLock(path).holder, bob);
    lock.release();
  }));

Deno.test("a lock file that is a link is refused", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "target"), "kept");
    Deno.symlinkSync(join(folder, "target"), join(folder, "engine.lock"));
    await assert.rejects(acquireLock(join(folder, "engine.lock"), ada, quick), StoreRefused);
    assert.equal(Deno.readTextFileSync(join(folder, "target")), "kept");
  }));

Deno.test("of two processes one wins, and kill -9 of the winner frees the lock", () =>
  inFolder(async (folder) => {
    const path = join(folder, "engine.lock");
    const children = [startChild("holds_lock.ts", path), startChild("holds_lock.ts", path)];
    const said = await Promise.all(children.map(firstLine));
    assert.equal(said.filter((line) => line === "acquired").length, 1, said.join(" / "));
    const winner = children[said.indexOf("acquired")];
    assert(winner !== undefined);
    assert.deepEqual(probeLock(path).holder?.pid, winner.pid);
    assert.equal((await acquireLock(path, ada, quick)).kind, "held");
    winner.kill("SIGKILL");
    await winner.status;
    assert.equal(probeLock(path).alive, false);
    const next = await acquireLock(path, ada, { clock });
    assert(next.kind === "acquired");
    next.release();
    await Promise.all(children.map((child) => child.status));
  }));

async function firstLine(child: Deno.ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("\n")) break;
  }
  const isLoser = !text.startsWith("acquired");
  const stderr = isLoser ? await new Response(child.stderr).text() : "";
  if (!isLoser) await child.stderr.cancel();
  assert(text.includes("\n"), stderr);
  return text.split("\n")[0] ?? "";
}
