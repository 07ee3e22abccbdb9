// The demo: a repository with the sample project in a temporary folder, and its scripted agent, which is this
// same program called by another name.
import { dirname, join } from "node:path";
import { demoFiles } from "../demo/project.ts";
import { openGit } from "../git/git.ts";
import { systemClock } from "./clock.ts";
import { UserError } from "./user_error.ts";

export interface Demo {
  /** Holds the project, its slots and the agent's script. */
  readonly folder: string;
  readonly project: string;
}

export interface DemoRequest {
  /** Empty: a temporary folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Starts this program again. */
  readonly self: readonly string[];
  /** Before a person's eyes the agent takes its time. */
  readonly isWatched: boolean;
}

/** Twelve tasks in about a quarter of a minute: slow enough to be followed, and to press keys meanwhile. */
const WATCHED_SPEED = 0.2;

export async function createDemo(request: DemoRequest): Promise<Demo> {
  const folder = makeFolder(request);
  const project = join(folder, "todo");
  const agent = join(folder, "demo-agent");
  const pace = `export SPEC_TUI_DEMO_SPEED="\${SPEC_TUI_DEMO_SPEED:-${WATCHED_SPEED}}"\n`;
  writeScript(agent, [...request.self, "__demo-agent"], { before: request.isWatched ? pace : "" });
  // Run from its sources the program has no name to call it by.
  if (request.self.length > 1) {
    writeScript(join(folder, "spec-tui"), request.self, { after: ' "$@"' });
  }
  for (const [path, text] of Object.entries(filesWith(agent))) {
    Deno.mkdirSync(dirname(join(project, path)), { recursive: true });
    Deno.writeTextFileSync(join(project, path), text);
  }
  const git = openGit({ dir: project, env: request.environment, clock: systemClock });
  await git.run(["init", "--quiet", "--initial-branch=main"]);
  // Of this repository only: a machine without a git identity can play it too.
  await git.run(["config", "user.name", "Demo"]);
  await git.run(["config", "user.email", "demo@example.invalid"]);
  await git.run(["add", "--all"]);
  await git.run(["commit", "--quiet", "--message", "Begin with a test runner and a spec"]);
  return { folder, project };
}

function makeFolder({ folder, environment }: DemoRequest): string {
  if (folder === "") {
    const dir = environment.TMPDIR || "/tmp";
    return Deno.realPathSync(Deno.makeTempDirSync({ dir, prefix: "spec-tui-demo-" }));
  }
  try {
    Deno.mkdirSync(folder, { recursive: true });
    if ([...Deno.readDirSync(folder)].length === 0) return Deno.realPathSync(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot make the demo in "${folder}": ${why}`, { cause: error });
  }
  throw new UserError(`Cannot make the demo in "${folder}": the folder is not empty`, {
    hint: "name another one, or none",
  });
}

/** A script outside the repository: what starts this program again may hold any character. */
function writeScript(
  path: string,
  argv: readonly string[],
  { before = "", after = "" }: { readonly before?: string; readonly after?: string },
): void {
  const words = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  Deno.writeTextFileSync(path, `#!/bin/sh\n${before}exec ${words.join(" ")}${after}\n`);
  Deno.chmodSync(path, 0o755);
}

function filesWith(agent: string): Readonly<Record<string, string>> {
  const files = demoFiles();
  const name = "spec-tui.config.yaml";
  const command = JSON.stringify(agent);
  return { ...files, [name]: `${files[name] ?? ""}agents:\n  demo:\n    command: ${command}\n` };
}
