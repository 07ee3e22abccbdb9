// Starts one short-lived program and bounds it: a time limit that takes its whole group, and a drain that
// does not wait for daemons that kept the pipe.

export interface Bounded {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | Uint8Array | null;
  readonly timeoutMs: number;
  /** Of standard output; with more than this the program is ended. Absent: all of it. */
  readonly mostBytes?: number;
}

export interface Ended {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly timedOut: boolean;
  /** It printed more than was asked for. */
  readonly isCut: boolean;
}

const DRAIN_MS = 2_000;

export async function spawnBounded(request: Bounded): Promise<Ended> {
  const [program = "", ...args] = request.argv;
  const child = new Deno.Command(program, {
    args,
    cwd: request.cwd,
    env: { ...request.env },
    clearEnv: true,
    stdin: request.stdin === null ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, request.timeoutMs);
  let isCut = false;
  const out = collect(child.stdout, request.mostBytes, () => {
    isCut = true;
    killGroup(child.pid);
  });
  const err = collect(child.stderr);
  const fed = request.stdin === null ? Promise.resolve() : feed(child.stdin, request.stdin);
  const status = await child.status;
  clearTimeout(limit);
  await drained([out, err]);
  await fed;
  return { code: status.code, stdout: out.bytes(), stderr: err.bytes(), timedOut, isCut };
}

interface Collected {
  readonly done: Promise<void>;
  bytes(): Uint8Array;
  cancel(): Promise<void>;
}

function collect(
  stream: ReadableStream<Uint8Array>,
  most = Infinity,
  onMore = () => {},
): Collected {
  const chunks: Uint8Array[] = [];
  const reader = stream.getReader();
  const read = async () => {
    let left = most;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value.subarray(0, left));
      left -= next.value.length;
      if (left < 0) return onMore();
    }
  };
  return {
    done: read().catch(() => {}),
    bytes: () => joined(chunks),
    cancel: () => reader.cancel().catch(() => {}),
  };
}

async function drained(streams: readonly Collected[]): Promise<void> {
  const { promise: enough, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), DRAIN_MS);
  const all = Promise.all(streams.map((stream) => stream.done));
  if (await Promise.race([all, enough]) === "late") {
    await Promise.all(streams.map((stream) => stream.cancel()));
  }
  clearTimeout(timer);
}

/** A program that reads no more is not a fault of its caller. */
async function feed(
  stdin: WritableStream<Uint8Array>,
  input: string | Uint8Array,
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(typeof input === "string" ? new TextEncoder().encode(input) : input);
  } catch { /* it closed its end */ }
  await writer.close().catch(() => {});
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

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch { /* it has just ended */ }
}
