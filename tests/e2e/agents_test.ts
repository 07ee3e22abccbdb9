// Each agent CLI in its own dialect: its work lands, what it cost is known or said not to be, it is asked once
// more where it forgot its answer, and its question waits for a person's.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { DIALECTS, speaking } from "./kit/dialects.ts";
import { agentCalls } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, documentOf, factsOf, RUN, runStory } from "./kit/stories.ts";
import { ASKED_AGAIN, misbehaving } from "../fixtures/agents/scenarios.ts";
import type { Scenario } from "../fixtures/agents/scenario.ts";

const PRICED: Scenario = {
  rules: [{
    steps: [
      { do: "write", path: "work/{task}.txt", text: "{task}\n" },
      {
        do: "cost",
        usd: 0.25,
        tokens: { input: 1000, output: 50, cacheRead: 95_000, cacheWrite: 0 },
      },
      { do: "answer", answer: "complete" },
    ],
  }],
};
const PRICES = new Set(["claude", "opencode", "pi"]);
const RESUMES = new Set(["claude", "codex", "opencode", "pi", "gemini"]);

for (const dialect of DIALECTS) {
  Deno.test(`${dialect}: its work lands, with cost and tokens as far as it tells them`, async () => {
    await using story = await beginStory(speaking(dialect, PRICED));
    const { project } = story;
    const ended = await runStory(story);
    assert.equal(ended.code, 0, ended.stderr);
    await oneLandingPerTask(project, ["TASK-001"]);
    const { tasks: [task], summary } = documentOf(await runProgram(project, ["costs", "--json"]));
    assert.equal(task.cost, PRICES.has(dialect) ? 0.25 : 0);
    assert.equal(task.unmeasured_calls, PRICES.has(dialect) ? undefined : 1, "never told as free");
    assert.equal(summary.total_cost, task.cost);
    assert.equal(task.input_tokens, dialect === "plain" ? 0 : 1000);
    assert.equal(task.output_tokens, dialect === "plain" ? 0 : 50);
    const [call] = await factsOf(project, "CallEnded");
    const tokens = { input: 1000, output: 50, cacheRead: 95_000, cacheWrite: 0 };
    assert.deepEqual(call?.body.tokens, dialect === "plain" ? null : tokens, "cache beside them");
    assert.match(ended.stderr, PRICES.has(dialect) ? /1\/1 {2}\$0\.25/ : /1\/1 {2}≥ \$0\.00/);
  });

  Deno.test(`${dialect}: a forgotten answer is asked for once more where its session can go on`, async () => {
    await using story = await beginStory(speaking(dialect, ASKED_AGAIN, { max_retries: 1 }));
    const { project } = story;
    const ended = await runStory(story);
    const made = await agentCalls(project);
    assert.deepEqual(
      made.map((call) => call.resumed),
      RESUMES.has(dialect) ? [false, true] : [false],
    );
    assert.equal(ended.code, RESUMES.has(dialect) ? 0 : 1, ended.stderr);
    assert.equal((await factsOf(project, "AttemptStarted")).length, 1, "in the same attempt");
    const roles = (await factsOf(project, "CallStarted")).map((fact) => fact.body.role);
    assert.deepEqual(roles, RESUMES.has(dialect) ? ["implement", "remind"] : ["implement"]);
    assert.equal(made[0]?.session === made[1]?.session, RESUMES.has(dialect));
  });

  Deno.test(`${dialect}: a question waits in the inbox, is never asked again unasked, and goes on with its answer`, async () => {
    const asks = misbehaving("says_blocked", { call: 1 });
    await using story = await beginStory(speaking(dialect, asks));
    const { project } = story;
    const waits = await runStory(story);
    assert.equal(waits.code, 4, waits.stderr);
    const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
    assert.deepEqual([item.kind, item.task, item.detail], [
      "question",
      "TASK-001",
      "Which database?",
    ]);
    assert.match(item.commands[0], /^spec-tui answer TASK-001 /);
    assert.equal((await runStory(story)).code, 4);
    assert.equal((await agentCalls(project)).length, 1, "a further run pays for nothing");

    const answer = await runProgram(project, ["answer", "TASK-001", "The", "small one."]);
    assert.equal(answer.code, 0, answer.stderr);
    const ended = await runStory(story);
    assert.equal(ended.code, 0, ended.stderr);
    const prompt = (await agentCalls(project)).at(-1)?.prompt ?? "";
    assert.match(prompt, /Which database\?/);
    assert.match(prompt, /The small one\./);
    assert.deepEqual(documentOf(await runProgram(project, ["inbox", "--json"])), []);
    await oneLandingPerTask(project, ["TASK-001"]);
  });
}

Deno.test("an agent gets the task's names and the user's environment, less what is denied", async () => {
  await using story = await beginStory({ env: { MINE: "kept", GH_TOKEN: "denied-token-value" } });
  const { project } = story;
  assert.equal((await runStory(story, RUN)).code, 0);
  const [call] = await agentCalls(project);
  assert.equal(call?.pwd, call?.cwd, "PWD is where it stands");
  assert.notEqual(call?.cwd, project.root, "which is never the user's checkout");
  assert.equal(call?.spec.SPEC_TUI_TASK, "TASK-001");
  assert.equal(call?.spec.SPEC_TUI_ATTEMPT, "1");
  assert.equal(call?.spec.SPEC_RUNNER_AGENT, "1");
  assert.match(call?.spec.SPEC_TUI_SLOT ?? "", /^\d+$/);
  assert.ok(call?.env.includes("MINE"));
  assert.ok(!call?.env.includes("GH_TOKEN"));
});

Deno.test("a command's own words are passed on, and a template's program is looked for before anything starts", async () => {
  await using story = await beginStory({
    agents: { plain: { rules: [] } },
    config: { agent: "mine", agents: { mine: { command: "plain --fast 'a b'" } } },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual((await agentCalls(story.project))[0]?.argv, ["--fast", "a b"]);

  await using missing = await beginStory({
    agents: {},
    config: { agent: "mine", agents: { mine: { command_template: "no-such-agent {prompt}" } } },
  });
  const refused = await runStory(missing);
  assert.equal(refused.code, 3, refused.stderr);
  assert.match(refused.stderr, /mine: "no-such-agent" is not on PATH/);
  assert.deepEqual(await factsOf(missing.project, "AttemptStarted"), []);
});
