// tasks.md → Spec. Never throws: what cannot be read is a diagnostic. Reading is one pass over the lines, so
// that ten thousand tasks are read in the time of a frame or two.
import { readBody } from "./body.ts";
import { diagnose, type TaskMarks } from "./diagnose.ts";
import { taskFindings } from "./diagnose_task.ts";
import { createDraft, type Draft, type Finding } from "./draft.ts";
import { type Heading, readHeading } from "./heading.ts";
import { createKnown, type Known } from "./known.ts";
import type { LineTable } from "./line_table.ts";
import { scanLines } from "./lines.ts";
import { createMetadataReader } from "./metadata_memo.ts";
import { findTasks, type TaskPlace, taskPrefixes } from "./outline.ts";
import { resolveBlocks, resolveNeeds, resolveTraces } from "./resolve.ts";
import type { Diagnostic, Span, Spec, Status, Task, TaskId } from "./spec.ts";
import { PRIORITIES, priorityOf } from "./words.ts";

export function parseSpec(text: string): Spec {
  const scan = scanLines(text);
  const { lines } = scan;
  const headings = readHeadings(text, lines);
  const prefixes = taskPrefixes(text, lines, headings);
  const page = { text, lines, prefixes, readMetadata: createMetadataReader() };
  const places = findTasks(lines, headings, prefixes);
  const known = createKnown(places.map(({ heading }) => heading.id ?? ""), prefixes);
  const findings: Finding[] = [];
  const marks: TaskMarks[] = [];
  const tasks: Task[] = [];
  const byId = new Map<TaskId, Task>();
  let isOrdered = true;
  for (const [index, place] of places.entries()) {
    const draft = createDraft(place.heading);
    readBody(page, { from: place.heading.line + 1, to: place.endLine }, draft);
    const end = place.endLine < lines.length ? lines.start(place.endLine) : text.length;
    const span = { start: lines.start(place.heading.line), end };
    const task = taskOf({ draft, place, span, known });
    isOrdered &&= task.needs.every((id) => (known.ids.get(id) ?? Infinity) < index);
    tasks.push(task);
    if (!known.hasDuplicates || known.ids.get(task.id) === index) byId.set(task.id, task);
    marks.push(marksOf(draft));
    for (const finding of taskFindings(text, draft, task)) findings.push(finding);
  }
  for (
    const finding of diagnose({
      page,
      scan,
      tasks,
      marks,
      byId,
      known,
      isOrdered,
      headings,
      places,
    })
  ) {
    findings.push(finding);
  }
  return {
    text,
    tasks,
    byId,
    ordered: PRIORITIES.flatMap((priority) => tasks.filter((task) => task.priority === priority)),
    diagnostics: placed(findings, lines),
  };
}

/** Headings, and lines that lack the space behind their hashes. */
function readHeadings(text: string, lines: LineTable): Heading[] {
  const found: Heading[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines.level(index) === 0 ? undefined : lines.at(index);
    if (line === undefined) continue;
    const heading = readHeading(text, line, index);
    if (heading.isHeading || heading.meant !== null) found.push(heading);
  }
  return found;
}

interface Read {
  readonly draft: Draft;
  readonly place: TaskPlace;
  readonly span: Span;
  readonly known: Known;
}

function taskOf({ draft, place, span, known }: Read): Task {
  const { heading } = place;
  const status: Status = draft.status?.status ?? "todo";
  const mark = draft.status ??
    (draft.statusPlace < 0 ? null : { start: draft.statusPlace, end: draft.statusPlace });
  return {
    id: draft.id,
    name: heading.name,
    priority: draft.priority === null ? "p0" : priorityOf(draft.priority.word) ?? "p3",
    status,
    estimate: draft.estimate,
    description: draft.description,
    checklist: draft.checklist,
    needs: resolveNeeds(draft, known),
    tracesTo: resolveTraces(draft),
    blocks: resolveBlocks(draft, known),
    milestone: place.milestone,
    line: heading.line + 1,
    span,
    statusSpan: mark === null ? null : { start: mark.start, end: mark.end },
  };
}

function marksOf({ at, needs, blocks }: Draft): TaskMarks {
  return { id: at, needs: needs?.label ?? at, blocks: blocks?.label ?? at };
}

/** Findings with line and column, from the top of the file down. */
function placed(findings: Finding[], lines: LineTable): Diagnostic[] {
  let line = 0;
  return findings.sort((left, right) => left.at - right.at).map(({ at, ...rest }) => {
    if (at < 0) return { ...rest, line: 0, column: 0 };
    while (line + 1 < lines.length && lines.start(line + 1) <= at) line++;
    return { ...rest, line: line + 1, column: at - lines.start(line) + 1 };
  });
}
