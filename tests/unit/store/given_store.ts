// What the store's tests share: folders that vanish, a clock by hand, logs and child processes.
import { join } from "node:path";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { type EventLogOptions, openEventLog, type StoreLog } from "../../../src/store/event_log.ts";
import { createRedactor } from "../../../src/store/redact.ts";

export const ids = { next: () => crypto.randomUUID() };
export const noSecrets = createRedactor([]);

export function clockAt(startMs: number) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

/** The real monotonic clock, for locks. */
export const clock = {
  elapsed: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
};

export async function inFolder(work: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "spec-tui-store-" });
  try {
    await work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

export function logOptions(path: string, changes: Partial<EventLogOptions> = {}): EventLogOptions {
  const origin = ids.next();
  const clock = { now: () => 1_000_000 };
  return { path, origin, ids, clock, redactor: noSecrets, ...changes };
}

/** A log that may append. */
export function openLog(path: string, changes: Partial<EventLogOptions> = {}): StoreLog {
  const log = openEventLog({ ...logOptions(path, changes), readOnly: false });
  log.takeFence();
  return log;
}

export function noticed(message: string): Fact {
  return { type: "Noticed", task: null, attempt: null, message };
}

export function started(run: string): Fact {
  const limits = {
    budgetUsd: null,
    taskBudgetUsd: null,
    maxRetryCostUsd: null,
    budgetReserveUsd: 1,
    maxAttempts: 3,
    maxConsecutiveFailures: 2,
    onTaskFailure: "skip",
    retryDelayMs: 0,
    jobs: 1,
    limitWaitMs: 0,
    sessionMs: 0,
    agents: ["claude"],
    perAgent: {},
    stopOnRedBase: false,
  } as const;
  return {
    type: "RunStarted",
    run,
    version: "1",
    mode: "git",
    target: "main",
    selection: { kind: "all" },
    skipInProgress: false,
    integration: "merge",
    limits,
    by: "cli:ada",
  };
}

export function messages(log: Pick<StoreLog, "since">): readonly string[] {
  return log.since(0).map(({ fact }) => fact.type === "Noticed" ? fact.message : fact.type);
}

/** Starts a program of tests/fixtures/store with Deno. */
export function startChild(name: string, ...args: readonly string[]): Deno.ChildProcess {
  const script = join(import.meta.dirname ?? ".", "../../fixtures/store", name);
  const flags = [
    "run",
    "--no-prompt",
    "--no-check",
    "--allow-read",
    "--allow-write",
    "--allow-env",
  ];
  return new Deno.Command(Deno.execPath(), {
    args: [...flags, "--allow-sys=hostname", script, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Seeded numbers in [0, 1), so that a failing round can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
