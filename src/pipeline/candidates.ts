// Which tasks a run was asked to do, and which of them may start an attempt now.
import { isDone, type Run, standingOf } from "./run.ts";
import type { Spec, Task, TaskId } from "../spec/spec.ts";

/** Selected tasks that may start an attempt now, best first. */
export function* candidates(spec: Spec, run: Run): Iterable<Task> {
  if (!run.current) return;
  const may = gate(spec, run);
  for (const task of spec.ordered) if (may(task)) yield task;
}

/** Is it one of them? */
export function isCandidate(spec: Spec, run: Run, task: Task): boolean {
  return run.current !== null && gate(spec, run)(task);
}

function gate(spec: Spec, run: Run): (task: Task) => boolean {
  const info = run.current;
  const wanted = selector(spec, run);
  const nextIsTaken = info?.selection.kind === "next" && info.touched.size > 0;
  // An attempt that was ended may still be leaving its slot, and what it left is not known yet.
  const leaving = new Set([...run.orders.values()].map((order) => order.task));
  return (task) =>
    !leaving.has(task.id) && wanted(task) && !(nextIsTaken && !info.touched.has(task.id)) &&
    isStartable(run, task);
}

/** Which tasks this run was asked to do. */
export function selector(_spec: Spec, run: Run): (task: Task) => boolean {
  const info = run.current;
  const selection = info?.selection ?? { kind: "all" as const };
  const skips = (task: Task) =>
    info?.skipInProgress === true && task.status === "in_progress" &&
    !run.tasks.get(task.id)?.attempts.length;
  switch (selection.kind) {
    case "all":
    case "watch":
    case "next":
      return (task) => !skips(task);
    case "tasks": {
      const ids = new Set(selection.ids);
      return (task) => ids.has(task.id);
    }
    case "milestone": {
      const text = selection.text.toLowerCase();
      return (task) => task.milestone.toLowerCase().includes(text) && !skips(task);
    }
  }
}

/** May an attempt of this task start: needs done, not in progress, not waiting, not used up? */
export function isStartable(run: Run, task: Task): boolean {
  const state = run.tasks.get(task.id);
  const max = run.current?.limits.maxAttempts ?? 1;
  if (state) {
    const { at } = state.standing;
    if (at !== "idle" && !(at === "failed" && state.used < max)) return false;
    if (at === "idle" && state.used >= max) return false;
  }
  return ignoresNeeds(run, task) || task.needs.every((need) => isDone(run, need));
}

function ignoresNeeds(run: Run, task: Task): boolean {
  const selection = run.current?.selection;
  return selection?.kind === "tasks" && selection.ignoresNeeds === true &&
    selection.ids.includes(task.id);
}

/** What a task still needs, in the spec's order. */
export function openNeeds(run: Run, task: Task): TaskId[] {
  return task.needs.filter((need) => standingOf(run, need).at !== "done");
}
