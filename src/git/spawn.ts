// Starts one short-lived program and bounds it: a time limit that takes all it started, and a drain that
// does not wait for daemons that kept the pipe.
import { feed } from "../runner/feed.ts";
import { sweep } from "../runner/sweep.ts";
import { LONGEST_TIMER_MS } from "../runner/timer.ts";

export interface Bounded {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | Uint8Array | null;
  readonly timeoutMs: number;
  /** Of standard output; with more than this the program is ended. Absent: all of it. */
  readonly mostBytes?: number;
  /**
   * It may be run again when a signal ends it. Then it needs no session of its own where no terminal sends
   * signals to ours, and starts in half the time: a new session means a fork, which copies our page tables.
   */
  readonly isRepeatable?: boolean;
  /** Of standard output only this much of its end is kept; what comes before is read and dropped. */
  readonly lastBytes?: number;
}

export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly timedOut: boolean;
  /** It printed more than was asked for. */
  readonly isCut: boolean;
}

const DRAIN_MS = 2_000;
const LAST_OF_STDERR = 1 << 20;

export async function spawnBounded(request: Bounded): Promise<Ended> {
  const { child, kill } = start(request);
  let killed: Promise<unknown> | null = null;
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    killed = kill();
  }, Math.min(request.timeoutMs, LONGEST_TIMER_MS));
  let isCut = false;
  const out = collect(child.stdout, {
    most: request.mostBytes ?? Infinity,
    last: request.lastBytes ?? Infinity,
    onMore: () => {
      isCut = true;
      killed = kill();
    },
  });
  const err = collect(child.stderr, { most: Infinity, last: LAST_OF_STDERR, onMore: () => {} });
  const fed = request.stdin === null ? null : feed(child.stdin, request.stdin);
  const { code, signal } = await child.status;
  clearTimeout(limit);
  // What it left behind may hold its pipes and read nothing: input and output are waited for only so long.
  await drained(fed === null ? [out, err] : [out, err, fed]);
  await killed;
  return { code, signal, stdout: out.bytes(), stderr: err.bytes(), timedOut, isCut };
}

const CALL_COOKIE = "SPEC_TUI_CALL";

interface Started {
  readonly child: Deno.ChildProcess;
  kill(): Promise<unknown>;
}

function start(request: Bounded): Started {
  const [program = "", ...args] = request.argv;
  const detached = request.isRepeatable !== true || hasTerminal();
  const mark = crypto.randomUUID();
  const child = new Deno.Command(program, {
    args,
    cwd: request.cwd,
    env: detached ? { ...request.env } : { ...request.env, [CALL_COOKIE]: mark },
    clearEnv: true,
    stdin: request.stdin === null ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    detached,
  }).spawn();
  return {
    child,
    async kill() {
      killQuietly(detached ? -child.pid : child.pid);
      if (!detached) await sweep({ cookie: `${CALL_COOKIE}=${mark}`, graceMs: 0 }).catch(() => {});
    },
  };
}

let terminal: boolean | undefined;

/** Is there a terminal whose Ctrl-C would reach our children, too? Redirections do not matter to it. */
function hasTerminal(): boolean {
  if (terminal === undefined) {
    try {
      Deno.openSync("/dev/tty").close();
      terminal = true;
    } catch {
      terminal = false;
    }
  }
  return terminal;
}

interface Stream {
  readonly done: Promise<void>;
  cancel(): void | Promise<void>;
}

interface Collected extends Stream {
  bytes(): Uint8Array;
}

interface Limits {
  readonly most: number;
  readonly last: number;
  readonly onMore: () => void;
}

function collect(stream: ReadableStream<Uint8Array>, { most, last, onMore }: Limits): Collected {
  let chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  const keep = (chunk: Uint8Array) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 2 * last) return;
    chunks = [joined(chunks).slice(-last)];
    size = last;
  };
  const read = async () => {
    let left = most;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      keep(next.value.subarray(0, left));
      left -= next.value.length;
      if (left < 0) return onMore();
    }
  };
  return {
    done: read().catch(() => {}),
    bytes: () => size > last ? joined(chunks).slice(-last) : joined(chunks),
    cancel: () => reader.cancel().catch(() => {}),
  };
}

async function drained(streams: readonly Stream[]): Promise<void> {
  const { promise: enough, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), DRAIN_MS);
  const all = Promise.all(streams.map((stream) => stream.done));
  if (await Promise.race([all, enough]) === "late") {
    await Promise.all(streams.map((stream) => stream.cancel()));
  }
  clearTimeout(timer);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function killQuietly(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch { /* it has just ended */ }
}
