// P11: on every path out there is exactly one JSON document on standard output and nothing else, in the shape
// that other tools read, and the exit code tells the truth.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { agentCalls } from "./kit/observe.ts";
import { createProject, type ProjectOptions } from "./kit/project.ts";
import { type Ended, runProgram, startProgram } from "./kit/program.ts";
import { documentOf } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import { misbehaving } from "../fixtures/agents/scenarios.ts";

const GOLDEN = "../fixtures/spec-runner-2.2/";
const RESULT = ["run", "--all", "--json-result"];
const once = { max_retries: 1 };

interface Row {
  readonly what: string;
  readonly code: number;
  readonly argv?: readonly string[];
  readonly options?: ProjectOptions;
  readonly shape: "object" | "array" | "empty";
}

/** Ways a run can end. */
const ENDINGS: readonly Row[] = [
  { what: "one task is done", code: 0, shape: "object" },
  {
    what: "several tasks are done",
    code: 0,
    options: { spec: manyTasks(2) },
    shape: "array",
  },
  {
    what: "a task fails",
    code: 1,
    options: { agents: { claude: misbehaving("says_failed") }, config: once },
    shape: "object",
  },
  {
    what: "a task waits for a person",
    code: 4,
    options: { agents: { claude: misbehaving("says_blocked") } },
    shape: "object",
  },
  {
    what: "the budget is reached",
    code: 4,
    argv: [...RESULT, "--budget", "0.01"],
    options: { spec: manyTasks(2) },
    shape: "empty",
  },
  {
    what: "the agent is limited",
    code: 1,
    options: {
      agents: { claude: misbehaving("limited_until") },
      config: { limit_wait_minutes: 0 },
    },
    shape: "object",
  },
  {
    what: "the agent is logged out",
    code: 3,
    options: { agents: { claude: misbehaving("logged_out") } },
    shape: "object",
  },
  { what: "no agent is installed", code: 3, options: { agents: {} }, shape: "empty" },
  {
    what: "there is nothing to do",
    code: 0,
    options: { spec: [{ status: "DONE" }] },
    shape: "empty",
  },
  {
    what: "nothing is ready",
    code: 4,
    options: { spec: [{ status: "BLOCKED" }, { needs: ["TASK-001"] }] },
    shape: "empty",
  },
  {
    what: "the spec is invalid",
    code: 2,
    options: { spec: "# T\n\n### TASK-1: A\nP9 | TODO\n" },
    shape: "empty",
  },
  { what: "the spec holds no task", code: 2, options: { spec: "# Nothing\n" }, shape: "empty" },
  {
    what: "the config is invalid",
    code: 2,
    options: { config: "no_such_key: 1\n" },
    shape: "empty",
  },
  {
    what: "approval is asked for",
    code: 2,
    options: { config: { hitl_review: true } },
    shape: "empty",
  },
  { what: "the repository has no commit", code: 3, options: { git: "no_commit" }, shape: "empty" },
  {
    what: "the task is unknown",
    code: 2,
    argv: ["run", "--task", "NO-1", "--json-result"],
    shape: "empty",
  },
  { what: "a flag is unknown", code: 2, argv: [...RESULT, "--no-such-flag"], shape: "empty" },
  { what: "a flag's value is wrong", code: 2, argv: [...RESULT, "--jobs", "many"], shape: "empty" },
  {
    what: "the folder is not there",
    code: 2,
    argv: [...RESULT, "--project-root", "/no/such"],
    shape: "empty",
  },
];

for (const { what, code, argv, options, shape } of ENDINGS) {
  Deno.test(`P11: run --json-result prints one document when ${what}, and exits ${code}`, async () => {
    await using project = await createProject(options);
    const ended = await runProgram(project, argv ?? RESULT);
    assert.equal(ended.code, code, ended.stderr);
    const document = await assertResult(ended);
    const found = Array.isArray(document) ? "array" : "tasks" in document ? "empty" : "object";
    assert.equal(found, shape, ended.stdout);
    if (shape === "empty") {
      assert.deepEqual(Object.keys(document).sort(), ["message", "tasks"]);
      assert.ok(document.message.length > 0);
    }
  });
}

Deno.test("P11: --json-result prints one document when another engine runs, when Ctrl-C ends it, and when that is pressed twice", async () => {
  await using project = await createProject({
    agents: { claude: misbehaving("hangs_ignoring_signals") },
  });
  await using first = await startProgram(project, RESULT);
  await first.until("the call", async () => (await agentCalls(project)).length === 1);
  const refused = await runProgram(project, RESULT);
  assert.equal(refused.code, 3);
  assert.deepEqual((await assertResult(refused)).tasks, []);
  first.signal("SIGINT");
  const stopped = await first.ended;
  assert.equal(stopped.code, 130, stopped.stderr);
  const { status, attempts } = await assertResult(stopped);
  assert.deepEqual([status, attempts], ["unknown", 1]);

  await using second = await startProgram(project, RESULT);
  await second.until("the call", async () => (await agentCalls(project)).length === 2);
  second.signal("SIGINT");
  second.signal("SIGINT");
  const cut = await second.ended;
  assert.equal(cut.code, 130, cut.stderr);
  await assertResult(cut);
});

Deno.test("a result has spec-runner's keys, types and rounding", async () => {
  await using project = await createProject({
    agents: {
      claude: {
        rules: [{
          steps: [
            { do: "write", path: "work/{task}.txt", text: "{task}\n" },
            {
              do: "cost",
              usd: 0.123456,
              tokens: { input: 1500, output: 800, cacheRead: 9, cacheWrite: 9 },
            },
            { do: "answer", answer: "complete" },
          ],
        }],
      },
    },
  });
  const ended = await runProgram(project, RESULT);
  const ours = documentOf(ended);
  const golden = JSON.parse(await fixture("json-result-single-success.json"));
  assert.deepEqual(Object.keys(ours).sort(), Object.keys(golden).sort());
  assert.deepEqual(
    { ...ours, duration_seconds: 0 },
    {
      ...golden,
      cost_usd: 0.12,
      duration_seconds: 0,
      review: "skipped",
    },
  );
  assert.equal(ours.duration_seconds, Math.round(ours.duration_seconds * 10) / 10);
  assert.match(ended.stdout, /^\{\n {2}"/, "indented by two");
});

// deno-lint-ignore no-explicit-any -- as documentOf
async function assertResult(ended: Ended): Promise<any> {
  const document = documentOf(ended);
  const schema = z.fromJSONSchema(JSON.parse(await fixture("json-result.schema.json")));
  const checked = schema.safeParse(document);
  assert.ok(checked.success, `${ended.stdout}\n${checked.error?.message}`);
  return document;
}

function fixture(name: string): Promise<string> {
  return Deno.readTextFile(fileURLToPath(new URL(`${GOLDEN}${name}`, import.meta.url)));
}
