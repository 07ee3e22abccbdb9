// What one order does: prepare, implement, check, each in turn until one does not pass. Everything it learns
// leaves as claims; it never throws, and its last claim is always `closed`.
import type { Agent, AgentMessage } from "../agents/agent.ts";
import type { OrderStage, Uuid } from "../pipeline/fact.ts";
import type { Cookies, Environment } from "./child_env.ts";
import { failureOf } from "./failure.ts";
import { check } from "./perform_check.ts";
import type { Recorded } from "./ledger_gate.ts";
import { implement } from "./perform_implement.ts";
import { type Outcome, prepare, type Standing, sweepAll } from "./perform_stage.ts";
import type { Claim, Clock, Ids, Order, Slot, Workspaces } from "./ports.ts";
import type { ProcessRequest, StartedProcess } from "./process.ts";

/** One file per paid call: what was asked, what came, how it ended. */
export interface Transcripts {
  open(call: TranscriptCall): Transcript | Promise<Transcript>;
}

export interface TranscriptCall {
  readonly call: Uuid;
  readonly order: Uuid;
  readonly task: string;
  readonly attempt: number;
  readonly stage: OrderStage;
  readonly role: string;
  readonly agent: string;
  readonly model: string;
  /** The command line with the prompt left out. */
  readonly argv: readonly string[];
  readonly startedAtMs: number;
}

export interface Transcript {
  prompt(text: string): void | Promise<void>;
  output(bytes: Uint8Array): void | Promise<void>;
  stderr(bytes: Uint8Array): void | Promise<void>;
  end(end: TranscriptEnd): void | Promise<void>;
  /** What kept bytes from being written, or null. */
  readonly problem?: string | null;
}

export type TranscriptEnd =
  | { readonly kind: "answered" }
  | { readonly kind: "not_started"; readonly reason: string }
  | { readonly kind: "no_result"; readonly reason: string };

/** A file only we can read, for agents that take their prompt from one. */
export interface PromptFile {
  readonly path: string;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/** What performing asks of the world. */
export interface PerformPorts {
  readonly workspaces: Workspaces;
  readonly agents: (adapter: string) => Agent | null | undefined;
  readonly transcripts: Transcripts;
  readonly start: (request: ProcessRequest) => StartedProcess;
  /** Ends whatever still carries the cookie, `NAME=value`. */
  readonly sweep: (cookie: string) => Promise<unknown>;
  readonly promptFile: (call: Uuid) => PromptFile;
  /** Is the call's start in the ledger? Waited for before anything is paid; absent: nobody keeps one. */
  readonly recorded?: (call: Uuid, signal: AbortSignal) => Promise<Recorded>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly environment: Environment;
  readonly cookies: Cookies;
}

/** One order being performed. */
export interface Work {
  readonly order: Order;
  readonly execution: Uuid;
  readonly ports: PerformPorts;
  /** Aborts when the order is stopped. */
  readonly signal: AbortSignal;
  readonly claim: (claim: Claim) => void;
  readonly live: (call: Uuid, message: AgentMessage) => void;
}

export async function perform(work: Work): Promise<void> {
  const at: Position = { stage: firstStage(work.order), startedMs: work.ports.clock.elapsed() };
  let slot: Slot | null = null;
  let isFault = false;
  try {
    const prepared = await prepare(work, at.stage === "prepare" ? "prepare" : "check");
    slot = prepared.slot;
    if (slot && prepared.outcome.kind === "passed") await stages(work, slot, at);
  } catch (error) {
    isFault = true;
    claimFault(work, at, error);
  } finally {
    if (isFault) await sweepAll(work);
    release(work, slot);
    work.claim({ type: "closed" });
  }
}

interface Position {
  stage: "prepare" | OrderStage;
  startedMs: number;
}

/** An order without implement has no prepare of its own: cut off, it is its check that starts again. */
function firstStage(order: Order): "prepare" | "check" {
  return order.stages.includes("implement") ? "prepare" : "check";
}

async function stages(work: Work, slot: Slot, at: Position): Promise<void> {
  let standing: Standing = { sha: work.order.continueFrom ?? work.order.base, tree: null };
  for (const stage of work.order.stages) {
    // Review is not an executor's yet: the engine records that it was skipped.
    if (stage === "review") continue;
    at.stage = stage;
    at.startedMs = work.ports.clock.elapsed();
    const outcome: Outcome = stage === "implement"
      ? await implement(work, slot)
      : await check(work, slot, standing);
    if (outcome.kind !== "passed") return;
    standing = outcome.standing;
  }
}

function isGits(error: unknown): boolean {
  return error instanceof Error && error.name === "GitFailure";
}

function claimFault(work: Work, at: Position, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const evidence = error instanceof Error ? error.stack ?? message : message;
  work.claim({
    type: "stage_failed",
    stage: at.stage,
    durationMs: Math.round(work.ports.clock.elapsed() - at.startedMs),
    failure: failureOf(
      isGits(error) ? "git_failure" : "internal",
      `Cannot perform ${at.stage}: ${message}`,
      evidence,
    ),
    sha: null,
    tree: null,
  });
}

function release(work: Work, slot: Slot | null): void {
  try {
    if (slot) work.ports.workspaces.release(slot);
  } catch (error) {
    work.claim({ type: "noticed", message: `Cannot release slot ${slot?.number}: ${error}` });
  }
}
