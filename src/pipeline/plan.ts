// What should be in progress now, from the spec and the facts alone. The loop compares and starts;
// after a crash the same question is asked again, so recovery is the ordinary start.
import type { OrderStage, Sha, Uuid } from "./fact.ts";
import type { Spec, Task, TaskId } from "../spec/spec.ts";
import { type Attempt, isExhausted, isReadyToLand, type Run, type TaskState } from "./run.ts";
import { agentPicker } from "./agent_picker.ts";
import { candidates, isCandidate } from "./candidates.ts";
import { afford } from "./cost.ts";

/** A stage that should be in progress, or a fact that should be recorded. */
export type Effect =
  | { readonly kind: "check_base" }
  | {
    readonly kind: "attempt";
    readonly task: Task;
    readonly agent: string;
    readonly reserveUsd: number;
  }
  /** The rest of an open attempt whose order was lost. */
  | {
    readonly kind: "resume";
    readonly task: Task;
    readonly attempt: Attempt;
    readonly stages: readonly OrderStage[];
  }
  /** Record review and approve as skipped. */
  | { readonly kind: "pass_gates"; readonly task: TaskId; readonly attempt: Attempt }
  | { readonly kind: "stop_order"; readonly order: Uuid }
  | { readonly kind: "prepare_landing"; readonly task: Task; readonly attempt: Attempt }
  | { readonly kind: "check_landing"; readonly commit: Sha }
  | { readonly kind: "land" }
  | { readonly kind: "advance" }
  | { readonly kind: "write_status"; readonly tasks: readonly TaskId[] }
  | {
    readonly kind: "stop_for_budget";
    readonly task: TaskId | null;
    readonly limitUsd: number;
    readonly spentUsd: number;
    readonly reserveUsd: number;
  };

export interface Plan {
  readonly effects: readonly Effect[];
  /** Wall clock, ms: when to ask again though nothing happened; null: only when something does. */
  readonly wakeAtMs: number | null;
  /** Nothing is in progress and nothing may start: the run is over. */
  readonly isOver: boolean;
  /** Why nothing new starts, in one sentence; empty while work may start. */
  readonly holding: string;
}

export interface Moment {
  readonly nowMs: number;
  /** Since the run started, ms, monotonic. */
  readonly elapsedMs: number;
  /** Should the base be checked before the first paid call? */
  readonly checkBase: boolean;
}

export function plan(spec: Spec, run: Run, moment: Moment): Plan {
  const effects: Effect[] = [];
  const hold = holdReason(run, moment);
  let wakeAtMs: number | null = null;
  if (run.current && !run.current.end && run.current.stop?.mode !== "hard") {
    effects.push(...ordersToStop(run));
    const landing = landingEffects(spec, run);
    effects.push(...landing);
    const openAttempts = attemptsToGoOn(spec, run);
    effects.push(...openAttempts);
    if (hold === "" && !isDiverged(run) && !isAboutToLand(run, landing)) {
      const started = startEffects(spec, run, moment, resuming(openAttempts));
      effects.push(...started.effects);
      wakeAtMs = started.wakeAtMs;
    }
  }
  const isOver = effects.length === 0 && run.orders.size === 0 && wakeAtMs === null &&
    !(run.current?.paused && run.current.stop === null) && !isWatching(run);
  return { effects, wakeAtMs, isOver, holding: hold };
}

function isWatching(run: Run): boolean {
  return run.current?.selection.kind === "watch" && run.current.stop === null;
}

/** Why no new attempt may start; empty when one may. */
export function holdReason(run: Run, moment: { elapsedMs: number }): string {
  const info = run.current;
  if (!info) return "no run";
  const { limits } = info;
  if (info.end) return "the run has ended";
  if (info.stop) return info.stop.reason;
  if (info.paused) return "paused";
  if (limits.sessionMs > 0 && moment.elapsedMs >= limits.sessionMs) {
    return "the session time limit was reached";
  }
  if (limits.maxConsecutiveFailures > 0 && info.failuresInARow >= limits.maxConsecutiveFailures) {
    return `${info.failuresInARow} tasks in a row failed`;
  }
  // Whatever else succeeds after it: that was begun before.
  if (limits.onTaskFailure === "stop" && [...info.touched].some((task) => isExhausted(run, task))) {
    return "a task failed";
  }
  if (info.budgetStop) return "the budget was reached";
  if (limits.stopOnRedBase && run.base?.run === info.id && !run.base.passed) {
    return `the checks fail before any work: ${run.base.message}`;
  }
  return "";
}

/** Orders whose attempt a person took away. */
function ordersToStop(run: Run): Effect[] {
  const effects: Effect[] = [];
  for (const order of run.orders.values()) {
    if (order.candidate !== null) continue;
    const attempt = run.tasks.get(order.task)?.attempts.find((each) => each.n === order.attempt);
    if (attempt?.end?.kind === "superseded") effects.push({ kind: "stop_order", order: order.id });
  }
  return effects;
}

function landingEffects(spec: Spec, run: Run): Effect[] {
  const effects: Effect[] = [];
  if (run.unwritten.size > 0) effects.push({ kind: "write_status", tasks: [...run.unwritten] });
  // An agent that changed the repository's own configuration could run code in our next merge, and what it
  // moved the queue to would follow there.
  if (run.harness) return effects;
  if (shouldAdvance(run)) effects.push({ kind: "advance" });
  const { landing } = run;
  if (landing) {
    if (!landing.needsCheck || landing.checked) return [...effects, { kind: "land" }];
    const isRunning = [...run.orders.values()].some((order) => order.candidate === landing.commit);
    return isRunning ? effects : [...effects, { kind: "check_landing", commit: landing.commit }];
  }
  if (isDiverged(run)) return effects;
  const next = nextToLand(spec, run);
  if (next) effects.push({ kind: "prepare_landing", ...next });
  return effects;
}

/**
 * Work lands in a moment and nothing else is in progress: an attempt that began before it would stand on an
 * older queue tip, and its own landing would have to be checked again.
 */
function isAboutToLand(run: Run, landing: readonly Effect[]): boolean {
  if (run.orders.size > 0) return false;
  return landing.some(({ kind }) => kind === "prepare_landing" || kind === "land");
}

/** The target has commits that conflict with landed work: nothing can be built on both. */
export function isDiverged(run: Run): boolean {
  return run.ahead?.waits?.reason.kind === "diverged";
}

function shouldAdvance(run: Run): boolean {
  if (!run.ahead || run.ahead.waits !== null) return false;
  return run.current?.integration === "merge" || run.ahead.asked;
}

function nextToLand(spec: Spec, run: Run): { task: Task; attempt: Attempt } | null {
  let best: { task: Task; attempt: Attempt } | null = null;
  for (const state of openStates(run)) {
    const attempt = state.attempts.at(-1);
    const task = spec.byId.get(state.id);
    if (!attempt || !task || !isReadyToLand(attempt)) continue;
    if (!best || attempt.readySeq < best.attempt.readySeq) best = { task, attempt };
  }
  return best;
}

/** Tasks with an open attempt: few, whatever the size of the spec. */
function* openStates(run: Run): Iterable<TaskState> {
  for (const id of run.working) {
    const state = run.tasks.get(id);
    if (state) yield state;
  }
}

function attemptsToGoOn(spec: Spec, run: Run): Effect[] {
  const effects: Effect[] = [];
  const ordered = new Set([...run.orders.values()].map((order) => order.task));
  for (const state of openStates(run)) {
    const attempt = state.attempts.at(-1);
    const task = spec.byId.get(state.id);
    if (!attempt || !task || attempt.end !== null || ordered.has(state.id)) continue;
    const passed = (stage: "implement" | "check") => attempt.stages[stage]?.status === "passed";
    if (!passed("implement")) continue;
    if (!passed("check")) {
      if (run.harness) continue;
      effects.push({ kind: "resume", task, attempt, stages: ["check", "review"] });
    } else if (attempt.readySeq === 0) effects.push({ kind: "pass_gates", task: task.id, attempt });
  }
  return effects;
}

/**
 * Asked again when an attempt that `plan` named is about to be recorded: others were begun while its order was
 * being made, and may have taken its place or its money.
 */
export function mayStart(
  spec: Spec,
  run: Run,
  moment: Moment,
  asked: { readonly task: TaskId; readonly agent: string },
): boolean {
  const task = spec.byId.get(asked.task);
  if (!task || holdReason(run, moment) !== "" || isDiverged(run)) return false;
  if (freeJobs(run, resuming(attemptsToGoOn(spec, run))) <= 0 || !isCandidate(spec, run, task)) {
    return false;
  }
  const state = run.tasks.get(task.id);
  const pick = agentPicker(run, moment.nowMs)(state?.order.agent ?? null);
  const attempt = (state?.attempts.length ?? 0) + 1;
  return pick.agent === asked.agent &&
    afford(run, { task: task.id, agent: asked.agent, attempt, besideUsd: 0 }).ok;
}

function resuming(goingOn: readonly Effect[]): number {
  return goingOn.filter((effect) => effect.kind === "resume").length;
}

export function freeJobs(run: Run, resuming: number): number {
  // In place there is one tree, and a check of the base works in it, too.
  const busy = [...run.orders.values()].filter((order) =>
    order.candidate === null || run.current?.mode === "plain"
  );
  return (run.current?.limits.jobs ?? 0) - busy.length - resuming;
}

function startEffects(
  spec: Spec,
  run: Run,
  moment: Moment,
  resuming: number,
): { effects: Effect[]; wakeAtMs: number | null } {
  const info = run.current;
  if (!info) return { effects: [], wakeAtMs: null };
  let free = freeJobs(run, resuming);
  const effects: Effect[] = [];
  const picker = agentPicker(run, moment.nowMs);
  let wakeAtMs: number | null = null;
  const wake = (at: number | null) => {
    if (at !== null) wakeAtMs = wakeAtMs === null ? at : Math.min(wakeAtMs, at);
  };
  let besideUsd = 0;
  for (const task of candidates(spec, run)) {
    if (free <= 0) break;
    const state = run.tasks.get(task.id);
    if (state && state.notBeforeMs > moment.nowMs) {
      wake(state.notBeforeMs);
      continue;
    }
    const pick = picker(state?.order.agent ?? null);
    if (pick.agent === null) {
      wake(pick.freeAtMs);
      continue;
    }
    const attempt = (state?.attempts.length ?? 0) + 1;
    const asked = afford(run, { task: task.id, agent: pick.agent, attempt, besideUsd });
    if (!asked.ok) {
      // Work in flight may still cost less than it reserved: asked again when it ends.
      if (asked.mayFreeUp) continue;
      effects.push({
        kind: "stop_for_budget",
        task: asked.scope === "task" ? task.id : null,
        limitUsd: asked.limitUsd,
        spentUsd: asked.spentUsd,
        reserveUsd: asked.reserveUsd,
      });
      if (asked.scope === "run") break;
      continue;
    }
    if (moment.checkBase && run.base?.run !== info.id) {
      return { effects: baseCheck(run), wakeAtMs: null };
    }
    effects.push({ kind: "attempt", task, agent: pick.agent, reserveUsd: asked.reserveUsd });
    picker.use(pick.agent);
    besideUsd += asked.reserveUsd;
    free--;
    if (info.selection.kind === "next") break;
  }
  return { effects, wakeAtMs };
}

/** Nothing is paid for before the base's own check has ended. */
function baseCheck(run: Run): Effect[] {
  const isRunning = [...run.orders.values()].some((order) => order.task === "");
  return isRunning ? [] : [{ kind: "check_base" }];
}
