// What the stages of an order share: how one ends, the command runner that setup and checks use, and prepare.
import type { Failure, FailureKind, OrderStage, Sha } from "../pipeline/fact.ts";
import { type CheckReading, createCheckReader } from "./check_output.ts";
import { childEnvironment, ORDER_COOKIE } from "./child_env.ts";
import { failureOf } from "./failure.ts";
import { createExcerpt, splitLines } from "./lines.ts";
import type { Work } from "./perform.ts";
import type { Slot } from "./ports.ts";
import type { ProcessResult } from "./process.ts";

/** The commit that the next stage starts from. */
export interface Standing {
  readonly sha: Sha | null;
  readonly tree: Sha | null;
}

export type Outcome =
  | { readonly kind: "passed"; readonly standing: Standing }
  | { readonly kind: "ended" };

export const ENDED: Outcome = { kind: "ended" };

type StageName = "prepare" | OrderStage;

/** Opens a stage; the three ways it can end are its methods. */
export function openStage(work: Work, stage: StageName) {
  const startedMs = work.ports.clock.elapsed();
  const durationMs = () => Math.round(work.ports.clock.elapsed() - startedMs);
  work.claim({ type: "stage_started", stage });
  return {
    passed(standing: Standing, detail: string, more: Passed = {}): Outcome {
      work.claim({
        type: "stage_passed",
        stage,
        durationMs: durationMs(),
        ...standing,
        detail,
        ...more,
      });
      return { kind: "passed", standing };
    },
    failed(standing: Standing, failure: Failure, more: Failed = {}): Outcome {
      work.claim({
        type: "stage_failed",
        stage,
        durationMs: durationMs(),
        failure,
        ...standing,
        ...more,
      });
      return ENDED;
    },
    interrupted(sha: Sha | null): Outcome {
      work.claim({ type: "stage_interrupted", stage, sha });
      return ENDED;
    },
  };
}

interface Passed {
  readonly session?: string;
  readonly noOp?: boolean;
  readonly tests?: { readonly passed: number; readonly failed: number } | null;
}

interface Failed {
  readonly session?: string;
  readonly resetsAtMs?: number | null;
}

export type StageWork = ReturnType<typeof openStage>;

const NOTHING: Standing = { sha: null, tree: null };

/** Takes a slot and sets it up. `name` is the stage that is said to have failed or been cut off. */
export async function prepare(
  work: Work,
  name: "prepare" | "check",
): Promise<{ slot: Slot | null; outcome: Outcome }> {
  // A check that is started again says so once, when it begins.
  const stage = name === "prepare" ? openStage(work, name) : silentStage(work);
  if (work.signal.aborted) return { slot: null, outcome: stage.interrupted(null) };
  const slot = await work.ports.workspaces.take(work.order);
  for (const message of slot.notices) work.claim({ type: "noticed", message });
  const { command } = work.order.setup;
  if (slot.needsSetup && command.trim() !== "") {
    const ended = await runCommand(work, slot, command);
    if (ended.kind === "stopped") return { slot, outcome: stage.interrupted(null) };
    const failure = commandFailure("setup_failure", "Setup", command, ended);
    if (failure) return { slot, outcome: stage.failed(NOTHING, failure) };
    await work.ports.workspaces.setUpDone?.(slot);
  }
  if (work.signal.aborted) return { slot, outcome: stage.interrupted(null) };
  return { slot, outcome: stage.passed(NOTHING, `slot ${slot.number}`) };
}

function silentStage(work: Work): StageWork {
  let opened: StageWork | null = null;
  const stage = () => opened ??= openStage(work, "check");
  return {
    passed: (standing) => ({ kind: "passed", standing }),
    failed: (standing, failure, more) => stage().failed(standing, failure, more),
    interrupted: (sha) => stage().interrupted(sha),
  };
}

export type CommandEnd =
  | { readonly kind: "stopped" }
  | { readonly kind: "not_started"; readonly message: string }
  | {
    readonly kind: "ended";
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly timedOut: boolean;
    readonly limitMs: number;
    readonly output: string;
    readonly reading: CheckReading;
  };

/** Where all that a command prints goes, beside the excerpt that its failure carries. */
export interface CommandLog {
  output(bytes: Uint8Array): Promise<void>;
  stderr(bytes: Uint8Array): Promise<void>;
}

const HEAD_BYTES = 16 * 1024;
const TAIL_BYTES = 128 * 1024;

/** Runs one of the user's command lines in the slot, in the user's shell language, with a time limit. */
export async function runCommand(
  work: Work,
  slot: Slot,
  command: string,
  log?: CommandLog,
): Promise<CommandEnd> {
  const { order, ports, signal } = work;
  if (signal.aborted) return { kind: "stopped" };
  const excerpt = createExcerpt(HEAD_BYTES, TAIL_BYTES);
  const reader = createCheckReader();
  // Two streams share no line.
  const out = splitLines((line) => reader.line(line));
  const err = splitLines((line) => reader.line(line));
  const started = ports.start({
    argv: ["sh", "-c", command],
    cwd: slot.cwd,
    env: childEnvironment(ports.environment, order, slot, ports.cookies),
    cookie: `${ORDER_COOKIE}=${order.id}`,
    stdin: null,
    wallMs: order.limits.commandMs,
    silenceMs: 0,
    onStdout: async (bytes) => {
      excerpt.push(bytes);
      out.push(bytes);
      await log?.output(bytes);
    },
    onStderr: async (bytes) => {
      excerpt.push(bytes);
      err.push(bytes);
      await log?.stderr(bytes);
    },
    signal,
    clock: ports.clock,
  });
  if (started.kind !== "started") return { kind: "not_started", message: started.message };
  const end = await started.ended;
  noticeLeftovers(work, end, `\`${command}\``);
  if (end.stopped) return { kind: "stopped" };
  out.end();
  err.end();
  return {
    kind: "ended",
    exitCode: end.exitCode,
    signal: end.signal,
    timedOut: end.timedOut !== null,
    limitMs: order.limits.commandMs,
    output: excerpt.text(),
    reading: reader.end(end.exitCode),
  };
}

/** null when the command did what it should. */
export function commandFailure(
  kind: FailureKind,
  what: string,
  command: string,
  end: Exclude<CommandEnd, { kind: "stopped" }>,
): Failure | null {
  if (end.kind === "not_started") return failureOf(kind, `${what} failed: ${end.message}`, "");
  if (end.exitCode === 0 && !end.timedOut) return null;
  const how = end.timedOut
    ? `took longer than ${formatMinutes(end.limitMs)} and was ended`
    : end.signal !== null
    ? `was ended by ${end.signal}`
    : `failed with exit code ${end.exitCode}`;
  const { counts } = end.reading;
  const tests = counts ? ` (${counts.passed} passed, ${counts.failed} failed)` : "";
  return failureOf(kind, `${what} \`${command}\` ${how}${tests}`, end.output);
}

export function noticeLeftovers(work: Work, end: ProcessResult, what: string): void {
  if (end.leftBehind > 0) {
    const message = `${what} left ${count(end.leftBehind)} running; ended`;
    work.claim({ type: "noticed", message });
  }
  if (end.unstoppable > 0) {
    const message = `Cannot end ${count(end.unstoppable)} of ${what}`;
    work.claim({ type: "noticed", message });
  }
  if (end.leftUnknown !== undefined) {
    work.claim({ type: "noticed", message: `${cannotTell(what)}: ${end.leftUnknown}` });
  }
}

function cannotTell(what: string): string {
  return `Cannot tell whether ${what} left processes running`;
}

/** Ends what the order may have left. Each process it starts itself has been swept after when it has ended. */
export async function sweepAll(work: Work): Promise<void> {
  try {
    await work.ports.sweep(`${ORDER_COOKIE}=${work.order.id}`);
  } catch (error) {
    work.claim({ type: "noticed", message: `${cannotTell("the order")}: ${error}` });
  }
}

function count(processes: number): string {
  return processes === 1 ? "1 process" : `${processes} processes`;
}

export function formatMinutes(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.round(ms / 6_000) / 10} min`;
}
