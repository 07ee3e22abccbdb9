// Answers that many views need, worked out once per change of the facts.
import { counts } from "../src/reports/status.ts";
import { inboxItems } from "../src/pipeline/waiting.ts";
import { type Spend, spent } from "../src/pipeline/cost.ts";
import type { Call, Run } from "../src/pipeline/run.ts";
import type { Spec, Task, TaskId } from "../src/spec/spec.ts";
import { memo } from "./memo.ts";
import type { Screen } from "./screen.ts";

const countsOf = memo((spec: Spec, run: Run, _seq: number) => counts(spec, run));
const inboxOf = memo((spec: Spec, run: Run, _seq: number) => inboxItems(spec, run));
const spentOf = memo((run: Run, _seq: number) => spent(run));
const callsOf = memo((run: Run, _seq: number) => callsByTask(run));

export function progress(screen: Screen) {
  return countsOf(screen.spec, screen.run, screen.run.seq);
}

export function inbox(screen: Screen) {
  return inboxOf(screen.spec, screen.run, screen.run.seq);
}

export function totalSpent(screen: Screen): Spend {
  return spentOf(screen.run, screen.run.seq);
}

export interface TaskCalls {
  readonly calls: readonly Call[];
  /** Of those that ended; null when none has. */
  readonly spend: Spend | null;
}

/** The calls of a task in the order they were made, and what they cost. */
export function callsOfTask(screen: Screen, id: TaskId): TaskCalls | undefined {
  return callsOf(screen.run, screen.run.seq).get(id);
}

export function selectedTask(screen: Screen): Task | undefined {
  return screen.list.selected === null ? undefined : screen.spec.byId.get(screen.list.selected);
}

/** What a command on tasks is about: the marked ones, else the selected one. */
export function chosenTasks(screen: Screen): readonly TaskId[] {
  if (screen.list.marks.size > 0) return [...screen.list.marks];
  return screen.list.selected === null ? [] : [screen.list.selected];
}

export function isEngineAlive(screen: Screen): boolean {
  return screen.engine.kind === "alive";
}

/** Is a run going on, with an engine that lives? */
export function isRunning(screen: Screen): boolean {
  return isEngineAlive(screen) && screen.run.current !== null && screen.run.current.end === null;
}

/** The money limit in force: the run's while it goes on, else the config's; raises included. */
export function budgetLimit(screen: Screen): number | null {
  const { current, raisedUsd } = screen.run;
  const limit = current && !current.end ? current.limits.budgetUsd : screen.about.budgetUsd;
  return limit === null ? null : limit + raisedUsd;
}

interface Gathered {
  readonly calls: Call[];
  spend: { usd: number; isAtLeast: boolean } | null;
}

function callsByTask(run: Run): ReadonlyMap<TaskId, TaskCalls> {
  const byTask = new Map<TaskId, Gathered>();
  for (const call of run.calls.values()) {
    const found = byTask.get(call.task) ?? { calls: [], spend: null };
    byTask.set(call.task, found);
    found.calls.push(call);
    if (call.outcome === "running") continue;
    const before = found.spend ?? { usd: 0, isAtLeast: false };
    found.spend = {
      usd: before.usd + (call.costUsd ?? call.reservedUsd),
      isAtLeast: before.isAtLeast || call.costUsd === null,
    };
  }
  return byTask;
}
