// An agent that cannot work is no failure of the task: it is parked until it may work again, another takes its
// place where one is named, and what a person must mend is said in the line that ends the run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { forEachOf } from "./kit/crash.ts";
import { DIALECTS, speaking } from "./kit/dialects.ts";
import { agentCalls } from "./kit/observe.ts";
import { runProgram, startProgram } from "./kit/program.ts";
import { beginStory, documentOf, factsOf, RUN, runStory } from "./kit/stories.ts";
import { misbehaving, misbehavingOnce } from "../fixtures/agents/scenarios.ts";
import type { Scenario } from "../fixtures/agents/scenario.ts";

/** Counted from the call's own start: it must lie ahead still when its end is recorded, also on a slow machine. */
const LIMITED_BRIEFLY: Scenario = {
  rules: [{ call: 1, steps: [{ do: "error", kind: "limit_with_reset", resetsInSeconds: 15 }] }],
};

Deno.test("a limited agent is waited for until its reset time, with a countdown and at no attempt's cost", async () => {
  // codex tells whole minutes only.
  const tellSeconds = DIALECTS.filter((dialect) => dialect !== "codex");
  await forEachOf(tellSeconds, (dialect) => dialect, async (dialect) => {
    await using story = await beginStory(
      speaking(dialect, LIMITED_BRIEFLY, { max_retries: 1 }),
    );
    const { project } = story;
    const ended = await runStory(story);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, new RegExp(`${dialect}: .*not used until \\d{4}-\\d\\d-\\d\\dT`));
    assert.match(ended.stderr, new RegExp(`waiting for ${dialect}: 00:\\d\\d left`));
    const [parked] = await factsOf(project, "AgentParked");
    assert.equal(parked?.body.kind, "agent_limit");
    assert.equal((await agentCalls(project)).length, 2);
    await oneLandingPerTask(project, ["TASK-001"]);
  }, tellSeconds.length);
});

Deno.test("without a reset time a limited agent is tried again after half a minute", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("limited") },
    config: { limit_wait_minutes: 0.1 },
  });
  const { project } = story;
  const nowMs = Date.now();
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  const [parked] = await factsOf(project, "AgentParked");
  const afterMs = Number(parked?.body.untilMs) - nowMs;
  assert.ok(afterMs >= 30_000 && afterMs < 600_000, `${afterMs}`);
  assert.equal((await agentCalls(project)).length, 1, "30 s are beyond what this run may wait");
});

Deno.test("a reset time beyond what a run may wait ends it at once, with the time", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("limited_until") },
    config: { limit_wait_minutes: 5 },
  });
  const ended = await runStory(story, ["run", "--all", "--json-result"]);
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /claude is limited until \d{4}-\d\d-\d\dT\d\d:\d\d/);
  const result = documentOf(ended);
  assert.deepEqual([result.status, result.exit_code], ["unknown", 1]);
});

Deno.test("a limited agent's work falls to the next along the chain", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("limited_until"), codex: { rules: [] } },
    spec: [{}, {}],
    config: { fallback: ["codex"], max_retries: 1, jobs: 1 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  const made = (await agentCalls(project)).map((call) => `${call.task} ${call.agent}`);
  assert.deepEqual(made, ["TASK-001 claude", "TASK-001 codex", "TASK-002 codex"]);
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
});

Deno.test("a logged-out agent ends the run with 3 and how to mend it; mended, the next run goes on", async () => {
  await forEachOf(DIALECTS, (dialect) => dialect, async (dialect) => {
    await using story = await beginStory(
      speaking(dialect, misbehavingOnce("logged_out"), { max_retries: 1 }),
    );
    const { project } = story;
    const out = await runStory(story);
    assert.equal(out.code, 3, out.stderr);
    assert.match(out.stderr, /no agent is left/);
    if (dialect !== "plain") assert.match(out.stderr, /log ?in|API_KEY|auth/i);
    const ended = await runStory(story);
    assert.equal(ended.code, 0, ended.stderr);
    await oneLandingPerTask(project, ["TASK-001"]);
  });
});

Deno.test("an agent that is not installed is refused with 3 before anything starts, and named with how to get it", async () => {
  await using story = await beginStory({ agents: {} });
  const { project } = story;
  const ended = await runStory(story, ["run", "--all", "--json-result"]);
  assert.equal(ended.code, 3, ended.stderr);
  assert.match(ended.stderr, /claude.*is not on PATH; .*install/s);
  assert.deepEqual(documentOf(ended).tasks, []);
  assert.deepEqual(await factsOf(project, "AttemptStarted"), []);
});

Deno.test("an agent that is missing only when it is called is named, too", async () => {
  await using story = await beginStory({
    agents: {},
    config: { agent: "mine", agents: { mine: { command_template: "no-such-agent {prompt}" } } },
  });
  const broken = join(story.project.bin, "no-such-agent");
  await Deno.writeTextFile(broken, "#!/no/such/interpreter\n", { mode: 0o755 });
  const ended = await runStory(story);
  assert.equal(ended.code, 3, ended.stderr);
  assert.match(ended.stderr, /no-such-agent/);
  assert.equal((await factsOf(story.project, "AgentParked"))[0]?.body.kind, "agent_missing");
});

Deno.test("a missing agent is said once and the next along the chain works", async () => {
  await using story = await beginStory({
    agents: { codex: { rules: [] } },
    config: { agent: "claude", fallback: ["codex"] },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /claude: "claude" is not on PATH/);
  assert.deepEqual((await agentCalls(story.project)).map((call) => call.agent), ["codex"]);
});

Deno.test("Ctrl-C ends a run that waits for a limited agent", async () => {
  await using story = await beginStory({ agents: { claude: misbehaving("limited_until") } });
  await using live = await startProgram(story.project, RUN);
  await live.line(/waiting for claude: \d+:\d\d/);
  live.signal("SIGINT");
  const ended = await live.ended;
  assert.equal(ended.code, 130, ended.stderr);
  assert.equal((await agentCalls(story.project)).length, 1);
});

Deno.test("the model that a CLI does not know fails the attempt with what it said", async () => {
  await using story = await beginStory({
    agents: { claude: misbehaving("unknown_model") },
    config: { claude_model: "no-such-model", max_retries: 1 },
  });
  const ended = await runStory(story);
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /model/);
  const why = await runProgram(story.project, ["why", "TASK-001"]);
  assert.match(why.stdout, /model/);
});
