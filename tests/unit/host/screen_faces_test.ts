import assert from "node:assert/strict";
import { join } from "node:path";
import { openFaces } from "../../../src/host/screen_faces.ts";

async function inFolder(body: (stateDir: string) => void): Promise<void> {
  const stateDir = await Deno.makeTempDir({ prefix: "faces" });
  try {
    body(stateDir);
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

function face(stateDir: string, now = () => Date.now(), pid = 1) {
  return openFaces({ stateDir, by: "tui:ada", pid, now });
}

Deno.test("faces see each other, and one that leaves is gone at once", () =>
  inFolder((stateDir) => {
    const [one, other] = [face(stateDir), face(stateDir, Date.now, 2)];
    assert.equal(one.count(), 1);
    assert.deepEqual([other.count(), one.count()], [2, 2]);
    other.close();
    assert.equal(one.count(), 1);
    one.close();
    assert.deepEqual([...Deno.readDirSync(join(stateDir, "faces"))], []);
  }));

Deno.test("a face that died without a word counts no more, and its file is cleared away", () =>
  inFolder((stateDir) => {
    let nowMs = Date.now();
    const [one, dead] = [face(stateDir, () => nowMs), face(stateDir, () => nowMs)];
    dead.count();
    assert.equal(one.count(), 2);
    nowMs += 16_000;
    assert.equal(one.count(), 1);
    nowMs += 60_000;
    assert.equal(one.count(), 1);
    assert.equal([...Deno.readDirSync(join(stateDir, "faces"))].length, 1);
    nowMs += 1;
    assert.equal(dead.count(), 2, "one that only slept says again that it looks");
    one.close();
    dead.close();
  }));

Deno.test("who looks is for the owner's eyes only", () =>
  inFolder((stateDir) => {
    const one = face(stateDir);
    one.count();
    const [file] = [...Deno.readDirSync(join(stateDir, "faces"))];
    const mode = Deno.statSync(join(stateDir, "faces", file?.name ?? "")).mode ?? 0;
    assert.equal(mode & 0o777, 0o600);
    assert.equal((Deno.statSync(join(stateDir, "faces")).mode ?? 0) & 0o777, 0o700);
    one.close();
  }));

Deno.test("looking where nothing ever ran makes no folder", () =>
  inFolder((stateDir) => {
    const one = face(join(stateDir, "not-there"));
    assert.equal(one.count(), 1);
    assert.deepEqual([...Deno.readDirSync(stateDir)], []);
    one.close();
  }));

Deno.test("files of others in the folder are left alone", () =>
  inFolder((stateDir) => {
    Deno.mkdirSync(join(stateDir, "faces"));
    Deno.writeTextFileSync(join(stateDir, "faces", "notes.txt"), "mine");
    const one = face(stateDir, () => Date.now() + 1e9);
    assert.equal(one.count(), 1);
    one.close();
    assert.equal(Deno.readTextFileSync(join(stateDir, "faces", "notes.txt")), "mine");
  }));
