// One fact's effect on the run. Replaying the log from `emptyRun()` gives the state at any moment;
// facts of different orders may come interleaved, twice or late, and money counts whenever it comes.
import type { Fact, FactOf, Told } from "./fact.ts";
import type { TaskId } from "../spec/spec.ts";
import {
  askQuestion,
  failStage,
  interruptStage,
  passStage,
  skipStage,
  startAttempt,
  startStage,
} from "./evolve_attempt.ts";
import { landTask } from "./evolve_landing.ts";
import {
  acceptOrder,
  closeOrder,
  endCall,
  parkAgent,
  reachBudget,
  startCall,
} from "./evolve_order.ts";
import { evolveTaskWord } from "./evolve_word.ts";
import { emptyRun, type Run, type RunInfo } from "./run.ts";

/** Applies one event in place and returns the same run; an event seen before changes nothing. */
export function evolve(run: Run, event: Told): Run {
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

export function replay(events: Iterable<Told>): Run {
  const run = emptyRun();
  for (const event of events) evolve(run, event);
  return run;
}

function apply(run: Run, fact: Fact, event: Told): void {
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
      run.harness = harness(run.harness, fact);
      return;
    case "CallRefused":
    case "CommandRefused":
    case "FilesExcluded":
    case "Noticed":
    case "ReportRefused":
    case "TargetMerged":
      return;
  }
}

/** One item for a person, with all that changed before they looked. */
function harness(known: Run["harness"], fact: FactOf<"HarnessChanged">): Run["harness"] {
  const { task, attempt, diff } = fact;
  if (known === null) return { task, attempt, diff };
  return known.diff.includes(diff) ? known : { ...known, diff: `${known.diff}\n${diff}` };
}

/** A run that ended gives every failed task its attempts anew; one that was cut off does not. */
function startRun(run: Run, fact: FactOf<"RunStarted">, event: Told): void {
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

function newRun(fact: FactOf<"RunStarted">, event: Told, failuresInARow: number): RunInfo {
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

function endRun(run: Run, fact: FactOf<"RunEnded">, event: Told): void {
  if (!run.current || run.current.end) return;
  run.current.end = { ...fact, endedMs: event.atMs };
}
