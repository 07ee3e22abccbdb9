// The facts a run is made of: small, flat, past tense, true for ever. Position, time, fence and origin
// are columns of the log (`Event`), not fields of a fact. No path, pid or host name stands in a fact.
import type { Status, TaskId } from "../spec/spec.ts";

/** UUIDv7 text, made by whoever makes the thing. */
export type Uuid = string;
export type Sha = string;

export const STAGES = ["prepare", "implement", "check", "review", "approve", "land"] as const;
export type Stage = typeof STAGES[number];
/** The stages that an executor performs; approve and land stay with the engine. */
export type OrderStage = "implement" | "check" | "review";

/** Who asked: `engine`, or a face such as `cli:ada`. */
export type Actor = string;

export interface Tokens {
  /** Without cache. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** Why a stage did not pass. `agent_*` kinds are failures of the agent and use up no attempt. */
export type FailureKind =
  | "task_failed"
  | "no_verdict"
  | "no_change"
  | "agent_error"
  | "timeout"
  | "idle_timeout"
  | "test_failure"
  | "lint_failure"
  | "hook_failure"
  | "setup_failure"
  | "outside_changes"
  | "history_rewritten"
  | "conflict"
  | "harness_changed"
  /** Git refused one of our own calls: most often its ground was moved, which the next attempt meets before it pays. */
  | "git_failure"
  | "internal"
  | "agent_limit"
  | "agent_auth"
  | "agent_network"
  | "agent_missing";

export interface Failure {
  readonly kind: FailureKind;
  /** One sentence; never truncated here. */
  readonly message: string;
  /** Bounded tail of what was printed; the transcript has all of it. */
  readonly evidence: string;
  /** Equal for the same failure seen twice: kind and normalised evidence, hashed. */
  readonly fingerprint: string;
}

export type InterruptReason = "stopped" | "engine_died" | "executor_lost" | "killed";
export type Selection =
  | { readonly kind: "all" }
  | { readonly kind: "next" }
  | { readonly kind: "watch" }
  | {
    readonly kind: "tasks";
    readonly ids: readonly TaskId[];
    /** Start them though tasks they need are not done. */
    readonly ignoresNeeds?: true;
  }
  | { readonly kind: "milestone"; readonly text: string };

/** A limit on what one run may do, as resolved when it started. */
export interface RunLimits {
  readonly budgetUsd: number | null;
  readonly taskBudgetUsd: number | null;
  readonly maxRetryCostUsd: number | null;
  readonly budgetReserveUsd: number;
  readonly maxAttempts: number;
  readonly maxConsecutiveFailures: number;
  readonly onTaskFailure: "skip" | "stop" | "ask";
  readonly retryDelayMs: number;
  readonly jobs: number;
  readonly limitWaitMs: number;
  /** 0: none. */
  readonly sessionMs: number;
  /** `check_base: stop`. */
  readonly stopOnRedBase: boolean;
  readonly agents: readonly string[];
  /** Open orders allowed at once for one agent; absent: as many as jobs. */
  readonly perAgent: Readonly<Record<string, number>>;
}

export type WaitReason =
  | { readonly kind: "overlap"; readonly files: readonly string[] }
  | { readonly kind: "operation"; readonly what: string }
  | { readonly kind: "diverged"; readonly files: readonly string[] }
  | { readonly kind: "asked" };

/** What a run is asked for. */
export interface RunSettings {
  readonly version: string;
  readonly mode: "git" | "plain";
  readonly target: string;
  readonly selection: Selection;
  readonly skipInProgress: boolean;
  readonly integration: "merge" | "branch" | "pr";
  readonly limits: RunLimits;
  readonly by: Actor;
}

export type Fact =
  // the run
  | RunSettings & { readonly type: "RunStarted"; readonly run: Uuid }
  | {
    readonly type: "RunEnded";
    readonly exitCode: number;
    readonly reason: string;
    readonly durationMs: number;
  }
  | { readonly type: "RunPaused"; readonly by: Actor }
  | { readonly type: "RunResumed"; readonly by: Actor }
  | {
    readonly type: "StopRequested";
    readonly mode: "soft" | "hard";
    readonly by: Actor;
    readonly reason: string;
  }
  | {
    readonly type: "SpecRead";
    readonly hash: string;
    readonly tasks: number;
    /** What the user's checkout stands on: statuses that came with another branch are nobody's word. */
    readonly head: string;
    /** Against the last reading; the first one lists all that are not `todo`. */
    readonly changes: readonly {
      readonly task: TaskId;
      readonly from: Status | null;
      readonly to: Status | null;
    }[];
  }
  | {
    readonly type: "BaseChecked";
    readonly sha: Sha | null;
    readonly passed: boolean;
    readonly tests: number | null;
    readonly message: string;
    readonly durationMs: number;
  }
  // a person's word about a task
  | { readonly type: "TaskTaken"; readonly task: TaskId; readonly by: Actor }
  | { readonly type: "TaskReleased"; readonly task: TaskId; readonly by: Actor }
  | { readonly type: "TaskMarkedDone"; readonly task: TaskId; readonly by: Actor }
  | {
    readonly type: "TaskHeld";
    readonly task: TaskId;
    readonly reason: string;
    readonly by: Actor;
  }
  | { readonly type: "TaskSkipped"; readonly task: TaskId; readonly by: Actor }
  | {
    readonly type: "TaskRetried";
    readonly task: TaskId;
    readonly fresh: boolean;
    readonly agent: string | null;
    readonly model: string | null;
    readonly note: string;
    readonly by: Actor;
  }
  | {
    readonly type: "QuestionAnswered";
    readonly task: TaskId;
    readonly text: string;
    readonly by: Actor;
  }
  | {
    readonly type: "WaitResolved";
    readonly task: TaskId;
    readonly how: "accept" | "retry" | "drop";
    readonly by: Actor;
  }
  | { readonly type: "HarnessAccepted"; readonly by: Actor }
  | {
    readonly type: "BudgetRaised";
    readonly task: TaskId | null;
    readonly usd: number;
    readonly by: Actor;
  }
  | { readonly type: "HistoryReset"; readonly by: Actor }
  | {
    readonly type: "CommandRefused";
    readonly command: string;
    readonly task: TaskId | null;
    readonly reason: string;
    readonly by: Actor;
  }
  | {
    readonly type: "ActionUndone";
    readonly seq: number;
    readonly what: string;
    readonly by: Actor;
  }
  // an attempt
  | {
    readonly type: "AttemptStarted";
    readonly task: TaskId;
    readonly attempt: number;
    readonly agent: string;
    readonly model: string;
    readonly base: Sha | null;
    readonly continueFrom: Sha | null;
    readonly why: string;
  }
  | {
    readonly type: "StageStarted";
    readonly task: TaskId;
    readonly attempt: number;
    readonly stage: Stage;
  }
  | {
    readonly type: "StagePassed";
    readonly task: TaskId;
    readonly attempt: number;
    readonly stage: Stage;
    readonly durationMs: number;
    /** implement: the attempt's commit; check: the commit it ran on. */
    readonly sha: Sha | null;
    readonly tree: Sha | null;
    readonly detail: string;
    readonly session?: string;
    readonly noOp?: boolean;
    readonly tests?: { readonly passed: number; readonly failed: number } | null;
  }
  | {
    readonly type: "StageFailed";
    readonly task: TaskId;
    readonly attempt: number;
    readonly stage: Stage;
    readonly durationMs: number;
    readonly failure: Failure;
    readonly sha: Sha | null;
    readonly tree: Sha | null;
    readonly session?: string;
  }
  | {
    readonly type: "StageInterrupted";
    readonly task: TaskId;
    readonly attempt: number;
    readonly stage: Stage;
    readonly reason: InterruptReason;
    /** What the agent had left, kept as an attempt's commit. */
    readonly sha: Sha | null;
  }
  | {
    readonly type: "StageSkipped";
    readonly task: TaskId;
    readonly attempt: number;
    readonly stage: Stage;
    readonly why: string;
  }
  | {
    readonly type: "QuestionAsked";
    readonly task: TaskId;
    readonly attempt: number;
    readonly question: string;
    readonly sha: Sha | null;
    readonly session?: string;
  }
  | {
    readonly type: "FilesExcluded";
    readonly task: TaskId;
    readonly attempt: number;
    readonly files: readonly string[];
    readonly why: string;
  }
  | {
    readonly type: "Noticed";
    readonly task: TaskId | null;
    readonly attempt: number | null;
    readonly message: string;
  }
  // orders, and the money they cost
  | {
    readonly type: "OrderIssued";
    readonly order: Uuid;
    readonly task: TaskId;
    readonly attempt: number;
    readonly stages: readonly OrderStage[];
    readonly agent: string;
    readonly reservedUsd: number;
    readonly hash: string;
    readonly candidate: Sha | null;
  }
  | { readonly type: "OrderAccepted"; readonly order: Uuid; readonly execution: Uuid }
  | { readonly type: "OrderClosed"; readonly order: Uuid }
  | { readonly type: "OrderLost"; readonly order: Uuid; readonly reason: InterruptReason }
  | {
    readonly type: "ReportRefused";
    readonly order: Uuid;
    readonly reason: string;
    readonly costUsd: number | null;
  }
  | {
    readonly type: "CallStarted";
    readonly call: Uuid;
    readonly order: Uuid;
    readonly task: TaskId;
    readonly attempt: number;
    readonly stage: OrderStage;
    readonly role: string;
    readonly agent: string;
    readonly model: string;
    readonly reservedUsd: number;
  }
  /** A call that was not made: by then the money did not reach for it. */
  | {
    readonly type: "CallRefused";
    readonly call: Uuid;
    readonly task: TaskId;
    readonly attempt: number;
    readonly role: string;
    readonly limitUsd: number;
    readonly spentUsd: number;
    readonly reserveUsd: number;
  }
  | {
    readonly type: "CallEnded";
    readonly call: Uuid;
    readonly outcome: "answered" | "failed" | "timed_out" | "interrupted";
    /** null: unknown, counted as its reservation. */
    readonly costUsd: number | null;
    readonly tokens: Tokens | null;
    readonly model: string;
    readonly durationMs: number;
    readonly exitCode: number | null;
  }
  | {
    readonly type: "AgentParked";
    readonly agent: string;
    readonly kind: FailureKind;
    readonly untilMs: number | null;
    readonly message: string;
  }
  | { readonly type: "AgentFreed"; readonly agent: string }
  | {
    readonly type: "BudgetReached";
    readonly task: TaskId | null;
    readonly limitUsd: number;
    readonly spentUsd: number;
    readonly reserveUsd: number;
  }
  // landing
  | {
    readonly type: "LandIntended";
    readonly landing: Uuid;
    readonly task: TaskId;
    readonly attempt: number;
    readonly queueOld: Sha;
    readonly commit: Sha;
    readonly branchCommit: Sha;
    readonly parents: readonly Sha[];
    readonly tree: Sha;
    readonly needsCheck: boolean;
    readonly statusInTree: boolean;
  }
  | {
    readonly type: "LandChecked";
    readonly landing: Uuid;
    readonly commit: Sha;
    readonly durationMs: number;
  }
  | { readonly type: "LandVoided"; readonly landing: Uuid; readonly why: string }
  | {
    readonly type: "TaskLanded";
    readonly task: TaskId;
    readonly attempt: number;
    readonly landing: Uuid;
    readonly commit: Sha | null;
    readonly durationMs: number;
    readonly statusInTree: boolean;
  }
  | {
    readonly type: "StatusNotWritten";
    readonly task: TaskId;
    readonly status: Status;
    readonly reason: string;
  }
  | { readonly type: "StatusWritten"; readonly task: TaskId; readonly status: Status }
  | {
    readonly type: "TargetMerged";
    readonly target: string;
    readonly from: Sha;
    readonly commit: Sha;
  }
  | { readonly type: "TargetAdvanced"; readonly target: string; readonly to: Sha }
  | {
    readonly type: "TargetWaits";
    readonly target: string;
    readonly reason: WaitReason;
    readonly message: string;
  }
  /** A person asked to try again, or to move the target though integration leaves it alone. */
  | { readonly type: "LandRequested"; readonly by: Actor }
  | {
    readonly type: "HarnessChanged";
    readonly task: TaskId;
    readonly attempt: number;
    readonly diff: string;
  };

export type FactType = Fact["type"];
/** A fact of one type: `FactOf<"TaskLanded">`. */
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;

/** A fact in the log. Order is `seq`, never a clock. */
export interface Event {
  readonly seq: number;
  readonly id: Uuid;
  /** The engine or execution that made it, and its number there: unique together. */
  readonly origin: Uuid;
  readonly originN: number;
  /** Milliseconds since 1970 on the origin's clock. */
  readonly atMs: number;
  readonly run: Uuid | null;
  readonly fence: number;
  readonly fact: Fact;
}

/** What a replay asks of an event. */
export type Told = Pick<Event, "seq" | "atMs" | "run" | "fact">;
