// Money: one ledger (the calls in `Run`) and one resolver of limits. A call whose cost is not known
// counts as its reservation, never as nothing.
import type { Run } from "./run.ts";
import type { OpenOrder } from "./ledger.ts";
import type { TaskId } from "../spec/spec.ts";

export interface Spend {
  readonly usd: number;
  /** Not all of it is known: of `spent`, a part is reservations; what is shown leaves that out, as `≥`. */
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
    usd += held(run, order);
  }
  return usd;
}

/** What an order still holds: the rest of its reservation, and no less than the call that runs now. */
function held(run: Run, order: OpenOrder): number {
  let settled = 0;
  let running = 0;
  for (const id of order.calls) {
    const call = run.calls.get(id);
    if (call?.outcome === "running") running += call.reservedUsd;
    else if (call) settled += counted(call);
  }
  return Math.max(running, order.reservedUsd - settled, 0);
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

/** May an attempt of this agent start for this task? */
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
  return judge(run, { ...ask, reserveUsd: reserveFor(run, ask.agent), ownUsd: 0 });
}

/**
 * May this order's next call be made? Asked before each one: others may have cost more than they reserved since
 * the order began, and a second call is not paid for by what the first has left.
 */
export function affordCall(run: Run, order: OpenOrder): Afford {
  const { task, attempt, reservedUsd } = order;
  const ownUsd = held(run, order);
  return judge(run, { task, attempt, besideUsd: 0, ownUsd, reserveUsd: reservedUsd });
}

interface Judged {
  readonly task: TaskId;
  readonly attempt: number;
  readonly besideUsd: number;
  readonly reserveUsd: number;
  /** Held already by the very order that asks. */
  readonly ownUsd: number;
}

function judge(run: Run, { task, attempt, besideUsd, reserveUsd, ownUsd }: Judged): Afford {
  const limits = run.current?.limits;
  if (!limits) return { ok: true, reserveUsd };
  const raised = run.tasks.get(task)?.raisedUsd ?? 0;
  const rows: readonly (readonly ["run" | "task", number | null, number, number])[] = [
    ["run", plus(limits.budgetUsd, run.raisedUsd), spent(run).usd, reserved(run) + besideUsd],
    ["task", plus(limits.taskBudgetUsd, raised), spent(run, task).usd, reserved(run, task)],
    [
      "task",
      attempt > 1 ? plus(limits.maxRetryCostUsd, raised) : null,
      attempt > 1 ? spent(run, task, 2).usd : 0,
      reserved(run, task),
    ],
  ];
  for (const [scope, limitUsd, spentUsd, allHeld] of rows) {
    const others = Math.max(0, allHeld - ownUsd);
    if (limitUsd === null || spentUsd + others + reserveUsd <= limitUsd + 1e-9) continue;
    const mayFreeUp = others > 0 && spentUsd + reserveUsd <= limitUsd;
    return { ok: false, scope, limitUsd, spentUsd, reserveUsd, mayFreeUp };
  }
  return { ok: true, reserveUsd };
}

function plus(limit: number | null, raised: number): number | null {
  return limit === null ? null : limit + raised;
}
