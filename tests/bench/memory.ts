// Peak resident memory of the engine: a gigabyte of output through it, and a spec of ten thousand tasks.
import { benchProject, scriptPath } from "./bench_project.ts";
import { appendLanded } from "./long_log.ts";
import { landedAt, measureProgram } from "./measure.ts";
import type { Row } from "./row.ts";

const TASKS = 10_000;
const LEFT = 5;
const RUN = ["run", "--all", "--no-tui"];

export async function memory(): Promise<readonly Row[]> {
  return [await withOutput(), await withTasks()];
}

async function withOutput(): Promise<Row> {
  const agent = `sh ${scriptPath("noisy_agent.sh")}`;
  await using project = await benchProject({ tasks: 1, agent });
  const { peakMb, ms } = await measureProgram(project, RUN);
  const landed = (await landedAt(project)).length;
  return row(
    "peak memory, 1 GB of agent output",
    peakMb,
    `${(ms / 1000).toFixed(1)} s, ${landed} of 1 task landed`,
  );
}

async function withTasks(): Promise<Row> {
  await using project = await benchProject({ tasks: TASKS, done: TASKS - LEFT - 1, git: "none" });
  const facts = await appendLanded(project, TASKS - LEFT - 1);
  const { peakMb, ms } = await measureProgram(project, RUN);
  return row(
    `peak memory, ${TASKS} tasks`,
    peakMb,
    `${(ms / 1000).toFixed(1)} s for the last ${LEFT}, ${facts} facts read`,
  );
}

function row(what: string, peakMb: number | null, note: string): Row {
  const reason = peakMb === null ? "needs /proc" : note;
  return { what, measured: peakMb, unit: "MB", limit: 200, note: reason };
}
