// Runs the program under test: the binary in SPEC_TUI_BIN, else main.ts with the permissions of
// `deno task start`. Waits are bounded and generous; nothing here sleeps for a guessed time.
import { fileURLToPath } from "node:url";
import { facts, type LoggedFact, logsPrint, processesCarrying } from "./observe.ts";
import type { Project } from "./project.ts";

export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Options {
  /** Executable and first arguments in place of `commandLine()`. */
  readonly program?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Then everything it started is killed and the wait fails. */
  readonly timeoutMs?: number;
}

export interface Live extends AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first line (of standard error, unless said) that matches. */
  line(pattern: RegExp, from?: "stdout" | "stderr"): Promise<string>;
  /** Resolves when the event log holds a fact that fits. */
  fact(fits: (fact: LoggedFact) => boolean): Promise<LoggedFact>;
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  signal(name: Deno.Signal): void;
  /** kill -9 of the program alone: what it started must be ended by its guardian. */
  kill9(): void;
}

const PATIENCE_MS = 180_000;
const DRAIN_MS = 3000;
const LOOKS = 20;

export async function runProgram(
  project: Project,
  argv: readonly string[],
  options: Options = {},
): Promise<Ended> {
  await using live = await startProgram(project, argv, options);
  return await live.ended;
}

export async function startProgram(
  project: Project,
  argv: readonly string[],
  options: Options = {},
): Promise<Live> {
  const [program, ...before] = options.program ?? await commandLine();
  const startedAt = performance.now();
  // Of this start alone: ending it must not end another program of the same project.
  const cookie = `KIT_PROGRAM=${crypto.randomUUID()}`;
  const child = new Deno.Command(program ?? "", {
    args: [...before, ...argv],
    cwd: options.cwd ?? project.root,
    env: { ...project.env, ...options.env, KIT_PROGRAM: cookie.slice("KIT_PROGRAM=".length) },
    clearEnv: true,
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin)).catch(() => {});
    await writer.close().catch(() => {});
  }
  const output = { stdout: "", stderr: "" };
  const readers = [
    collect(child.stdout, (text) => output.stdout += text),
    collect(child.stderr, (text) => output.stderr += text),
  ];
  let over = false;
  let expired = false;
  const alarm = setTimeout(async () => {
    expired = true;
    killQuietly(child.pid);
    for (const pid of await processesCarrying(cookie)) killQuietly(pid);
  }, options.timeoutMs ?? 300_000);
  const ended = (async () => {
    const status = await child.status;
    over = true;
    clearTimeout(alarm);
    // What it left behind may hold its output open: that must not hang the test.
    const drain = setTimeout(() => readers.forEach((reader) => reader.cancel()), DRAIN_MS);
    await Promise.all(readers.map((reader) => reader.done));
    clearTimeout(drain);
    if (expired) {
      throw new Error(`Cannot wait for ${argv.join(" ")}: out of time\n${output.stderr}`);
    }
    return {
      code: status.code,
      signal: status.signal,
      ...output,
      ms: performance.now() - startedAt,
    };
  })();
  ended.catch(() => {}); // a caller that only waits for a line must not see it unhandled

  const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
    const deadline = performance.now() + PATIENCE_MS;
    while (!await holds()) {
      const dead = over && !await holds();
      if (dead || performance.now() > deadline) {
        throw new Error(
          `Cannot see ${what}: ${dead ? "the program ended" : "out of time"}\n${output.stderr}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  return {
    pid: child.pid,
    ended,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    until,
    line: async (pattern, from = "stderr") => {
      const find = () => output[from].split("\n").find((line) => pattern.test(line));
      await until(`a line like ${pattern} on ${from}`, () => find() !== undefined);
      return find() ?? "";
    },
    fact: async (fits) => {
      let found: LoggedFact | undefined;
      let [print, looks] = ["", 0];
      await until("such a fact", async () => {
        const now = await logsPrint(project);
        // Read all the same at times: a clock that is coarse may hide a change.
        if (!over && now === print && ++looks % LOOKS !== 0) return false;
        print = now;
        found = (await facts(project)).find(fits);
        return found !== undefined;
      });
      if (found === undefined) throw new Error("Cannot see such a fact");
      return found;
    },
    signal: (name) => Deno.kill(child.pid, name),
    kill9: () => killQuietly(child.pid),
    [Symbol.asyncDispose]: async () => {
      // Of a program that has ended nothing may be left: to end it here would hide that it was.
      if (over) return;
      killQuietly(child.pid);
      for (const pid of await processesCarrying(cookie)) killQuietly(pid);
      await ended.catch(() => {});
    },
  };
}

/** Executable and first arguments; the permissions are read from `deno.json`, never repeated here. */
export async function commandLine(): Promise<readonly string[]> {
  const binary = Deno.env.get("SPEC_TUI_BIN");
  if (binary) return [binary];
  const top = fileURLToPath(new URL("../../../", import.meta.url));
  const config: { tasks: { start: string } } = JSON.parse(
    await Deno.readTextFile(`${top}deno.json`),
  );
  const [deno, run, ...words] = config.tasks.start.split(" ");
  if (deno !== "deno" || run !== "run" || words.at(-1) !== "main.ts") {
    throw new Error(`Cannot start the program: task start is "${config.tasks.start}"`);
  }
  return [
    Deno.execPath(),
    "run",
    `--config=${top}deno.json`,
    "--cached-only",
    ...words.slice(0, -1),
    `${top}main.ts`,
  ];
}

function collect(
  stream: ReadableStream<Uint8Array>,
  add: (text: string) => void,
): { readonly done: Promise<void>; cancel(): void } {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  const done = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      add(decoder.decode(part.value, { stream: true }));
    }
    add(decoder.decode());
  })();
  return { done, cancel: () => void reader.cancel() };
}

function killQuietly(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // gone
  }
}
