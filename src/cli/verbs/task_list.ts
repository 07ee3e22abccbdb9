// `task list`: the tasks, one a line, or as the JSON that other tools read.
import type { Run } from "../../pipeline/run.ts";
import type { Spec, Task } from "../../spec/spec.ts";
import type { ExitCode } from "../exit_code.ts";
import { checklistText, readTasks, shownStatus, taskDocument } from "../task_row.ts";
import { clip, table } from "../table.ts";
import { count, oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function taskList(call: Call): Promise<ExitCode> {
  const { spec, run } = await readTasks(call);
  const tasks = chosen(call, spec, run);
  if (call.wantsJson) {
    call.document(JSON.stringify(tasks.map((task) => taskDocument(run, task)), null, 2));
    return 0;
  }
  if (tasks.length === 0) {
    call.print(spec.tasks.length === 0 ? "the spec has no tasks" : "no task is like that");
    return 0;
  }
  call.print(table([HEAD, ...tasks.map((task) => cells(run, task))]).join("\n"));
  call.print(`\n${count(tasks.length, "task")}`);
  return 0;
}

const HEAD = ["Task", "Status", "P", "Name", "List", "Estimate", "Needs"];

function chosen(call: Call, spec: Spec, run: Run): readonly Task[] {
  const status = call.value("status");
  const priority = call.value("priority");
  const milestone = call.value("milestone").toLowerCase();
  return spec.tasks.filter((task) =>
    (status === "" || shownStatus(run, task) === status) &&
    (priority === "" || task.priority === priority) &&
    task.milestone.toLowerCase().includes(milestone)
  );
}

function cells(run: Run, task: Task): string[] {
  return [
    oneLine(task.id),
    shownStatus(run, task),
    task.priority,
    clip(oneLine(task.name), 50),
    checklistText(task),
    oneLine(task.estimate) || "-",
    clip(oneLine(task.needs.join(", ")), 40),
  ];
}
