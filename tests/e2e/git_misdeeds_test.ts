// What an agent does with git itself, one deed a repository: the work is taken from what it left, the user's
// branches are never repaired by force, and what git would run is shown to a person before anything lands.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { agentCalls } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import {
  beginStory,
  documentOf,
  factsOf,
  failures,
  LANDED_FILES,
  RUN,
  runStory,
  treeOf,
  unharmed,
} from "./kit/stories.ts";
import { misbehaving, type MisbehaviourName } from "../fixtures/agents/scenarios.ts";

function begin(name: MisbehaviourName, more: Parameters<typeof beginStory>[0] = {}) {
  return beginStory({ agents: { claude: misbehaving(name) }, ...more });
}

Deno.test("an agent that works on a branch of its own: its work lands, and the branch is told", async () => {
  await using story = await begin("switches_branch");
  const { project } = story;
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /made or moved branch "agent\/TASK-001"/);
  await oneLandingPerTask(project, ["TASK-001"]);
  assert.equal(await project.git("show", "main:work/TASK-001.txt"), "TASK-001");
  await project.git("branch", "-D", "agent/TASK-001");
  await unharmed(story);
});

Deno.test("an agent that starts a history of its own fails, and what it left is kept", async () => {
  await using story = await begin("rewrites_history", { config: { max_retries: 1 } });
  const { project } = story;
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 1, ended.stderr);
  assert.deepEqual(await failures(project, "TASK-001"), ["implement history_rewritten"]);
  await oneLandingPerTask(project, []);
  const kept = await project.git("for-each-ref", "--format=%(refname)", "refs/spec-tui/attempts");
  assert.ok(kept.split("\n").length >= 2, kept);
  await project.git("branch", "-D", "fresh-TASK-001");
  await unharmed(story);
});

Deno.test("an agent that stashes its work has changed nothing; the user's stash is under it", async () => {
  await using story = await begin("stashes", { config: { max_retries: 1 } });
  const { project, before } = story;
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /The stash grew/);
  assert.deepEqual(await failures(project, "TASK-001"), ["implement no_change"]);
  const stashes = (await project.git("stash", "list", "--format=%H")).split("\n");
  assert.deepEqual(stashes.slice(1).join("\n"), before.stashes);
  await project.git("stash", "drop", "-q");
  await unharmed(story);
});

Deno.test("P5: an agent that moves the target is shown to a person, and nothing is repaired by force", async () => {
  await using story = await begin("moves_main");
  const { project, before } = story;
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 4, ended.stderr);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.match(item.detail, /refs\/heads\/main \(moved from within the slot\)/);
  assert.equal(await project.git("log", "-1", "--format=%s", "main"), "straight to main");
  const was = before.head.split(" ")[1] ?? "";
  assert.match(item.detail, new RegExp(was), "it tells where the branch stood");
  await project.git("update-ref", "refs/heads/main", was);
  await unharmed(story);
  assert.deepEqual(await runProgram(project, ["resolve", "--harness", "accept"]).then(codeOf), 0);
  assert.deepEqual(await runStory(story).then(codeOf), 0);
  await oneLandingPerTask(project, ["TASK-001"]);
});

Deno.test("P7: an agent that moves the queue lands nothing by that; it is shown to a person", async () => {
  await using story = await beginStory({
    spec: [{}, {}],
    agents: { claude: misbehaving("moves_queue", { task: "TASK-001" }) },
    config: { jobs: 1, max_retries: 1 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.match(item.detail, /refs\/spec-tui\/queue\/main \(moved from within the slot\)/);
  assert.equal(await project.git("rev-list", "--count", "main"), "1", "nothing landed");
  // Put back where it stood, and accepted, all goes on.
  const was = /^-([0-9a-f]{40})$/m.exec(item.detail)?.[1] ?? "";
  await project.git("update-ref", "refs/spec-tui/queue/main", was);
  await project.agents.claude?.setScenario({ rules: [] });
  assert.deepEqual(await runProgram(project, ["resolve", "--harness", "accept"]).then(codeOf), 0);
  assert.deepEqual(await runStory(story, [...RUN, "--fresh"]).then(codeOf), 0);
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
});

for (const name of ["edits_git_config", "adds_git_hook"] as const) {
  Deno.test(`T5 ${name}: landings wait for a person, and go on with the same paid call`, async () => {
    await using story = await begin(name);
    const { project } = story;
    const waits = await runStory(story);
    assert.equal(waits.code, 4, waits.stderr);
    assert.deepEqual(await failures(project, "TASK-001"), [], "it is no failure of the task");
    await oneLandingPerTask(project, []);
    const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
    assert.equal(item.kind, "harness");
    assert.match(item.detail, name === "adds_git_hook" ? /hooks\/post-commit/ : /fsmonitor/);
    assert.deepEqual(item.commands, ["spec-tui resolve --harness accept"]);
    const again = await runStory(story);
    assert.equal(again.code, 4, "a further run changes nothing about that");
    assert.equal((await agentCalls(project)).length, 1);

    assert.deepEqual(await runProgram(project, ["resolve", "--harness", "accept"]).then(codeOf), 0);
    const ended = await runStory(story);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal((await agentCalls(project)).length, 1, "the work is not paid for again");
    await oneLandingPerTask(project, ["TASK-001"]);
  });
}

Deno.test("changes outside a sub-directory project need approval, then land as they are", async () => {
  await using story = await begin("writes_outside_project", { subdir: "app" });
  const { project } = story;
  const landed = /^(outside-TASK-001\.txt|app\/(work\/|spec\/tasks\.md))/;
  const waits = await runStory(story, RUN, { landed });
  assert.equal(waits.code, 4, waits.stderr);
  await oneLandingPerTask(project, []);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.deepEqual([item.kind, item.detail], ["outside", "outside-TASK-001.txt"]);
  const accept = await runProgram(project, ["resolve", "TASK-001", "accept"]);
  assert.equal(accept.code, 0, accept.stderr);
  const ended = await runStory(story, RUN, { landed });
  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, ["TASK-001"]);
  const files = await treeOf(project, "main");
  assert.ok(files.includes("outside-TASK-001.txt") && files.includes("app/work/TASK-001.txt"));
  assert.equal((await agentCalls(project)).length, 1, "the work is not paid for again");
});

Deno.test("what an agent committed on the way lands as its own commit below the landing", async () => {
  await using story = await begin("commits_itself");
  const { project } = story;
  assert.equal((await runStory(story)).code, 0);
  assert.match(await project.git("log", "--format=%s", "main"), /done by the agent/);
  assert.deepEqual((await factsOf(project, "TaskLanded")).length, 1);
  assert.ok(LANDED_FILES.test("work/TASK-001.txt"));
});

function codeOf(ended: { readonly code: number }): number {
  return ended.code;
}
