// When tasks fail for good: how often each is tried, what goes on without it, and what stops everything.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { agentCalls } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, documentOf, failures, RUN, runStory } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import type { Rule, Scenario } from "../fixtures/agents/scenario.ts";

const GIVES_UP: Rule["steps"] = [{ do: "answer", answer: "failed", why: "it cannot be done" }];

function failing(...tasks: readonly string[]): Scenario {
  return { rules: tasks.map((task) => ({ task, steps: GIVES_UP })) };
}

Deno.test("max_consecutive_failures counts tasks, not attempts, and ends the run after that many", async () => {
  await using story = await beginStory({
    spec: manyTasks(4),
    agents: { claude: failing("TASK-001", "TASK-002", "TASK-003") },
    config: { jobs: 1, max_retries: 2, max_consecutive_failures: 2 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /2 tasks in a row failed/);
  const made = (await agentCalls(project)).map((call) => call.task);
  assert.deepEqual(made, ["TASK-001", "TASK-001", "TASK-002", "TASK-002"]);
  const again = await runStory(
    story,
    [...RUN, "--task", "TASK-004"].filter((word) => word !== "--all"),
  );
  assert.equal(again.code, 0, `an earlier run's failures block nothing\n${again.stderr}`);
});

Deno.test("a success in between begins the count anew", async () => {
  await using story = await beginStory({
    spec: manyTasks(4),
    agents: { claude: failing("TASK-001", "TASK-003") },
    config: { jobs: 1, max_retries: 1, max_consecutive_failures: 2 },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 1);
  await oneLandingPerTask(story.project, ["TASK-002", "TASK-004"]);
});

Deno.test("on_task_failure skip goes on with what does not need the failed task", async () => {
  await using story = await beginStory({
    spec: [{}, { needs: ["TASK-001"] }, {}],
    agents: { claude: failing("TASK-001") },
    config: { jobs: 1, max_retries: 1 },
  });
  const { project } = story;
  const ended = await runStory(story, ["run", "--all", "--json-result"]);
  assert.equal(ended.code, 1, ended.stderr);
  const results = documentOf(ended);
  assert.deepEqual(
    results.map((each: { task_id: string; status: string }) => [each.task_id, each.status]),
    [["TASK-001", "failed"], ["TASK-002", "unknown"], ["TASK-003", "done"]],
  );
  await oneLandingPerTask(project, ["TASK-003"]);
});

Deno.test("on_task_failure stop starts nothing after the first failed task", async () => {
  await using story = await beginStory({
    spec: manyTasks(3),
    agents: { claude: failing("TASK-001") },
    config: { jobs: 1, max_retries: 1, on_task_failure: "stop" },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /stopped because a task failed/);
  assert.deepEqual((await agentCalls(story.project)).map((call) => call.task), ["TASK-001"]);
});

Deno.test("on_task_failure ask puts the failed task before a person and goes on with the others", async () => {
  await using story = await beginStory({
    spec: manyTasks(2),
    agents: { claude: { rules: [{ task: "TASK-001", call: 1, steps: GIVES_UP }] } },
    config: { jobs: 1, max_retries: 1, on_task_failure: "ask" },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 4, ended.stderr);
  await oneLandingPerTask(project, ["TASK-002"]);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.deepEqual([item.kind, item.task], ["failure", "TASK-001"]);
  assert.match(item.title, /it cannot be done/);
  const retried = await runStory(story, ["retry", "TASK-001", "--no-tui"]);
  assert.equal(retried.code, 0, retried.stderr);
});

Deno.test("a lint failure fails the attempt unless it is not blocking, after its fixer was tried", async () => {
  const lint = "! grep -rqs untidy work";
  const untidy: Scenario = {
    rules: [{
      steps: [
        { do: "write", path: "work/{task}.txt", text: "untidy\n" },
        { do: "answer", answer: "complete" },
      ],
    }],
  };
  const cases = [
    { commands: { test: "true", lint }, hooks: {}, code: 1, text: null },
    { commands: { test: "true", lint }, hooks: { lint_blocking: false }, code: 0, text: "untidy" },
    {
      commands: {
        test: "true",
        lint,
        lint_fix: "sed -i.old s/untidy/tidy/ work/*.txt; rm -f work/*.old",
      },
      hooks: {},
      code: 0,
      text: "tidy",
    },
  ];
  for (const { commands, hooks, code, text } of cases) {
    await using story = await beginStory({
      agents: { claude: untidy },
      config: { max_retries: 1, commands, hooks: { post_done: hooks } },
    });
    const { project } = story;
    const ended = await runStory(story);
    assert.equal(ended.code, code, ended.stderr);
    if (text === null) {
      assert.deepEqual(await failures(project, "TASK-001"), ["check lint_failure"]);
    } else assert.equal(await project.git("show", "main:work/TASK-001.txt"), text);
  }
});

Deno.test("a red base is said before anything is paid for, and stops a run that asks for it", async () => {
  const options = { agents: { claude: { rules: [] } } };
  await using warned = await beginStory({
    ...options,
    config: { commands: { test: "test -e work/TASK-001.txt", lint: "" } },
  });
  const green = await runStory(warned);
  assert.equal(green.code, 0, green.stderr);
  assert.match(green.stderr, /the checks fail before any work/);

  await using stopped = await beginStory({
    ...options,
    config: { check_base: "stop", commands: { test: "test -e work/TASK-001.txt", lint: "" } },
  });
  const red = await runStory(stopped);
  assert.equal(red.code, 1, red.stderr);
  assert.match(red.stderr, /the checks fail before any work/);
  assert.deepEqual(await agentCalls(stopped.project), []);
});
