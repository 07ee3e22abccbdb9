// The app as a process on a terminal of its own, made by `script` from util-linux: what is typed goes into it, what
// it draws comes out, and what it uses is read from `/proc`.
import type { Project } from "../e2e/kit/project.ts";

export interface ScreenProcess extends AsyncDisposable {
  /** When it was started, by `performance.now()`. */
  readonly startedAt: number;
  /** Bytes drawn so far. */
  bytes(): number;
  type(keys: string): Promise<void>;
  /** Resolves with the moment at which a text that came after this call is there; null after the wait. */
  seen(text: string, waitMs?: number): Promise<number | null>;
  /** Seconds of CPU so far, and resident memory now. */
  usage(): Promise<{ readonly cpuSeconds: number; readonly residentMb: number }>;
}

export async function openScreenProcess(
  project: Project,
  program: readonly string[],
  size: { readonly columns: number; readonly rows: number },
): Promise<ScreenProcess> {
  const pidPath = `${project.home}/bench-screen.pid`;
  await Deno.remove(pidPath).catch(() => {});
  const words = [...program, "tui"].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const command =
    `stty cols ${size.columns} rows ${size.rows}; echo $$ >'${pidPath}'; exec ${words}`;
  const { NO_COLOR: _, ...env } = project.env;
  const startedAt = performance.now();
  const child = new Deno.Command("script", {
    args: ["-qfec", command, "/dev/null"],
    cwd: project.root,
    clearEnv: true,
    env: { ...env, TERM: "xterm-256color", COLORTERM: "truecolor", SHELL: "/bin/sh" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  let bytes = 0;
  const waiting = new Set<{ tail: string; text: string; done: (at: number) => void }>();
  const reading = (async () => {
    const decoder = new TextDecoder("latin1");
    for await (const part of child.stdout) {
      bytes += part.length;
      if (waiting.size === 0) continue;
      const now = performance.now();
      const text = decoder.decode(part);
      for (const one of waiting) {
        one.tail = (one.tail + text).slice(-text.length - 200);
        if (one.tail.includes(one.text)) one.done(now);
      }
    }
  })();
  const pid = async () => Number(await Deno.readTextFile(pidPath));

  return {
    startedAt,
    bytes: () => bytes,
    type: (keys) => writer.write(new TextEncoder().encode(keys)),
    seen(text, waitMs = 10_000) {
      return new Promise((resolve) => {
        const one = { tail: "", text, done: (at: number) => settle(at) };
        const timer = setTimeout(() => settle(null), waitMs);
        const settle = (at: number | null) => {
          clearTimeout(timer);
          waiting.delete(one);
          resolve(at);
        };
        waiting.add(one);
      });
    },
    usage: async () => await usageOf(await pid()),
    [Symbol.asyncDispose]: async () => {
      try {
        Deno.kill(await pid(), "SIGTERM");
      } catch {
        // It is over.
      }
      await child.status;
      await reading;
    },
  };
}

/** Read from outside: Deno opens `/proc` only to a program that may do all. */
async function usageOf(pid: number) {
  const script = 'cat "/proc/$1/stat"; grep VmRSS "/proc/$1/status"; getconf CLK_TCK';
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", String(pid)],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  const fields = text.slice(text.indexOf(") ") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const perSecond = Number(text.trim().split("\n").at(-1));
  const residentKb = Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]);
  return { cpuSeconds: ticks / perSecond, residentMb: residentKb / 1024 };
}
