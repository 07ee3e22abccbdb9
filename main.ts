// Picks a face, makes the world it acts in, and ends with its exit code. The only place that reads the words,
// the environment and the signals of this process.
import type { SignalName, World } from "./src/cli/world.ts";
import { VERSION_LINE } from "./src/cli/version_line.ts";
import project from "./deno.json" with { type: "json" };

const SIGNALS: readonly SignalName[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
const MOST_WAITING = 4 * 1024 * 1024;
const encoder = new TextEncoder();
const gone = new Set<unknown>();
let pending: Promise<void> = Promise.resolve();
let waiting = 0;
let listeners = 0;
let hasAnswered = false;
/** Why what was printed on standard output did not arrive, though somebody reads it. */
let lost: string | null = null;

if (import.meta.main) {
  const code = truthful(await main());
  await flush();
  Deno.exit(code);
}

async function main(): Promise<number> {
  const [first] = Deno.args;
  if (Deno.args.length === 1 && (first === "--version" || first === "-V")) {
    write(Deno.stdout, `${VERSION_LINE}\n`);
    return 0;
  }
  const guarding = new AbortController();
  const world = createWorld(() => guarding.abort());
  guard(world, guarding.signal);
  const { runCli } = await import("./src/cli/cli.ts");
  return await runCli(world);
}

/** Whatever ends this process, its exit code and the document it promised tell so. */
function guard(world: World, signal: AbortSignal): void {
  const end = async (code: (cli: typeof import("./src/cli/cli.ts")) => number) => {
    const exitCode = truthful(code(await import("./src/cli/cli.ts")));
    await flush();
    Deno.exit(exitCode);
  };
  const fault = (event: Event, error: unknown) => {
    event.preventDefault();
    void end((cli) => cli.endedByFault(world, error, hasAnswered));
  };
  addEventListener("error", (event) => fault(event, event.error), { signal });
  addEventListener("unhandledrejection", (event) => fault(event, event.reason), { signal });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const heard = () => {
      if (listeners === 0) void end((cli) => cli.endedBySignal(world, name, hasAnswered));
    };
    Deno.addSignalListener(name, heard);
    signal.addEventListener("abort", () => Deno.removeSignalListener(name, heard));
  }
}

function createWorld(stopGuarding: () => void): World {
  return {
    argv: Deno.args,
    environment: Deno.env.toObject(),
    cwd: Deno.cwd(),
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    columns,
    out(text) {
      hasAnswered = true;
      write(Deno.stdout, text);
    },
    err: (text) => say(text),
    stdin: () => new Response(Deno.stdin.readable).text(),
    onSignal,
    stopGuarding,
    exit: (code) => Deno.exit(code),
    self: selfArgv(),
  };
}

function columns(): number {
  try {
    const { columns } = Deno.consoleSize();
    // A pseudo-terminal that nobody gave a size says 0.
    return columns === 0 ? 100 : Math.max(40, columns);
  } catch {
    return 100;
  }
}

/** All of it, at once. A reader that went away is remembered, not complained about. */
function write(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  if (gone.has(stream)) return;
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += stream.writeSync(bytes.subarray(at));
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock) continue;
      gone.add(stream);
      const isGone = error instanceof Deno.errors.BrokenPipe;
      if (stream === Deno.stdout && !isGone) {
        lost = error instanceof Error ? error.message : `${error}`;
      }
      return;
    }
  }
}

/** Whoever was promised a document on a full disk must not take its absence for success. */
function truthful(code: number): number {
  if (lost === null) return code;
  say(`Cannot write to standard output: ${lost}\n`);
  return code || 3;
}

/** Not waited for: a terminal that was stopped with Ctrl-S must not stop the engine. */
function say(text: string): void {
  if (gone.has(Deno.stderr) || waiting > MOST_WAITING) return;
  const bytes = encoder.encode(text);
  waiting += bytes.length;
  pending = pending.then(async () => {
    try {
      for (let at = 0; at < bytes.length;) at += await Deno.stderr.write(bytes.subarray(at));
    } catch {
      gone.add(Deno.stderr);
    }
    waiting -= bytes.length;
  });
}

async function flush(): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, 2000);
  await Promise.race([pending, late.promise]);
  clearTimeout(timer);
}

function onSignal(listener: (name: SignalName) => void): () => void {
  const rows = SIGNALS.map((name) => ({ name, heard: () => listener(name) }));
  listeners++;
  for (const { name, heard } of rows) Deno.addSignalListener(name, heard);
  return () => {
    listeners--;
    for (const { name, heard } of rows) Deno.removeSignalListener(name, heard);
  };
}

function selfArgv(): readonly string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  const flags = project.tasks.start.split(" ").filter((word) => word.startsWith("--"));
  const config = new URL("./deno.json", import.meta.url);
  return [
    Deno.execPath(),
    "run",
    ...flags,
    `--config=${pathOf(config)}`,
    pathOf(new URL(import.meta.url)),
  ];
}

function pathOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}
