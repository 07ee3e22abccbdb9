// Every command that changes a run: what refuses it, and the facts it becomes. The CLI, the screen's
// palette and MCP derive from these rows; the engine answers them, or a face that holds the lock.
import type { Fact } from "../pipeline/fact.ts";
import { lastAttempt, standingOf, undoable } from "../pipeline/run.ts";
import {
  type Ask,
  how,
  noRun,
  openTasks,
  refuseKill,
  refuseRaise,
  refuseResolve,
  refuseRetry,
  refuseStop,
  refuseUnknown,
  running,
  task,
  text,
} from "./refusals.ts";

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** Does it name a task? */
  readonly takesTask: boolean;
  /** Only meaningful while an engine runs. */
  readonly needsEngine: boolean;
  /** May work start because of it, so that a face then starts an engine? */
  readonly startsWork: boolean;
  /** Why it can't be done now, or null. */
  readonly refuse: (ask: Ask) => string | null;
  readonly decide: (ask: Ask) => readonly Fact[];
  /** What a person reads when it was accepted. */
  readonly done: (ask: Ask) => string;
}

export type Decision = { readonly facts: readonly Fact[]; readonly message: string } | {
  readonly refused: string;
};

/** Answers one command from the facts. The engine and faces decide through this, and nothing else. */
export function decide(name: string, ask: Ask): Decision {
  const row = COMMANDS.find((each) => each.name === name);
  if (!row) return { refused: `there is no command "${name}"` };
  if (row.takesTask) {
    const unknown = refuseUnknown(ask);
    if (unknown !== null) return { refused: unknown };
  }
  const refused = row.refuse(ask);
  if (refused !== null) return { refused };
  return { facts: row.decide(ask), message: row.done(ask) };
}

const plain = { takesTask: false, needsEngine: false, startsWork: false };
const onTask = { takesTask: true, needsEngine: false, startsWork: false };

export const COMMANDS: readonly CommandRow[] = [
  {
    ...plain,
    name: "stop",
    summary: "Stop after the attempts in progress; --now ends them",
    needsEngine: true,
    refuse: (ask) => noRun(ask) ?? refuseStop(ask),
    decide: (ask) => [{
      type: "StopRequested",
      mode: ask.args.now === true ? "hard" : "soft",
      by: ask.by,
      reason: `stopped by ${ask.by}`,
    }],
    done: (ask) =>
      ask.args.now === true ? "stopping now" : "stopping after the attempts in progress",
  },
  {
    ...plain,
    name: "pause",
    summary: "Start nothing new until resumed",
    needsEngine: true,
    refuse: (ask) => noRun(ask) ?? (ask.run.current?.paused ? "it is paused already" : null),
    decide: (ask) => [{ type: "RunPaused", by: ask.by }],
    done: () => "paused; what is in progress goes on",
  },
  {
    ...plain,
    name: "resume",
    summary: "Go on after a pause; the spec is read again",
    needsEngine: true,
    refuse: (ask) => noRun(ask) ?? (ask.run.current?.paused ? null : "it is not paused"),
    decide: (ask) => [{ type: "RunResumed", by: ask.by }],
    done: () => "resumed",
  },
  {
    ...onTask,
    name: "retry",
    summary: "Give a task its attempts anew; continues its work, or --fresh",
    startsWork: true,
    refuse: (ask) => running(ask) ?? refuseRetry(ask),
    decide: (ask) => [{
      type: "TaskRetried",
      task: task(ask),
      fresh: ask.args.fresh === true,
      agent: text(ask, "agent") || null,
      model: text(ask, "model") || null,
      note: text(ask, "note"),
      by: ask.by,
    }],
    done: (ask) =>
      `${task(ask)} will be tried again${ask.args.fresh === true ? ", from scratch" : ""}`,
  },
  {
    ...onTask,
    name: "skip",
    summary: "Count a task as done without running it",
    startsWork: true,
    refuse: (ask) =>
      standingOf(ask.run, task(ask)).at === "done" ? "it is done already" : running(ask),
    decide: (ask) => [{ type: "TaskSkipped", task: task(ask), by: ask.by }],
    done: (ask) => `${task(ask)} is skipped; tasks that need it may start`,
  },
  {
    ...onTask,
    name: "answer",
    summary: "Answer a blocked task's question; it goes on from there",
    startsWork: true,
    refuse: (ask) => {
      const standing = standingOf(ask.run, task(ask));
      if (standing.at !== "waiting" || standing.for.kind !== "question") return "it asked nothing";
      return text(ask, "text").trim() === "" ? "the answer is empty" : null;
    },
    decide: (
      ask,
    ) => [{ type: "QuestionAnswered", task: task(ask), text: text(ask, "text"), by: ask.by }],
    done: (ask) => `${task(ask)} goes on with your answer`,
  },
  {
    ...plain,
    name: "resolve",
    summary: "Settle a conflict, changes outside the project, or changed git configuration",
    startsWork: true,
    refuse: refuseResolve,
    decide: (ask) =>
      ask.args.harness === true
        ? [{ type: "HarnessAccepted", by: ask.by }]
        : [{ type: "WaitResolved", task: task(ask), how: how(ask), by: ask.by }],
    done: (ask) => ask.args.harness === true ? "landings go on" : `${task(ask)}: ${how(ask)}`,
  },
  {
    ...plain,
    name: "land",
    summary: "Let the target follow the queue, or try again what stood in the way",
    startsWork: true,
    refuse: ({ run }) =>
      run.ahead || run.landing || run.unwritable.size > 0 ? null : "nothing waits to land",
    decide: (ask) => [{ type: "LandRequested", by: ask.by }],
    done: () => "landing",
  },
  {
    ...plain,
    name: "budget",
    summary: "Raise the run's budget, or one task's, once",
    startsWork: true,
    refuse: refuseRaise,
    decide: (ask) => [{
      type: "BudgetRaised",
      task: text(ask, "task") || null,
      usd: Number(ask.args.usd),
      by: ask.by,
    }],
    done: (ask) =>
      `raised by $${Number(ask.args.usd).toFixed(2)}${
        text(ask, "task") ? ` for ${text(ask, "task")}` : ""
      }`,
  },
  {
    ...onTask,
    name: "start",
    summary: "Take a task yourself: it is not scheduled until `todo` or `done`",
    refuse: (ask) => {
      const open = openTasks(ask);
      if (open && ask.args.force !== true) return open;
      return standingOf(ask.run, task(ask)).at === "done" ? "it is done already" : running(ask);
    },
    decide: (ask) => [{ type: "TaskTaken", task: task(ask), by: ask.by }],
    done: (ask) => `${task(ask)} is yours`,
  },
  {
    ...onTask,
    name: "done",
    summary: "Mark a task done",
    refuse: (ask) => running(ask),
    decide: (ask) => [{ type: "TaskMarkedDone", task: task(ask), by: ask.by }],
    done: (ask) => `${task(ask)} is done`,
  },
  {
    ...onTask,
    name: "block",
    summary: "Hold a task back until `todo`",
    refuse: (ask) => running(ask),
    decide: (
      ask,
    ) => [{
      type: "TaskHeld",
      task: task(ask),
      reason: text(ask, "reason") || "blocked by a person",
      by: ask.by,
    }],
    done: (ask) => `${task(ask)} is blocked`,
  },
  {
    ...onTask,
    name: "kill",
    summary: "End a task's attempt in progress; a retry goes on from what it left",
    needsEngine: true,
    refuse: refuseKill,
    decide: (ask) => [{
      type: "TaskHeld",
      task: task(ask),
      reason: `its attempt was ended by ${ask.by}`,
      by: ask.by,
    }],
    done: (ask) => `the attempt of ${task(ask)} is being ended; retry goes on from what it left`,
  },
  {
    ...onTask,
    name: "todo",
    summary: "Give a task back to the scheduler",
    startsWork: true,
    refuse: (ask) => running(ask),
    decide: (ask) => [{ type: "TaskReleased", task: task(ask), by: ask.by }],
    done: releasedMessage,
  },
  {
    ...plain,
    name: "undo",
    summary: "Take back the last state action",
    refuse: ({ run }) => undoable(run) === null ? "there is nothing to undo" : null,
    decide: (ask) => {
      const action = undoable(ask.run);
      return action
        ? [{ type: "ActionUndone", seq: action.seq, what: action.what, by: ask.by }]
        : [];
    },
    done: ({ run }) => {
      const action = undoable(run);
      return action ? `undone: ${action.task ?? "the run"} ${action.what}` : "";
    },
  },
  {
    ...plain,
    name: "reset",
    summary: "Forget attempts and standings; landed work and paid costs stay in the log",
    refuse: ({ run }) => run.orders.size > 0 ? "attempts are in progress" : null,
    decide: (ask) => [{ type: "HistoryReset", by: ask.by }],
    done: () => "attempts and standings are forgotten",
  },
  ...notBuilt("approve", "Approve a task's commit"),
  ...notBuilt("reject", "Reject a task's commit"),
  ...notBuilt("fix", "Ask for changes with a comment"),
  ...notBuilt("hunks", "Accept or reject single hunks"),
];

/** Declared now, so that what sends them and what reads them agree; their stages come next. */
function notBuilt(name: string, summary: string): CommandRow[] {
  return [{
    ...onTask,
    name,
    summary: `${summary} (not built yet)`,
    refuse: () => "approval is not built yet: no task waits for one",
    decide: () => [],
    done: () => "",
  }];
}

function releasedMessage(ask: Ask): string {
  const landed = ask.run.tasks.get(task(ask))?.landed.at(-1) ??
    lastAttempt(ask.run, task(ask))?.commit;
  const note = landed && standingOf(ask.run, task(ask)).at === "done"
    ? ` (it landed as ${landed.slice(0, 10)})`
    : "";
  return `${task(ask)} may run again${note}`;
}
