// A retry goes on from what the attempt before it left, knows why that failed, and starts over only when told
// to or when more of the same does not help.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { agentCalls } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, documentOf, factsOf, RUN, runStory, treeOf } from "./kit/stories.ts";
import type { Scenario } from "../fixtures/agents/scenario.ts";

const TEST = "if [ -e work/TASK-001.txt ] && ! grep -qs ready work/TASK-001.txt; then " +
  "echo NOT-READY-YET; exit 1; fi";

/** Its first call writes a half, every later one completes what it finds. */
const IN_TWO_HALVES: Scenario = {
  rules: [
    {
      call: 1,
      steps: [
        { do: "write", path: "work/{task}.txt", text: "first half\n" },
        { do: "write", path: "work/helper.txt", text: "helper\n" },
        { do: "answer", answer: "complete" },
      ],
    },
    {
      steps: [
        { do: "append", path: "work/{task}.txt", text: "ready\n" },
        { do: "answer", answer: "complete" },
      ],
    },
  ],
};

Deno.test("attempt 2 has attempt 1's files, the failing output and its own diff, in the same session", async () => {
  await using story = await beginStory({
    agents: { claude: IN_TWO_HALVES },
    config: { commands: { test: TEST, lint: "" } },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await project.git("show", "main:work/TASK-001.txt"), "first half\nready");
  assert.equal(await project.git("show", "main:work/helper.txt"), "helper");
  const [first, second] = await agentCalls(project);
  assert.match(second?.prompt ?? "", /NOT-READY-YET/);
  assert.match(second?.prompt ?? "", /^\+first half$/m);
  assert.equal(second?.resumed, true);
  assert.deepEqual([second?.session, second?.cwd], [first?.session, first?.cwd]);
  assert.deepEqual([first?.attempt, second?.attempt], [1, 2]);
  await oneLandingPerTask(project, ["TASK-001"]);
});

Deno.test("run --fresh leaves what was tried behind; retry without it goes on from there", async () => {
  for (const fresh of [true, false]) {
    await using story = await beginStory({
      agents: { claude: IN_TWO_HALVES },
      config: { max_retries: 1, commands: { test: TEST, lint: "" } },
    });
    const { project } = story;
    assert.equal((await runStory(story)).code, 1);
    const ended = await runStory(story, fresh ? [...RUN, "--fresh"] : RUN);
    assert.equal(ended.code, 0, ended.stderr);
    const text = await project.git("show", "main:work/TASK-001.txt");
    assert.equal(text, fresh ? "ready" : "first half\nready");
    assert.equal((await treeOf(project, "main")).includes("work/helper.txt"), !fresh);
  }
});

Deno.test("retry ID gives a failed task its attempts anew, and its note reaches the agent", async () => {
  await using story = await beginStory({
    agents: { claude: IN_TWO_HALVES, codex: IN_TWO_HALVES },
    config: { max_retries: 1, commands: { test: TEST, lint: "" } },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 1);
  const ended = await runStory(story, [
    ...["retry", "TASK-001", "--fresh", "--agent", "codex", "--note", "Use the other way"],
    "--no-tui",
  ]);
  assert.equal(ended.code, 0, ended.stderr);
  const last = (await agentCalls(project)).at(-1);
  assert.equal(last?.agent, "codex");
  assert.match(last?.prompt ?? "", /Use the other way/);
});

Deno.test("the same tree twice starts fresh by itself, once", async () => {
  const same: Scenario = {
    rules: [{
      steps: [
        { do: "write", path: "work/{task}.txt", text: "never right\n" },
        { do: "answer", answer: "complete" },
      ],
    }],
  };
  await using story = await beginStory({
    agents: { claude: same },
    config: { max_retries: 4, commands: { test: TEST, lint: "" } },
  });
  const { project } = story;
  assert.equal((await runStory(story)).code, 1);
  const started = await factsOf(project, "AttemptStarted");
  const isFresh = started.map((fact) => /from scratch/.test(String(fact.body.why)));
  assert.deepEqual(
    isFresh,
    [false, false, true, false],
    JSON.stringify(started.map((f) => f.body.why)),
  );
  assert.equal(started[2]?.body.continueFrom, null);
});

/** Two tasks that write one line; TASK-002 waits in its calls for what must have landed before it goes on. */
function rivals(waitsFor: readonly string[]): Scenario {
  const shared = { do: "write", path: "shared.txt", text: "{task} {call}\n" } as const;
  const own = { do: "write", path: "work/{task}.txt", text: "{task}\n" } as const;
  const done = { do: "answer", answer: "complete" } as const;
  const calls = waitsFor.map((task, index) => ({
    task: "TASK-002",
    call: index + 1,
    steps: [
      shared,
      { do: "write", path: `@git/../../call-${index + 1}`, text: "begun" } as const,
      { do: "wait_for", path: `@git/../work/${task}.txt` } as const,
      done,
    ],
  }));
  const third = [{ do: "wait_for", path: "@git/../../call-2" } as const, shared, own, done];
  return {
    rules: [...calls, { task: "TASK-003", steps: third }, { steps: [shared, own, done] }],
  };
}

const SHARED = /^(shared\.txt|work\/|spec\/tasks\.md$)/;

Deno.test("a conflict is tried once more on the new base, at no attempt's cost, and nothing is left half merged", async () => {
  await using story = await beginStory({
    spec: [{}, {}],
    agents: { claude: rivals(["TASK-001"]) },
    files: { "shared.txt": "as committed\n" },
    config: { max_retries: 1, jobs: 2 },
  });
  const { project } = story;
  const ended = await runStory(story, RUN, { landed: SHARED });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await project.read("shared.txt"), "TASK-002 2\n");
  const started = await factsOf(project, "AttemptStarted", "TASK-002");
  assert.equal(started.length, 2);
  assert.match(String(started[1]?.body.why), /conflict/);
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
});

Deno.test("a second conflict waits for a person, with the files and the commands that settle it", async () => {
  await using story = await beginStory({
    spec: [{}, {}, { needs: ["TASK-001"] }],
    agents: { claude: rivals(["TASK-001", "TASK-003"]) },
    files: { "shared.txt": "as committed\n" },
    config: { max_retries: 1, jobs: 2 },
  });
  const { project } = story;
  const waits = await runStory(story, RUN, { landed: SHARED });
  assert.equal(waits.code, 4, waits.stderr);
  await oneLandingPerTask(project, ["TASK-001", "TASK-003"]);
  const [item] = documentOf(await runProgram(project, ["inbox", "--json"]));
  assert.deepEqual([item.kind, item.task, item.detail], ["conflict", "TASK-002", "shared.txt"]);
  assert.ok(item.commands.includes("spec-tui resolve TASK-002 retry"));
  assert.equal((await runStory(story, RUN, { landed: SHARED })).code, 4);

  assert.equal((await runProgram(project, ["resolve", "TASK-002", "retry"])).code, 0);
  const ended = await runStory(story, RUN, { landed: SHARED });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await project.read("shared.txt"), "TASK-002 3\n");
});
