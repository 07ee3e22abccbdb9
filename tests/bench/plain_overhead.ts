// What the engine costs a task without git, and whether ten times the tasks cost ten times as much.
import { bareTask } from "./bare_task.ts";
import { benchProject } from "./bench_project.ts";
import { measureProgram, median, perTask } from "./measure.ts";
import type { Row } from "./row.ts";

const SMALL = 50;
const LARGE = 500;
const ROUNDS = 3;

export async function plainOverhead(): Promise<readonly Row[]> {
  const bare = await bareTask();
  const small: number[] = [];
  const large: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    small.push(await perTaskOf(SMALL));
    large.push(await perTaskOf(LARGE));
  }
  const row = (tasks: number, times: readonly number[]): Row => ({
    what: `engine overhead per task, no git, ${tasks} tasks`,
    measured: median(times) - bare,
    unit: "ms",
    limit: 5,
    note: `${median(times).toFixed(1)} ms from landing to landing, less ${
      bare.toFixed(1)
    } ms agent and check`,
  });
  return [row(SMALL, small), row(LARGE, large), {
    what: `growth: a task of ${LARGE} against one of ${SMALL}`,
    measured: median(large) / median(small),
    unit: "×",
    // Linear is 1; the rest is what a shared machine makes of it.
    limit: 1.25,
    note: "1 is linear",
  }];
}

async function perTaskOf(tasks: number): Promise<number> {
  await using project = await benchProject({ tasks, git: "none" });
  await measureProgram(project, ["run", "--all", "--no-tui"]);
  return await perTask(project, tasks);
}
