// The rows of the task list: filtered and arranged once per change, so that drawing walks only what is seen.
import type { Run } from "../src/pipeline/run.ts";
import type { Spec, Task, TaskId } from "../src/spec/spec.ts";
import { isEngineAlive, moves } from "./derive.ts";
import { memo } from "./memo.ts";
import type { Arrangement, Screen } from "./screen.ts";
import { type Group, taskLook } from "./task_look.ts";

export type TaskRow =
  | { readonly kind: "task"; readonly task: Task; readonly depth: number }
  | { readonly kind: "group"; readonly title: string; readonly members: readonly Task[] };

export interface TaskRows {
  readonly rows: readonly TaskRow[];
  /** Row of each task shown. */
  readonly indexOf: ReadonlyMap<TaskId, number>;
  readonly shown: number;
}

export function taskRows(screen: Screen): TaskRows {
  const { spec, run, list } = screen;
  const arrangement = arrangementOf(screen);
  // All others hang on the spec alone: facts leave them as they are.
  const needsRun = arrangement === "status" || /\bis:/.test(list.filter);
  const at = needsRun ? moves(screen) : 0;
  return rowsOf(spec, run, at, list.filter, arrangement, needsRun && isEngineAlive(screen));
}

/** As a person arranged them; else by milestone where the spec has several. */
export function arrangementOf({ list, spec }: Screen): Arrangement {
  return list.arrangement ?? (hasMilestones(spec) ? "milestone" : "order");
}

const hasMilestones = memo(({ tasks }: Spec): boolean => {
  const [first] = tasks;
  return first !== undefined && tasks.some((task) => task.milestone !== first.milestone);
});

/** How many of a group are done; counted again when a task came to stand elsewhere. */
export function doneIn(screen: Screen, members: readonly Task[]): number {
  const at = moves(screen);
  const known = counted.get(members);
  if (known?.at === at && known.run === screen.run) return known.done;
  const look = { run: screen.run, engineAlive: isEngineAlive(screen) };
  const done = members.filter((task) => taskLook(look, task).group === "done").length;
  counted.set(members, { at, run: screen.run, done });
  return done;
}

const counted = new WeakMap<readonly Task[], { at: number; run: Run; done: number }>();

/** Where the selection stands; -1 when its row is not shown. */
export function selectedRow(screen: Screen): number {
  return screen.list.selected === null
    ? -1
    : taskRows(screen).indexOf.get(screen.list.selected) ?? -1;
}

const rowsOf = memo(
  (
    spec: Spec,
    run: Run,
    _moves: number,
    filter: string,
    arrangement: Arrangement,
    engineAlive: boolean,
  ): TaskRows => {
    const groupOf = (task: Task) => taskLook({ run, engineAlive }, task).group;
    const isWanted = matcher(filter, groupOf);
    const tasks = spec.tasks.filter(isWanted);
    const rows = arrange(tasks, spec, arrangement, groupOf);
    const indexOf = new Map<TaskId, number>();
    rows.forEach((row, at) => row.kind === "task" && indexOf.set(row.task.id, at));
    return { rows, indexOf, shown: tasks.length };
  },
);

/** Words that must all occur, in any case; `is:blocked` asks for a column, `!word` for its absence. */
function matcher(filter: string, groupOf: (task: Task) => Group): (task: Task) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return () => true;
  return (task) => {
    const text = `${task.id} ${task.name} ${task.milestone} ${task.priority}`.toLowerCase();
    return words.every((word) => {
      if (word.startsWith("is:")) return groupOf(task).startsWith(word.slice(3));
      return word.length > 1 && word.startsWith("!")
        ? !text.includes(word.slice(1))
        : text.includes(word);
    });
  };
}

function arrange(
  tasks: readonly Task[],
  spec: Spec,
  arrangement: Arrangement,
  groupOf: (task: Task) => Group,
): TaskRow[] {
  switch (arrangement) {
    case "order":
      return tasks.map((task) => ({ kind: "task", task, depth: 0 }));
    case "milestone":
      return grouped(tasks, (task) => task.milestone || "No milestone");
    case "status":
      return grouped(inColumns(tasks, groupOf), (task) => titles[groupOf(task)]);
    case "tree":
      return tree(tasks, spec);
  }
}

const titles: Readonly<Record<Group, string>> = {
  running: "Running",
  blocked: "Blocked",
  todo: "Todo",
  done: "Done",
};

function inColumns(tasks: readonly Task[], groupOf: (task: Task) => Group): Task[] {
  const columns: Record<Group, Task[]> = { running: [], blocked: [], todo: [], done: [] };
  for (const task of tasks) columns[groupOf(task)].push(task);
  return [...columns.running, ...columns.blocked, ...columns.todo, ...columns.done];
}

function grouped(tasks: readonly Task[], titleOf: (task: Task) => string): TaskRow[] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const title = titleOf(task);
    const members = groups.get(title) ?? [];
    groups.set(title, members);
    members.push(task);
  }
  return [...groups].flatMap(([title, members]): TaskRow[] => [
    { kind: "group", title, members },
    ...members.map((task) => ({ kind: "task" as const, task, depth: 0 })),
  ]);
}

/** Each task below the last of those it needs; one that needs nothing shown is a root. */
function tree(tasks: readonly Task[], spec: Spec): TaskRow[] {
  const shown = new Set(tasks.map((task) => task.id));
  const below = new Map<TaskId, Task[]>();
  const roots: Task[] = [];
  for (const task of tasks) {
    const parent = task.needs.findLast((need) => shown.has(need) && need !== task.id);
    if (parent === undefined) {
      roots.push(task);
      continue;
    }
    const children = below.get(parent) ?? [];
    below.set(parent, children);
    children.push(task);
  }
  const rows: TaskRow[] = [];
  const seen = new Set<TaskId>();
  const stack = roots.toReversed().map((task) => ({ task, depth: 0 }));
  while (stack.length > 0) {
    const next = stack.pop();
    if (next === undefined || seen.has(next.task.id)) continue;
    seen.add(next.task.id);
    rows.push({ kind: "task", ...next });
    const children = below.get(next.task.id) ?? [];
    for (const task of children.toReversed()) stack.push({ task, depth: next.depth + 1 });
  }
  // Tasks in a cycle hang on no root.
  const rest = tasks.filter((task) => !seen.has(task.id) && spec.byId.has(task.id));
  return [...rows, ...rest.map((task) => ({ kind: "task" as const, task, depth: 0 }))];
}
