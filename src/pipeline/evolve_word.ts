// A person's word about a task, from a command or from an edit of the file, and its effect on the run.
import type { FactOf, Told } from "./fact.ts";
import { type Run, type Standing, type TaskState, taskState } from "./run.ts";
import type { Status } from "../spec/spec.ts";

type Word = FactOf<
  | "SpecRead"
  | "TaskTaken"
  | "TaskReleased"
  | "TaskMarkedDone"
  | "TaskHeld"
  | "TaskSkipped"
  | "TaskRetried"
  | "QuestionAnswered"
  | "WaitResolved"
  | "HarnessAccepted"
  | "BudgetRaised"
  | "HistoryReset"
  | "ActionUndone"
>;

export function evolveTaskWord(run: Run, fact: Word, event: Told): void {
  applyWord(run, fact, event);
  const action = run.actions.at(-1);
  const state = action?.task ? run.tasks.get(action.task) : undefined;
  if (action && action.seq === event.seq && state) {
    action.after = { at: state.standing.at, attempts: state.attempts.length };
  }
}

function applyWord(run: Run, fact: Word, event: Told): void {
  switch (fact.type) {
    case "SpecRead":
      readStatuses(run, fact);
      return;
    case "TaskTaken":
      return stand(run, fact.task, event, "took", { at: "taken", by: fact.by });
    case "TaskReleased":
      return release(run, fact.task, event);
    case "TaskMarkedDone":
      return stand(run, fact.task, event, "marked done", {
        at: "done",
        how: "marked",
        commit: null,
      });
    case "TaskHeld":
      return stand(run, fact.task, event, "blocked", {
        at: "held",
        reason: fact.reason,
        by: fact.by,
      });
    case "TaskSkipped":
      return stand(run, fact.task, event, "skipped", { at: "done", how: "skipped", commit: null });
    case "TaskRetried":
      return retry(run, fact, event);
    case "QuestionAnswered":
      return answer(run, fact, event);
    case "WaitResolved":
      return resolve(run, fact, event);
    case "HarnessAccepted":
      run.harness = null;
      return;
    case "BudgetRaised":
      return raise(run, fact, event);
    case "HistoryReset":
      return reset(run);
    case "ActionUndone":
      return undo(run, fact);
  }
}

/** The first reading tells what was done outside; later ones tell what a person changed since. */
function readStatuses(run: Run, fact: FactOf<"SpecRead">): void {
  const how = run.specHash === "" ? "outside" : "marked";
  const hasMoved = Boolean(run.specHead) && fact.head !== run.specHead;
  run.specHash = fact.hash;
  run.specHead = fact.head;
  for (const { task, from, to } of fact.changes) {
    if (hasMoved && to !== null) run.fileStatus.set(task, to);
    else readStatus(run, task, from, to, how);
  }
}

function readStatus(
  run: Run,
  task: string,
  from: Status | null,
  to: Status | null,
  how: "outside" | "marked",
): void {
  if (to === null) {
    run.fileStatus.delete(task);
    return;
  }
  run.fileStatus.set(task, to);
  if (to === "todo" && !run.tasks.has(task)) return;
  const state = taskState(run, task);
  const { at } = state.standing;
  if (at === "working") return;
  if (to === "done" && at !== "done") {
    state.standing = { at: "done", how, commit: null };
  } else if (to === "blocked" && at !== "done" && at !== "held") {
    state.standing = { at: "held", reason: "BLOCKED in the file", by: "file" };
  } else if (to === "todo" && (from === "done" || from === "blocked" || at === "held")) {
    state.standing = { at: "idle" };
    state.used = 0;
  }
}

function stand(run: Run, task: string, event: Told, what: string, standing: Standing): void {
  const state = taskState(run, task);
  remember(run, event, what, state);
  abandon(state, event);
  state.standing = standing;
}

function remember(run: Run, event: Told, what: string, state: TaskState | null, usd = 0): void {
  run.actions.push({
    seq: event.seq,
    what,
    task: state?.id ?? null,
    before: state?.standing ?? null,
    after: null,
    usd,
  });
}

/** An open attempt of a task that a person took away will not land. */
function abandon(state: TaskState, event: Told): void {
  const attempt = state.attempts.at(-1);
  if (!attempt || attempt.end !== null) return;
  attempt.end = { kind: "superseded" };
  attempt.endedMs = event.atMs;
}

function release(run: Run, task: string, event: Told): void {
  const state = taskState(run, task);
  remember(run, event, "released", state);
  abandon(state, event);
  state.standing = { at: "idle" };
  state.used = 0;
}

function retry(run: Run, fact: FactOf<"TaskRetried">, event: Told): void {
  const state = taskState(run, fact.task);
  remember(run, event, "retried", state);
  abandon(state, event);
  state.standing = { at: "idle" };
  state.used = 0;
  state.conflicts = 0;
  state.notBeforeMs = 0;
  Object.assign(state.order, {
    fresh: fact.fresh,
    agent: fact.agent,
    model: fact.model,
    note: fact.note,
  });
  if (run.current) run.current.failuresInARow = 0;
}

function answer(run: Run, fact: FactOf<"QuestionAnswered">, event: Told): void {
  const state = taskState(run, fact.task);
  remember(run, event, "answered", state);
  state.order.answer = fact.text;
  state.standing = { at: "idle" };
}

function resolve(run: Run, fact: FactOf<"WaitResolved">, event: Told): void {
  const state = taskState(run, fact.task);
  remember(run, event, "resolved", state);
  if (fact.how === "retry") {
    state.used = 0;
    state.conflicts = 0;
    state.standing = { at: "idle" };
    return;
  }
  if (fact.how === "drop") {
    state.standing = { at: "held", reason: "dropped", by: fact.by };
    return;
  }
  acceptOutside(state);
}

/** Changes outside the project that a person accepted: the same commit goes on to check. */
function acceptOutside(state: TaskState): void {
  const attempt = state.attempts.at(-1);
  if (!attempt) return;
  attempt.end = null;
  attempt.endedMs = null;
  attempt.stages.implement = { status: "passed", durationMs: 0, detail: "accepted by a person" };
  state.standing = { at: "working", attempt: attempt.n, stage: "check" };
}

function raise(run: Run, fact: FactOf<"BudgetRaised">, event: Told): void {
  if (fact.task === null) {
    remember(run, event, "raised the budget", null, fact.usd);
    run.raisedUsd += fact.usd;
    if (run.current) run.current.budgetStop = null;
    return;
  }
  const state = taskState(run, fact.task);
  remember(run, event, "raised the task's budget", state, fact.usd);
  state.raisedUsd += fact.usd;
  if (state.standing.at === "waiting" && state.standing.for.kind === "budget") {
    state.standing = { at: "idle" };
  }
}

/** Forgets attempts and standings; what was landed and what was paid stay in the log. */
function reset(run: Run): void {
  run.tasks.clear();
  run.working.clear();
  run.fileStatus.clear();
  run.agents.clear();
  run.calls.clear();
  run.actions.length = 0;
  run.raisedUsd = 0;
  run.specHash = "";
  run.specHead = "";
  run.base = null;
}

function undo(run: Run, fact: FactOf<"ActionUndone">): void {
  const action = run.actions.find((each) => each.seq === fact.seq);
  if (!action) return;
  run.undone.add(fact.seq);
  if (action.task === null) {
    run.raisedUsd -= action.usd;
    return;
  }
  const state = taskState(run, action.task);
  state.raisedUsd -= action.usd;
  if (action.before) state.standing = standingAgain(state, action.before);
}

/** An attempt that was ended does not go on because its end is taken back. */
function standingAgain(state: TaskState, before: Standing): Standing {
  const isOver = before.at === "working" && state.attempts.at(-1)?.end !== null;
  return isOver ? { at: "idle" } : before;
}
