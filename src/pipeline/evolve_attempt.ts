// What the facts of an attempt's stages do to a run.
import type { FactOf, Stage, Told } from "./fact.ts";
import { shared } from "./shared_text.ts";
import type { TaskId } from "../spec/spec.ts";
import {
  type Attempt,
  type Run,
  type StageRecord,
  type Standing,
  type TaskState,
  taskState,
} from "./run.ts";

export function startAttempt(run: Run, fact: FactOf<"AttemptStarted">, event: Told): void {
  const state = taskState(run, fact.task);
  const previous = state.attempts.at(-1);
  if (previous && previous.end === null) previous.end = { kind: "superseded" };
  // Not pushed: an array that grows keeps room for sixteen more.
  state.attempts = [...state.attempts, {
    n: fact.attempt,
    run: shared(event.run ?? ""),
    agent: shared(fact.agent),
    model: shared(fact.model),
    base: fact.base,
    continueFrom: fact.continueFrom,
    why: shared(fact.why),
    startedMs: event.atMs,
    endedMs: null,
    stages: {},
    commit: null,
    tree: null,
    checked: null,
    readySeq: 0,
    session: null,
    noOp: false,
    end: null,
  }];
  state.standing = { at: "working", attempt: fact.attempt, stage: "prepare" };
  state.order.fresh = false;
  run.current?.touched.add(fact.task);
}

/** The open attempt that a stage's fact is about; a late fact about an ended one is history only. */
function openAttempt(
  run: Run,
  fact: { task: TaskId; attempt: number },
): [TaskState, Attempt] | null {
  const state = run.tasks.get(fact.task);
  const attempt = state?.attempts.find((each) => each.n === fact.attempt);
  return state && attempt && attempt.end === null ? [state, attempt] : null;
}

type StageEnd = FactOf<"StagePassed" | "StageFailed" | "StageInterrupted">;

/** What an attempt left that a person ended: it will not land, but the next one goes on from it. */
function keepLateWork(run: Run, fact: StageEnd): void {
  const attempt = run.tasks.get(fact.task)?.attempts.find((each) => each.n === fact.attempt);
  if (attempt?.end?.kind !== "superseded") return;
  if (attempt.stages[fact.stage]?.status === "running") record(attempt, fact.stage, lateEnd(fact));
  if (fact.stage !== "implement" && fact.stage !== "check") return;
  if (fact.sha) attempt.commit = fact.sha;
  if (fact.type !== "StageInterrupted") {
    if (fact.tree) attempt.tree = fact.tree;
    if (fact.session) attempt.session = fact.session;
  }
}

function lateEnd(fact: StageEnd): StageRecord {
  switch (fact.type) {
    case "StagePassed":
      return { status: "passed", durationMs: fact.durationMs, detail: fact.detail };
    case "StageFailed":
      return { status: "failed", durationMs: fact.durationMs, failure: fact.failure };
    case "StageInterrupted":
      return { status: "interrupted", reason: fact.reason };
  }
}

export function record(attempt: Attempt, stage: Stage, entry: StageRecord): void {
  attempt.stages[stage] = entry;
}

export function startStage(run: Run, fact: FactOf<"StageStarted">, event: Told): void {
  const open = openAttempt(run, fact);
  if (!open) return;
  const [state, attempt] = open;
  record(attempt, fact.stage, { status: "running", sinceMs: event.atMs });
  state.standing = { at: "working", attempt: fact.attempt, stage: fact.stage };
}

export function passStage(run: Run, fact: FactOf<"StagePassed">, event: Told): void {
  const open = openAttempt(run, fact);
  if (!open) return keepLateWork(run, fact);
  const [state, attempt] = open;
  record(attempt, fact.stage, {
    status: "passed",
    durationMs: fact.durationMs,
    detail: shared(fact.detail),
  });
  if (fact.session) attempt.session = fact.session;
  if (fact.stage === "implement") {
    attempt.commit = fact.sha;
    attempt.tree = fact.tree;
    attempt.noOp = fact.noOp ?? false;
  }
  if (fact.stage === "check") {
    // What the user's hooks or lint_fix rewrote joins the attempt's commit before check passes on it.
    attempt.commit = fact.sha;
    attempt.checked = fact.sha;
    if (fact.tree) attempt.tree = fact.tree;
  }
  state.standing = { at: "working", attempt: fact.attempt, stage: nextStage(fact.stage) };
  settle(attempt, event);
}

function nextStage(stage: Stage): Stage {
  const order: Record<Stage, Stage> = {
    prepare: "implement",
    implement: "check",
    check: "review",
    review: "approve",
    approve: "land",
    land: "land",
  };
  return order[stage];
}

export function skipStage(run: Run, fact: FactOf<"StageSkipped">, event: Told): void {
  const open = openAttempt(run, fact);
  if (!open) return;
  const [state, attempt] = open;
  record(attempt, fact.stage, { status: "skipped", why: shared(fact.why) });
  state.standing = { at: "working", attempt: fact.attempt, stage: nextStage(fact.stage) };
  settle(attempt, event);
}

/** Ready to land once implement and check passed and review and approve passed or were skipped. */
function settle(attempt: Attempt, event: Told): void {
  if (attempt.readySeq > 0) return;
  const passed = (stage: Stage) => attempt.stages[stage]?.status === "passed";
  const settled = (stage: Stage) => passed(stage) || attempt.stages[stage]?.status === "skipped";
  if (passed("implement") && passed("check") && settled("review") && settled("approve")) {
    attempt.readySeq = event.seq;
  }
}

export function failStage(run: Run, fact: FactOf<"StageFailed">, event: Told): void {
  const open = openAttempt(run, fact);
  if (!open) return keepLateWork(run, fact);
  const [state, attempt] = open;
  record(attempt, fact.stage, {
    status: "failed",
    durationMs: fact.durationMs,
    failure: fact.failure,
  });
  if (fact.sha) attempt.commit = fact.sha;
  if (fact.tree) attempt.tree = fact.tree;
  if (fact.session) attempt.session = fact.session;
  // A merged commit that failed its check stands on the queue, not on the attempt's own base.
  if (fact.stage === "land" && fact.sha && run.landing) attempt.base = run.landing.queueOld;
  attempt.endedMs = event.atMs;
  if (fact.failure.kind.startsWith("agent_") && fact.failure.kind !== "agent_error") {
    attempt.end = { kind: "agent", failure: fact.failure };
    state.standing = { at: "idle" };
    return;
  }
  attempt.end = { kind: "failed", stage: fact.stage, failure: fact.failure };
  state.standing = standingAfterFailure(run, state, fact, event);
}

function standingAfterFailure(
  run: Run,
  state: TaskState,
  fact: FactOf<"StageFailed">,
  event: Told,
): Standing {
  const { failure } = fact;
  const sinceMs = event.atMs;
  if (failure.kind === "outside_changes") {
    return {
      at: "waiting",
      sinceMs,
      for: { kind: "outside", files: failure.evidence.split("\n") },
    };
  }
  if (failure.kind === "conflict") {
    state.conflicts++;
    // The first conflict is nobody's fault: the task runs once more on the new base, at no cost of an attempt.
    if (state.conflicts === 1) return { at: "idle" };
    return {
      at: "waiting",
      sinceMs,
      for: { kind: "conflict", files: failure.evidence.split("\n") },
    };
  }
  const limits = run.current?.limits;
  state.used++;
  if (wouldMeetAgain(state, fact) && wasPaid(run, fact)) {
    state.used = Math.max(state.used, limits?.maxAttempts ?? 0);
  }
  state.notBeforeMs = event.atMs + (limits?.retryDelayMs ?? 0) * state.used;
  if (run.current && state.used >= run.current.limits.maxAttempts) {
    run.current.failuresInARow++;
    if (run.current.limits.onTaskFailure === "ask") {
      return { at: "waiting", sinceMs, for: { kind: "failure", failure } };
    }
  }
  return { at: "failed", attempt: fact.attempt, stage: fact.stage, failure };
}

/** A fault of ours, and git's when it comes back: what was paid for once is not paid for again unasked. */
function wouldMeetAgain({ attempts }: TaskState, { failure }: FactOf<"StageFailed">): boolean {
  if (failure.kind !== "git_failure") return failure.kind === "internal";
  const before = attempts.at(-2)?.end;
  return before?.kind === "failed" && before.failure.kind === "git_failure";
}

/** Did this attempt make a call that costs, or may cost, anything? */
function wasPaid(run: Run, { task, attempt }: { task: TaskId; attempt: number }): boolean {
  for (const call of run.calls.values()) {
    if (call.task === task && call.attempt === attempt && call.costUsd !== 0) return true;
  }
  return false;
}

/** A cut-off check starts again on the same commit; a cut-off call is a new attempt. */
export function interruptStage(run: Run, fact: FactOf<"StageInterrupted">, event: Told): void {
  const open = openAttempt(run, fact);
  if (!open) return keepLateWork(run, fact);
  const [state, attempt] = open;
  record(attempt, fact.stage, { status: "interrupted", reason: fact.reason });
  if (fact.stage !== "prepare" && fact.stage !== "implement") {
    state.standing = { at: "working", attempt: fact.attempt, stage: fact.stage };
    return;
  }
  if (fact.sha) attempt.commit = fact.sha;
  attempt.endedMs = event.atMs;
  attempt.end = { kind: "interrupted", reason: fact.reason };
  state.standing = { at: "idle" };
}

export function askQuestion(run: Run, fact: FactOf<"QuestionAsked">, event: Told): void {
  const open = openAttempt(run, fact);
  if (!open) return;
  const [state, attempt] = open;
  if (fact.sha) attempt.commit = fact.sha;
  if (fact.session) attempt.session = fact.session;
  attempt.endedMs = event.atMs;
  attempt.end = { kind: "blocked", question: fact.question };
  state.standing = {
    at: "waiting",
    sinceMs: event.atMs,
    for: { kind: "question", question: fact.question },
  };
}
