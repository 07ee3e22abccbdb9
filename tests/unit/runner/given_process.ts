// Real child programs for tests: started with a cookie of their own, so that what is left can be counted.
import type { ProcessRequest, ProcessResult, StartedProcess } from "../../../src/runner/process.ts";
import { startProcess } from "../../../src/runner/process.ts";
import { realClock } from "./real_clock.ts";

export function newCookie(): string {
  return `SPEC_TUI_COOKIE=${crypto.randomUUID()}`;
}

export function request(
  argv: readonly string[],
  over: Partial<ProcessRequest> = {},
): ProcessRequest {
  const cookie = over.cookie ?? newCookie();
  const [name = "", value = ""] = cookie.split("=");
  return {
    argv,
    cwd: "/tmp",
    cookie,
    stdin: null,
    wallMs: 60_000,
    silenceMs: 0,
    onStdout: () => {},
    onStderr: () => {},
    signal: new AbortController().signal,
    clock: realClock,
    ...over,
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", [name]: value, ...over.env },
  };
}

/** Runs `sh -c script` to its end. */
export async function run(
  script: string,
  over: Partial<ProcessRequest> = {},
): Promise<ProcessResult> {
  return await ended(startProcess(request(["sh", "-c", script], over)));
}

export async function ended(started: StartedProcess): Promise<ProcessResult> {
  if (started.kind !== "started") throw new Error(started.message);
  return await started.ended;
}

/** Pids that carry the cookie now. */
export async function carriers(cookie: string): Promise<string[]> {
  const script = `printf '%s' "$LOOK_FOR" | grep -lszxaF -f - /proc/[0-9]*/environ`;
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script],
    env: { LOOK_FOR: cookie },
  }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

/** Waits, within bounds that only what never comes gets to, until what is awaited is true. */
export async function eventually(
  isTrue: () => boolean | Promise<boolean>,
  withinMs = 120_000,
): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs) {
    if (await isTrue()) return true;
    await realClock.sleep(20);
  }
  return await isTrue();
}

/** Gathers output as text. */
export function collected(): { text: () => string; into: (bytes: Uint8Array) => void } {
  let text = "";
  const decoder = new TextDecoder();
  return {
    text: () => text,
    into: (bytes) => void (text += decoder.decode(bytes, { stream: true })),
  };
}
