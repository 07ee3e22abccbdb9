import assert from "node:assert/strict";
import { join } from "node:path";
import { StoreRefused } from "../../../src/store/errors.ts";
import { openSpecFiles } from "../../../src/store/spec_files.ts";
import { clockAt, inFolder } from "./given_store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: Uint8Array | null) => found === null ? null : new TextDecoder().decode(found);

function project(folder: string, files: Readonly<Record<string, string>>): string {
  Deno.mkdirSync(join(folder, "spec", "prompts"), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    Deno.writeTextFileSync(join(folder, "spec", name), content);
  }
  return folder;
}

Deno.test("tasks are read again only when the file may have changed", () =>
  inFolder(async (folder) => {
    const root = project(folder, { "p1-tasks.md": "one" });
    const path = join(root, "spec", "p1-tasks.md");
    const longAgo = new Date(1_000_000_000_000);
    Deno.utimeSync(path, longAgo, longAgo);
    const files = openSpecFiles({ root, prefix: "p1-", clock: { now: () => Date.now() } });
    const first = await files.tasks();
    assert.equal(text(first), "one");
    assert.equal(await files.tasks(), first, "the same bytes, not a copy");
    Deno.writeTextFileSync(path, "two");
    assert.equal(text(await files.tasks()), "two");
    Deno.removeSync(path);
    assert.equal(await files.tasks(), null);
  }));

Deno.test("a file that was just written is not trusted to its stamp", () =>
  inFolder(async (folder) => {
    const root = project(folder, { "tasks.md": "one" });
    const path = join(root, "spec", "tasks.md");
    const at = new Date(1_700_000_000_000);
    Deno.utimeSync(path, at, at);
    let nowMs = at.getTime() + 500;
    const files = openSpecFiles({ root, prefix: "", clock: { now: () => nowMs } });
    assert.equal(text(await files.tasks()), "one");
    Deno.writeTextFileSync(path, "two"); // same size, same inode
    Deno.utimeSync(path, at, at); // and within the clock's tick
    nowMs += 200;
    assert.equal(text(await files.tasks()), "two");
  }));

Deno.test("tasks are replaced only if they are what was read", () =>
  inFolder(async (folder) => {
    const root = project(folder, { "tasks.md": "before" });
    const files = openSpecFiles({ root, prefix: "", clock: { now: () => Date.now() } });
    assert.equal(await files.replaceTasks(bytes("other"), bytes("x")), false);
    assert.equal(await files.replaceTasks(bytes("before"), bytes("after")), true);
    assert.equal(text(await files.tasks()), "after");
  }));

Deno.test("documents carry the prefix, templates lie in prompts, what is absent is empty", () =>
  inFolder(async (folder) => {
    const root = project(folder, {
      "p1-requirements.md": "REQ",
      "design.md": "of another phase",
      "prompts/task.md": "md",
      "prompts/task.claude.txt": "txt",
      "prompts/review.txt": "review",
    });
    const files = openSpecFiles({ root, prefix: "p1-", clock: clockAt(0) });
    assert.equal(await files.text("requirements"), "REQ");
    assert.equal(await files.text("design"), "");
    assert.equal(await files.text("task"), "md");
    assert.equal(await files.text("task.claude.txt"), "txt");
    assert.equal(await files.text("review"), "review");
    assert.equal(await files.text("none"), "");
  }));

Deno.test("a name that is a path, and a link out of the project, are refused", () =>
  inFolder(async (folder) => {
    const root = project(join(folder, "project"), {});
    Deno.writeTextFileSync(join(folder, "secret"), "secret");
    Deno.symlinkSync(join(folder, "secret"), join(root, "spec", "requirements.md"));
    Deno.symlinkSync(join(folder, "secret"), join(root, "spec", "tasks.md"));
    const files = openSpecFiles({ root, prefix: "", clock: clockAt(0) });
    for (const name of ["../tasks", "..", "a/b", "a\\b", "a\0"]) {
      await assert.rejects(files.text(name), /it is a path/, name);
    }
    await assert.rejects(files.text("requirements"), StoreRefused);
    await assert.rejects(files.tasks(), StoreRefused);
    await assert.rejects(files.replaceTasks(bytes("secret"), bytes("x")), StoreRefused);
    assert.equal(Deno.readTextFileSync(join(folder, "secret")), "secret");
    assert.throws(() => openSpecFiles({ root, prefix: "../", clock: clockAt(0) }), /it is a path/);
    const allowed = openSpecFiles({ root, prefix: "", clock: clockAt(0), within: folder });
    assert.equal(await allowed.text("requirements"), "secret");
  }));

Deno.test("a folder or a pipe in the place of tasks is no tasks", () =>
  inFolder(async (folder) => {
    const root = project(folder, {});
    Deno.mkdirSync(join(root, "spec", "tasks.md"));
    const files = openSpecFiles({ root, prefix: "", clock: clockAt(0) });
    assert.equal(await files.tasks(), null);
    const bare = openSpecFiles({ root: join(folder, "none"), prefix: "", clock: clockAt(0) });
    assert.equal(await bare.tasks(), null);
  }));
