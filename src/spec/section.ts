// The text of a requirement or a design decision, found by its id in the markdown that defines it: under a
// heading of any level, as a bold or listed entry, or as a row of a table.
import { indexIn, isDigit, isLetter, isMarkup, skipSpaces } from "./chars.ts";
import { idEnd } from "./ids.ts";
import { allLines, type Line } from "./line_table.ts";
import { scanLines } from "./lines.ts";

/** Null when nothing in the text defines the id. Line ends come back as `\n`. */
export function findSection(markdown: string, id: string): string | null {
  if (id === "" || !markdown.includes(id)) return null;
  const lines = allLines(scanLines(markdown).lines);
  const page = { text: markdown, lines, id };
  const heading = headingWith(page, opensWith) ?? headingWith(page, namesAside);
  if (heading !== null) return slice(page, heading, headingEnd(lines, heading));
  const entry = lines.findIndex((line) => isEntry(page, line));
  if (entry >= 0) return slice(page, entry, entryEnd(page, entry));
  const mention = headingWith(page, mentions);
  if (mention !== null) return slice(page, mention, headingEnd(lines, mention));
  return tableRow(page);
}

interface Page {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly id: string;
}

function headingWith(page: Page, test: (page: Page, line: Line) => boolean): number | null {
  const index = page.lines.findIndex((line) => line.kind === "heading" && test(page, line));
  return index < 0 ? null : index;
}

/** `REQ-001: …`, `[REQ-001] …`, `**REQ-001** …`, `2.1 REQ-001 …`. */
function opensWith(page: Page, line: Line): boolean {
  return idAt(page, afterNumbering(page.text, line.content, line.end), line.end);
}

/** `Login (REQ-001)`, `Login [REQ-001]`, `Login — REQ-001`. */
function namesAside(page: Page, line: Line): boolean {
  const at = wholeIndex(page, line.content, line.end);
  if (at < 0) return false;
  const after = at + page.id.length;
  const isBracketed = "([".includes(page.text.charAt(at - 1)) &&
    ")]".includes(page.text.charAt(after));
  return isBracketed || skipSpaces(page.text, after, line.end) === line.end;
}

function mentions(page: Page, line: Line): boolean {
  return wholeIndex(page, line.content, line.end) >= 0;
}

/** A list item or a paragraph that begins with the id, set off from what it says. */
function isEntry(page: Page, line: Line): boolean {
  if (line.kind !== "item" && line.kind !== "text") return false;
  const { text } = page;
  const start = afterMarks(text, line.content, line.end);
  if (!idAt(page, line.content, line.end)) return false;
  const isMarked = start > line.content;
  const after = afterMarks(text, start + page.id.length, line.end);
  const next = skipSpaces(text, after, line.end);
  // The end of a wrapped `Traces to: …, [REQ-001]` defines nothing.
  if (next === line.end) return text.startsWith("**", line.content);
  const code = text.charAt(next);
  return code !== "," && code !== ";" && (isMarked || ":：—–-".includes(code));
}

function headingEnd(lines: readonly Line[], from: number): number {
  const level = lines[from]?.level ?? 0;
  let next = from + 1;
  while (next < lines.length) {
    const line = lines[next];
    if (line?.kind === "heading" && line.level <= level) break;
    next++;
  }
  return next;
}

/** Up to the next entry, heading or rule; of a list item, what is indented below it. */
function entryEnd(page: Page, from: number): number {
  const { text, lines } = page;
  const first = lines[from];
  let wasBlank = false;
  let next = from + 1;
  for (; next < lines.length; next++) {
    const line = lines[next];
    if (line === undefined || line.kind === "heading" || line.kind === "rule") break;
    const isBelow = line.indent > (first?.indent ?? 0);
    if (line.kind === "blank") {
      wasBlank = true;
      continue;
    }
    if (line.kind !== "code" && !isBelow) {
      const start = afterMarks(text, line.content, line.end);
      if (start > line.content && idEnd(text, start, line.end) >= 0) break;
      if (first?.kind === "item" && (line.kind === "item" || wasBlank)) break;
      if (first?.kind === "text" && line.kind === "text" && idEnd(text, start, line.end) >= 0) {
        break;
      }
    }
    wasBlank = false;
  }
  return next;
}

/** The row, under the header of its table. */
function tableRow(page: Page): string | null {
  const { text, lines } = page;
  const row = lines.findIndex((line) =>
    line.kind === "text" && text.charCodeAt(line.content) === 124 &&
    idAt(page, skipSpaces(text, line.content + 1, line.end), line.end)
  );
  if (row < 0) return null;
  let top = row;
  while (isRow(text, lines[top - 1])) top--;
  const head = top < row - 1 ? slice(page, top, top + 2) + "\n" : "";
  return head + slice(page, row, row + 1);
}

function isRow(text: string, line: Line | undefined): boolean {
  return line?.kind === "text" && text.charCodeAt(line.content) === 124;
}

function slice(page: Page, from: number, to: number): string {
  let last = to - 1;
  while (last > from && ["blank", "rule", "comment"].includes(page.lines[last]?.kind ?? "")) last--;
  const start = page.lines[from]?.start ?? 0;
  const end = page.lines[last]?.end ?? start;
  return page.text.slice(start, end).replace(/\r\n?/g, "\n");
}

/** Does the id stand at `from`, behind nothing but brackets and emphasis? */
function idAt(page: Page, from: number, to: number): boolean {
  const at = afterMarks(page.text, from, to);
  return page.text.startsWith(page.id, at) && isWhole(page, at);
}

function wholeIndex(page: Page, from: number, to: number): number {
  let at = indexIn(page.text, page.id, from, to);
  while (at >= 0 && !isWhole(page, at)) at = indexIn(page.text, page.id, at + 1, to);
  return at;
}

/** `REQ-001` is neither in `REQ-0011` nor in `GE-REQ-001`, `REQ-001-B` or `REQ-001.2`. */
function isWhole(page: Page, at: number): boolean {
  const { text } = page;
  const before = text.charCodeAt(at - 1);
  if (at > 0 && (isWordPart(before) || before === 45)) return false;
  const end = at + page.id.length;
  const after = text.charCodeAt(end);
  if (isWordPart(after)) return false;
  return !((after === 45 || after === 46) && isWordPart(text.charCodeAt(end + 1)));
}

function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}

function afterMarks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (isMarkup(text.charCodeAt(at)) || "[]".includes(text.charAt(at)))) at++;
  return at;
}

/** Skips `2.1 `, `3) `. */
function afterNumbering(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (isDigit(text.charCodeAt(at)) || ".)".includes(text.charAt(at)))) at++;
  return at > from ? skipSpaces(text, at, to) : from;
}
