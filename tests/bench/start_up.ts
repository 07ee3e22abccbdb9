// How long a person waits for the executable: its version, and the state of a thousand tasks.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Project } from "../e2e/kit/project.ts";
import { commandLine } from "../e2e/kit/program.ts";
import { benchProject } from "./bench_project.ts";
import { appendLanded } from "./long_log.ts";
import { median } from "./measure.ts";
import type { Row } from "./row.ts";

const TASKS = 1000;
const ROUNDS = 15;

export async function startUp(): Promise<readonly Row[]> {
  await using project = await benchProject({ tasks: TASKS, done: TASKS - 2, git: "none" });
  const facts = await appendLanded(project, TASKS - 2);
  const compiled = await executable();
  const run = await commandLine();
  const sides = compiled === null ? [{ how: "deno run", program: run, isCompiled: false }] : [
    { how: "compiled", program: [compiled], isCompiled: true },
    ...(run[0] === compiled ? [] : [{ how: "deno run", program: run, isCompiled: false }]),
  ];
  const version = await sideBySide(project, sides, ["--version"]);
  const status = await sideBySide(project, sides, ["status", "--json"]);
  const rows = sides.flatMap(({ how, isCompiled }, at): Row[] => [
    row(`--version, ${how}`, version[at], isCompiled ? 60 : null, `median of ${ROUNDS}`),
    row(
      `status --json on ${TASKS} tasks, ${how}`,
      status[at],
      isCompiled ? 120 : null,
      `${facts} facts`,
    ),
  ]);
  if (compiled !== null) return rows;
  const note = "no executable: `deno task compile`, or name one in SPEC_TUI_BIN";
  return [
    { what: "--version, compiled", measured: null, unit: "ms", limit: 60, note },
    { what: "status --json, compiled", measured: null, unit: "ms", limit: 120, note },
    ...rows,
  ];
}

function row(what: string, times: readonly number[] = [], limit: number | null, note: string): Row {
  return { what, measured: median(times), unit: "ms", limit, note };
}

async function sideBySide(
  project: Project,
  sides: readonly { readonly program: readonly string[] }[],
  argv: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const times: number[][] = sides.map(() => []);
  for (let round = -2; round < ROUNDS; round++) {
    for (const [at, { program }] of sides.entries()) {
      const ms = await timeOf(project, program, argv);
      if (round >= 0) times[at]?.push(ms);
    }
  }
  return times;
}

/** From the start to the end of the process: no reader or watcher of ours between. */
async function timeOf(
  project: Project,
  [command = "", ...before]: readonly string[],
  argv: readonly string[],
): Promise<number> {
  const program = new Deno.Command(command, {
    args: [...before, ...argv],
    cwd: project.root,
    env: { ...project.env },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  const startedAt = performance.now();
  const { code } = await program.output();
  if (code !== 0) throw new Error(`Cannot measure ${argv.join(" ")}: it exited with ${code}`);
  return performance.now() - startedAt;
}

async function executable(): Promise<string | null> {
  const named = Deno.env.get("SPEC_TUI_BIN");
  if (named) return named;
  const built = join(fileURLToPath(new URL("../..", import.meta.url)), "dist", "spec-tui");
  return await Deno.stat(built).then(() => built, () => null);
}
