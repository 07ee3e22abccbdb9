// One child program, from start to end: bytes in, bytes out with back-pressure, time limits, and nothing of it
// left when `ended` resolves. What to run and what its output means is the caller's.
import type { ProcessEnd } from "../agents/agent.ts";
import { feed } from "./feed.ts";
import { createExcerpt } from "./lines.ts";
import type { Clock } from "./ports.ts";
import { endLeft, stopTree } from "./process_stop.ts";
import type { Swept } from "./sweep.ts";
import { LONGEST_TIMER_MS } from "./timer.ts";

export interface ProcessRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** All of the child's environment; `PWD` is set to `cwd`. */
  readonly env: Readonly<Record<string, string>>;
  /** `NAME=value` of `env` by which everything the child starts is found again. */
  readonly cookie: string;
  readonly stdin: Uint8Array | string | null;
  /** 0: no limit. */
  readonly wallMs: number;
  /** Longest time without a byte of output; 0: no limit. */
  readonly silenceMs: number;
  readonly onStdout: (bytes: Uint8Array) => void | Promise<void>;
  readonly onStderr: (bytes: Uint8Array) => void | Promise<void>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

export interface ProcessResult extends ProcessEnd {
  readonly durationMs: number;
  /** Processes that outlived the leader and were ended. */
  readonly leftBehind: number;
  /** Processes that not even KILL ended. */
  readonly unstoppable: number;
  /** Why it isn't known what is left; absent when it is. */
  readonly leftUnknown?: string;
}

export type StartedProcess =
  | { readonly kind: "started"; readonly pid: number; readonly ended: Promise<ProcessResult> }
  | { readonly kind: "notFound"; readonly what: "command" | "folder"; readonly message: string }
  /** The system will not run it: not executable, arguments too long, no more processes. */
  | { readonly kind: "refused"; readonly notAllowed: boolean; readonly message: string };

type Cause = "wall" | "idle" | "stopped" | null;

const DRAIN_MS = 2_000;
const STDERR_TAIL = 64 * 1024;

/** Starts a program in a session of its own. What prevents the start is a value, not a throw. */
export function startProcess(request: ProcessRequest): StartedProcess {
  const [command = "", ...args] = request.argv;
  const viaSetsid = command === "sh" && SETSID !== undefined;
  try {
    const child = new Deno.Command(viaSetsid ? SETSID : command, {
      args: viaSetsid ? request.argv.slice() : args,
      cwd: request.cwd,
      clearEnv: true,
      // Some agents work in $PWD, not in their working directory.
      env: { ...request.env, PWD: request.cwd },
      detached: !viaSetsid,
      stdin: request.stdin === null ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return { kind: "started", pid: child.pid, ended: follow(child, request) };
  } catch (error) {
    return whyNotStarted(error, command, request.cwd);
  }
}

/**
 * Makes the session where there is no doubt that its program exists: to be asked for one, the runtime forks, which
 * copies our page tables, and setsid costs a fraction of that.
 */
const SETSID = ["/usr/bin/setsid", "/bin/setsid"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

function whyNotStarted(error: unknown, command: string, cwd: string): StartedProcess {
  const detail = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Deno.errors.NotFound)) {
    const notAllowed = error instanceof Deno.errors.PermissionDenied;
    return { kind: "refused", notAllowed, message: `Cannot start "${command}": ${detail}` };
  }
  if (!isFolder(cwd)) {
    return {
      kind: "notFound",
      what: "folder",
      message: `Cannot start "${command}": its folder is gone`,
    };
  }
  return { kind: "notFound", what: "command", message: `Cannot start "${command}": ${detail}` };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

async function follow(child: Deno.ChildProcess, request: ProcessRequest): Promise<ProcessResult> {
  const { clock } = request;
  const startedMs = clock.elapsed();
  const activity = { atMs: startedMs };
  const tail = createExcerpt(0, STDERR_TAIL);
  const over = new AbortController();
  const stderr = (bytes: Uint8Array) => {
    tail.push(bytes);
    return request.onStderr(bytes);
  };
  const out = pump(child.stdout, request.onStdout, activity, clock);
  const err = pump(child.stderr, stderr, activity, clock);
  const read = Promise.all([out.ended, err.ended]);
  const fed = request.stdin === null ? null : feed(child.stdin, request.stdin);
  const exited = child.status;
  const cause = await Promise.race([
    exited.then(() => null),
    firstCause(request, activity, over.signal),
  ]);
  const swept = cause === null
    ? await endNormally(child.pid, request, read)
    : await stopTree({ pid: child.pid, cookie: request.cookie, exited, clock });
  over.abort();
  if (!await within(read, DRAIN_MS, clock)) await Promise.all([out.cancel(), err.cancel()]);
  fed?.cancel();
  if (fed) await within(fed.done, DRAIN_MS, clock);
  const status = await within(exited, DRAIN_MS, clock) ? await exited : null;
  const faults = await within(read, DRAIN_MS, clock) ? await read : [];
  const fault = faults.find((each) => each !== null);
  if (fault) throw fault.cause;
  return {
    exitCode: status === null || status.signal !== null ? null : status.code,
    signal: status?.signal ?? null,
    timedOut: cause === "wall" || cause === "idle" ? cause : null,
    stopped: cause === "stopped",
    stderrTail: tail.text(),
    nowMs: clock.now(),
    zoneMinutes: -new Date(clock.now()).getTimezoneOffset(),
    durationMs: clock.elapsed() - startedMs,
    leftBehind: cause === null ? swept.found : 0,
    unstoppable: swept.left,
    ...(swept.problem === undefined ? {} : { leftUnknown: swept.problem }),
  };
}

/** A daemon can hold the pipes open for ever: the end of output is waited for only so long, then made. */
async function endNormally(
  pid: number,
  request: ProcessRequest,
  read: Promise<unknown>,
): Promise<Swept> {
  await within(read, DRAIN_MS, request.clock);
  return await endLeft({ pid, cookie: request.cookie });
}

interface Pump {
  /** What the consumer threw, if it did; the child is read to its end all the same. */
  readonly ended: Promise<{ readonly cause: unknown } | null>;
  cancel(): Promise<void>;
}

function pump(
  stream: ReadableStream<Uint8Array>,
  consume: (bytes: Uint8Array) => void | Promise<void>,
  activity: { atMs: number },
  clock: Clock,
): Pump {
  const reader = stream.getReader();
  async function run(): Promise<{ readonly cause: unknown } | null> {
    let fault: { readonly cause: unknown } | null = null;
    while (true) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || !value) return fault;
      activity.atMs = clock.elapsed();
      if (fault) continue;
      try {
        await consume(value);
      } catch (cause) {
        fault = { cause };
      }
      activity.atMs = clock.elapsed();
    }
  }
  return { ended: run(), cancel: () => reader.cancel().catch(() => {}) };
}

async function firstCause(
  request: ProcessRequest,
  activity: { readonly atMs: number },
  over: AbortSignal,
): Promise<Cause> {
  const causes: Promise<Cause>[] = [stopAsked(request.signal, over)];
  if (request.wallMs > 0) {
    const wallMs = Math.min(request.wallMs, LONGEST_TIMER_MS);
    causes.push(request.clock.sleep(wallMs, over).then(() => "wall"));
  }
  if (request.silenceMs > 0) causes.push(silence(request, activity, over));
  return await Promise.race(causes);
}

function stopAsked(signal: AbortSignal, over: AbortSignal): Promise<Cause> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve("stopped");
    signal.addEventListener("abort", () => resolve("stopped"), { once: true, signal: over });
  });
}

async function silence(
  { silenceMs, clock }: ProcessRequest,
  activity: { readonly atMs: number },
  over: AbortSignal,
): Promise<Cause> {
  while (!over.aborted) {
    const leftMs = activity.atMs + silenceMs - clock.elapsed();
    if (leftMs <= 0) return "idle";
    await clock.sleep(Math.min(leftMs, LONGEST_TIMER_MS), over);
  }
  return null;
}

async function within(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const over = new AbortController();
  const done = await Promise.race([
    work.then(() => true),
    clock.sleep(ms, over.signal).then(() => false),
  ]);
  over.abort();
  return done;
}
