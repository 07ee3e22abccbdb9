// What the run loop asks of the world. Each port hides one outside thing; the adapters implement them.
import type { Event, Fact, Failure, OrderStage, Sha, Tokens, Uuid } from "../pipeline/fact.ts";
import type { TaskId } from "../spec/spec.ts";

export interface Clock {
  /** Wall clock, ms since 1970: for showing and for reset times only. */
  now(): number;
  /** Monotonic ms: for durations and limits. */
  elapsed(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves once everything that could go on at this moment has. */
  turn(): Promise<void>;
}

export interface Ids {
  /** A new UUIDv7. */
  next(): Uuid;
}

/** The log of one spec. Every commit checks the fence: a lost lock throws `FenceLost`. */
export interface EventLog {
  /**
   * One transaction: all facts that `work` appends, which gets them back numbered, or none. Acknowledged means
   * durable: they are when this returns all of them.
   */
  commit(work: (append: Append) => void): readonly Event[];
}

export type Append = (facts: readonly Fact[]) => readonly Event[];

/** One row of the inbox table: a command a face sent. */
export interface InboxRow {
  readonly id: Uuid;
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly by: string;
  /** The run it is for, or null for any. */
  readonly run: Uuid | null;
  readonly expiresAtMs: number;
}

export interface Inbox {
  pending(): readonly InboxRow[];
  /** Commits the facts and the answer together. */
  answer(
    row: InboxRow,
    outcome: { readonly accepted: boolean; readonly message: string },
    facts: readonly Fact[],
  ): readonly Event[];
}

/** An agent, resolved: enough to call it on any machine that has its CLI. */
export interface AgentChoice {
  readonly name: string;
  /** The adapter that speaks to it: `claude`, `codex`, … or `custom`. */
  readonly adapter: string;
  readonly command: string;
  readonly model: string;
  readonly template: string;
  readonly skipPermissions: boolean;
  /** Names of variables to pass, and literal settings from config. */
  readonly env: Readonly<Record<string, string>>;
}

export interface CheckPlan {
  readonly test: string;
  readonly lint: string;
  readonly lintFix: string;
  readonly lintBlocking: boolean;
  readonly runGitHooks: boolean;
  /** Does the base run tests? null: not known. Then "0 tests" is `not_run`, else a failure. */
  readonly baseTests: number | null;
}

/** One attempt's contiguous stages, as a value with everything resolved into it. */
export interface Order {
  readonly v: 1;
  readonly id: Uuid;
  readonly run: Uuid;
  readonly task: TaskId;
  /** For the commit's message and `SPEC_TUI_*`. */
  readonly title: string;
  readonly attempt: number;
  readonly stages: readonly OrderStage[];
  /** What the attempt's commit must descend from; null without git. */
  readonly base: Sha | null;
  /** The commit to stand on when implement is not among the stages, or that an earlier attempt left. */
  readonly continueFrom: Sha | null;
  /** Set when a landing's merged commit is checked, not an attempt. */
  readonly candidate: boolean;
  /** The project's folder inside the repository, `` for its root, `/`-separated. */
  readonly subdir: string;
  readonly branch: string;
  readonly prompt: string;
  /** Asked once more in the same session when no marker came. */
  readonly reminder: string;
  readonly agent: AgentChoice;
  readonly session: string | null;
  /** What that session's earlier calls used: some CLIs count on over a whole session. */
  readonly sessionTokens: Tokens | null;
  readonly calls: { readonly implement: Uuid; readonly remind: Uuid };
  readonly limits: {
    readonly wallMs: number;
    /** 0: none. */
    readonly silenceMs: number;
    readonly commandMs: number;
    readonly reservedUsd: number;
  };
  readonly checks: CheckPlan;
  readonly setup: {
    readonly command: string;
    readonly keep: readonly string[];
    readonly link: readonly string[];
  };
  /** Paths (repository-relative) taken out of the attempt's commit. */
  readonly protectedPaths: readonly string[];
  /** Names of variables that children do not get. */
  readonly envDeny: readonly string[];
  readonly fence: number;
}

/** What an execution says happened. The engine admits it before it becomes a fact. */
export type Claim =
  | { readonly type: "stage_started"; readonly stage: "prepare" | OrderStage }
  | {
    readonly type: "stage_passed";
    readonly stage: "prepare" | OrderStage;
    readonly durationMs: number;
    readonly sha: Sha | null;
    readonly tree: Sha | null;
    readonly detail: string;
    readonly session?: string;
    readonly noOp?: boolean;
    readonly tests?: { readonly passed: number; readonly failed: number } | null;
  }
  | {
    readonly type: "stage_failed";
    readonly stage: "prepare" | OrderStage;
    readonly durationMs: number;
    readonly failure: Failure;
    readonly sha: Sha | null;
    readonly tree: Sha | null;
    readonly session?: string;
    readonly resetsAtMs?: number | null;
  }
  | {
    readonly type: "stage_interrupted";
    readonly stage: "prepare" | OrderStage;
    readonly sha: Sha | null;
  }
  | {
    readonly type: "call_started";
    readonly call: Uuid;
    readonly stage: OrderStage;
    readonly role: string;
  }
  | {
    readonly type: "call_ended";
    readonly call: Uuid;
    readonly outcome: "answered" | "failed" | "timed_out" | "interrupted";
    readonly costUsd: number | null;
    readonly tokens: Tokens | null;
    readonly model: string;
    readonly durationMs: number;
    readonly exitCode: number | null;
  }
  | {
    readonly type: "blocked";
    readonly question: string;
    readonly sha: Sha | null;
    readonly session?: string;
  }
  | { readonly type: "files_excluded"; readonly files: readonly string[]; readonly why: string }
  | { readonly type: "harness_changed"; readonly diff: string }
  | { readonly type: "noticed"; readonly message: string }
  | { readonly type: "lost"; readonly reason: "executor_lost" | "engine_died" }
  | { readonly type: "closed" };

export interface Report {
  /** Cursor position in this executor's stream; replays from there. */
  readonly cursor: number;
  readonly order: Uuid;
  readonly execution: Uuid;
  /** 1, 2, 3 … within the execution. */
  readonly n: number;
  readonly atMs: number;
  readonly claim: Claim;
}

/** Performs orders somewhere. `start` is idempotent by `order.id` and returns when the order is accepted. */
export interface Executor {
  start(order: Order): Promise<void>;
  reports(after: number, signal: AbortSignal): AsyncIterable<Report>;
  /** Asks; what came of it arrives as a report. */
  stop(order: Uuid, reason: string): Promise<void>;
}

/** A worktree an order stands in. Paths never leave the executor. */
export interface Slot {
  readonly number: number;
  /** The worktree's root; without git the project's folder. */
  readonly root: string;
  /** Where the agent and the checks run: the root plus the order's `subdir`. */
  readonly cwd: string;
  /** `GIT_DIR`, `GIT_WORK_TREE` for our own calls about this slot; agents get `GIT_CEILING_DIRECTORIES` instead. */
  readonly gitEnv: Readonly<Record<string, string>>;
  readonly agentEnv: Readonly<Record<string, string>>;
  /** True when an earlier attempt of the task stood here, so that a session of that directory can resume. */
  readonly sameAsBefore: boolean;
  /** Lockfiles changed since the slot was last set up: run `setup.command`. */
  readonly needsSetup: boolean;
  readonly notices: readonly string[];
}

/** What an agent left, as the attempt's commit. */
export interface Capture {
  /** null without git. */
  readonly sha: Sha | null;
  readonly tree: Sha | null;
  /** Does its tree differ from the base's? Always true without git. */
  readonly changed: boolean;
  /** Changes taken out of the commit (spec files, our config). */
  readonly excluded: readonly string[];
  /** Changes outside the order's `subdir`. */
  readonly outside: readonly string[];
  /** True when what was left does not descend from the base. */
  readonly rewritten: boolean;
  /** Diff of the repository's config, hooks and info since `take`; null when unchanged. */
  readonly harnessDiff: string | null;
  readonly notices: readonly string[];
}

export interface Workspaces {
  /** Picks the slot of the task's earlier attempt when free, empties it and detaches it at `continueFrom ?? base`. */
  take(order: Order): Promise<Slot>;
  /** The set-up command passed: the slot does not need it again until a lockfile changes. */
  setUpDone?(slot: Slot): Promise<void>;
  /** Makes the attempt's commit and its create-only ref; moves the task's branch label. */
  capture(slot: Slot, order: Order, execution: Uuid): Promise<Capture>;
  /** The user's pre-commit and commit-msg hooks, with HEAD at the merge base and the attempt in the index. */
  hooks(
    slot: Slot,
    order: Order,
    sha: Sha,
  ): Promise<
    {
      readonly passed: boolean;
      readonly output: string;
      readonly sha: Sha;
      readonly notices: readonly string[];
      /** Some were run, in processes of git's own that may have left others. */
      readonly ran?: true;
      /** None was run: what git would run is not what a person knows of, and this is the difference. */
      readonly harnessChanged?: string;
    }
  >;
  release(slot: Slot): void;
}

/** What the user's checkout stands on: a branch, or a commit; empty without git. */
export type ReadHead = () => Promise<string>;

/** The spec's files, read from the user's working copy. */
export interface SpecFiles {
  /** Bytes of `tasks.md`, or null when there is none; cheap when unchanged. */
  tasks(): Promise<Uint8Array | null>;
  /** Writes new bytes by temp file, fsync and rename, if the file still holds `before`. */
  replaceTasks(before: Uint8Array, after: Uint8Array): Promise<boolean>;
  /** Text of `requirements`, `design`, `constitution` or a prompt template; empty when absent. */
  text(name: string): Promise<string>;
}
