// The engine's own git calls as a shell script: a run is recorded call by call and the calls are joined in the
// order they were made. Run on a copy of the same repository, the script must arrive at the same commits.
import { join } from "node:path";
import { onPath } from "../../src/host/programs.ts";
import type { Project } from "../e2e/kit/project.ts";
import { scriptPath } from "./bench_project.ts";

export interface Recording {
  /** Up to the first landing. */
  readonly before: string;
  /** From there to the last one. */
  readonly script: string;
  /** Calls of git in `script`. */
  readonly gitCalls: number;
  /** How often each subcommand was called. */
  readonly subcommands: ReadonlyMap<string, number>;
  /** Where the project stood that was recorded. */
  readonly top: string;
}

export interface Recorder {
  readonly env: Readonly<Record<string, string>>;
  /** A command line as it must be given to be recorded. */
  recorded(command: string): string;
  read(): Promise<Recording>;
}

/** Puts a `git` on the project's PATH that writes down what it is asked. */
export async function openRecorder(project: Project): Promise<Recorder> {
  const folder = join(project.bin, ".recorded");
  const others = { PATH: (project.env.PATH ?? "").split(":").slice(1).join(":") };
  const git = onPath("git", others);
  if (git === null) throw new Error("Cannot record: git is not on PATH");
  await Deno.mkdir(folder);
  const recorder = scriptPath("record.sh");
  const wrapper = `#!/bin/sh\nexec sh '${recorder}' git '${git}' "$@"\n`;
  await Deno.writeTextFile(join(project.bin, "git"), wrapper, { mode: 0o755 });
  return {
    env: { BENCH_RECORD: folder },
    recorded: (command) => `sh ${recorder} step ${command}`,
    read: () => readCalls(folder, join(project.repository, "..")),
  };
}

async function readCalls(folder: string, top: string): Promise<Recording> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.endsWith(".call")) names.push(entry.name);
  }
  const calls = await Promise.all(
    names.sort().map((name) => Deno.readTextFile(join(folder, name))),
  );
  const landings = calls.flatMap((call, at) => isLanding(call) ? [at + 1] : []);
  const [first = 0, last = 0] = [landings[0], landings.at(-1)];
  const between = calls.slice(first, last);
  const subcommands = new Map<string, number>();
  for (const call of between) {
    const name = subcommandOf(call);
    if (name !== null) subcommands.set(name, (subcommands.get(name) ?? 0) + 1);
  }
  const gitCalls = [...subcommands.values()].reduce((sum, count) => sum + count, 0);
  return {
    before: calls.slice(0, first).join(""),
    script: between.join(""),
    gitCalls,
    subcommands,
    top,
  };
}

/** The queue moved from one commit to another; its creation has an empty old value. */
function isLanding(call: string): boolean {
  return / 'update-ref'(?: '--no-deref')? 'refs\/spec-tui\/queue\/[^']+' '[0-9a-f]+' '[0-9a-f]+'/
    .test(call);
}

function subcommandOf(call: string): string | null {
  const [, words] = /'\S*\/git'((?: '(?:[^']|'\\'')*')*)/.exec(call) ?? [];
  if (words === undefined) return null;
  const bare = words.replace(/ '-c' '[^']*'/g, "").replace(/ '--[^']*'/g, "");
  return /'([^']+)'/.exec(bare)?.[1] ?? null;
}

/** Makes the recorded calls in another copy of the repository; returns the ms of the part between landings. */
export async function replay(recording: Recording, project: Project): Promise<number> {
  const moved = (script: string) =>
    script.replaceAll(`${recording.top}/project`, project.repository)
      .replaceAll(`${recording.top}/.project`, join(project.repository, "..", ".project"));
  await shell(project, moved(recording.before));
  const startedAt = performance.now();
  await shell(project, moved(recording.script));
  return performance.now() - startedAt;
}

async function shell(project: Project, script: string): Promise<void> {
  const path = join(project.home, `calls-${crypto.randomUUID()}.sh`);
  await Deno.writeTextFile(path, script);
  // Single calls may answer with another code, as they did when they were recorded.
  await new Deno.Command("sh", {
    args: [path],
    cwd: project.root,
    env: { ...project.env },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
}
