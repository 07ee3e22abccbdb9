// What each task has cost so far, from one pass over the calls: tables ask it for every row.
import type { Run } from "../pipeline/run.ts";
import type { TaskId } from "../spec/spec.ts";

export interface Paid {
  /** What is known. */
  readonly usd: number;
  /** Ended calls whose cost is not known. */
  readonly unmeasured: number;
  readonly input: number;
  readonly output: number;
  readonly cache: number;
  /** What calls took that were cut off: their stages tell no time of their own. */
  readonly cutOffMs: number;
}

const NOTHING: Paid = { usd: 0, unmeasured: 0, input: 0, output: 0, cache: 0, cutOffMs: 0 };

/** By task; what a task without calls has cost is nothing. */
export function ledgerOf(run: Run): { paid(task: TaskId): Paid; readonly total: Paid } {
  const byTask = new Map<TaskId, { -readonly [key in keyof Paid]: Paid[key] }>();
  const total = { ...NOTHING };
  for (const { task, costUsd, tokens, outcome, durationMs } of run.calls.values()) {
    const paid = byTask.get(task) ?? { ...NOTHING };
    byTask.set(task, paid);
    for (const sum of [paid, total]) {
      sum.usd += costUsd ?? 0;
      if (costUsd === null && outcome !== "running") sum.unmeasured++;
      sum.input += tokens?.input ?? 0;
      sum.output += tokens?.output ?? 0;
      if (outcome === "interrupted") sum.cutOffMs += durationMs;
      sum.cache += (tokens?.cacheRead ?? 0) + (tokens?.cacheWrite ?? 0);
    }
  }
  return { paid: (task) => byTask.get(task) ?? NOTHING, total };
}
