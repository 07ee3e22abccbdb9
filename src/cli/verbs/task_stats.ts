// `task stats`: counts by status, priority and milestone.
import type { Run } from "../../pipeline/run.ts";
import { PRIORITIES, STATUSES } from "../../spec/words.ts";
import type { Spec, Task } from "../../spec/spec.ts";
import type { ExitCode } from "../exit_code.ts";
import { readTasks, shownStatus } from "../task_row.ts";
import { clip } from "../table.ts";
import { count, oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

type Tally = readonly { readonly name: string; readonly done: number; readonly total: number }[];

export async function taskStats(call: Call): Promise<ExitCode> {
  const { spec, run } = await readTasks(call);
  const byStatus = STATUSES.map((status) => ({
    name: status,
    count: spec.tasks.filter((task) => shownStatus(run, task) === status).length,
  }));
  const priorities = tally(spec, run, PRIORITIES, (task) => task.priority);
  const names = [...new Set(spec.tasks.map((task) => task.milestone))];
  const milestones = tally(spec, run, names, (task) => task.milestone);
  const done = byStatus.find(({ name }) => name === "done")?.count ?? 0;
  const total = spec.tasks.length;
  if (call.wantsJson) {
    const status = Object.fromEntries(byStatus.map((each) => [each.name, each.count]));
    call.document(JSON.stringify({ total, done, status, priorities, milestones }, null, 2));
    return 0;
  }
  const percent = total === 0 ? 0 : Math.floor((done / total) * 100);
  call.print(call.style.bold(`${done}/${total} done (${percent} %)`));
  for (const each of byStatus) {
    if (each.count > 0) {
      call.print(`  ${each.name.padEnd(12)} ${bar(each.count, total)} ${each.count}`);
    }
  }
  printTally(call, "By priority", priorities);
  printTally(call, "By milestone", milestones);
  call.print(`\n${count(total, "task")}`);
  return 0;
}

function tally(
  spec: Spec,
  run: Run,
  names: readonly string[],
  of: (task: Task) => string,
): Tally {
  return names.map((name) => {
    const tasks = spec.tasks.filter((task) => of(task) === name);
    const done = tasks.filter((task) => shownStatus(run, task) === "done").length;
    return { name, done, total: tasks.length };
  }).filter((each) => each.total > 0);
}

function printTally(call: Call, title: string, rows: Tally): void {
  call.print(`\n${title}`);
  for (const { name, done, total } of rows) {
    const label = clip(oneLine(name) || "(none)", 40);
    call.print(`  ${label.padEnd(40)} ${bar(done, total)} ${done}/${total}`);
  }
}

const CELLS = 20;

function bar(part: number, whole: number): string {
  const filled = whole === 0 ? 0 : Math.floor((part / whole) * CELLS);
  return `[${"#".repeat(filled)}${"-".repeat(CELLS - filled)}]`;
}
