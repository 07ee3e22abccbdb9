// The tasks of an outline, each read from its lines, and all that is to be said of them.
import { readBody } from "./body.ts";
import type { Page } from "./body_state.ts";
import { createLabels, diagnose } from "./diagnose.ts";
import { taskFindings } from "./diagnose_task.ts";
import { createDraft, type Draft, type Finding } from "./draft.ts";
import type { Heading } from "./heading.ts";
import type { Known } from "./known.ts";
import type { LineTable } from "./line_table.ts";
import type { Scan } from "./lines.ts";
import type { TaskPlace } from "./outline.ts";
import { resolveBlocks, resolveNeeds, resolveTraces } from "./resolve.ts";
import type { Diagnostic, Span, Status, Task } from "./spec.ts";
import { TaskIndex } from "./task_index.ts";
import { priorityOf } from "./words.ts";

export interface Outline {
  readonly page: Page;
  readonly scan: Scan;
  readonly headings: readonly Heading[];
  readonly places: readonly TaskPlace[];
  readonly known: Known;
  /** The tasks of the whole file; null when the outline is all of it. */
  readonly byId: ReadonlyMap<string, Task> | null;
}

export function readTasks(outline: Outline): {
  readonly tasks: readonly Task[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { page, scan, headings, places, known } = outline;
  const { text, lines } = page;
  const findings: Finding[] = [];
  const labels = createLabels(places.length);
  const tasks: Task[] = [];
  let isOrdered = true;
  for (let index = 0; index < places.length; index++) {
    const place = places[index];
    if (place === undefined) continue;
    const draft = createDraft(place.heading, findings);
    readBody(page, place, draft);
    const end = place.endLine < lines.length ? lines.start(place.endLine) : text.length;
    const span = { start: lines.start(place.heading.line), end };
    const task = taskOf({ draft, place, span, known });
    isOrdered &&= task.needs.every((id) => (known.ids.get(id) ?? Infinity) < index);
    tasks.push(task);
    labels.needs[index] = draft.needs?.label ?? draft.at;
    labels.blocks[index] = draft.blocks?.label ?? draft.at;
    taskFindings(text, draft, task);
  }
  const byId = outline.byId ?? new TaskIndex(known.ids, page.prefixes, tasks);
  const parts = { page, scan, tasks, labels, byId, known, isOrdered, headings, places };
  for (const finding of diagnose(parts)) findings.push(finding);
  return { tasks, diagnostics: placed(findings, lines) };
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
    // A copy is as long as it is full.
    checklist: draft.checklist.length < 2 ? draft.checklist : draft.checklist.slice(),
    needs: resolveNeeds(draft, known),
    tracesTo: resolveTraces(draft),
    blocks: resolveBlocks(draft, known),
    milestone: place.milestone,
    line: heading.line + 1,
    span,
    statusSpan: mark === null ? null : { start: mark.start, end: mark.end },
  };
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
