import assert from "node:assert/strict";
import { unwritableFolder } from "../../../src/git/writable.ts";
import { type Given, givenRepository } from "./given_repository.ts";

/** Puts a folder in its place that nobody can write to: to root, those of the kernel's own alone. */
async function spoil(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  if (Deno.build.os !== "linux") return await Deno.chmod(folder, 0o555);
  await Deno.remove(folder, { recursive: true });
  await Deno.symlink("/proc/self", folder);
}

async function aFolderOfObjects({ dir }: Given): Promise<string> {
  const all = await Array.fromAsync(Deno.readDir(`${dir}/.git/objects`));
  return `objects/${all.find(({ name }) => /^[0-9a-f]{2}$/.test(name))?.name}`;
}

Deno.test("P10: a folder that git can't write to is found before anything is paid for", async () => {
  await using given = await givenRepository();
  const gitDir = `${given.dir}/.git`;
  const folder = await aFolderOfObjects(given);
  assert.equal(await unwritableFolder(gitDir), null);
  await Deno.chmod(`${gitDir}/${folder}`, 0o700);
  assert.equal(await unwritableFolder(gitDir), null, "another mode, and writable");
  assert.equal(await given.git(given.dir, "fsck", "--strict"), "");
  for (const name of ["refs/spec-tui/attempts", "refs/spec-tui", "worktrees", folder, "objects"]) {
    await spoil(`${gitDir}/${name}`);
    assert.equal(await unwritableFolder(gitDir), `${gitDir}/${name}`);
    if (name.startsWith("refs") || name === "worktrees") await Deno.remove(`${gitDir}/${name}`);
  }
});
