// Twelve tasks of one second each, four at a time: three seconds of agents, and what the engine adds.
import { benchProject, scriptPath } from "./bench_project.ts";
import { landedAt, measureProgram, median } from "./measure.ts";
import type { Row } from "./row.ts";

const TASKS = 12;
const ROUNDS = 3;

export async function jobs(): Promise<readonly Row[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const agent = `sh ${scriptPath("sleepy_agent.sh")}`;
    await using project = await benchProject({ tasks: TASKS, agent, jobs: 4, files: 50 });
    const { ms } = await measureProgram(project, ["run", "--all", "--jobs", "4", "--no-tui"]);
    const landed = (await landedAt(project)).length;
    if (landed !== TASKS) throw new Error(`Cannot measure: ${landed} of ${TASKS} tasks landed`);
    times.push(ms);
  }
  return [{
    what: `${TASKS} independent 1 s tasks, --jobs 4`,
    measured: median(times) / 1000,
    unit: "s",
    limit: 3.6,
    note: "with git, from start to exit; 3 s are the agents'",
  }];
}
