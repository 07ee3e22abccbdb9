// What the loop is given to work with, and what it keeps beyond the facts.
import type { Event, Fact, RunSettings } from "../pipeline/fact.ts";
import type { Moment, Plan } from "../pipeline/plan.ts";
import type { Run } from "../pipeline/run.ts";
import type { Spec } from "../spec/spec.ts";
import type { Composer } from "./compose.ts";
import type {
  Clock,
  EventLog,
  Executor,
  Ids,
  Inbox,
  InboxRow,
  Order,
  ReadHead,
  SpecFiles,
} from "./ports.ts";
import type { MergeQueue } from "./merge_queue.ts";
import type { SpecReader } from "./spec_reader.ts";

export type Verdict = { readonly facts: readonly Fact[]; readonly message: string } | {
  readonly refused: string;
};

export interface RunRequest extends RunSettings {
  readonly checkBase: "off" | "warn" | "stop";
  readonly author: string;
}

export interface Engine {
  readonly log: EventLog;
  /** What the log's facts add up to so far; the loop goes on from there. */
  readonly run: Run;
  /** The spec as it was read to start this engine. */
  readonly spec: Spec;
  readonly inbox: Inbox;
  readonly executor: Executor;
  /** null without git. */
  readonly queue: MergeQueue | null;
  readonly files: SpecFiles;
  readonly readHead: ReadHead;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly composer: Composer;
  readonly request: RunRequest;
  readonly fence: number;
  /** Work that a dead engine's orders left, by order. */
  readonly salvaged: ReadonlyMap<
    string,
    { readonly sha: string; readonly harnessDiff: string | null }
  >;
  /** Answers one inbox command from the facts: new facts, or a refusal with its reason. */
  readonly decide: (spec: Spec, run: Run, row: InboxRow) => Verdict;
  readonly onEvent: (event: Event, run: Run, spec: Spec) => void;
  /** Called on every turn that starts nothing: for countdowns. */
  readonly onIdle: (run: Run, plan: Plan) => void;
  readonly control: Control;
}

/** How signals reach the loop. */
export interface Control {
  onRequest(listener: (request: StopRequest) => void): void;
}
export type StopRequest =
  | {
    readonly kind: "stop";
    readonly mode: "soft" | "hard";
    readonly by: string;
    readonly exitCode: number;
  }
  | { readonly kind: "pause"; readonly by: string };

/** Facts to commit, and what may begin only once they are. */
export interface WorkResult {
  readonly facts: readonly Fact[];
  readonly after?: () => Promise<void>;
  /** Asked when the facts are to be recorded: true when what came meanwhile has overtaken them. */
  readonly isOvertaken?: (moment: Moment) => boolean;
}

/** What the loop knows beyond the facts, for as long as it lives. */
export interface LoopState {
  readonly run: Run;
  readonly reader: SpecReader;
  spec: Spec;
  readonly inFlight: Set<string>;
  readonly lastReport: Map<string, number>;
  readonly orders: Map<string, Order>;
}
