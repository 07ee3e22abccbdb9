// Who needs whom, as a tree of lines: a task stands under each task it needs. One seen before is named and
// not opened again; a cycle is shown where it closes.
import type { Spec, Task, TaskId } from "../spec/spec.ts";

interface Node {
  readonly task: Task;
  readonly above: Node | null;
  readonly lead: string;
  readonly indent: string;
  readonly depth: number;
}

/** Deeper ones are not indented further: a chain of thousands would be mostly blanks. */
const DEEPEST = 40;

export function graphLines(spec: Spec, label: (task: Task) => string): string[] {
  const lines: string[] = [];
  const shown = new Set<TaskId>();
  const below = dependentsOf(spec);
  const roots = spec.tasks.filter((task) => !task.needs.some((need) => spec.byId.has(need)));
  for (const task of roots) walk(task);
  // What no root reaches stands in a cycle, or below one.
  for (const task of spec.tasks) if (!shown.has(task.id)) walk(task);
  return lines;

  function walk(root: Task): void {
    const stack: Node[] = [{ task: root, above: null, lead: "", indent: "", depth: 0 }];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { task, lead } = node;
      const children = below.get(task.id) ?? [];
      if (shown.has(task.id)) {
        const cycle = cycleAt(node);
        const note = cycle !== ""
          ? ` (cycle: ${cycle})`
          : children.length > 0
          ? " (see above)"
          : "";
        lines.push(`${lead}${task.id}${note}`);
        continue;
      }
      shown.add(task.id);
      lines.push(`${lead}${label(task)}`);
      stack.push(...childNodes(node, children));
    }
  }
}

/** Last child first: the stack turns them round. */
function childNodes(node: Node, children: readonly Task[]): Node[] {
  const isDeep = node.depth >= DEEPEST;
  return children.toReversed().map((task, at) => ({
    task,
    above: node,
    lead: `${node.indent}${at === 0 ? "`-- " : "|-- "}`,
    indent: isDeep ? node.indent : `${node.indent}${at === 0 ? "    " : "|   "}`,
    depth: node.depth + 1,
  }));
}

/** The way from the task above that is this one again; empty when none is. */
function cycleAt({ task, above }: Node): string {
  const path = [task.id];
  for (let node = above; node !== null; node = node.above) {
    path.unshift(node.task.id);
    if (node.task.id === task.id) return path.join(" -> ");
  }
  return "";
}

function dependentsOf(spec: Spec): ReadonlyMap<TaskId, Task[]> {
  const found = new Map<TaskId, Task[]>();
  for (const task of spec.tasks) {
    for (const need of task.needs) {
      const tasks = found.get(need) ?? [];
      tasks.push(task);
      found.set(need, tasks);
    }
  }
  return found;
}
