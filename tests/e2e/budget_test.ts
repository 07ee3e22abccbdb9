// P10: no call starts that the money does not reach for; what is not known counts as what was set aside for it;
// a person may allow more.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { speaking } from "./kit/dialects.ts";
import { agentCalls } from "./kit/observe.ts";
import type { Project } from "./kit/project.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, documentOf, factsOf, RUN, runStory } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import type { Scenario, Step } from "../fixtures/agents/scenario.ts";

/** Each call costs a cent. */
const CHEAP: Scenario = { rules: [] };
const done: Step = { do: "answer", answer: "complete" };
const FAILING: Scenario = {
  rules: [{ task: "TASK-001", steps: [{ do: "answer", answer: "failed", why: "no" }] }],
};

async function spentUsd(project: Project): Promise<number> {
  const ended = await factsOf(project, "CallEnded");
  return ended.reduce((sum, fact) => sum + Number(fact.body.costUsd), 0);
}

Deno.test("P10: a run stops before the call that would go over its budget, says so, and goes on when it is raised", async () => {
  await using story = await beginStory({
    spec: manyTasks(5, "chain"),
    agents: { claude: CHEAP },
    config: { budget_usd: 0.025, budget_reserve_usd: 0.01 },
  });
  const { project } = story;
  const stopped = await runStory(story);
  assert.equal(stopped.code, 4, stopped.stderr);
  assert.match(
    stopped.stderr,
    /the budget was reached: \$0\.02 of \$0\.0[23] is spent or reserved/,
  );
  assert.equal((await agentCalls(project)).length, 2);
  const [reached] = await factsOf(project, "BudgetReached");
  assert.equal(reached?.body.limitUsd, 0.025);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.equal(item.kind, "budget");
  assert.match(item.commands[0], /^spec-tui budget raise \d/);

  const again = await runStory(story);
  assert.equal(again.code, 4, "what earlier runs spent still counts");
  assert.equal((await agentCalls(project)).length, 2);

  assert.equal((await runProgram(project, ["budget", "raise", "1"])).code, 0);
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, manyTasks(5).map((_, index) => `TASK-00${index + 1}`));
  const costs = documentOf(await runProgram(project, ["costs", "--json"]));
  assert.equal(costs.summary.total_cost, 0.05);
  assert.equal(costs.summary.budget_usd, 0.025);
});

Deno.test("P10: a budget of nothing calls nobody", async () => {
  await using story = await beginStory({ agents: { claude: CHEAP } });
  const ended = await runStory(story, [...RUN, "--budget", "0"]);
  assert.equal(ended.code, 4, ended.stderr);
  assert.deepEqual(await agentCalls(story.project), []);
});

Deno.test("P10: a cost nobody tells counts as its reservation, in every dialect that does not tell it", async () => {
  for (const dialect of ["codex", "plain"]) {
    await using story = await beginStory({
      ...speaking(dialect, CHEAP, { budget_usd: 2.5, budget_reserve_usd: 1, jobs: 1 }),
      spec: manyTasks(4),
    });
    const { project } = story;
    const ended = await runStory(story);
    assert.equal(ended.code, 4, ended.stderr);
    assert.equal((await agentCalls(project)).length, 2, "two calls of a dollar each");
    assert.match(ended.stderr, /≥ \$0\.00/);
    const costs = documentOf(await runProgram(project, ["costs", "--json"]));
    assert.equal(costs.summary.unmeasured_calls, 2);
  }
});

Deno.test("P10: calls in flight hold their reservation, so that parallel ones do not overspend together", async () => {
  await using story = await beginStory({
    spec: manyTasks(4),
    agents: { claude: CHEAP },
    config: { jobs: 4, budget_usd: 1.5, budget_reserve_usd: 1 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  const calls = (await factsOf(project, "CallStarted")).map((fact) => fact.seq);
  const ends = (await factsOf(project, "CallEnded")).map((fact) => fact.seq);
  assert.ok(
    (calls[1] ?? 0) > (ends[0] ?? 0),
    "the first call's price is known before a second one",
  );
  assert.ok(await spentUsd(project) <= 1.5);
});

Deno.test("P10: an agent that gave no verdict is asked once more only if there is money for it", async () => {
  const wordless: Scenario = {
    rules: [{
      steps: [
        { do: "write", path: "work/{task}.txt", text: "x\n" },
        { do: "final", text: "I looked at it." },
      ],
    }],
  };
  for (const [budget, calls] of [[0.015, 1], [0.025, 2]] as const) {
    await using story = await beginStory({
      agents: { claude: wordless },
      config: { budget_usd: budget, budget_reserve_usd: 0.01, max_retries: 5 },
    });
    const { project } = story;
    const ended = await runStory(story);
    assert.equal(ended.code, 1, ended.stderr);
    assert.equal((await agentCalls(project)).length, calls, `of $${budget}`);
    assert.ok(await spentUsd(project) <= budget);
  }
});

Deno.test("P10: a call is not made when others have meanwhile cost more than they reserved", async () => {
  const dear: Step = { do: "cost", usd: 5, tokens: null };
  await using story = await beginStory({
    spec: manyTasks(2),
    agents: {
      claude: {
        rules: [{ steps: [{ do: "write", path: "work/{task}.txt", text: "x\n" }, dear, done] }],
      },
    },
    config: {
      jobs: 2,
      budget_usd: 2,
      budget_reserve_usd: 1,
      // No check of the base: it would set a slot up for whichever task came next.
      commands: { test: "", lint: "" },
      // The second agent is not called before the first one has its price, and has landed.
      worktree: {
        setup: `[ "$SPEC_TUI_TASK" != TASK-002 ] || ` +
          `until [ -e "$HOME/../project/work/TASK-001.txt" ]; do sleep 0.05; done`,
      },
    },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 4, ended.stderr);
  assert.deepEqual((await agentCalls(project)).map((call) => call.task), ["TASK-001"]);
  assert.equal((await factsOf(project, "CallRefused")).length, 1);
  await oneLandingPerTask(project, ["TASK-001"]);
  assert.equal((await runProgram(project, ["budget", "raise", "10"])).code, 0);
  assert.equal((await runStory(story)).code, 0, "it was cut off, not failed");
});

Deno.test("P10: a task that reached its own budget waits for a person, the others go on", async () => {
  await using story = await beginStory({
    spec: [{}, {}],
    agents: { claude: FAILING },
    config: { max_retries: 10, task_budget_usd: 0.025, budget_reserve_usd: 0.01, jobs: 1 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 4, ended.stderr);
  const made = (await agentCalls(project)).filter((call) => call.task === "TASK-001");
  assert.equal(made.length, 2);
  await oneLandingPerTask(project, ["TASK-002"]);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.deepEqual([item.kind, item.task], ["budget", "TASK-001"]);
  assert.match(item.commands[0], /budget raise .* --task TASK-001/);
  const raise = await runProgram(project, ["budget", "raise", "0.01", "--task", "TASK-001"]);
  assert.equal(raise.code, 0, raise.stderr);
  assert.equal((await runStory(story)).code, 4);
  const after = (await agentCalls(project)).filter((call) => call.task === "TASK-001");
  assert.equal(after.length, 3, "one more call, as was allowed");
});

Deno.test("P10: retries have a budget of their own", async () => {
  await using story = await beginStory({
    agents: { claude: FAILING },
    config: { max_retries: 10, max_retry_cost_usd: 0.02, budget_reserve_usd: 0.01 },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 4, ended.stderr);
  assert.equal((await agentCalls(story.project)).length, 3, "the first one and two retries");
});
