// tasks.md → Spec. Never throws: what cannot be read is a diagnostic. Reading is one pass over the lines, so
// that ten thousand tasks are read in the time of a frame or two.
import { readBody } from "./body.ts";
import { diagnose } from "./diagnose.ts";
import type { Draft, Finding } from "./draft.ts";
import { type Heading, readHeading } from "./heading.ts";
import { idParts } from "./ids.ts";
import type { Line } from "./lines.ts";
import { scanLines } from "./lines.ts";
import { findDrafts, taskPrefixes } from "./outline.ts";
import {
  type Known,
  type Numbered,
  resolveBlocks,
  resolveNeeds,
  resolveTraces,
} from "./resolve.ts";
import type { Diagnostic, Spec, Status, Task, TaskId } from "./spec.ts";
import { suggestFrom } from "./suggest.ts";
import { PRIORITIES, priorityOf } from "./words.ts";

export function parseSpec(text: string): Spec {
  const scan = scanLines(text);
  const headings = readHeadings(text, scan.lines);
  const prefixes = taskPrefixes(text, scan.lines, headings);
  const drafts = findDrafts(scan.lines, headings, prefixes);
  for (const draft of drafts) readBody(text, scan.lines, draft);
  const known = knownOf(drafts, prefixes);
  const tasks = drafts.map((draft) => taskOf(draft, known));
  const findings = diagnose({ scan, drafts, tasks, headings, prefixes });
  const byId = new Map<TaskId, Task>();
  for (const task of tasks) if (!byId.has(task.id)) byId.set(task.id, task);
  return {
    text,
    tasks,
    byId,
    ordered: PRIORITIES.flatMap((priority) => tasks.filter((task) => task.priority === priority)),
    diagnostics: placed(findings, scan.lines),
  };
}

/** Headings, and lines that lack the space behind their hashes. */
function readHeadings(text: string, lines: readonly Line[]): Heading[] {
  const found: Heading[] = [];
  lines.forEach((line, index) => {
    if (line.level === 0) return;
    const heading = readHeading(text, line, index);
    if (line.kind === "heading" || heading.meant !== null) found.push(heading);
  });
  return found;
}

function taskOf(draft: Draft, known: Known): Task {
  const status: Status = draft.status?.status ?? "todo";
  const mark = draft.status ??
    (draft.statusPlace < 0 ? null : { start: draft.statusPlace, end: draft.statusPlace });
  return {
    id: draft.id,
    name: draft.heading.name,
    priority: draft.priority === null ? "p0" : priorityOf(draft.priority.word) ?? "p3",
    status,
    estimate: draft.estimate,
    description: draft.description,
    checklist: draft.checklist,
    needs: resolveNeeds(draft, known),
    tracesTo: resolveTraces(draft),
    blocks: resolveBlocks(draft, known),
    milestone: draft.milestone,
    line: draft.heading.line + 1,
    span: draft.span,
    statusSpan: mark === null ? null : { start: mark.start, end: mark.end },
  };
}

function knownOf(drafts: readonly Draft[], prefixes: ReadonlySet<string>): Known {
  const ids = new Set(drafts.map((draft) => draft.id));
  const numbered = new Map<string, Numbered[]>();
  for (const id of ids) {
    const parts = idParts(id);
    if (parts === null) continue;
    const tasks = numbered.get(parts.prefix) ?? [];
    tasks.push({ number: parts.number, id });
    numbered.set(parts.prefix, tasks);
  }
  for (const tasks of numbered.values()) tasks.sort((left, right) => left.number - right.number);
  return { ids, prefixes, numbered, suggest: suggestFrom([...ids]) };
}

/** Findings with line and column, from the top of the file down. */
function placed(findings: readonly Finding[], lines: readonly Line[]): Diagnostic[] {
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort((left, right) => left.finding.at - right.finding.at || left.index - right.index)
    .map(({ finding: { at, ...rest } }) => {
      const index = at < 0 ? -1 : lineAt(lines, at);
      const line = lines[index];
      return { ...rest, line: index + 1, column: line === undefined ? 0 : at - line.start + 1 };
    });
}

function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  for (let high = lines.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
