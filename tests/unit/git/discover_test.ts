import assert from "node:assert/strict";
import { discover, resolveTarget } from "../../../src/git/discover.ts";
import { openGit } from "../../../src/git/git.ts";
import { clock, type Given, givenRepository, IDENTITY, repositoryAt } from "./given_repository.ts";

async function found(given: Given, dir: string, env: Record<string, string> = given.env) {
  return await discover(openGit({ dir, env, clock }));
}

Deno.test("a repository is described from any folder in it", async () => {
  await using given = await givenRepository({ "my web/é/a.txt": "a\n" });
  const repository = await repositoryAt(`${given.dir}/my web/é`, given.env);
  assert.deepEqual(repository, {
    topLevel: given.dir,
    commonDir: `${given.dir}/.git`,
    gitDir: `${given.dir}/.git`,
    home: given.dir,
    subdir: "my web/é",
    head: await given.git(given.dir, "rev-parse", "HEAD"),
    branch: "main",
    isShallow: false,
    identity: IDENTITY,
  });
});

Deno.test("each way in which git cannot be used has its own answer", async () => {
  await using given = await givenRepository();
  await Deno.mkdir(`${given.root}/nothing`);
  await given.git(given.root, "init", "--quiet", "--bare", "bare.git");
  await given.git(given.root, "init", "--quiet", "--initial-branch=trunk", "unborn");
  const kinds = async (dir: string) => (await found(given, `${given.root}/${dir}`)).kind;
  assert.equal(await kinds("nothing"), "none");
  assert.equal(await kinds("bare.git"), "bare");
  assert.equal(await kinds("work/project/.git"), "inside_git_dir");
  assert.deepEqual(await found(given, `${given.root}/unborn`), {
    kind: "unborn",
    topLevel: `${given.root}/unborn`,
    branch: "trunk",
  });
});

Deno.test("P5: a repository that git can't use is never taken for a project without one, nor for the one around it", async () => {
  await using given = await givenRepository();
  await Deno.writeTextFile(`${given.dir}/.git/HEAD`, "rubbish\n");
  const refused = (dir: string) =>
    found(given, dir).then((answer) => {
      assert.ok(answer.kind === "refused", `${dir}: ${answer.kind}`);
      return answer.message;
    });
  assert.match(await refused(given.dir), /project\/\.git" is there, but git can't use it \(fatal/);
  assert.match(await refused(`${given.dir}/spec`), /project\/\.git" is there/);
  await given.git(given.root, "init", "--quiet");
  const name = ["-c", "user.name=a", "-c", "user.email=a@b"];
  await given.git(given.root, ...name, "commit", "--quiet", "--allow-empty", "-m", "around");
  assert.match(await refused(given.dir), /git took the repository around it/);
});

Deno.test("a missing name or e-mail is said, never invented", async () => {
  await using given = await givenRepository();
  await given.git(given.dir, "config", "--unset", "user.email");
  assert.equal((await repositoryAt(given.dir, given.env)).identity, null);
  const env = {
    ...given.env,
    GIT_AUTHOR_NAME: "E",
    GIT_AUTHOR_EMAIL: "e@x",
    GIT_COMMITTER_NAME: "E",
    GIT_COMMITTER_EMAIL: "e@x",
  };
  assert.deepEqual((await repositoryAt(given.dir, env)).identity, { name: "E", email: "e@x" });
});

Deno.test("detached, shallow and linked checkouts are told", async () => {
  await using given = await givenRepository();
  await given.commit("two");
  const linked = `${given.root}/linked`;
  await given.git(given.dir, "worktree", "add", "--quiet", "--detach", linked);
  const repository = await repositoryAt(linked, given.env);
  assert.deepEqual([repository.branch, repository.home, repository.topLevel], [
    null,
    given.dir,
    linked,
  ]);
  assert.equal(repository.commonDir, `${given.dir}/.git`);
  await given.git(given.root, "clone", "--quiet", "--depth=1", `file://${given.dir}`, "shallow");
  assert.equal((await repositoryAt(`${given.root}/shallow`, given.env)).isShallow, true);
});

Deno.test("the target is the one named, else the remote's default, main, or the current branch", async () => {
  await using given = await givenRepository();
  const git = openGit({ dir: given.dir, env: given.env, clock });
  const target = async (name: string) =>
    await resolveTarget(git, await repositoryAt(given.dir, given.env), name);
  const main = await target("");
  assert.ok(main.kind === "found" && main.target === "main" && main.worktree === given.dir);
  assert.deepEqual(await target("absent"), { kind: "missing", target: "absent" });
  assert.deepEqual(await target("--upload-pack=x"), { kind: "invalid", target: "--upload-pack=x" });
  await given.git(given.dir, "branch", "release/1.x");
  await given.git(given.dir, "update-ref", "refs/remotes/origin/release/1.x", "HEAD");
  await given.git(
    given.dir,
    "symbolic-ref",
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/release/1.x",
  );
  const remote = await target("");
  assert.ok(remote.kind === "found" && remote.target === "release/1.x" && remote.worktree === null);
  await given.git(given.dir, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD");
  await given.git(given.dir, "branch", "--quiet", "-m", "trunk");
  const current = await target("");
  assert.ok(current.kind === "found" && current.target === "trunk");
  await given.git(given.dir, "symbolic-ref", "refs/heads/main", "refs/heads/trunk");
  const alias = await target("main");
  assert.ok(alias.kind === "found" && alias.target === "trunk" && alias.worktree === given.dir);
  await given.git(given.dir, "symbolic-ref", "--delete", "refs/heads/main");
  await given.git(given.dir, "checkout", "--quiet", "--detach");
  assert.deepEqual(await target(""), { kind: "detached" });
});
