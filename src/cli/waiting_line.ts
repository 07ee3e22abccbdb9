// What a run that starts nothing waits for, and how long still.
import type { Plan } from "../pipeline/plan.ts";
import type { Run } from "../pipeline/run.ts";
import { clock } from "./text.ts";

/** Empty while something is in progress and nothing is held back. */
export function waitingText(run: Run, plan: Plan, nowMs: number): string {
  if (run.current?.paused) return "paused (Ctrl-\\ resumes)";
  if (run.orders.size > 0 || run.landing !== null) return "";
  const parked = [...run.agents].filter(([, each]) =>
    each.untilMs !== null && each.untilMs > nowMs
  );
  if (plan.wakeAtMs !== null && plan.wakeAtMs > nowMs) {
    const left = clock(plan.wakeAtMs - nowMs + 999);
    const names = parked.map(([name]) => name).join(", ");
    return names === "" ? `next attempt in ${left}` : `waiting for ${names}: ${left} left`;
  }
  if (run.current?.selection.kind === "watch") return "watching for ready tasks (Ctrl-C ends)";
  return "";
}
