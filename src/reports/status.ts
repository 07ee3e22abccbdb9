// Where the spec stands, as counts and as a row a task.
import type { Spec, Task } from "../spec/spec.ts";
import { type Run, standingOf } from "../pipeline/run.ts";
import type { FactType } from "../pipeline/fact.ts";
import { ledgerOf } from "./ledger.ts";
import { Float, type Json } from "./python_json.ts";

export interface Counts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
  readonly notStarted: number;
}

/**
 * Most facts of a long log, and none of them changes whether a task is done, failed, waiting or worked on, how often
 * it was tried, or what it cost. Whoever wants no more than that need not read them.
 */
export const NEVER_COUNTED: readonly FactType[] = [
  "OrderAccepted",
  "StageStarted",
  "StagePassed",
  "StageSkipped",
  "LandChecked",
];

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
  const paid = ledgerOf(run).total;
  return {
    total_tasks: total,
    completed: done,
    failed,
    running,
    not_started: total - done - failed - running,
    total_cost: new Float(Number(paid.usd.toFixed(2))),
    input_tokens: paid.input,
    output_tokens: paid.output,
    budget_usd: budgetUsd === null ? null : new Float(budgetUsd),
  };
}
