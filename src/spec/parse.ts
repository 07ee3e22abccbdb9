// tasks.md → Spec. Never throws: what cannot be read is a diagnostic. Reading is one pass over the lines, so
// that ten thousand tasks are read in the time of a frame or two.
import { type Heading, readHeading } from "./heading.ts";
import { createKnown } from "./known.ts";
import { emptyLine } from "./line_table.ts";
import { type Scan, scanLines } from "./lines.ts";
import { findTasks, taskPrefixes } from "./outline.ts";
import { readTasks } from "./read_tasks.ts";
import type { Spec, Task } from "./spec.ts";
import { TaskIndex } from "./task_index.ts";
import { PRIORITIES } from "./words.ts";

export function parseSpec(text: string): Spec {
  const scan = scanLines(text);
  const headings = readHeadings(text, scan);
  const prefixes = taskPrefixes(text, scan.lines, headings);
  const places = findTasks(scan.lines, headings, prefixes);
  const page = { text, lines: scan.lines, prefixes, memo: new Map() };
  const known = createKnown(page, places.map(({ heading }) => heading.id ?? ""));
  const { tasks, diagnostics } = readTasks({ page, scan, headings, places, known, byId: null });
  const byId = new TaskIndex(known.ids, prefixes, tasks);
  return { text, tasks, byId, ordered: inOrder(tasks), diagnostics };
}

/** Headings, and lines that lack the space behind their hashes. */
export function readHeadings(text: string, { lines }: Scan): Heading[] {
  const found: Heading[] = [];
  const line = emptyLine();
  for (const index of lines.withHashes) {
    const heading = readHeading(text, lines.read(index, line), index);
    if (heading.isHeading || heading.meant !== null) found.push(heading);
  }
  return found;
}

/** By priority, then as they stand in the file. */
export function inOrder(tasks: readonly Task[]): readonly Task[] {
  return PRIORITIES.flatMap((priority) => tasks.filter((task) => task.priority === priority));
}
