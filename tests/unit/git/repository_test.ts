import assert from "node:assert/strict";
import { exists } from "../../../src/git/branches.ts";
import { gitForLooking, openRepository } from "../../../src/git/repository.ts";
import { clock, type Given, givenRepository, repositoryAt } from "./given_repository.ts";

/** A filter as an agent would leave it, over a file that every look has to read again. */
async function setTrap(given: Given): Promise<void> {
  const canary = `${given.root}/canary.sh`;
  await given.write(canary, `#!/bin/sh\ntouch ${given.root}/FIRED\ncat\n`);
  await Deno.chmod(canary, 0o755);
  await given.write(`${given.dir}/.git/info/attributes`, "* filter=evil\n");
  await given.git(given.dir, "config", "filter.evil.clean", canary);
  await given.git(given.dir, "config", "filter.evil.required", "true");
  await given.write(`${given.dir}/a.txt`, "b\n");
}

Deno.test("a look runs no program that the repository's own config names", async () => {
  await using given = await givenRepository({ "a.txt": "a\n" });
  await setTrap(given);
  const git = gitForLooking(given.dir, `${given.dir}/.git`, given.env, clock);
  assert.match(await git.text(["status", "--porcelain"]), /a\.txt/);
  assert.equal(await exists(`${given.root}/FIRED`), false);
});

Deno.test("of a suspect repository nothing that its config names is run until it is accepted", async () => {
  for (const isSuspect of [true, false]) {
    await using given = await givenRepository({ "a.txt": "a\n" });
    await setTrap(given);
    const repository = await repositoryAt(given.dir, given.env);
    const { git, guard } = await openRepository(repository, given.env, clock, isSuspect);
    await git.text(["status", "--porcelain"]);
    assert.equal(await exists(`${given.root}/FIRED`), !isSuspect);
    await guard.accept();
    await git.text(["status", "--porcelain"]);
    assert.equal(await exists(`${given.root}/FIRED`), true);
  }
});
