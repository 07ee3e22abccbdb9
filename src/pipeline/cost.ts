// Money: one ledger (the calls in `Run`) and one resolver of limits. A call whose cost is not known
// counts as its reservation, never as nothing.
import type { Run } from "./run.ts";
import type { TaskId } from "../spec/spec.ts";

export interface Spend {
  readonly usd: number;
  /** True when a part of it is a reservation in place of an unknown cost: shown as `≥`. */
  readonly isAtLeast: boolean;
}

/** What one call counts for against a limit. */
function counted(call: { costUsd: number | null; reservedUsd: number }): number {
  return call.costUsd ?? call.reservedUsd;
}

/** Spent by ended calls, of one task or of all, from `fromAttempt` on. */
export function spent(run: Run, task: TaskId | null = null, fromAttempt = 1): Spend {
  let usd = 0;
  let isAtLeast = false;
  for (const call of run.calls.values()) {
    if (call.outcome === "running" || call.attempt < fromAttempt) continue;
    if (task !== null && call.task !== task) continue;
    usd += counted(call);
    isAtLeast ||= call.costUsd === null;
  }
  return { usd, isAtLeast };
}

/** What is known to have been paid: unknown costs left out. */
export function knownUsd(run: Run, task: TaskId | null = null): number {
  let usd = 0;
  for (const call of run.calls.values()) {
    if (task === null || call.task === task) usd += call.costUsd ?? 0;
  }
  return usd;
}

/** Reserved by open orders, less what their ended calls already count for. */
export function reserved(run: Run, task: TaskId | null = null): number {
  let usd = 0;
  for (const order of run.orders.values()) {
    if (task !== null && order.task !== task) continue;
    let settled = 0;
    for (const id of order.calls) {
      const call = run.calls.get(id);
      if (call && call.outcome !== "running") settled += counted(call);
    }
    usd += Math.max(0, order.reservedUsd - settled);
  }
  return usd;
}

/** The median of the agent's priced implement calls, else the configured reserve. */
export function reserveFor(run: Run, agent: string): number {
  const fallback = run.current?.limits.budgetReserveUsd ?? 1;
  const costs: number[] = [];
  for (const call of run.calls.values()) {
    if (call.agent === agent && call.stage === "implement" && call.costUsd !== null) {
      costs.push(call.costUsd);
    }
  }
  if (costs.length === 0) return fallback;
  costs.sort((a, b) => a - b);
  const middle = costs.length >> 1;
  return costs.length % 2 === 1
    ? costs[middle] ?? fallback
    : ((costs[middle - 1] ?? 0) + (costs[middle] ?? 0)) / 2;
}

export type Afford =
  | { readonly ok: true; readonly reserveUsd: number }
  | {
    readonly ok: false;
    readonly scope: "run" | "task";
    readonly limitUsd: number;
    readonly spentUsd: number;
    readonly reserveUsd: number;
    /** Money is only held by calls that run now: wait for them. */
    readonly mayFreeUp: boolean;
  };

/** May a call of this agent start for this task? Asked before every paid call, and nowhere else. */
export function afford(
  run: Run,
  ask: {
    readonly task: TaskId;
    readonly agent: string;
    readonly attempt: number;
    /** Reserved by attempts that start in the same moment. */
    readonly besideUsd: number;
  },
): Afford {
  const { task, agent, attempt } = ask;
  const reserveUsd = reserveFor(run, agent);
  const limits = run.current?.limits;
  if (!limits) return { ok: true, reserveUsd };
  const raised = run.tasks.get(task)?.raisedUsd ?? 0;
  const rows: readonly (readonly ["run" | "task", number | null, number, number])[] = [
    ["run", plus(limits.budgetUsd, run.raisedUsd), spent(run).usd, reserved(run) + ask.besideUsd],
    ["task", plus(limits.taskBudgetUsd, raised), spent(run, task).usd, reserved(run, task)],
    [
      "task",
      attempt > 1 ? plus(limits.maxRetryCostUsd, raised) : null,
      attempt > 1 ? spent(run, task, 2).usd : 0,
      reserved(run, task),
    ],
  ];
  for (const [scope, limitUsd, spentUsd, held] of rows) {
    if (limitUsd === null || spentUsd + held + reserveUsd <= limitUsd + 1e-9) continue;
    const mayFreeUp = held > 0 && spentUsd + reserveUsd <= limitUsd;
    return { ok: false, scope, limitUsd, spentUsd, reserveUsd, mayFreeUp };
  }
  return { ok: true, reserveUsd };
}

function plus(limit: number | null, raised: number): number | null {
  return limit === null ? null : limit + raised;
}
