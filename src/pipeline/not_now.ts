// Why a task that may be tried is not tried at this moment, in one clause. The same questions that `plan` asks
// before it starts one, in the same order.
import type { Spec, Task } from "../spec/spec.ts";
import { agentPicker } from "./agent_picker.ts";
import { isStartable, selector } from "./candidates.ts";
import { afford } from "./cost.ts";
import { usedOf } from "./outcome.ts";
import { freeJobs, holdReason, isDiverged } from "./plan.ts";
import type { Run } from "./run.ts";

export interface Now {
  readonly nowMs: number;
  /** Since the run started, ms. */
  readonly elapsedMs: number;
}

export function nowOf(run: Run, nowMs: number): Now {
  return { nowMs, elapsedMs: nowMs - (run.current?.startedMs ?? nowMs) };
}

/** Empty when nothing is in its way: it starts in a moment. */
export function notNow(spec: Spec, run: Run, task: Task, now: Now): string {
  return ofRun(run, now) || ofTask(spec, run, task, now) || ofMeans(run, task, now);
}

function ofRun(run: Run, now: Now): string {
  const hold = holdReason(run, now);
  if (hold !== "") return `nothing starts: ${hold}`;
  return isDiverged(run) ? "nothing starts: the target conflicts with what has landed" : "";
}

function ofTask(spec: Spec, run: Run, task: Task, { nowMs }: Now): string {
  const { selection, touched } = run.current ?? {};
  if (!selector(spec, run)(task)) return "this run was not asked for it";
  if (selection?.kind === "next" && touched && touched.size > 0 && !touched.has(task.id)) {
    return "this run was asked for one task, and took another";
  }
  if ([...run.orders.values()].some((order) => order.task === task.id)) {
    return "its last attempt is still being ended";
  }
  if (!isStartable(run, task)) return "its attempts are used up";
  const waitMs = (run.tasks.get(task.id)?.notBeforeMs ?? 0) - nowMs;
  return waitMs > 0 ? `it is tried again in ${Math.ceil(waitMs / 1000)} s` : "";
}

/** A worker, an agent and money. */
function ofMeans(run: Run, task: Task, { nowMs }: Now): string {
  if (freeJobs(run, 0) <= 0) return "all workers are busy";
  const state = run.tasks.get(task.id);
  const { agent } = agentPicker(run, nowMs)(state?.order.agent ?? null);
  if (agent === null) return "no agent is free for it";
  const attempt = (state?.attempts.length ?? 0) + 1;
  const asked = afford(run, { task: task.id, agent, attempt, besideUsd: 0 });
  if (asked.ok) return "";
  const budget = asked.scope === "run" ? "budget" : "task's budget";
  return `its next call could go over the ${budget}: ${usedOf(asked)}`;
}
