// Which agent takes the next attempt: the first along the chain that can work now.
import type { Run } from "./run.ts";
import type { Parked } from "./ledger.ts";

export interface Picker {
  (wanted: string | null): { readonly agent: string | null; readonly freeAtMs: number | null };
  use(agent: string): void;
}

/** The first agent along the fallback chain that isn't parked or at its own limit. */
export function agentPicker(run: Run, nowMs: number): Picker {
  const limits = run.current?.limits;
  const busy = new Map<string, number>();
  for (const order of run.orders.values()) {
    if (order.candidate === null) busy.set(order.agent, (busy.get(order.agent) ?? 0) + 1);
  }
  const pick = (wanted: string | null) => {
    let freeAtMs: number | null = null;
    for (const agent of wanted ? [wanted] : limits?.agents ?? []) {
      const parked = run.agents.get(agent);
      if (parked && hasWaitedTooLong(run, parked, nowMs)) continue;
      if (parked && (parked.untilMs === null || parked.untilMs > nowMs)) {
        if (parked.untilMs !== null) freeAtMs = Math.min(freeAtMs ?? Infinity, parked.untilMs);
        continue;
      }
      const most = limits?.perAgent[agent];
      if (most !== undefined && (busy.get(agent) ?? 0) >= most) continue;
      return { agent, freeAtMs: null };
    }
    if (freeAtMs !== null && limits && freeAtMs - nowMs > limits.limitWaitMs) freeAtMs = null;
    return { agent: null, freeAtMs };
  };
  return Object.assign(pick, {
    use: (agent: string) => void busy.set(agent, (busy.get(agent) ?? 0) + 1),
  });
}

/** A provider that answers nothing night-long is given up for this run. */
export function hasWaitedTooLong(run: Run, parked: Parked, nowMs: number): boolean {
  const info = run.current;
  if (!info || parked.untilMs === null) return false;
  return nowMs - Math.max(parked.sinceMs, info.startedMs) > info.limits.limitWaitMs;
}
