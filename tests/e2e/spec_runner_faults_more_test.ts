// The second half of what spec-runner still gets wrong (B3), from its row 14 on.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { agentCalls, facts } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, documentOf, failures, RUN, runStory } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import { misbehaving, misbehavingOnce } from "../fixtures/agents/scenarios.ts";

const status = async (project: Parameters<typeof facts>[0]) =>
  documentOf(await runProgram(project, ["status", "--json"]));

Deno.test("B3-14: a task that an operator blocks stays blocked; a failed one stays TODO for all to see", async () => {
  await using story = await beginStory({
    spec: manyTasks(2),
    agents: { claude: misbehaving("says_failed", { task: "TASK-002" }) },
    config: { max_retries: 1 },
  });
  const { project } = story;
  assert.equal((await runProgram(project, ["task", "block", "TASK-001"])).code, 0);
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 1, ended.stderr);
  assert.deepEqual((await agentCalls(project)).map((call) => call.task), ["TASK-002"]);
  await project.agents.claude?.setScenario({ rules: [] });
  assert.equal((await runProgram(project, ["task", "todo", "TASK-001"])).code, 0);
  assert.equal((await runProgram(project, RUN)).code, 0);
});

Deno.test("B3-15: what the parser used to lose in silence is read, or said with its place", async () => {
  const spec = [
    "# Tasks\n\n```md\n### TASK-009: In a fence\n🔴 P0 | ⬜ TODO | Est: 1h\n```\n",
    "## TASK-001: Of another level\n🔴 P0 | ⬜ TODO | Est: 1h\n\n- [X] ticked\n  - [ ] nested\n",
    "### TASK-002: Without brackets\n🔴 P0 | ⬜ TODO | Est: 1h\n\n**Depends on**: TASK-001\n",
  ].join("\n");
  await using story = await beginStory({ spec });
  const { project } = story;
  assert.equal((await runStory(story)).code, 0);
  assert.deepEqual((await agentCalls(project)).map((call) => call.task), ["TASK-001", "TASK-002"]);
  const [first] = documentOf(await runProgram(project, ["task", "list", "--json"]));
  assert.equal(first.checklist.length, 2);
  await project.write("spec/tasks.md", spec.replace("TASK-001\n", "[TSK-001]\n"));
  const refused = await runProgram(project, RUN);
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /spec\/tasks\.md:\d+:\d+: error: .*TSK-001/);
  assert.match(refused.stderr, /TASK-001/, "and what may have been meant");
});

Deno.test("B3-16: no code is 0 for what was not done", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("says_failed") },
    config: { max_retries: 1 },
  });
  const { project } = story;
  const code = async (...argv: readonly string[]) => (await runProgram(project, argv)).code;
  assert.equal(await code("run", "--task", "TASK-404", "--no-tui"), 2);
  assert.equal(await code("retry", "TASK-404", "--no-tui"), 2);
  assert.equal(await code("retry", "TASK-001", "--no-tui"), 1);
  await project.write(
    "spec/tasks.md",
    (await project.read("spec/tasks.md")).replace("TODO", "SOON"),
  );
  assert.equal(await code("watch", "--no-tui"), 2);
  assert.equal(await code("validate"), 2);
});

Deno.test("B3-17, 13.5g: --json-result covers every task the run was asked for, whatever came of it", async () => {
  await using story = await beginStory({ spec: manyTasks(3, "chain") });
  const results = documentOf(await runStory(story, ["run", "--all", "--json-result"]));
  assert.deepEqual(
    results.map((each: { task_id: string }) => each.task_id),
    ["TASK-001", "TASK-002", "TASK-003"],
  );
});

Deno.test("B3-18: exit 0 with no word and no change is not done", async () => {
  await using story = await beginStory({
    agents: { claude: { rules: [{ steps: [{ do: "exit", code: 0 }] }] } },
    config: { max_retries: 1 },
  });
  assert.equal((await runStory(story)).code, 1);
  assert.deepEqual((await failures(story.project, "TASK-001")).length, 1);
  await oneLandingPerTask(story.project, []);
});

Deno.test("B3-19: work that an agent commits on a branch of its own is on the target, and so is DONE", async () => {
  await using story = await beginStory({ agents: { claude: misbehaving("switches_branch") } });
  const { project } = story;
  assert.equal((await runProgram(project, RUN)).code, 0);
  assert.equal(await project.git("show", "main:work/TASK-001.txt"), "TASK-001");
  assert.match(await project.git("show", "main:spec/tasks.md"), /✅ DONE/);
});

Deno.test("B3-20, 13.5a: the user's unrelated edits and untracked files stay where they are, in every ending", async () => {
  for (
    const name of [
      "talks_about_limits",
      "says_failed",
      "says_blocked",
      "deletes_everything",
    ] as const
  ) {
    await using story = await beginStory({
      agents: { claude: misbehavingOnce(name) },
      config: { max_retries: 1 },
    });
    await runStory(story); // which compares them
  }
});

Deno.test("B3-22: failures are counted by task, whatever goes on in between, and not over runs", async () => {
  await using story = await beginStory({
    spec: manyTasks(6),
    agents: { claude: misbehaving("says_failed") },
    config: { max_retries: 2, max_consecutive_failures: 2, jobs: 1 },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 1);
  assert.equal((await agentCalls(project)).length, 4, "two tasks, two attempts each");
  await project.agents.claude?.setScenario({ rules: [] });
  assert.equal((await runStory(story, ["run", "--task", "TASK-006", "--no-tui"])).code, 0);
});

Deno.test("B3-23: cache tokens are counted beside the others, and unknown cost stops no budget too early", async () => {
  await using story = await beginStory({
    ...{ agents: { codex: { rules: [] } }, spec: manyTasks(3) },
    config: { agent: "codex", budget_usd: 10, jobs: 1 },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 0);
  const { tasks: [task] } = documentOf(await runProgram(project, ["costs", "--json"]));
  assert.deepEqual([task.input_tokens, task.output_tokens], [100, 20]);
  assert.match((await runProgram(project, ["costs"])).stdout, /cach/i);
});

Deno.test("B3-26: looking changes nothing, and what the log knows of removed tasks makes no count negative", async () => {
  await using story = await beginStory({ spec: manyTasks(2) });
  const { project } = story;
  for (
    const verb of [["status", "--json"], ["costs", "--json"], ["inbox", "--json"], ["logs"], [
      "why",
      "TASK-001",
    ]]
  ) {
    await runProgram(project, verb);
  }
  assert.deepEqual(await facts(project), [], "no database is made by looking");
  assert.equal((await runStory(story)).code, 0);
  const before = await facts(project);
  const [one = ""] = (await project.read("spec/tasks.md")).split("---");
  await project.write("spec/tasks.md", one);
  const now = await status(project);
  assert.deepEqual([now.total_tasks, now.completed, now.not_started], [1, 1, 0]);
  assert.deepEqual(await facts(project), before);
  const logs = await runProgram(project, ["logs", "TASK-002"]);
  assert.equal(logs.code, 0, logs.stderr);
});
