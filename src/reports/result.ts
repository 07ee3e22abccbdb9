// `run --json-result`: the shape other tools read, for every task that the run was asked for or touched.
import type { Spec, Task } from "../spec/spec.ts";
import type { Attempt, Run } from "../pipeline/run.ts";
import { fateOf, selectedTasks } from "../pipeline/outcome.ts";
import { type Json, rounded } from "./python_json.ts";

export function jsonResult(spec: Spec, run: Run, message = "No tasks ready to execute"): Json {
  const touched = run.current?.touched ?? new Set<string>();
  const tasks = selectedTasks(spec, run).filter((task) =>
    touched.has(task.id) || fateOf(spec, run, task) !== "done"
  );
  const first = tasks[0];
  if (touched.size === 0 || !first) return emptyResult(message);
  return tasks.length === 1
    ? taskResult(spec, run, first)
    : tasks.map((task) => taskResult(spec, run, task));
}

export function emptyResult(message: string): Json {
  return { tasks: [], message };
}

function taskResult(spec: Spec, run: Run, task: Task): Json {
  const attempts = run.tasks.get(task.id)?.attempts ?? [];
  const calls = [...run.calls.values()].filter((call) => call.task === task.id);
  const fate = fateOf(spec, run, task);
  const last = attempts.at(-1);
  const error = fate === "done" ? undefined : errorOf(last);
  return {
    task_id: task.id,
    status: fate === "done" ? "done" : fate === "failed" ? "failed" : "unknown",
    attempts: attempts.length,
    cost_usd: rounded(sum(calls.map((call) => call.costUsd ?? 0)), 2),
    tokens: {
      input: sum(calls.map((call) => call.tokens?.input ?? 0)),
      output: sum(calls.map((call) => call.tokens?.output ?? 0)),
    },
    duration_seconds: rounded(sum(attempts.map(durationMs)) / 1000, 1),
    review: last ? "skipped" : undefined,
    error: error === undefined ? undefined : error.slice(0, 200),
    exit_code: fate === "done" ? 0 : 1,
  };
}

function errorOf(attempt: Attempt | undefined): string | undefined {
  switch (attempt?.end?.kind) {
    case "failed":
    case "agent":
      return attempt.end.failure.message;
    case "blocked":
      return attempt.end.question;
    case "interrupted":
      return `interrupted: ${attempt.end.reason}`;
    default:
      return undefined;
  }
}

/** What its stages took, as their origin measured it. */
export function durationMs(attempt: Attempt): number {
  return sum(
    Object.values(attempt.stages).map((record) => "durationMs" in record ? record.durationMs : 0),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
