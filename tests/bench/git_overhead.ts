// What the engine costs a task with git, beside a shell script that makes the same git calls, the same agent's
// call and the same check, in the same order, on a copy of the same repository.
import { join } from "node:path";
import { fastAgent } from "../fixtures/agents/make_agent.ts";
import { git, type Project } from "../e2e/kit/project.ts";
import { queueRef } from "../e2e/kit/observe.ts";
import { benchProject } from "./bench_project.ts";
import { bareTask } from "./bare_task.ts";
import { openRecorder, type Recording, replay } from "./git_calls.ts";
import { measureProgram, median, perTask } from "./measure.ts";
import type { Row } from "./row.ts";

interface Size {
  readonly files: number;
  readonly tasks: number;
  readonly rounds: number;
  readonly limit: number;
}

const RUN = ["run", "--all", "--no-tui"];

export function gitSmall(): Promise<readonly Row[]> {
  return overhead({ files: 300, tasks: 21, rounds: 3, limit: 120 });
}

export function gitLarge(): Promise<readonly Row[]> {
  return overhead({ files: 20_000, tasks: 5, rounds: 2, limit: 300 });
}

async function overhead({ files, tasks, rounds, limit }: Size): Promise<readonly Row[]> {
  const bare = await bareTask();
  await using origin = await benchProject({ tasks, files });
  // Kept until the end: the script reads what was recorded from its folder.
  await using model = await copyOf(origin);
  const recording = await record(model, tasks);
  if (Deno.env.get("BENCH_VERBOSE")) showCalls(recording, tasks);
  const engine: number[] = [];
  const script: number[] = [];
  for (let round = 0; round < rounds; round++) {
    engine.push(await runOnce(origin, tasks));
    script.push(await replayOnce(origin, recording) / (tasks - 1));
  }
  const calls = (recording.gitCalls / (tasks - 1)).toFixed(1);
  const [ours, theirs] = [median(engine), median(script)];
  return [
    {
      what: `engine overhead per task, git, ${files} files`,
      measured: ours - bare,
      unit: "ms",
      limit,
      note: `${ours.toFixed(0)} ms from landing to landing, less ${
        bare.toFixed(0)
      } ms agent and check`,
    },
    {
      what: "… against the same git calls in sh",
      measured: ours / theirs,
      unit: "×",
      limit: 1.5,
      note: `sh ${theirs.toFixed(0)} ms a task, ${calls} git calls a task`,
    },
  ];
}

interface Recorded extends Recording {
  readonly tip: string;
}

async function record(copy: Project, tasks: number): Promise<Recorded> {
  const recorder = await openRecorder(copy);
  const settings = {
    agents: { fast: { command_template: recorder.recorded(`sh ${fastAgent()}`) } },
    commands: { test: recorder.recorded("sh -c true"), lint: "" },
  };
  const config = JSON.parse(await copy.read("spec-tui.config.yaml"));
  // Left uncommitted, so that the copy holds the same commits as the others.
  await copy.write("spec-tui.config.yaml", JSON.stringify({ ...config, ...settings }));
  await measureProgram(copy, RUN, { env: recorder.env });
  await perTask(copy, tasks);
  const tip = await gitAt(copy, "rev-parse", queueRef(copy));
  return { ...await recorder.read(), tip };
}

async function runOnce(origin: Project, tasks: number): Promise<number> {
  await using copy = await copyOf(origin);
  await measureProgram(copy, RUN);
  return await perTask(copy, tasks);
}

async function replayOnce(origin: Project, recording: Recorded): Promise<number> {
  await using copy = await copyOf(origin);
  const ms = await replay(recording, copy);
  const tip = await gitAt(copy, "rev-parse", queueRef(copy));
  if (tip === recording.tip) return ms;
  throw new Error(`Cannot compare: the script arrived at ${tip} (expected ${recording.tip})`);
}

/** The same commits in a folder of its own, with an index that knows its files. */
async function copyOf(origin: Project): Promise<Project> {
  const copy = await benchProject({ tasks: 1, git: "none" });
  await Deno.remove(copy.repository, { recursive: true });
  await new Deno.Command("cp", { args: ["-a", origin.repository, copy.repository] }).output();
  await gitAt(copy, "update-index", "-q", "--refresh");
  return copy;
}

/** Past a recorder on the project's own PATH. */
function gitAt(project: Project, ...argv: string[]): Promise<string> {
  const path = (project.env.PATH ?? "").split(":").slice(1).join(":");
  return git(join(project.repository), { ...project.env, PATH: path }, argv);
}

function showCalls(recording: Recording, tasks: number): void {
  const counts = [...recording.subcommands].sort((left, right) => right[1] - left[1]);
  for (const [name, count] of counts) {
    console.error(`  ${(count / (tasks - 1)).toFixed(1).padStart(5)} git ${name}`);
  }
}
