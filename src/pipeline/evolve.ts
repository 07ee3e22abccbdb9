// One fact's effect on the run. Replaying the log from `emptyRun()` gives the state at any moment;
// facts of different orders may come interleaved, twice or late, and money counts whenever it comes.
import type { Event, Fact, FactOf, Stage } from "./fact.ts";
import type { TaskId } from "../spec/spec.ts";
import {
  type Attempt,
  emptyRun,
  type Run,
  type RunInfo,
  type StageRecord,
  type Standing,
  type TaskState,
  taskState,
} from "./run.ts";
import { evolveTaskWord } from "./evolve_word.ts";

/** Applies one event in place and returns the same run; an event seen before changes nothing. */
export function evolve(run: Run, event: Event): Run {
  if (event.seq <= run.seq) return run;
  run.seq = event.seq;
  apply(run, event.fact, event);
  if ("task" in event.fact && event.fact.task) trackOpen(run, event.fact.task);
  return run;
}

function trackOpen(run: Run, id: TaskId): void {
  const last = run.tasks.get(id)?.attempts.at(-1);
  if (last && last.end === null) run.working.add(id);
  else run.working.delete(id);
}

export function replay(events: Iterable<Event>): Run {
  const run = emptyRun();
  for (const event of events) evolve(run, event);
  return run;
}

function apply(run: Run, fact: Fact, event: Event): void {
  switch (fact.type) {
    case "RunStarted":
      return startRun(run, fact, event);
    case "RunEnded":
      return endRun(run, fact, event);
    case "RunPaused":
    case "RunResumed":
      if (run.current) run.current.paused = fact.type === "RunPaused";
      return;
    case "StopRequested":
      if (run.current?.stop?.mode !== "hard" && run.current) {
        run.current.stop = { mode: fact.mode, reason: fact.reason, by: fact.by };
      }
      return;
    case "BaseChecked":
      run.base = { ...fact, run: event.run ?? "" };
      return;
    case "SpecRead":
    case "TaskTaken":
    case "TaskReleased":
    case "TaskMarkedDone":
    case "TaskHeld":
    case "TaskSkipped":
    case "TaskRetried":
    case "QuestionAnswered":
    case "WaitResolved":
    case "HarnessAccepted":
    case "BudgetRaised":
    case "HistoryReset":
    case "ActionUndone":
      return evolveTaskWord(run, fact, event);
    case "StatusWritten":
      run.fileStatus.set(fact.task, fact.status);
      run.unwritten.delete(fact.task);
      run.unwritable.delete(fact.task);
      return;
    case "StatusNotWritten":
      run.unwritten.delete(fact.task);
      run.unwritable.set(fact.task, fact.reason);
      return;
    case "AttemptStarted":
      return startAttempt(run, fact, event);
    case "StageStarted":
      return startStage(run, fact, event);
    case "StagePassed":
      return passStage(run, fact, event);
    case "StageSkipped":
      return skipStage(run, fact, event);
    case "StageFailed":
      return failStage(run, fact, event);
    case "StageInterrupted":
      return interruptStage(run, fact, event);
    case "QuestionAsked":
      return askQuestion(run, fact, event);
    case "OrderIssued":
      run.orders.set(fact.order, { ...fact, id: fact.order, execution: null, calls: [] });
      return;
    case "OrderAccepted":
      acceptOrder(run, fact);
      return;
    case "OrderClosed":
    case "OrderLost":
      return closeOrder(run, fact.order);
    case "CallStarted":
      return startCall(run, fact, event);
    case "CallEnded":
      return endCall(run, fact);
    case "AgentParked":
      return parkAgent(run, fact, event);
    case "AgentFreed":
      run.agents.delete(fact.agent);
      return;
    case "BudgetReached":
      return reachBudget(run, fact, event);
    case "LandIntended":
      run.landing = { ...fact, id: fact.landing, checked: false, sinceMs: event.atMs };
      return;
    case "LandChecked":
      if (run.landing?.id === fact.landing) run.landing.checked = true;
      return;
    case "LandVoided":
      if (run.landing?.id === fact.landing) run.landing = null;
      return;
    case "TaskLanded":
      return landTask(run, fact, event);
    case "TargetAdvanced":
      run.ahead = null;
      return;
    case "TargetWaits":
      run.ahead = { waits: { reason: fact.reason, message: fact.message }, asked: false };
      return;
    case "LandRequested":
      if (run.ahead) run.ahead = { waits: null, asked: true };
      return;
    case "HarnessChanged":
      run.harness = { task: fact.task, attempt: fact.attempt, diff: fact.diff };
      return;
    case "CommandRefused":
    case "FilesExcluded":
    case "Noticed":
    case "ReportRefused":
    case "TargetMerged":
      return;
  }
}

/** A run that ended gives every failed task its attempts anew; one that was cut off does not. */
function startRun(run: Run, fact: FactOf<"RunStarted">, event: Event): void {
  const before = run.current;
  if (before) run.past.push(before);
  const wasCutOff = before !== null && before.end === null;
  run.current = newRun(fact, event, wasCutOff ? before.failuresInARow : 0);
  for (const task of run.unwritable.keys()) run.unwritten.add(task);
  for (const [agent, parked] of run.agents) if (parked.untilMs === null) run.agents.delete(agent);
  if (run.ahead) run.ahead.waits = null;
  for (const state of run.tasks.values()) {
    if (!wasCutOff) state.used = 0;
    state.notBeforeMs = 0;
    if (state.standing.at === "waiting" && state.standing.for.kind === "budget") {
      state.standing = { at: "idle" };
    }
  }
}

function newRun(fact: FactOf<"RunStarted">, event: Event, failuresInARow: number): RunInfo {
  return {
    ...fact,
    id: fact.run,
    startedMs: event.atMs,
    touched: new Set(),
    paused: false,
    stop: null,
    failuresInARow,
    budgetStop: null,
    end: null,
  };
}

function endRun(run: Run, fact: FactOf<"RunEnded">, event: Event): void {
  if (!run.current || run.current.end) return;
  run.current.end = { ...fact, endedMs: event.atMs };
}

function startAttempt(run: Run, fact: FactOf<"AttemptStarted">, event: Event): void {
  const state = taskState(run, fact.task);
  const previous = state.attempts.at(-1);
  if (previous && previous.end === null) previous.end = { kind: "superseded" };
  state.attempts.push({
    ...fact,
    n: fact.attempt,
    run: event.run ?? "",
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
  });
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

function record(attempt: Attempt, stage: Stage, entry: StageRecord): void {
  attempt.stages[stage] = entry;
}

function startStage(run: Run, fact: FactOf<"StageStarted">, event: Event): void {
  const open = openAttempt(run, fact);
  if (!open) return;
  const [state, attempt] = open;
  record(attempt, fact.stage, { status: "running", sinceMs: event.atMs });
  state.standing = { at: "working", attempt: fact.attempt, stage: fact.stage };
}

function passStage(run: Run, fact: FactOf<"StagePassed">, event: Event): void {
  const open = openAttempt(run, fact);
  if (!open) return;
  const [state, attempt] = open;
  record(attempt, fact.stage, {
    status: "passed",
    durationMs: fact.durationMs,
    detail: fact.detail,
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

function skipStage(run: Run, fact: FactOf<"StageSkipped">, event: Event): void {
  const open = openAttempt(run, fact);
  if (!open) return;
  const [state, attempt] = open;
  record(attempt, fact.stage, { status: "skipped", why: fact.why });
  state.standing = { at: "working", attempt: fact.attempt, stage: nextStage(fact.stage) };
  settle(attempt, event);
}

/** Ready to land once implement and check passed and review and approve passed or were skipped. */
function settle(attempt: Attempt, event: Event): void {
  if (attempt.readySeq > 0) return;
  const passed = (stage: Stage) => attempt.stages[stage]?.status === "passed";
  const settled = (stage: Stage) => passed(stage) || attempt.stages[stage]?.status === "skipped";
  if (passed("implement") && passed("check") && settled("review") && settled("approve")) {
    attempt.readySeq = event.seq;
  }
}

function failStage(run: Run, fact: FactOf<"StageFailed">, event: Event): void {
  const open = openAttempt(run, fact);
  if (!open) return;
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
  event: Event,
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
  state.used++;
  const limits = run.current?.limits;
  state.notBeforeMs = event.atMs + (limits?.retryDelayMs ?? 0) * state.used;
  if (run.current && state.used >= run.current.limits.maxAttempts) {
    run.current.failuresInARow++;
    if (run.current.limits.onTaskFailure === "ask") {
      return { at: "waiting", sinceMs, for: { kind: "failure", failure } };
    }
  }
  return { at: "failed", attempt: fact.attempt, stage: fact.stage, failure };
}

/** A cut-off check starts again on the same commit; a cut-off call is a new attempt. */
function interruptStage(run: Run, fact: FactOf<"StageInterrupted">, event: Event): void {
  const open = openAttempt(run, fact);
  if (!open) return;
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

function askQuestion(run: Run, fact: FactOf<"QuestionAsked">, event: Event): void {
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

function acceptOrder(run: Run, fact: FactOf<"OrderAccepted">): void {
  const order = run.orders.get(fact.order);
  if (order && order.execution === null) order.execution = fact.execution;
}

/** A call that its order did not end was cut off; what it cost is not known. */
function closeOrder(run: Run, id: string): void {
  for (const callId of run.orders.get(id)?.calls ?? []) {
    const call = run.calls.get(callId);
    if (call?.outcome === "running") call.outcome = "interrupted";
  }
  run.orders.delete(id);
}

function startCall(run: Run, fact: FactOf<"CallStarted">, event: Event): void {
  if (run.calls.has(fact.call)) return;
  run.orders.get(fact.order)?.calls.push(fact.call);
  run.calls.set(fact.call, {
    ...fact,
    id: fact.call,
    run: event.run ?? "",
    outcome: "running",
    costUsd: null,
    tokens: null,
    durationMs: 0,
  });
}

/** Late costs count too: the ledger takes the end of a call after its order was closed. */
function endCall(run: Run, fact: FactOf<"CallEnded">): void {
  const call = run.calls.get(fact.call);
  if (!call || (call.outcome !== "running" && call.costUsd !== null)) return;
  call.outcome = fact.outcome;
  call.costUsd = fact.costUsd;
  call.tokens = fact.tokens;
  call.durationMs = fact.durationMs;
  if (fact.model) call.model = fact.model;
}

function parkAgent(run: Run, fact: FactOf<"AgentParked">, event: Event): void {
  const before = run.agents.get(fact.agent);
  run.agents.set(fact.agent, {
    ...fact,
    times: (before?.times ?? 0) + 1,
    sinceMs: before?.sinceMs ?? event.atMs,
  });
}

function reachBudget(run: Run, fact: FactOf<"BudgetReached">, event: Event): void {
  const { limitUsd, spentUsd, reserveUsd } = fact;
  if (fact.task === null) {
    if (run.current) run.current.budgetStop = { limitUsd, spentUsd, reserveUsd };
    return;
  }
  const state = taskState(run, fact.task);
  state.standing = {
    at: "waiting",
    sinceMs: event.atMs,
    for: { kind: "budget", limitUsd, spentUsd },
  };
}

function landTask(run: Run, fact: FactOf<"TaskLanded">, event: Event): void {
  if (run.landing?.id === fact.landing) run.landing = null;
  const state = taskState(run, fact.task);
  const attempt = state.attempts.find((each) => each.n === fact.attempt);
  if (attempt) {
    attempt.end = { kind: "landed" };
    attempt.endedMs = event.atMs;
    record(attempt, "land", {
      status: "passed",
      durationMs: fact.durationMs,
      detail: fact.commit ?? "",
    });
  }
  state.standing = { at: "done", how: "landed", commit: fact.commit };
  state.used = 0;
  state.conflicts = 0;
  if (fact.commit) {
    state.landed.push(fact.commit);
    run.ahead = { waits: null, asked: run.ahead?.asked ?? false };
  }
  if (!fact.statusInTree) run.unwritten.add(fact.task);
  if (run.current) {
    run.current.failuresInARow = 0;
    run.current.touched.add(fact.task);
  }
}
