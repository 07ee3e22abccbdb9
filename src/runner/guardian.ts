// Ends the engine's children when the engine cannot: a shell in a session of its own holds a pipe from the
// engine, and when that closes without a word (kill -9, crash) it ends everything that carries the cookie.
import type { Clock } from "./ports.ts";
import { GUARD_SCRIPT, sweepEnvironment } from "./sweep.ts";

const TERM_MS = 1_000;
const CLOSE_MS = 2_000;

export interface Guardian {
  /** Of the guardian that lives now; null while there is none. */
  pid(): number | null;
  /** Lets it go without sweeping. */
  close(): Promise<void>;
}

/** Keeps one guardian alive until closed. `cookie` is `NAME=value` of this engine alone, never of its spec: a
 * next engine's children must not be ended by the last one's guardian. */
export function openGuardian(cookie: string, clock: Clock): Guardian {
  const closed = new AbortController();
  let current: Deno.ChildProcess | null = spawnGuardian(cookie);
  const untilClosed = new Promise((resolve) =>
    closed.signal.addEventListener("abort", resolve, { once: true })
  );
  const watching = watch();

  async function watch(): Promise<void> {
    let pauseMs = 50;
    while (!closed.signal.aborted) {
      const bornMs = clock.elapsed();
      await Promise.race([current?.status, untilClosed]);
      if (closed.signal.aborted) return;
      current = null;
      // One that lives only moments is tried less and less often.
      pauseMs = clock.elapsed() - bornMs > 10_000 ? 50 : Math.min(pauseMs * 2, 30_000);
      await clock.sleep(pauseMs, closed.signal);
      if (!closed.signal.aborted) current = spawnGuardian(cookie);
    }
  }

  return {
    pid: () => current?.pid ?? null,
    async close() {
      if (closed.signal.aborted) return await watching;
      closed.abort();
      if (current) await dismiss(current, clock);
      await watching;
    },
  };
}

function spawnGuardian(cookie: string): Deno.ChildProcess | null {
  try {
    const child = new Deno.Command("sh", {
      args: ["-c", GUARD_SCRIPT],
      env: sweepEnvironment({ cookie, graceMs: TERM_MS }, 0),
      cwd: "/",
      detached: true,
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    // An engine that has nothing else to do may end.
    child.unref();
    return child;
  } catch {
    return null;
  }
}

async function dismiss(child: Deno.ChildProcess, clock: Clock): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("bye\n")).catch(() => {});
  await writer.close().catch(() => {});
  const over = new AbortController();
  child.ref();
  const ended = child.status.then(() => true);
  const hasEnded = await Promise.race([ended, clock.sleep(CLOSE_MS, over.signal)]);
  over.abort();
  if (hasEnded) return;
  // Stopped, or stuck: it must not end what a next engine starts, nor keep this one from its end.
  try {
    child.kill("SIGKILL");
  } catch { /* it has just ended */ }
  child.unref();
}
