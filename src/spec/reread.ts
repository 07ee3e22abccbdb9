// What a spec reads as after an edit of one task, without reading all of it again. The lines of the task are read
// alone, as they were and as they are. Only when the first reading says just what the spec says of the task do
// they mean the same alone as within the file; then the second is taken, and all other tasks are shared.
import { applied, type Edit, shifted } from "./apply.ts";
import { knownFrom } from "./known.ts";
import { scanLines } from "./lines.ts";
import { findTasks, taskPrefixes } from "./outline.ts";
import { inOrder, readHeadings } from "./parse.ts";
import { readTasks } from "./read_tasks.ts";
import type { Diagnostic, Spec, Task } from "./spec.ts";
import { TaskIndex } from "./task_index.ts";

interface Alone {
  readonly task: Task;
  readonly diagnostics: readonly Diagnostic[];
  readonly lines: number;
  readonly prefixes: string;
}

/** Null when nothing less than the whole file tells. */
export function rereadTask(before: Spec, task: Task, edits: readonly Edit[]): Spec | null {
  const { byId } = before;
  // Whatever is wrong somewhere may reach into other tasks.
  if (!(byId instanceof TaskIndex) || before.diagnostics.some(isError)) return null;
  const place = byId.places.get(task.id);
  if (place === undefined || before.tasks[place] !== task) return null;
  const { start, end } = task.span;
  const region = before.text.slice(start, end);
  const was = readAlone(byId, task, region);
  const isWithin = ({ line }: Diagnostic) =>
    line >= task.line && line < task.line + (was?.lines ?? 0);
  if (was === null || !isSame(was.task, task)) return null;
  if (!isSame(was.diagnostics, before.diagnostics.filter(isWithin))) return null;
  // Put together from pieces, it is a text of its own: a slice of the file would keep all of that in memory.
  const edited = applied(region, edits.map((edit) => shifted(edit, -start)));
  const now = readAlone(byId, task, edited);
  if (now === null || now.lines !== was.lines || now.prefixes !== was.prefixes) return null;
  if (now.diagnostics.some(isError)) return null;
  const added = edited.length - region.length;
  const tasks = before.tasks.map((other, index) =>
    index === place ? now.task : index < place || added === 0 ? other : movedTask(other, added, 0)
  );
  const others = before.diagnostics.filter((one) => !isWithin(one));
  const later = others.findIndex(({ line }) => line > task.line);
  return {
    text: applied(before.text, edits),
    tasks,
    byId: new TaskIndex(byId.places, byId.prefixes, tasks),
    ordered: inOrder(tasks),
    diagnostics: others.toSpliced(later < 0 ? others.length : later, 0, ...now.diagnostics),
  };
}

/** Null when the lines are not one task, or something in them may reach beyond. */
function readAlone(byId: TaskIndex, task: Task, text: string): Alone | null {
  const scan = scanLines(text);
  if (scan.unclosed !== null || scan.dubious.length > 0) return null;
  const { lines } = scan;
  const headings = readHeadings(text, scan);
  const places = findTasks(lines, headings, byId.prefixes);
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  if (place.heading.line > 0 || place.endLine < lines.length) return null;
  const page = { text, lines, prefixes: byId.prefixes, memo: new Map() };
  const known = knownFrom(page, byId.places, false);
  const own = [{ ...place, milestone: task.milestone }];
  const read = readTasks({ page, scan, headings, places: own, known, byId });
  const [found] = read.tasks;
  if (found === undefined) return null;
  const above = task.line - 1;
  return {
    task: movedTask(found, task.span.start, above),
    diagnostics: read.diagnostics.map((one) => ({ ...one, line: one.line + above })),
    lines: lines.length,
    prefixes: [...taskPrefixes(text, lines, headings)].join(),
  };
}

function movedTask(task: Task, by: number, lines: number): Task {
  return {
    ...task,
    line: task.line + lines,
    checklist: task.checklist.map((item) => ({ ...item, mark: shifted(item.mark, by) })),
    span: shifted(task.span, by),
    statusSpan: task.statusSpan === null ? null : shifted(task.statusSpan, by),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isError(one: Diagnostic): boolean {
  return one.severity === "error";
}
