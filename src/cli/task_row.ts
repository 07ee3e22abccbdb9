// A task as `task …` shows it: the file's words, but what the facts know better.
import { asRead } from "../host/as_read.ts";
import { readRun } from "../host/reading.ts";
import type { Looked } from "../host/look.ts";
import { type Run, standingOf } from "../pipeline/run.ts";
import type { Spec, Status, Task } from "../spec/spec.ts";
import { lookFor } from "./opened.ts";
import type { Call } from "./verb.ts";

export interface Read {
  readonly project: Looked;
  readonly spec: Spec;
  readonly run: Run;
}

export async function readTasks(call: Call): Promise<Read> {
  const project = await lookFor(call);
  const { spec, run } = readRun(project);
  await asRead(project, run, spec);
  return { project, spec, run };
}

export function shownStatus(run: Run, task: Task): Status {
  switch (standingOf(run, task.id).at) {
    case "done":
      return "done";
    case "held":
      return "blocked";
    case "taken":
    case "working":
      return "in_progress";
    case "waiting":
    case "failed":
    case "idle":
      return task.status;
  }
}

/** Fixed: other tools read it. */
export function taskDocument(run: Run, task: Task) {
  return {
    id: task.id,
    name: task.name,
    priority: task.priority,
    status: shownStatus(run, task),
    depends_on: task.needs,
    traces_to: task.tracesTo,
    milestone: task.milestone,
    checklist: task.checklist.map(({ text, done }) => ({ text, done })),
    estimate: task.estimate,
  };
}

export function checklistText(task: Task): string {
  const done = task.checklist.filter((item) => item.done).length;
  return task.checklist.length === 0 ? "-" : `${done}/${task.checklist.length}`;
}
