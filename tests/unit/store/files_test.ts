import assert from "node:assert/strict";
import { join } from "node:path";
import { StoreFailed, StoreRefused } from "../../../src/store/errors.ts";
import { resolveInside, writeAtomically } from "../../../src/store/files.ts";
import { inFolder, startChild } from "./given_store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const names = (folder: string) => [...Deno.readDirSync(folder)].map((each) => each.name).sort();

Deno.test("a file is written only over what was expected", () =>
  inFolder((folder) => {
    const path = join(folder, "tasks.md");
    assert.equal(writeAtomically(path, bytes("new"), { expectedBefore: bytes("old") }), false);
    assert.deepEqual(names(folder), []);
    assert.equal(writeAtomically(path, bytes("one")), true);
    assert.equal(writeAtomically(path, bytes("two"), { expectedBefore: bytes("ONE") }), false);
    assert.equal(Deno.readTextFileSync(path), "one");
    assert.equal(writeAtomically(path, bytes("two"), { expectedBefore: bytes("one") }), true);
    assert.equal(Deno.readTextFileSync(path), "two");
    assert.equal(writeAtomically(path, bytes(""), { expectedBefore: bytes("two") }), true);
    assert.equal(Deno.readTextFileSync(path), "");
    assert.deepEqual(names(folder), ["tasks.md"]);
  }));

Deno.test("a file keeps its mode, a new one gets the mode asked for", () =>
  inFolder((folder) => {
    const path = join(folder, "a");
    const mode = () => (Deno.statSync(path).mode ?? 0) & 0o7777;
    writeAtomically(path, bytes("x"), { mode: 0o600 });
    assert.equal(mode(), 0o600);
    Deno.chmodSync(path, 0o755);
    writeAtomically(path, bytes("y"), { mode: 0o600 });
    assert.equal(mode(), 0o755);
  }));

Deno.test("a link inside the project is followed, not replaced", () =>
  inFolder((folder) => {
    Deno.mkdirSync(join(folder, "real"));
    Deno.writeTextFileSync(join(folder, "real", "tasks.md"), "old");
    const link = join(folder, "tasks.md");
    Deno.symlinkSync(join("real", "tasks.md"), link);
    assert.equal(writeAtomically(link, bytes("new"), { within: folder }), true);
    assert(Deno.lstatSync(link).isSymlink);
    assert.equal(Deno.readTextFileSync(join(folder, "real", "tasks.md")), "new");
  }));

Deno.test("a link that leads out of the project is refused, dangling or not", () =>
  inFolder((folder) => {
    const project = join(folder, "project");
    Deno.mkdirSync(project);
    Deno.mkdirSync(join(folder, "project-other"));
    Deno.writeTextFileSync(join(folder, "outside"), "kept");
    const links = {
      file: "../outside",
      dangling: "../not-yet",
      folder: "..",
      sibling: "../project-other",
      absolute: join(folder, "outside"),
    };
    for (const [name, target] of Object.entries(links)) {
      Deno.symlinkSync(target, join(project, name));
      const path = join(project, name, name === "folder" || name === "sibling" ? "new" : "");
      assert.throws(
        () => writeAtomically(path, bytes("x"), { within: project }),
        StoreRefused,
        name,
      );
    }
    assert.throws(() => resolveInside(join(project, "..", "outside"), project), StoreRefused);
    Deno.symlinkSync("loop", join(project, "loop"));
    assert.throws(() => writeAtomically(join(project, "loop"), bytes("x"), { within: project }));
    assert.equal(Deno.readTextFileSync(join(folder, "outside")), "kept");
    assert.deepEqual(names(folder), ["outside", "project", "project-other"]);
    assert.deepEqual(names(join(folder, "project-other")), []);
  }));

Deno.test("names that merely begin with dots stay inside", () =>
  inFolder((folder) => {
    assert.equal(writeAtomically(join(folder, "..tasks.md"), bytes("x"), { within: folder }), true);
  }));

Deno.test("drafts of writers that died are swept, other files are not", () =>
  inFolder((folder) => {
    const path = join(folder, "tasks.md");
    Deno.writeTextFileSync(join(folder, ".tasks.md.spec-tui-draft-1"), "torn");
    Deno.writeTextFileSync(join(folder, ".other.md.spec-tui-draft-1"), "theirs");
    writeAtomically(path, bytes("x"));
    assert.deepEqual(names(folder), [".other.md.spec-tui-draft-1", "tasks.md"]);
  }));

Deno.test("a write that fails leaves the old file and no draft", () =>
  inFolder((folder) => {
    const path = join(folder, "dir");
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(join(path, "kept"), "x");
    assert.throws(() => writeAtomically(path, bytes("x")), StoreFailed);
    assert.deepEqual(names(folder), ["dir"]);
    assert.throws(() => writeAtomically(join(folder, "none", "a"), bytes("x")), StoreFailed);
  }));

Deno.test("P6: a file that is written is whole at every moment, and after kill -9 at any", () =>
  inFolder(async (folder) => {
    const path = join(folder, "tasks.md");
    const size = 1_000_000;
    let looks = 0;
    for (let round = 0; round < 5; round++) {
      const child = startChild("writes_forever.ts", path, String(size));
      await child.stdout.getReader().read();
      for (let look = 0; look < 20; look++, looks++) assertOneOf(Deno.readFileSync(path), size);
      child.kill("SIGKILL");
      await child.status;
      await child.stderr.cancel();
      assertOneOf(Deno.readFileSync(path), size);
    }
    assert.equal(looks, 100);
  }));

function assertOneOf(found: Uint8Array, size: number): void {
  assert.equal(found.length, size);
  assert.ok(found.every((byte) => byte === found[0]), "it is a part of each");
}
