// Starts an engine as a process of its own session, so that nothing that befalls the screen befalls the run.
import { join } from "node:path";
import type { Selection } from "../pipeline/fact.ts";
import type { Project } from "./project.ts";

export interface EngineStart {
  /** Executable and first words that start this program. */
  readonly self: readonly string[];
  /** Options the screen was started with: project root, prefix, limits. */
  readonly options: readonly string[];
  readonly cwd: string;
}

export interface StartedEngine {
  /** Resolves when the process has ended, with what it printed since its start. */
  readonly ended: Promise<{ readonly code: number; readonly text: string }>;
}

export function startEngine(
  project: Project,
  start: EngineStart,
  selection: Selection,
): StartedEngine {
  Deno.mkdirSync(project.stateDir, { recursive: true, mode: 0o700 });
  const logPath = join(project.stateDir, "engine.log");
  const from = sizeOf(logPath);
  const child = new Deno.Command("sh", {
    // Through sh, so that a fault before the first fact is seen.
    args: [
      "-c",
      'exec "$@" >>"$0" 2>&1',
      logPath,
      ...start.self,
      ...engineWords(selection),
      ...start.options,
      // Its facts name who asked, and where.
      "--from-screen",
    ],
    cwd: start.cwd,
    clearEnv: true,
    env: { ...project.environment, NO_COLOR: "1" },
    detached: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  return { ended: child.status.then(({ code }) => ({ code, text: textFrom(logPath, from) })) };
}

/** The verb and its options; ids and texts are bound to their option, whatever they begin with. */
export function engineWords(selection: Selection): readonly string[] {
  switch (selection.kind) {
    case "all":
      return ["run", "--all", "--no-tui"];
    case "next":
      return ["run", "--no-tui"];
    case "watch":
      return ["watch", "--no-tui"];
    case "tasks":
      return selection.ids.length === 0 ? ["land", "--no-tui"] : [
        "run",
        ...selection.ids.map((id) => `--task=${id}`),
        ...selection.ignoresNeeds ? ["--force"] : [],
        "--no-tui",
      ];
    case "milestone":
      return ["run", `--milestone=${selection.text}`, "--no-tui"];
  }
}

const MOST_TEXT = 4000;

function textFrom(path: string, from: number): string {
  try {
    const text = new TextDecoder().decode(Deno.readFileSync(path).subarray(from));
    return text.trim().slice(-MOST_TEXT);
  } catch {
    return "";
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
