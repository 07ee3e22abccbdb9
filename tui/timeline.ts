// When each stage ran, gathered from the facts as they come: bulk that grows in place beside the screen.
// Bounded: the oldest bars are forgotten first.
import type { Stage, Told } from "../src/pipeline/fact.ts";
import type { TaskId } from "../src/spec/spec.ts";

export interface Bar {
  readonly task: TaskId;
  readonly attempt: number;
  readonly stage: Stage;
  readonly startMs: number;
  /** null: it goes on. */
  endMs: number | null;
  end: "passed" | "failed" | "interrupted" | null;
  /** Which of the workers had it, from 1; 0 for what no worker does. */
  readonly worker: number;
}

export interface Timeline {
  /** By start. */
  readonly bars: Bar[];
  /** The stage each task is in. */
  readonly open: Map<TaskId, Bar>;
  /** Worker of each task that has one. */
  readonly workers: Map<TaskId, number>;
  /** When something was last told: an engine that died was at work until then, if not longer. */
  lastMs: number;
}

export const maxBars = 20_000;

export function emptyTimeline(): Timeline {
  return { bars: [], open: new Map(), workers: new Map(), lastMs: 0 };
}

export function addToTimeline(timeline: Timeline, told: Told): void {
  add(timeline, told);
  if (!isOfDead(told)) timeline.lastMs = told.atMs;
}

/** Recorded when the next engine starts, a night later perhaps. */
function isOfDead({ fact }: Told): boolean {
  return fact.type === "StageInterrupted" && fact.reason === "engine_died";
}

function add(timeline: Timeline, told: Told): void {
  const { fact, atMs } = told;
  switch (fact.type) {
    case "StageStarted":
      return begin(timeline, fact, atMs);
    case "StagePassed":
      return finish(timeline, fact, atMs, "passed");
    case "StageFailed":
      finish(timeline, fact, atMs, "failed");
      return leaveWorker(timeline, fact.task);
    case "StageInterrupted":
      close(timeline, fact.task, isOfDead(told) ? timeline.lastMs : atMs, "interrupted");
      return leaveWorker(timeline, fact.task);
    case "QuestionAsked":
      close(timeline, fact.task, atMs, "failed");
      return leaveWorker(timeline, fact.task);
    case "TaskLanded":
      close(timeline, fact.task, atMs, "passed");
      return leaveWorker(timeline, fact.task);
    case "LandVoided":
      return closeLandings(timeline, atMs, "interrupted");
    case "RunEnded":
      return closeAll(timeline, atMs);
    default:
      return;
  }
}

interface At {
  readonly task: TaskId;
  readonly attempt: number;
  readonly stage: Stage;
}

function begin(timeline: Timeline, { task, attempt, stage }: At, startMs: number): void {
  // A stage whose end was never told ends where the next begins.
  close(timeline, task, startMs, "interrupted");
  const worker = stage === "land" || stage === "approve" ? 0 : workerOf(timeline, task);
  if (worker === 0) leaveWorker(timeline, task);
  const bar: Bar = { task, attempt, stage, startMs, endMs: null, end: null, worker };
  timeline.open.set(task, bar);
  push(timeline, bar);
}

/** A passed stage of a whole attempt leaves its worker to the next; one that never began is shown as long as it took. */
function finish(
  timeline: Timeline,
  fact: At & { readonly durationMs: number },
  atMs: number,
  end: "passed" | "failed",
): void {
  if (timeline.open.get(fact.task)?.stage === fact.stage) close(timeline, fact.task, atMs, end);
  else if (fact.durationMs > 0) {
    const { task, attempt, stage, durationMs } = fact;
    const worker = timeline.workers.get(task) ?? 0;
    push(timeline, { task, attempt, stage, startMs: atMs - durationMs, endMs: atMs, end, worker });
  }
  if (fact.stage === "check") leaveWorker(timeline, fact.task);
}

function close(timeline: Timeline, task: TaskId, endMs: number, end: Bar["end"]): void {
  const bar = timeline.open.get(task);
  if (bar === undefined) return;
  bar.endMs = Math.max(bar.startMs, endMs);
  bar.end = end;
  timeline.open.delete(task);
}

function closeLandings(timeline: Timeline, atMs: number, end: Bar["end"]): void {
  for (const [task, bar] of timeline.open) {
    if (bar.stage === "land") close(timeline, task, atMs, end);
  }
}

function closeAll(timeline: Timeline, atMs: number): void {
  for (const task of [...timeline.open.keys()]) close(timeline, task, atMs, "interrupted");
  timeline.workers.clear();
}

function workerOf({ workers }: Timeline, task: TaskId): number {
  const known = workers.get(task);
  if (known !== undefined) return known;
  const busy = new Set(workers.values());
  let free = 1;
  while (busy.has(free)) free++;
  workers.set(task, free);
  return free;
}

function leaveWorker({ workers }: Timeline, task: TaskId): void {
  workers.delete(task);
}

function push({ bars }: Timeline, bar: Bar): void {
  bars.push(bar);
  if (bars.length > maxBars * 1.2) bars.splice(0, bars.length - maxBars);
}
