// Everything of ours and of the user's has a time limit, and what ran out of time leaves nothing behind (P8).
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { agentCalls } from "./kit/observe.ts";
import { beginStory, factsOf, failureOf, failures, runStory } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import type { Scenario, Step } from "../fixtures/agents/scenario.ts";

/** 12 s: a call begins, and does its work, well within them also on a machine that is ten times slower. */
const CALL_MINUTES = 0.2;
/** 6 s: the same of a command that is but a word of the shell's. */
const COMMAND_MINUTES = 0.1;

const work: Step = { do: "write", path: "work/{task}.txt", text: "{task}\n" };
const done: Step = { do: "answer", answer: "complete" };

function always(...steps: readonly Step[]): Scenario {
  return { rules: [{ steps }] };
}

Deno.test("an agent that falls silent is ended; one that keeps talking is not", async () => {
  const talks: readonly Step[] = Array.from({ length: 15 }).flatMap((_, n): Step[] => [
    { do: "sleep", ms: 1000 },
    { do: "say", text: `still at it, ${n}` },
  ]);
  await using story = await beginStory({
    spec: manyTasks(2),
    agents: {
      claude: {
        rules: [
          { task: "TASK-001", steps: [work, { do: "hang" }] },
          { steps: [...talks, work, done] },
        ],
      },
    },
    config: { max_retries: 1, idle_timeout_minutes: CALL_MINUTES, jobs: 2 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  assert.deepEqual(await failures(project, "TASK-001"), ["implement idle_timeout"]);
  await oneLandingPerTask(project, ["TASK-002"]);
});

Deno.test("what a call that ran out of time wrote is kept, and its next attempt goes on from there", async () => {
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [
          {
            call: 1,
            steps: [{ do: "write", path: "work/half.txt", text: "half\n" }, { do: "hang" }],
          },
          { steps: [work, done] },
        ],
      },
    },
    config: { task_timeout_minutes: CALL_MINUTES },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await project.git("show", "main:work/half.txt"), "half");
  const [first] = await factsOf(project, "CallEnded");
  assert.deepEqual([first?.body.outcome, first?.body.costUsd], ["timed_out", null]);
});

Deno.test("after session_timeout_minutes nothing new starts, and what runs is finished", async () => {
  await using story = await beginStory({
    spec: manyTasks(3),
    agents: { claude: always(work, { do: "sleep", ms: CALL_MINUTES * 60_000 }, done) },
    config: { jobs: 1, session_timeout_minutes: CALL_MINUTES },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /the session time limit was reached/);
  assert.equal((await agentCalls(project)).length, 1);
  await oneLandingPerTask(project, ["TASK-001"]);
});

const HANGS = "if [ -e work/TASK-001.txt ]; then sleep 60 & setsid sleep 60 & sleep 60; fi";

for (
  const [what, commands, stage] of [
    ["test", { test: HANGS, lint: "" }, "check test_failure"],
    ["lint", { test: "true", lint: HANGS }, "check lint_failure"],
  ] as const
) {
  Deno.test(`P8: a ${what} command that hangs is ended with all it started, and says so`, async () => {
    await using story = await beginStory({
      agents: { claude: always(work, done) },
      config: { max_retries: 1, commands: { ...commands, timeout_minutes: COMMAND_MINUTES } },
    });
    const ended = await runStory(story);
    assert.equal(ended.code, 1, ended.stderr);
    assert.deepEqual(await failures(story.project, "TASK-001"), [stage]);
    const [failed] = await factsOf(story.project, "StageFailed");
    assert.match(failureOf(failed).message, /time|minutes|s\b/);
  });
}

Deno.test("P8: a commit hook and a set-up command that hang are ended, too", async () => {
  await using hooked = await beginStory({
    agents: { claude: always(work, done) },
    config: {
      max_retries: 1,
      commands: { test: "true", lint: "", timeout_minutes: COMMAND_MINUTES },
    },
  });
  const hook = `${hooked.project.repository}/.git/hooks/pre-commit`;
  await Deno.writeTextFile(hook, "#!/bin/sh\nsetsid sleep 60 & sleep 60\n", { mode: 0o755 });
  assert.equal((await runStory(hooked)).code, 1);
  assert.deepEqual(await failures(hooked.project, "TASK-001"), ["check hook_failure"]);

  await using setUp = await beginStory({
    agents: { claude: always(work, done) },
    config: {
      max_retries: 1,
      worktree: { setup: "sleep 60" },
      commands: { test: "true", lint: "", timeout_minutes: COMMAND_MINUTES },
    },
  });
  const ended = await runStory(setUp);
  assert.equal(ended.code, 1, ended.stderr);
  assert.deepEqual(await failures(setUp.project, "TASK-001"), ["prepare setup_failure"]);
  assert.deepEqual(await agentCalls(setUp.project), [], "nothing is paid for in a broken slot");
});

Deno.test("P8: what a commit hook leaves running ends, also where no check comes after it", async () => {
  await using story = await beginStory({
    agents: { claude: always(work, done) },
    config: { commands: { test: "", lint: "" } },
  });
  const hook = `${story.project.repository}/.git/hooks/pre-commit`;
  await Deno.writeTextFile(
    hook,
    "#!/bin/sh\nsetsid sleep 900 >/dev/null 2>&1 &\n",
    { mode: 0o755 },
  );
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
});

Deno.test("P8: a check that leaves daemons holding its output ends, and they end", async () => {
  await using story = await beginStory({
    agents: { claude: always(work, done) },
    config: { commands: { test: "sleep 900 & setsid sleep 900 & exit 0", lint: "" } },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  assert.ok(ended.ms < 600_000, `${ended.ms}`);
});
