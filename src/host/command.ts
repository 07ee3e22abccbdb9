// A short program run to its end, for looking at the machine: nothing on standard input, a time limit, and
// what it printed.
import { startProcess } from "../runner/process.ts";
import { ENGINE_COOKIE } from "../runner/child_env.ts";
import { systemClock, systemIds } from "./clock.ts";

export interface Ran {
  /** null: it could not be started, or ran out of time. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

const MOST_OUTPUT = 1 << 20;

export async function runCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  limitMs: number,
  about: { readonly cwd?: string; readonly stdin?: string } = {},
): Promise<Ran> {
  const id = systemIds.next();
  const decoder = new TextDecoder();
  let stdout = "";
  const started = startProcess({
    argv,
    cwd: about.cwd ?? "/",
    env: { ...environment, [ENGINE_COOKIE]: id },
    cookie: `${ENGINE_COOKIE}=${id}`,
    stdin: about.stdin ?? null,
    wallMs: limitMs,
    silenceMs: 0,
    onStdout(bytes) {
      if (stdout.length < MOST_OUTPUT) stdout += decoder.decode(bytes, { stream: true });
    },
    onStderr: () => {},
    signal: new AbortController().signal,
    clock: systemClock,
  });
  if (started.kind !== "started") {
    return { code: null, stdout: "", stderr: started.message, timedOut: false };
  }
  const { exitCode, stderrTail, timedOut } = await started.ended;
  return {
    code: timedOut === null ? exitCode : null,
    stdout,
    stderr: stderrTail,
    timedOut: timedOut !== null,
  };
}
