// What a spec says on its own, without any run: which tasks could start, who waits for whom, and what changed
// between two readings. A runner that has facts asks `pipeline/` instead.
import type { Spec, Status, Task, TaskId } from "./spec.ts";

/** Tasks already begun, then those ready to start; by priority, then in file order. */
export function nextTasks(spec: Spec): Task[] {
  const begun = spec.ordered.filter((task) =>
    task.status === "in_progress" || task.status === "review"
  );
  return [...begun, ...spec.ordered.filter((task) => isReady(spec, task))];
}

/** The tasks that wait for `id`, in file order. */
export function dependents(spec: Spec, id: TaskId): Task[] {
  return spec.tasks.filter((task) => task.needs.includes(id));
}

/** What the task still waits for. An id that no task has stays open for ever. */
export function openNeeds(spec: Spec, task: Task): TaskId[] {
  return task.needs.filter((id) => spec.byId.get(id)?.status !== "done");
}

export interface SpecChanges {
  /** Became done, and some task depends on it. */
  readonly completed: readonly TaskId[];
  /** Waited before, can start now. */
  readonly unblocked: readonly TaskId[];
  /** Every other change of status. */
  readonly moved: readonly { readonly id: TaskId; readonly from: Status; readonly to: Status }[];
  readonly added: readonly TaskId[];
  readonly removed: readonly TaskId[];
  /** One line for a person. */
  readonly text: string;
}

export function describeChanges(before: Spec, after: Spec): SpecChanges {
  const shared = [...after.byId.values()].flatMap((task) => {
    const old = before.byId.get(task.id);
    return old === undefined ? [] : [{ old, task }];
  });
  const needed = new Set(after.tasks.flatMap((task) => task.needs));
  const changed = shared.filter(({ old, task }) => old.status !== task.status);
  const isCompleted = (task: Task) => task.status === "done" && needed.has(task.id);
  const changes = {
    completed: idsOf(changed.map(({ task }) => task).filter(isCompleted)),
    unblocked: idsOf(
      shared.filter(({ old, task }) => isReady(after, task) && openNeeds(before, old).length > 0)
        .map(({ task }) => task),
    ),
    moved: changed.filter(({ task }) => !isCompleted(task))
      .map(({ old, task }) => ({ id: task.id, from: old.status, to: task.status }))
      .sort((left, right) => compare(left.id, right.id)),
    added: idsOf([...after.byId.values()].filter((task) => !before.byId.has(task.id))),
    removed: idsOf([...before.byId.values()].filter((task) => !after.byId.has(task.id))),
  };
  return { ...changes, text: sentence(changes) };
}

function isReady(spec: Spec, task: Task): boolean {
  return task.status === "todo" && openNeeds(spec, task).length === 0;
}

function sentence(changes: Omit<SpecChanges, "text">): string {
  const moved = changes.moved.map(({ id, from, to }) => `${id}(${from}→${to})`);
  const parts = [
    ["completed", changes.completed],
    ["unblocked", changes.unblocked],
    ["moved", moved],
    ["added", changes.added],
    ["removed", changes.removed],
  ] as const;
  const said = parts.filter(([, ids]) => ids.length > 0)
    .map(([name, ids]) => `${name}: ${ids.join(", ")}`);
  return said.length === 0 ? "no task changed" : said.join(" | ");
}

function idsOf(tasks: readonly Task[]): TaskId[] {
  return tasks.map((task) => task.id).sort(compare);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
