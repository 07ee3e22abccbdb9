// `run --json-result`: the shape other tools read, for every task that the run was asked for or touched.
import type { Spec, Task, TaskId } from "../spec/spec.ts";
import type { Attempt, Run } from "../pipeline/run.ts";
import { type Fate, fatesOf, selectedTasks } from "../pipeline/outcome.ts";
import { ledgerOf, type Paid } from "./ledger.ts";
import { type Json, rounded } from "./python_json.ts";

export function jsonResult(spec: Spec, run: Run, message = "No tasks ready to execute"): Json {
  const touched = run.current?.touched ?? new Set<string>();
  const selected = selectedTasks(spec, run);
  const fates = fatesOf(spec, run, selected);
  const tasks = selected.filter((task) => touched.has(task.id) || fates.get(task.id) !== "done");
  const first = tasks[0];
  if (touched.size === 0 || !first) return emptyResult(message);
  const { paid } = ledgerOf(run);
  const resultOf = ({ id }: Task) => taskResult(run, id, fates.get(id) ?? "unfinished", paid(id));
  return tasks.length === 1 ? resultOf(first) : tasks.map(resultOf);
}

export function emptyResult(message: string): Json {
  return { tasks: [], message };
}

function taskResult(run: Run, id: TaskId, fate: Fate, paid: Paid): Json {
  const attempts = run.tasks.get(id)?.attempts ?? [];
  const last = attempts.at(-1);
  const error = fate === "done" ? undefined : errorOf(last);
  return {
    task_id: id,
    status: fate === "done" ? "done" : fate === "failed" ? "failed" : "unknown",
    attempts: attempts.length,
    cost_usd: rounded(paid.usd, 2),
    tokens: { input: paid.input, output: paid.output },
    duration_seconds: rounded(workedMs(attempts, paid) / 1000, 1),
    review: last ? "skipped" : undefined,
    error: error === undefined ? undefined : [...error].slice(0, 200).join(""),
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

/** What all stages and calls of a task's attempts took, as their origins measured it. */
export function workedMs(attempts: readonly Attempt[], paid: Paid): number {
  return sum(attempts.map(stagesMs)) + paid.cutOffMs;
}

/** Of one attempt, without a stage that was cut off. */
export function stagesMs(attempt: Attempt): number {
  return sum(
    Object.values(attempt.stages).map((record) => "durationMs" in record ? record.durationMs : 0),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
