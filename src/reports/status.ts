// Where the spec stands, as counts and as a row a task.
import type { Spec, Task } from "../spec/spec.ts";
import { type Run, standingOf } from "../pipeline/run.ts";
import { knownUsd } from "../pipeline/cost.ts";
import { Float, type Json } from "./python_json.ts";

export interface Counts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
  readonly notStarted: number;
}

export function counts(spec: Spec, run: Run): Counts {
  const tally = { done: 0, failed: 0, running: 0, waiting: 0 };
  for (const task of spec.tasks) {
    const word = stateWord(spec, run, task);
    if (word in tally) tally[word as keyof typeof tally]++;
  }
  const total = spec.tasks.length;
  return {
    total,
    ...tally,
    notStarted: total - tally.done - tally.failed - tally.running - tally.waiting,
  };
}

export type StateWord = "done" | "failed" | "running" | "waiting" | "todo";

export function stateWord(_spec: Spec, run: Run, task: Task): StateWord {
  const known = run.tasks.get(task.id);
  if (!known && !run.fileStatus.has(task.id) && task.status !== "todo") {
    // Never run: the file alone says it.
    if (task.status === "done") return "done";
    if (task.status === "blocked") return "waiting";
  }
  switch (standingOf(run, task.id).at) {
    case "done":
      return "done";
    case "failed":
      return "failed";
    case "working":
      return run.current?.end === null ? "running" : "todo";
    case "waiting":
    case "held":
    case "taken":
      return "waiting";
    case "idle":
      return "todo";
  }
}

/** spec-runner's frozen nine fields. */
export function statusJson(spec: Spec, run: Run, budgetUsd: number | null): Json {
  const { total, done, failed, running } = counts(spec, run);
  const tokens = totalTokens(run);
  return {
    total_tasks: total,
    completed: done,
    failed,
    running,
    not_started: total - done - failed - running,
    total_cost: new Float(Number(knownUsd(run).toFixed(2))),
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    budget_usd: budgetUsd === null ? null : new Float(budgetUsd),
  };
}

export function totalTokens(
  run: Run,
  task: string | null = null,
): { input: number; output: number; cache: number } {
  const total = { input: 0, output: 0, cache: 0 };
  for (const call of run.calls.values()) {
    if (task !== null && call.task !== task) continue;
    total.input += call.tokens?.input ?? 0;
    total.output += call.tokens?.output ?? 0;
    total.cache += (call.tokens?.cacheRead ?? 0) + (call.tokens?.cacheWrite ?? 0);
  }
  return total;
}
