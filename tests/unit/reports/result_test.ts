import assert from "node:assert/strict";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { Float, indentedJson, oneLineJson } from "../../../src/reports/python_json.ts";
import { emptyResult, jsonResult } from "../../../src/reports/result.ts";
import { costsJson } from "../../../src/reports/costs.ts";
import { statusJson } from "../../../src/reports/status.ts";
import { attempt, closed, landed, passed, runOf, specOf, started } from "../../given.ts";

function call(task: string, n: number, usd: number, input: number, output: number): Fact[] {
  const id = `call-${task}-${n}`;
  return [
    {
      type: "CallStarted",
      call: id,
      order: `order-${task}-${n}`,
      task,
      attempt: n,
      stage: "implement",
      role: "author",
      agent: "claude",
      model: "",
      reservedUsd: 1,
    },
    {
      type: "CallEnded",
      call: id,
      outcome: "answered",
      costUsd: usd,
      tokens: { input, output, cacheRead: 0, cacheWrite: 0 },
      model: "",
      durationMs: 1,
      exitCode: 0,
    },
  ];
}

function failing(task: string, n: number, message: string, ms: number): Fact[] {
  return [{
    type: "StageFailed",
    task,
    attempt: n,
    stage: "check",
    durationMs: ms,
    sha: null,
    tree: null,
    failure: { kind: "test_failure", message, evidence: "", fingerprint: "f" },
  }];
}

Deno.test("an empty result is spec-runner's, byte for byte", () => {
  assert.equal(
    `${indentedJson(emptyResult("No tasks ready to execute"))}\n`,
    `{
  "message": "No tasks ready to execute",
  "tasks": []
}
`,
  );
});

Deno.test("one task is one object, with spec-runner's keys, order, rounding and floats", () => {
  const story: Fact[] = [
    started({ maxAttempts: 2 }),
    ...attempt("TASK-002", 1),
    ...call("TASK-002", 1, 0.09, 250, 100),
    ...failing("TASK-002", 1, "first", 20_000),
    closed("TASK-002", 1),
    ...attempt("TASK-002", 2),
    ...call("TASK-002", 2, 0.09, 250, 100),
    ...failing("TASK-002", 2, "Tests failed: 3 assertions mismatched in module foo", 25_600),
    closed("TASK-002", 2),
  ];
  assert.equal(
    indentedJson(jsonResult(specOf({ "TASK-002": [] }), runOf(story))),
    `{
  "attempts": 2,
  "cost_usd": 0.18,
  "duration_seconds": 45.6,
  "error": "Tests failed: 3 assertions mismatched in module foo",
  "exit_code": 1,
  "review": "skipped",
  "status": "failed",
  "task_id": "TASK-002",
  "tokens": {
    "input": 500,
    "output": 200
  }
}`,
  );
});

Deno.test("several tasks are an array of every task that was run, unlocked ones too", () => {
  const spec = specOf({ a: [], b: ["a"] });
  const result = jsonResult(spec, runOf([started(), ...landed("a"), ...landed("b")]));
  assert.deepEqual(
    JSON.parse(indentedJson(result)).map((each: { task_id: string }) => each.task_id),
    ["a", "b"],
  );
});

Deno.test("a task that never ran is unknown, not failed", () => {
  const spec = specOf({ a: [], b: ["a"] });
  const thrice = [1, 2, 3].flatMap((
    n,
  ) => [...attempt("a", n), ...failing("a", n, "no", 1), closed("a", n)]);
  const [a, b] = JSON.parse(indentedJson(jsonResult(spec, runOf([started(), ...thrice]))));
  assert.equal(a.status, "failed");
  assert.deepEqual([b.status, b.attempts, b.exit_code], ["unknown", 0, 1]);
});

Deno.test("floats look like floats, zero sums like integers", () => {
  assert.equal(
    indentedJson([new Float(10), new Float(0), new Float(0.42)]),
    "[\n  10.0,\n  0,\n  0.42\n]",
  );
});

Deno.test("status --json keeps its nine fields, and not_started is never negative", () => {
  const spec = specOf({ a: [], b: ["a"] });
  const run = runOf([
    started(),
    ...landed("gone"),
    ...landed("also-gone"),
    ...landed("a"),
    ...attempt("b"),
    ...passed("b", 1, "prepare"),
  ]);
  assert.equal(
    oneLineJson(statusJson(spec, run, null)),
    '{"total_tasks": 2, "completed": 1, "failed": 0, "running": 1, "not_started": 0, "total_cost": 0, "input_tokens": 0, "output_tokens": 0, "budget_usd": null}',
  );
});

Deno.test("costs --json has spec-runner's rows and summary", () => {
  const run = runOf([started(), ...attempt("a"), ...call("a", 1, 0.5, 10, 5), closed("a")]);
  const json = JSON.parse(indentedJson(costsJson(specOf({ a: [], b: [] }), run, "id", 2)));
  assert.deepEqual(
    json.tasks.map((row: { task_id: string; cost: number }) => [row.task_id, row.cost]),
    [["a", 0.5], ["b", 0]],
  );
  assert.deepEqual(json.summary, {
    total_cost: 0.5,
    total_input_tokens: 10,
    total_output_tokens: 5,
    avg_cost_per_completed: 0.5,
    most_expensive_task: "a",
    budget_usd: 2,
    budget_used_pct: 25,
  });
});
