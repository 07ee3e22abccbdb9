// Where a project may stand: without git, in an unborn, bare, detached or shallow repository, in a sub-directory,
// with submodules; and how finished work reaches the target, or does not.
import assert from "node:assert/strict";
import { join } from "node:path";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { checkout } from "./kit/checkout.ts";
import { agentCalls, filesUnder, queueRef } from "./kit/observe.ts";
import { createProject, git } from "./kit/project.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, documentOf, factsOf, RUN, runStory } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";

Deno.test("without git it works in place, one at a time, and says so", async () => {
  await using project = await createProject({
    git: "none",
    spec: manyTasks(2),
    config: { jobs: 3 },
    files: { "mine.txt": "mine\n" },
  });
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /no git: one at a time, in place/);
  assert.match(await project.read("work/TASK-001.txt"), /TASK-001/);
  assert.equal((await project.read("spec/tasks.md")).match(/✅ DONE/g)?.length, 2);
  const orders = (await factsOf(project, "OrderIssued")).map((fact) => fact.seq);
  const closed = (await factsOf(project, "OrderClosed")).map((fact) => fact.seq);
  orders.slice(1).forEach((seq, n) => assert.ok(seq > (closed[n] ?? 0), "never two at once"));
  assert.equal(await project.read("mine.txt"), "mine\n");
  assert.equal((await runProgram(project, RUN)).code, 0);
  assert.equal((await agentCalls(project)).length, 2);
});

Deno.test("a repository without a commit is refused with 3 and the command for its first one", async () => {
  await using project = await createProject({ git: "no_commit" });
  const before = await checkout(project);
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 3, ended.stderr);
  assert.match(ended.stderr, /git add -A && git commit -m/);
  assert.deepEqual(await checkout(project), before);
  await project.git("add", "-A");
  await project.git("commit", "-qm", "Start");
  assert.equal((await runProgram(project, RUN)).code, 0);
});

Deno.test("a repository without a name for commits is refused with 3, and none is invented", async () => {
  await using story = await beginStory();
  const { project } = story;
  const config = join(project.home, "empty.gitconfig");
  await Deno.writeTextFile(config, "");
  const ended = await runProgram(project, RUN, { env: { GIT_CONFIG_GLOBAL: config } });
  assert.equal(ended.code, 3, ended.stderr);
  assert.match(ended.stderr, /git config user\.name/);
  assert.deepEqual(await agentCalls(project), []);
});

Deno.test("a detached HEAD lands on the named target and stays where it is", async () => {
  await using story = await beginStory({ config: { main_branch: "main" } });
  const { project } = story;
  await project.git("checkout", "-q", "--detach");
  const before = await checkout(project);
  const ended = await runStory({ ...story, before }, RUN, { landed: /^spec\/tasks\.md$/ });
  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, ["TASK-001"], "main");
});

Deno.test("a target that does not exist is refused with 3 and the command that makes it", async () => {
  await using story = await beginStory({ config: { main_branch: "release/9" } });
  const ended = await runStory(story);
  assert.equal(ended.code, 3, ended.stderr);
  assert.match(ended.stderr, /no branch "release\/9".*git branch release\/9/s);
});

Deno.test("a bare repository is refused with 3", async () => {
  await using story = await beginStory();
  const { project } = story;
  const bare = join(project.repository, "../bare.git");
  await project.git("clone", "-q", "--bare", project.repository, bare);
  const ended = await runProgram(project, [...RUN, "--project-root", bare]);
  assert.ok([2, 3].includes(ended.code), ended.stderr);
  assert.match(ended.stderr, /bare|no file/);
});

Deno.test("a shallow clone works like any other", async () => {
  await using story = await beginStory();
  const { project } = story;
  await project.git("add", "-A");
  await project.git("commit", "-qm", "Second");
  const shallow = join(project.repository, "../shallow");
  await project.git("clone", "-q", "--depth", "1", `file://${project.repository}`, shallow);
  const ended = await runProgram(project, RUN, { cwd: shallow });
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(await git(shallow, project.env, ["log", "-1", "--format=%B"]), /TASK-001/);
});

Deno.test("a linked worktree of the user's is a checkout like any other", async () => {
  await using story = await beginStory();
  const { project } = story;
  const linked = join(project.repository, "../linked");
  await project.git("worktree", "add", "-q", "-b", "topic", linked);
  const before = await checkout(project);
  const ended = await runProgram(project, [...RUN, "--set", "main_branch=topic"], { cwd: linked });
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(await Deno.readTextFile(join(linked, "work/TASK-001.txt")), /TASK-001/);
  const now = await checkout(project);
  assert.deepEqual(now.files, before.files);
  assert.equal(now.index, before.index);
});

Deno.test("a project in a sub-directory: slots hold the whole repository, the agent works in the same folder", async () => {
  await using story = await beginStory({ subdir: "apps/web", files: { "lib.txt": "lib\n" } });
  const { project } = story;
  await Deno.writeTextFile(join(project.repository, "top.txt"), "top\n");
  await project.git("add", "top.txt");
  await project.git("commit", "-qm", "Top");
  const before = await checkout(project);
  const ended = await runStory({ ...story, before }, RUN, {
    landed: /^apps\/web\/(work\/|spec\/tasks\.md$)/,
  });
  assert.equal(ended.code, 0, ended.stderr);
  const [call] = await agentCalls(project);
  assert.match(call?.cwd ?? "", /\/apps\/web$/);
  assert.match(await project.read("work/TASK-001.txt"), /TASK-001/);
  await oneLandingPerTask(project, ["TASK-001"]);
  const from = await runProgram(project, ["status", "--json"], { cwd: join(project.root, "spec") });
  assert.equal(documentOf(from).completed, 1, "found from a folder below, too");
});

Deno.test("submodules are there for the agent, and its slot is used again", async () => {
  await using story = await beginStory({ spec: manyTasks(2, "chain") });
  const { project } = story;
  const library = join(project.repository, "../library");
  await Deno.mkdir(library);
  const inLibrary = (...argv: string[]) => git(library, project.env, argv);
  await inLibrary("init", "-q");
  await Deno.writeTextFile(join(library, "code.txt"), "library\n");
  await inLibrary("add", "-A");
  await inLibrary("commit", "-qm", "Library");
  const allow = ["-c", "protocol.file.allow=always"];
  await project.git(...allow, "submodule", "--quiet", "add", library, "vendor");
  await project.git("commit", "-qm", "Add the library", "--", ".gitmodules", "vendor");
  const before = await checkout(project);
  const env = {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "protocol.file.allow",
    GIT_CONFIG_VALUE_0: "always",
  };
  await project.agents.claude?.setScenario({
    rules: [{
      steps: [
        { do: "sh", command: "mkdir -p work; cp vendor/code.txt work/{task}.txt" },
        { do: "answer", answer: "complete" },
      ],
    }],
  });
  const ended = await runStory({ ...story, before }, RUN, { env });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await project.git("show", "main:work/TASK-002.txt"), "library");
  assert.match(await project.git("ls-tree", "main", "vendor"), /^160000 commit/);
});

Deno.test("integration: branch, auto_commit: false and --no-commit leave the target alone until `land`", async () => {
  const cases = [
    { config: { integration: "branch" }, argv: RUN },
    { config: { hooks: { post_done: { auto_commit: false } } }, argv: RUN },
    { config: {}, argv: [...RUN, "--no-commit"] },
  ];
  for (const { config, argv } of cases) {
    await using story = await beginStory({ config, spec: manyTasks(2, "chain") });
    const { project, before } = story;
    const ended = await runStory(story, argv, { landed: /^$/ });
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, /spec-tui land/);
    assert.equal(await project.git("rev-parse", "main"), before.head.split(" ")[1]);
    await oneLandingPerTask(project, ["TASK-001", "TASK-002"], queueRef(project));
    const again = await runStory(story, argv, { landed: /^$/ });
    assert.equal(again.code, 0, `done is done\n${again.stderr}`);
    assert.equal((await agentCalls(project)).length, 2);
    const landed = await runProgram(project, ["land", "--no-tui"]);
    assert.equal(landed.code, 0, landed.stderr);
    await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
  }
});

Deno.test("a task's label follows its attempt; --no-branch keeps none; one that the user stands on is left alone", async () => {
  const labels = (list: string) => list.split("\n").filter((name) => name.startsWith("task/"));
  for (const [argv, count] of [[RUN, 1], [[...RUN, "--no-branch"], 0]] as const) {
    await using story = await beginStory({ spec: [{ name: "Ünïcode / name!" }] });
    const { project } = story;
    assert.equal((await runStory(story, argv)).code, 0);
    const found = labels(await project.git("branch", "--format=%(refname:short)"));
    assert.equal(found.length, count, found.join());
    for (const name of found) assert.match(name, /^task\/TASK-001-[a-z0-9-]+$/);
  }
  await using story = await beginStory({ config: { main_branch: "main" } });
  const { project } = story;
  await project.git("switch", "-qc", "task/TASK-001-first");
  const before = await checkout(project);
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal((await checkout(project)).head, before.head);
  assert.match(ended.stderr, /task\/TASK-001-first/);
});

Deno.test("slots stand beside the repository, never in it, and hold nothing of the user's ignored files", async () => {
  await using story = await beginStory({
    ignored: { "secret.env": "A=1\n", "node_modules/x/y.js": "y\n" },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 0);
  const [call] = await agentCalls(project);
  assert.match(call?.cwd ?? "", /\/\.project\.spec-tui-1$/);
  const inside = (await filesUnder(project.repository)).filter((path) =>
    !path.includes("/.git/") && /\.spec-tui/.test(path.slice(project.repository.length))
  );
  assert.deepEqual(inside, []);
  const files = await filesUnder(call?.cwd ?? "");
  assert.ok(files.length > 0 && !files.some((path) => /secret\.env|node_modules/.test(path)));
});
