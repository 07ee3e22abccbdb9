// How a run ended: one function from recorded outcomes to the exit code and its reason (P11).
import type { Spec, Task, TaskId } from "../spec/spec.ts";
import type { Run } from "./run.ts";
import type { Parked } from "./ledger.ts";
import { standingOf } from "./run.ts";
import { hasWaitedTooLong } from "./agent_picker.ts";
import { isDiverged } from "./plan.ts";
import { isStartable, openNeeds, selector } from "./candidates.ts";

export const EXIT_CODES = [
  [0, "all selected work is done, or there was nothing to do"],
  [1, "some work failed or is unfinished (wins over 4)"],
  [2, "wrong arguments, config or spec; nothing was started"],
  [3, "refused by the surroundings: another engine, disk, a tool or agent missing or logged out"],
  [4, "nothing failed; what is left waits for a person"],
  [70, "internal fault"],
  [129, "ended by HUP"],
  [130, "ended by INT (Ctrl-C)"],
  [143, "ended by TERM"],
] as const;

export interface Outcome {
  readonly exitCode: number;
  readonly reason: string;
  readonly done: readonly TaskId[];
  readonly failed: readonly TaskId[];
  readonly waiting: readonly TaskId[];
  readonly unfinished: readonly TaskId[];
}

/** Where a selected task stands when its run ends. */
export type Fate = "done" | "failed" | "waiting" | "unfinished";

/** A task that needs a failed one is unfinished; one that needs a waiting one waits with it. */
export function fatesOf(spec: Spec, run: Run, tasks: readonly Task[]): Map<TaskId, Fate> {
  const known = new Map<TaskId, Fate>();
  for (const task of tasks) settleFate(spec, run, task, known);
  return known;
}

/** With a stack of its own: a chain of ten thousand needs is deeper than the engine's. */
function settleFate(spec: Spec, run: Run, asked: Task, known: Map<TaskId, Fate>): void {
  const stack = [asked];
  for (let task = stack.at(-1); task !== undefined; task = stack.at(-1)) {
    const needs = known.has(task.id) ? [] : neededFirst(spec, run, task, known);
    // A cycle is an error of the spec; here it must only not loop.
    if (!known.has(task.id)) known.set(task.id, "unfinished");
    stack.push(...needs);
    if (needs.length > 0) continue;
    known.set(task.id, fateAmong(run, task, known));
    stack.pop();
  }
}

function neededFirst(
  spec: Spec,
  run: Run,
  task: Task,
  known: ReadonlyMap<TaskId, Fate>,
): readonly Task[] {
  if (standingOf(run, task.id).at !== "idle") return [];
  return openNeeds(run, task).flatMap((id) => known.has(id) ? [] : spec.byId.get(id) ?? []);
}

function fateAmong(run: Run, task: Task, known: ReadonlyMap<TaskId, Fate>): Fate {
  switch (standingOf(run, task.id).at) {
    case "done":
      return "done";
    case "failed":
      return "failed";
    case "waiting":
    case "held":
    case "taken":
      return "waiting";
    case "working":
      return run.harness !== null ? "waiting" : "unfinished";
    case "idle": {
      const needs = openNeeds(run, task);
      const isHeldUp = needs.length > 0 && needs.every((id) => known.get(id) === "waiting");
      return isHeldUp ? "waiting" : "unfinished";
    }
  }
}

/** The exit code of a run over its recorded outcomes. `holding` is why nothing new started, if anything. */
export function outcome(spec: Spec, run: Run, holding: string, nowMs: number): Outcome {
  const selected = selectedTasks(spec, run);
  const byTask = fatesOf(spec, run, selected);
  const of = (fate: Fate) =>
    selected.filter((task) => byTask.get(task.id) === fate).map((t) => t.id);
  const lists = {
    done: of("done"),
    failed: of("failed"),
    waiting: of("waiting"),
    unfinished: of("unfinished"),
  };
  const verdict = judge(spec, run, lists, holding, nowMs);
  return { ...lists, ...verdict };
}

/** The tasks a run was asked for, and those it touched. */
export function selectedTasks(spec: Spec, run: Run): readonly Task[] {
  const info = run.current;
  const wanted = selector(spec, run);
  if (info?.selection.kind === "next") {
    return spec.tasks.filter((task) => info.touched.has(task.id));
  }
  return spec.tasks.filter((task) => wanted(task) || info?.touched.has(task.id));
}

function judge(
  spec: Spec,
  run: Run,
  lists: { failed: readonly TaskId[]; waiting: readonly TaskId[]; unfinished: readonly TaskId[] },
  holding: string,
  nowMs: number,
): { exitCode: number; reason: string } {
  const { failed, waiting, unfinished } = lists;
  const missing = missingAgents(run);
  if (failed.length > 0) {
    const tail = holding ? `; stopped because ${holding}` : "";
    return { exitCode: 1, reason: `${count(failed.length, "task")} failed${tail}` };
  }
  if (missing && unfinished.length > 0) return { exitCode: 3, reason: missing };
  if (run.current?.budgetStop && unfinished.length > 0) {
    return { exitCode: 4, reason: `the budget was reached: ${usedOf(run.current.budgetStop)}` };
  }
  const limited = limitedUntil(run, nowMs);
  if (limited && unfinished.length > 0) return { exitCode: 1, reason: limited };
  if (isDiverged(run) && run.ahead?.waits && holding === "") {
    return { exitCode: 4, reason: run.ahead.waits.message };
  }
  if (unfinished.length > 0) {
    const why = holding || whyUnfinished(spec, run, unfinished);
    return { exitCode: 1, reason: `${count(unfinished.length, "task")} unfinished: ${why}` };
  }
  if (run.harness) {
    return {
      exitCode: 4,
      reason: "the repository's own configuration was changed; landings wait for a person",
    };
  }
  if (waiting.length > 0) {
    return { exitCode: 4, reason: `${count(waiting.length, "task")} waiting for a person` };
  }
  if (run.ahead?.waits) return { exitCode: 4, reason: run.ahead.waits.message };
  return { exitCode: 0, reason: "all done" };
}

function whyUnfinished(spec: Spec, run: Run, ids: readonly TaskId[]): string {
  const first = spec.byId.get(ids[0] ?? "");
  if (!first) return "no longer in the spec";
  const needs = openNeeds(run, first);
  if (needs.length > 0) return `${first.id} needs ${needs.join(", ")}`;
  return isStartable(run, first) ? `${first.id} was not started` : `${first.id} is in progress`;
}

/** No agent is left that could work in this run: all parked for its rest. */
function missingAgents(run: Run): string | null {
  const agents = run.current?.limits.agents ?? [];
  const gone = agents.map((agent) => run.agents.get(agent)).filter((p) => p?.untilMs === null);
  if (agents.length === 0) return "no agent is configured";
  if (gone.length < agents.length) return null;
  return `no agent is left: ${gone.map((parked) => parked?.message).join("; ")}`;
}

/** All agents are parked: until when the first one is, or that it was waited for too long. */
function limitedUntil(run: Run, nowMs: number): string | null {
  const all = (run.current?.limits.agents ?? []).map((agent) => ({
    agent,
    ...run.agents.get(agent),
  }));
  const parked = all.filter((each) =>
    each.untilMs != null && (each.untilMs > nowMs || gaveUp(run, each, nowMs))
  );
  if (parked.length === 0 || parked.length < all.length) return null;
  const first = parked.reduce((a, b) => ((a.untilMs ?? 0) <= (b.untilMs ?? 0) ? a : b));
  const until = `${first.agent} is limited until ${new Date(first.untilMs ?? 0).toISOString()}`;
  if (!gaveUp(run, first, nowMs)) return until;
  const why = first.message ?? "";
  if ((first.untilMs ?? 0) > nowMs) return `${until}, longer than this run waits: ${why}`;
  return `${first.agent} was waited for too long: ${why}`;
}

function gaveUp(run: Run, parked: Partial<Parked>, nowMs: number): boolean {
  const { untilMs = null, sinceMs = 0, message = "", times = 0, kind = "agent_limit" } = parked;
  return hasWaitedTooLong(run, { untilMs, sinceMs, message, times, kind }, nowMs);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** What a budget has come to: reservations count until it is known what their calls cost. */
export function usedOf({ spentUsd, limitUsd }: { spentUsd: number; limitUsd: number }): string {
  return `${usd(spentUsd)} of ${usd(limitUsd)} is spent or reserved`;
}

export function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
