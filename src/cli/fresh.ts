// `run --fresh`: what was tried before is left behind, for each selected task that has attempts.
import { probeLock } from "../store/lock.ts";
import { actorOf, tell } from "../host/face.ts";
import { readRun } from "../host/reading.ts";
import type { Project } from "../host/project.ts";
import type { Selection } from "../pipeline/fact.ts";
import { standingOf } from "../pipeline/run.ts";
import type { Spec, Task } from "../spec/spec.ts";
import type { Call } from "./verb.ts";

export async function startFresh(
  call: Call,
  project: Project,
  spec: Spec,
  selection: Selection,
): Promise<void> {
  // A living engine refuses this start in a moment; its tasks are not ours to reset.
  if (probeLock(project.lockPath).alive) return;
  const { run } = readRun(project);
  const by = actorOf(project.environment, "cli");
  for (const task of spec.tasks) {
    const state = run.tasks.get(task.id);
    if (!state || state.attempts.length === 0 || !isSelected(selection, task)) continue;
    const { at } = standingOf(run, task.id);
    if (at !== "idle" && at !== "failed") continue;
    const told = await tell(project, "retry", { task: task.id, fresh: true }, by);
    if (!told.accepted) call.say(`${task.id}: ${told.message}`);
  }
}

function isSelected(selection: Selection, task: Task): boolean {
  switch (selection.kind) {
    case "all":
    case "next":
    case "watch":
      return true;
    case "tasks":
      return selection.ids.includes(task.id);
    case "milestone":
      return task.milestone.toLowerCase().includes(selection.text.toLowerCase());
  }
}
