// Headings of tasks that are none because of where they stand: in code, a comment, a quote or the front matter.
// Only asked when something is missing that may be among them.
import { isSpace } from "./chars.ts";
import { idEnd } from "./ids.ts";
import { emptyLine, type LineKind, type LineTable } from "./line_table.ts";
import type { TaskId } from "./spec.ts";

export interface Hidden {
  /** Where its hashes stand. */
  readonly at: number;
  /** 1-based. */
  readonly line: number;
  /** Such as `code block`. */
  readonly where: string;
}

const PLACES: Readonly<Partial<Record<LineKind, string>>> = {
  code: "code block",
  comment: "comment",
  quote: "quote",
  front: "front matter",
  text: "indented block",
};

/** The first heading of each id. */
export function hiddenTasks(text: string, lines: LineTable): ReadonlyMap<TaskId, Hidden> {
  const found = new Map<TaskId, Hidden>();
  const line = emptyLine();
  for (let index = 0; index < lines.length; index++) {
    lines.read(index, line);
    const where = PLACES[line.kind];
    if (where === undefined || (line.kind === "text" && line.indent < 4)) continue;
    const at = afterLead(text, line.start, line.end);
    const id = headingId(text, at, line.end);
    if (id !== null && !found.has(id)) found.set(id, { at, line: index + 1, where });
  }
  return found;
}

/** Behind spaces and the signs of a quote. */
function afterLead(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 62)) at++;
  return at;
}

function headingId(text: string, from: number, to: number): TaskId | null {
  let at = from;
  while (at < to && text.charCodeAt(at) === 35) at++;
  if (at - from < 2 || at - from > 6) return null;
  while (at < to && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 91)) at++;
  const end = idEnd(text, at, to);
  return end < 0 ? null : text.slice(at, end);
}
