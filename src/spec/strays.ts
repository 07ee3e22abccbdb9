// Tasks that are none: a metadata line under a heading without an id, or under a line that is no heading. Each
// was meant as a task; run without it, a spec would be half built.
import type { Page } from "./body_state.ts";
import { readCheckbox } from "./checkbox.ts";
import type { Finding } from "./draft.ts";
import { fieldNamed } from "./field_names.ts";
import { readFields } from "./fields.ts";
import type { Heading } from "./heading.ts";
import { isUnreadableTask } from "./heading.ts";
import { prefixOf } from "./ids.ts";
import { emptyLine, type Line, type LineTable } from "./line_table.ts";
import { lookAlike } from "./look_alike.ts";
import { mayBeMetadata, readMetadata } from "./metadata.ts";
import type { TaskPlace } from "./outline.ts";
import { readStatus } from "./status_mark.ts";

interface Outline {
  readonly page: Page;
  readonly headings: readonly Heading[];
  readonly places: readonly TaskPlace[];
}

export function strayTasks(outline: Outline): Finding[] {
  return [...strayHeadings(outline), ...strayLines(outline)];
}

/** Headings outside of tasks, with metadata right below. */
function strayHeadings({ page, headings, places }: Outline): Finding[] {
  const { text, lines, prefixes } = page;
  const found: Finding[] = [];
  let next = 0;
  for (const heading of headings) {
    while (next < places.length && (places[next]?.endLine ?? 0) <= heading.line) next++;
    const isInside = (places[next]?.heading.line ?? Infinity) <= heading.line;
    const before = places[next - 1];
    if (before !== undefined && isStraySection(page, heading, before)) {
      found.push(straySection(heading, before));
    }
    if (isInside || !heading.isHeading || isUnreadableTask(heading, prefixes)) continue;
    const below = firstContent(lines, heading.line + 1);
    if (below === undefined || !(isTaskMetadata(text, below) || isTaskField(text, below))) continue;
    const isGroup = heading.level <= 2 || GROUP.test(heading.text);
    found.push({
      severity: isGroup ? "warning" : "error",
      code: "unreadable-heading",
      at: heading.at,
      message: isGroup
        ? "This heading is read as a group, though metadata stands below it"
        : "Cannot read this heading as a task: it has metadata and no id of its own",
      found: heading.text.slice(0, 80),
      expected: "### TASK-001: Name",
      fix: isGroup ? "If it is a task, give it an id" : "Begin the heading with an id and a colon",
    });
  }
  return found;
}

/** `### Checklist` right behind `### TASK-001: …`: a section of its own, since it is of the same level. */
function isStraySection(
  { text, lines }: Page,
  heading: Heading,
  { heading: task, endLine }: TaskPlace,
): boolean {
  if (heading.id !== null || endLine !== heading.line || heading.level !== task.level) return false;
  const name = fieldNamed(heading.text);
  return name === "checklist" || name === "tests" || name === "needs" || name === "traces" ||
    name === "description" || hasBox(text, lines, heading.line + 1);
}

/** Is there an item to be ticked before the next heading? */
function hasBox(text: string, lines: LineTable, from: number): boolean {
  const line = emptyLine();
  for (let index = from; index < lines.length; index++) {
    lines.read(index, line);
    if (line.kind === "heading") return false;
    if (line.kind === "item" && readCheckbox(text, line.content, line.end) !== null) return true;
  }
  return false;
}

function straySection(heading: Heading, { heading: task }: TaskPlace): Finding {
  return {
    severity: "warning",
    code: "stray-section",
    at: heading.at,
    message: `This heading ends ${task.id}: nothing below it belongs to the task`,
    found: heading.text.slice(0, 80),
    expected: "a heading of a lower level",
    fix: "Add a hash to it",
  };
}

const GROUP = /^[^A-Za-z]*(?:milestone|phase|sprint|epic|iteration|release|stage|group|part)\b/i;

/** Metadata outside of tasks: below a line that names one, or below nothing that could be a task. */
function strayLines({ page, places }: Outline): Finding[] {
  const found: Finding[] = [];
  for (let gap = 0, from = 0; gap <= places.length; gap++) {
    const to = places[gap]?.heading.line ?? page.lines.length;
    strayLinesIn(page, from, to, found);
    from = places[gap]?.endLine ?? to;
  }
  return found;
}

function strayLinesIn(page: Page, from: number, to: number, found: Finding[]): void {
  const { text, lines } = page;
  const line = emptyLine();
  let isSaid = false;
  for (let index = from; index < to; index++) {
    if (!isTaskMetadata(text, lines.read(index, line)) || !isProse(line)) continue;
    const above = taskAbove(page, index);
    if (above !== null) found.push(...above);
    else if (!isSaid && lines.at(lastContent(lines, index - 1))?.kind !== "heading") {
      isSaid = true;
      found.push(strayMetadata(text, line));
    }
  }
}

/** Said once between two tasks: it may be an example. */
function strayMetadata(text: string, line: Line): Finding {
  return {
    severity: "warning",
    code: "stray-metadata",
    at: line.content,
    message: "This metadata line belongs to no task: no heading of a task stands above it",
    found: text.slice(line.content, Math.min(line.end, line.content + 80)),
    expected: "### TASK-001: Name, on the line above",
    fix: "If it is a task's, write its heading above; if it is an example, put it in a code block",
  };
}

/**
 * What is to be said of the line above this one when it seems to be the heading of a task and is none; null when
 * it does not. Hashes at its start are told of with the headings.
 */
export function taskAbove({ text, lines, prefixes }: Page, index: number): Finding[] | null {
  let above = index - 1;
  while (above >= 0 && isPassed(text, lines.at(above))) above--;
  const line = lines.at(above);
  if (line === undefined || !isProse(line)) return null;
  const meant = lookAlike(text, line.content, line.end);
  if (meant === null || !prefixes.has(prefixOf(meant))) return null;
  if (line.level > 0) return [];
  return [{
    severity: "error",
    code: "unreadable-heading",
    at: line.content,
    message: "Cannot read this line as the heading of a task, though metadata stands below it",
    found: text.slice(line.content, Math.min(line.end, line.content + 80)),
    expected: "### TASK-001: Name",
    fix: `Write \`### ${meant}: Name\``,
  }];
}

/** Indented by four columns, a line is code. */
function isProse(line: Line): boolean {
  return line.kind === "item" || (line.kind === "text" && line.indent < 4);
}

/** Blank lines, and the line that underlines a heading. */
function isPassed(text: string, line: Line | undefined): boolean {
  if (line === undefined) return false;
  if (line.kind === "blank" || line.kind === "rule" || line.kind === "comment") return true;
  return line.kind === "text" && text.charCodeAt(line.content) === 61 && isProse(line) &&
    /^=+\s*$/.test(text.slice(line.content, Math.min(line.end, line.content + 200)));
}

function isTaskMetadata(text: string, line: Line): boolean {
  if (line.kind !== "text" && line.kind !== "item") return false;
  if (!mayBeMetadata(text, line)) return false;
  const found = readMetadata(text, line.content, line.end);
  return found !== null && found.isRead && found.priority !== null &&
    (found.status?.status ?? null) !== null;
}

/** `- **Priority**: P1`, right below a heading. */
function isTaskField(text: string, line: Line): boolean {
  if (line.kind !== "text" && line.kind !== "item") return false;
  const [field] = readFields(text, line.content, line.end);
  if (field === undefined || !field.isMarked || field.start !== line.content) return false;
  const value = { start: field.value, end: field.end };
  if (field.name === "status") return (readStatus(text, value)?.status ?? null) !== null;
  return field.name === "priority" && /^P\d/i.test(text.slice(value.start, value.end));
}

function lastContent(lines: LineTable, from: number): number {
  let index = from;
  while (index >= 0 && isEmpty(lines.at(index))) index--;
  return index;
}

function firstContent(lines: LineTable, from: number): Line | undefined {
  let index = from;
  while (index < lines.length && isEmpty(lines.at(index))) index++;
  return lines.at(index);
}

function isEmpty(line: Line | undefined): boolean {
  return line?.kind === "blank" || line?.kind === "comment";
}
