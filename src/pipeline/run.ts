// What the facts add up to. Only `evolve` writes a `Run`; everyone else reads it.
import type {
  Actor,
  Failure,
  InterruptReason,
  RunSettings,
  Sha,
  Stage,
  Uuid,
  WaitReason,
} from "./fact.ts";
import type { Call, OpenOrder, Parked } from "./ledger.ts";
import type { Status, TaskId } from "../spec/spec.ts";

export type StageRecord =
  | { readonly status: "running"; readonly sinceMs: number }
  | { readonly status: "passed"; readonly durationMs: number; readonly detail: string }
  | { readonly status: "failed"; readonly durationMs: number; readonly failure: Failure }
  | { readonly status: "interrupted"; readonly reason: InterruptReason }
  | { readonly status: "skipped"; readonly why: string };

export type AttemptEnd =
  | { readonly kind: "landed" }
  | { readonly kind: "failed"; readonly stage: Stage; readonly failure: Failure }
  /** The agent could not work (limit, login, network): uses up no attempt. */
  | { readonly kind: "agent"; readonly failure: Failure }
  | { readonly kind: "interrupted"; readonly reason: InterruptReason }
  | { readonly kind: "blocked"; readonly question: string }
  | { readonly kind: "superseded" };

export interface Attempt {
  readonly n: number;
  readonly run: Uuid;
  readonly agent: string;
  readonly model: string;
  base: Sha | null;
  readonly continueFrom: Sha | null;
  readonly why: string;
  readonly startedMs: number;
  endedMs: number | null;
  readonly stages: Partial<Record<Stage, StageRecord>>;
  /** The attempt's commit; null before implement ended, and without git. */
  commit: Sha | null;
  tree: Sha | null;
  /** The commit that check passed on. */
  checked: Sha | null;
  /** Position of the fact that made it ready to land; 0 before. */
  readySeq: number;
  session: string | null;
  noOp: boolean;
  end: AttemptEnd | null;
}

/** What a task waits for that only a person can give. */
export type Waiting =
  | { readonly kind: "question"; readonly question: string }
  | { readonly kind: "conflict"; readonly files: readonly string[] }
  | { readonly kind: "outside"; readonly files: readonly string[] }
  | { readonly kind: "failure"; readonly failure: Failure }
  | { readonly kind: "budget"; readonly limitUsd: number; readonly spentUsd: number };

export type Standing =
  | { readonly at: "idle" }
  | { readonly at: "working"; readonly attempt: number; readonly stage: Stage }
  | {
    readonly at: "failed";
    readonly attempt: number;
    readonly stage: Stage;
    readonly failure: Failure;
  }
  | { readonly at: "waiting"; readonly for: Waiting; readonly sinceMs: number }
  | {
    readonly at: "done";
    readonly how: "landed" | "marked" | "outside" | "skipped";
    readonly commit: Sha | null;
  }
  | { readonly at: "held"; readonly reason: string; readonly by: Actor }
  | { readonly at: "taken"; readonly by: Actor };

export interface TaskState {
  readonly id: TaskId;
  standing: Standing;
  attempts: readonly Attempt[];
  /** Attempts used up since the allowance last began. */
  used: number;
  conflicts: number;
  /** Not before this wall-clock time, ms; 0 when at once. */
  notBeforeMs: number;
  readonly order: {
    fresh: boolean;
    agent: string | null;
    model: string | null;
    note: string;
    answer: string;
  };
  raisedUsd: number;
  /** Landed commits of this task, oldest first. */
  readonly landed: Sha[];
}

export interface Landing {
  readonly id: Uuid;
  readonly task: TaskId;
  readonly attempt: number;
  readonly queueOld: Sha;
  readonly commit: Sha;
  readonly branchCommit: Sha;
  readonly needsCheck: boolean;
  readonly statusInTree: boolean;
  readonly sinceMs: number;
  checked: boolean;
}

export interface RunInfo extends RunSettings {
  readonly id: Uuid;
  readonly startedMs: number;
  /** Tasks that an attempt was started for, or that landed, in this run. */
  readonly touched: Set<TaskId>;
  paused: boolean;
  stop: null | { readonly mode: "soft" | "hard"; readonly reason: string; readonly by: Actor };
  failuresInARow: number;
  budgetStop: null | {
    readonly limitUsd: number;
    readonly spentUsd: number;
    readonly reserveUsd: number;
  };
  end: null | {
    readonly exitCode: number;
    readonly reason: string;
    readonly endedMs: number;
    readonly durationMs: number;
  };
}

/** A state action that `undo` can take back, newest last. */
export interface Action {
  readonly seq: number;
  readonly what: string;
  readonly task: TaskId | null;
  readonly before: Standing | null;
  /** Where it left the task, and with how many attempts: undone only while that still holds. */
  after: { readonly at: Standing["at"]; readonly attempts: number } | null;
  readonly usd: number;
}

export interface Run {
  seq: number;
  current: RunInfo | null;
  /** Ended runs before the current one, oldest first. */
  readonly past: RunInfo[];
  readonly tasks: Map<TaskId, TaskState>;
  /** Tasks whose last attempt is open. */
  readonly working: Set<TaskId>;
  readonly orders: Map<Uuid, OpenOrder>;
  readonly calls: Map<Uuid, Call>;
  readonly agents: Map<string, Parked>;
  landing: Landing | null;
  /** Does the queue hold work the target lacks? */
  ahead: null | {
    waits: null | { readonly reason: WaitReason; readonly message: string };
    /** A person asked for it, whatever `integration` says. */
    asked: boolean;
  };
  /** Landed tasks whose status is still to be written into the user's copy of the file. */
  readonly unwritten: Set<TaskId>;
  /** Why a landed task's status could not be written. */
  readonly unwritable: Map<TaskId, string>;
  /** A change of the repository's own configuration that stops landings. */
  harness: null | { readonly task: TaskId; readonly attempt: number; readonly diff: string };
  base: null | {
    readonly sha: Sha | null;
    readonly passed: boolean;
    readonly tests: number | null;
    readonly message: string;
    readonly run: Uuid;
  };
  /** As last read from the file. */
  readonly fileStatus: Map<TaskId, Status>;
  specHash: string;
  specHead: string;
  raisedUsd: number;
  readonly actions: Action[];
  readonly undone: Set<number>;
}

export function emptyRun(): Run {
  return {
    seq: 0,
    current: null,
    past: [],
    tasks: new Map(),
    working: new Set(),
    orders: new Map(),
    calls: new Map(),
    agents: new Map(),
    landing: null,
    ahead: null,
    unwritten: new Set(),
    unwritable: new Map(),
    harness: null,
    base: null,
    fileStatus: new Map(),
    specHash: "",
    specHead: "",
    raisedUsd: 0,
    actions: [],
    undone: new Set(),
  };
}

const IDLE: Standing = { at: "idle" };

export function taskState(run: Run, id: TaskId): TaskState {
  let state = run.tasks.get(id);
  if (!state) {
    state = {
      id,
      standing: { at: "idle" },
      attempts: [],
      used: 0,
      conflicts: 0,
      notBeforeMs: 0,
      order: { fresh: false, agent: null, model: null, note: "", answer: "" },
      raisedUsd: 0,
      landed: [],
    };
    run.tasks.set(id, state);
  }
  return state;
}

/** The task's standing; one that no fact mentions is idle. */
export function standingOf(run: Run, task: TaskId): Standing {
  return run.tasks.get(task)?.standing ?? IDLE;
}

export function isDone(run: Run, task: TaskId): boolean {
  return run.tasks.get(task)?.standing.at === "done";
}

export function lastAttempt(run: Run, task: TaskId): Attempt | null {
  return run.tasks.get(task)?.attempts.at(-1) ?? null;
}

/** Has every attempt that the limits allow been used up? */
export function isExhausted(run: Run, task: TaskId): boolean {
  const state = run.tasks.get(task);
  const max = run.current?.limits.maxAttempts ?? 0;
  return state !== undefined && state.standing.at === "failed" && state.used >= max;
}

/** The last state action that nothing was built on since; null when there is none. */
export function undoable(run: Run): Action | null {
  const action = run.actions.findLast((each) => !run.undone.has(each.seq));
  if (!action || action.task === null) return action ?? null;
  const state = run.tasks.get(action.task);
  const holds = state?.standing.at === action.after?.at &&
    state?.attempts.length === action.after?.attempts;
  return holds ? action : null;
}

/** Is this attempt's work checked, and on its way to be landed? */
export function isReadyToLand(attempt: Attempt): boolean {
  return attempt.end === null && attempt.readySeq > 0;
}
