// What spec-runner still gets wrong, row by row of the list of its faults (B3): each must not happen here. The
// rows from 14 on are in a file of their own; 21, 24 and 25 are about review, MCP and the screen.
import assert from "node:assert/strict";
import { join } from "node:path";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { agentCalls, facts } from "./kit/observe.ts";
import { runProgram, startProgram } from "./kit/program.ts";
import { beginStory, documentOf, factsOf, failures, RUN, runStory } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import { misbehaving } from "../fixtures/agents/scenarios.ts";
import type { Step } from "../fixtures/agents/scenario.ts";

const CHAIN = manyTasks(2, "chain");
const work: Step = { do: "write", path: "work/{task}.txt", text: "{task}\n" };
const done: Step = { do: "answer", answer: "complete" };
const status = async (project: Parameters<typeof facts>[0]) =>
  documentOf(await runProgram(project, ["status", "--json"]));

Deno.test("B3-1: words about limits in a successful answer decide nothing", async () => {
  const text =
    "Too many requests, quota exceeded, usage limit reached, context window.\nTASK_COMPLETE";
  await using story = await beginStory({
    spec: CHAIN,
    agents: { claude: { rules: [{ steps: [work, { do: "say", text }, { do: "final", text }] }] } },
    config: { max_retries: 1 },
  });
  assert.equal((await runStory(story)).code, 0);
  await oneLandingPerTask(story.project, ["TASK-001", "TASK-002"]);
});

Deno.test("B3-2: a retry that meets a provider limit is no success", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("says_failed") },
    config: { max_retries: 1, limit_wait_minutes: 0 },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 1);
  await project.agents.claude?.setScenario(misbehaving("limited_until"));
  const ended = await runStory(story, ["retry", "TASK-001", "--no-tui"]);
  assert.equal(ended.code, 1, ended.stderr);
  assert.doesNotMatch(await project.read("spec/tasks.md"), /DONE|\[x\]/);
  assert.equal((await status(project)).completed, 0);
});

Deno.test("B3-3: a merge conflict is no success, and leaves the checkout as it was", async () => {
  const step: Step = { do: "write", path: "shared.txt", text: "{task} {call}\n" };
  const waits: Step = { do: "wait_for", path: "@git/../work/TASK-001.txt" };
  await using story = await beginStory({
    spec: manyTasks(2),
    agents: {
      claude: {
        rules: [
          { task: "TASK-002", call: 1, steps: [step, waits, done] },
          { task: "TASK-002", steps: [{ do: "answer", answer: "failed", why: "no" }] },
          { steps: [work, step, done] },
        ],
      },
    },
    config: { max_retries: 1, jobs: 2 },
  });
  const { project } = story;
  const ended = await runStory(story, RUN, { landed: /^(work\/|shared\.txt|spec\/tasks\.md$)/ });
  assert.equal(ended.code, 1, ended.stderr);
  assert.deepEqual(await failures(project, "TASK-002"), ["land conflict", "implement task_failed"]);
  await assert.rejects(project.git("rev-parse", "-q", "--verify", "MERGE_HEAD"));
  assert.equal(await project.read("shared.txt"), "TASK-001 1\n");
});

Deno.test("B3-4: a commit that the user's pre-commit hook refuses is no success", async () => {
  await using story = await beginStory({ spec: CHAIN, config: { max_retries: 1 } });
  const { project } = story;
  const hook = join(project.repository, ".git/hooks/pre-commit");
  await Deno.writeTextFile(hook, "#!/bin/sh\necho 'no such work here' >&2\nexit 1\n", {
    mode: 0o755,
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /no such work here/);
  assert.deepEqual(await failures(project, "TASK-001"), ["check hook_failure"]);
  await oneLandingPerTask(project, []);
  assert.deepEqual(
    await factsOf(project, "AttemptStarted", "TASK-002"),
    [],
    "nothing builds on it",
  );
});

Deno.test("B3-5: what failed attempts cost stays in the ledger, over any number of runs", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("says_failed") },
    config: { max_retries: 2, budget_usd: 0.055, budget_reserve_usd: 0.01 },
  });
  const { project } = story;
  for (const _ of [1, 2, 3]) assert.equal((await runStory(story)).code, 1);
  assert.equal((await agentCalls(project)).length, 5);
  assert.equal((await factsOf(project, "BudgetReached")).length, 1);
  const { summary, tasks: [task] } = documentOf(await runProgram(project, ["costs", "--json"]));
  assert.deepEqual([summary.total_cost, task.attempts], [0.05, 5]);
});

Deno.test("B3-6: a blocked task is surfaced and never paid for again unasked", async () => {
  await using story = await beginStory({
    spec: CHAIN,
    agents: { claude: misbehaving("says_blocked") },
  });
  const { project } = story;
  for (const _ of [1, 2]) {
    const ended = await runStory(story);
    assert.equal(ended.code, 4, ended.stderr);
    assert.match(ended.stderr, /TASK-001 asks: `spec-tui answer TASK-001/);
  }
  assert.equal((await agentCalls(project)).length, 1);
  assert.match((await runProgram(project, ["status"])).stdout, /Which database\?/);
});

Deno.test("B3-7, 13.5b: a retry goes on from what the attempt before it left", async () => {
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [
          { call: 1, steps: [work, { do: "answer", answer: "failed", why: "half done" }] },
          {
            steps: [{ do: "sh", command: "test -e work/{task}.txt" }, {
              do: "append",
              path: "work/{task}.txt",
              text: "more\n",
            }, done],
          },
        ],
      },
    },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 0);
  assert.equal(await project.git("show", "main:work/TASK-001.txt"), "TASK-001\nmore");
  assert.match((await agentCalls(project))[1]?.prompt ?? "", /half done/);
});

Deno.test("B3-8, 13.5m: the prompt has the description, the traced texts and the configured commands", async () => {
  await using story = await beginStory({
    spec: [{ description: "Build the widget with three arms.", traces: ["REQ-001", "DESIGN-001"] }],
    files: {
      "spec/requirements.md":
        "# R\n\n## REQ-001: Arms\n\nIt SHALL have three.\n\n## REQ-002: Other\n\nNot this.\n",
      "spec/design.md": "# D\n\n##### DESIGN-001\n\nOf brass.\n",
      "spec/constitution.md": "Never use glue.\n",
    },
    config: { commands: { test: "true # widgets", lint: "true # brass" } },
  });
  assert.equal((await runStory(story)).code, 0);
  const prompt = (await agentCalls(story.project))[0]?.prompt ?? "";
  for (
    const text of [
      "three arms",
      "It SHALL have three.",
      "Of brass.",
      "Never use glue.",
      "true # widgets",
      "true # brass",
    ]
  ) {
    assert.ok(prompt.includes(text), text);
  }
  assert.doesNotMatch(prompt, /Not this|\buv\b|pytest|ruff|pyproject/);
});

Deno.test("B3-9: a provider's reset time is waited for, and uses up no attempt", async () => {
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [{
          call: 1,
          steps: [{ do: "error", kind: "limit_with_reset", resetsInSeconds: 15 }],
        }],
      },
    },
    config: { max_retries: 1 },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  const [first, second] = (await agentCalls(story.project)).map((call) => call.atMs);
  assert.ok((second ?? 0) - (first ?? 0) >= 14_000, "not before it");
});

Deno.test("B3-10, 13.5j: Ctrl-C starts no new attempt, is no failure, and ends with 130", async () => {
  await using story = await beginStory({
    agents: { claude: { rules: [{ call: 1, steps: [work, { do: "hang" }] }] } },
    config: { max_retries: 3 },
  });
  const { project } = story;
  await using live = await startProgram(project, RUN);
  await live.until("the call", async () => (await agentCalls(project)).length === 1);
  live.signal("SIGINT");
  const ended = await live.ended;
  assert.equal(ended.code, 130, ended.stderr);
  assert.deepEqual(await failures(project, "TASK-001"), []);
  assert.equal((await factsOf(project, "AttemptStarted")).length, 1);
  assert.equal((await runStory(story)).code, 0, "and the next run goes on");
});

Deno.test("B3-11: a time limit ends what the agent started, which writes nothing later", async () => {
  const child: Step = {
    do: "child",
    kind: "own_session",
    seconds: 60,
    writes: "work/late.txt",
    afterMs: 40_000,
  };
  await using story = await beginStory({
    agents: { claude: { rules: [{ call: 1, steps: [work, child, { do: "hang" }] }] } },
    // The next call must be done by then, also on a slow machine.
    config: { task_timeout_minutes: 0.2 },
  });
  assert.equal((await runStory(story)).code, 0);
  const files = await story.project.git("ls-tree", "-r", "--name-only", "main");
  assert.equal(files.includes("late"), false);
});

Deno.test("B3-12, B3-13: a second engine of the same spec changes nothing and names the first", async () => {
  await using story = await beginStory({
    agents: {
      claude: { rules: [{ steps: [{ do: "wait_for", path: "@git/../../go" }, work, done] }] },
    },
  });
  const { project } = story;
  await using live = await startProgram(project, RUN);
  await live.fact((fact) => fact.type === "CallStarted");
  const before = (await facts(project)).length;
  for (const argv of [RUN, ["watch", "--no-tui"]]) {
    const second = await runProgram(project, argv);
    assert.equal(second.code, 3, second.stderr);
    assert.match(second.stderr, new RegExp(`${live.pid}`), "the holder is named");
  }
  const retry = await runProgram(project, ["retry", "TASK-001", "--no-tui"]);
  assert.notEqual(retry.code, 0, "a running task is not tried again");
  assert.equal((await agentCalls(project)).length, 1);
  const later = (await facts(project)).slice(before).map((fact) => fact.type);
  assert.deepEqual(later.filter((type) => type !== "CommandRefused"), []);
  await Deno.writeTextFile(join(project.repository, "../go"), "");
  assert.equal((await live.ended).code, 0);
});
