// Splits a markdown text into lines and says of each what it is. Fenced code, HTML comments, block quotes and
// the YAML front matter are told apart here, so that no reader after this one takes them for tasks.
import { isDigit, isLetter, isSpace, skipSpaces, trimEnd } from "./chars.ts";
import { emptyLine, type LineCells, type LineKind, LineTable } from "./line_table.ts";

export interface Scan {
  readonly lines: LineTable;
  /** What was opened and never closed. */
  readonly unclosed: { readonly what: "fence" | "comment"; readonly at: number } | null;
  /** Code blocks that seem to lack their end: they hold a heading, and below it the start of another block. */
  readonly dubious: readonly Dubious[];
}

export interface Dubious {
  readonly at: number;
  /** The first heading in it. */
  readonly heading: number;
}

interface State {
  readonly text: string;
  readonly lines: LineTable;
  /** The line being read; one for all of them, since there are many. */
  readonly line: LineCells;
  fence: Fence | null;
  readonly dubious: Dubious[];
  /** Offset where the comment we are in ends; 0 outside of one. */
  commentEnd: number;
  unclosed: Scan["unclosed"];
  nextOpen: number;
  nextClose: number;
  nextBlank: number;
}

interface Fence {
  readonly code: number;
  readonly length: number;
  readonly at: number;
  /** The first heading in it, or -1. */
  heading: number;
  isDubious: boolean;
}

/** Characters in a line of a usual spec, blank ones counted, less a few. */
const USUAL_LINE = 12;

export function scanLines(text: string): Scan {
  const state: State = {
    text,
    lines: new LineTable(Math.ceil(text.length / USUAL_LINE)),
    line: emptyLine(),
    fence: null,
    dubious: [],
    commentEnd: 0,
    unclosed: null,
    nextOpen: -1,
    nextClose: 0,
    nextBlank: 0,
  };
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const front = frontMatterEnd(text, at);
  let feed = -1;
  let carriage = -1;
  while (at < text.length) {
    if (feed < at) feed = indexOrEnd(text, "\n", at);
    if (carriage < at) carriage = indexOrEnd(text, "\r", at);
    const end = Math.min(feed, carriage);
    begin(state.line, at, end);
    state.line.kind = at < front ? "front" : kindOf(state);
    state.lines.push(state.line);
    at = end === carriage && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
  }
  if (state.fence !== null) state.unclosed = { what: "fence", at: state.fence.at };
  return { lines: state.lines, unclosed: state.unclosed, dubious: state.dubious };
}

function indexOrEnd(text: string, needle: string, from: number): number {
  const found = text.indexOf(needle, from);
  return found < 0 ? text.length : found;
}

function begin(line: LineCells, start: number, end: number): void {
  line.start = start;
  line.end = end;
  line.content = start;
  line.indent = 0;
  line.level = 0;
}

function kindOf(state: State): LineKind {
  const { text, line } = state;
  const { start, end } = line;
  let at = start;
  let indent = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 32) indent++;
    else if (code === 9) indent += 4 - indent % 4;
    else break;
  }
  line.content = at;
  line.indent = indent;
  if (state.fence !== null) {
    if (isClosingFence(text, at, end, state.fence)) state.fence = null;
    else watchFence(state, state.fence, at, end);
    return "code";
  }
  if (state.commentEnd > start) return commentKind(state);
  if (at === end) return "blank";
  return openComment(state, at, end) ? commentKind(state) : block(state);
}

function block(state: State): LineKind {
  const { text, line } = state;
  const { content: at, end, indent } = line;
  const code = text.charCodeAt(at);
  if (code === 62 && indent < 4) return "quote";
  if (openFence(state, at, end)) return "code";
  if (code === 35 && indent < 4) return heading(text, line);
  if (indent < 4 && isRule(text, at, end)) return "rule";
  const content = bulletEnd(text, at, end);
  if (content < 0) return "text";
  openFence(state, content, end);
  line.content = content;
  line.level = hashes(text, content, end);
  return "item";
}

/** Hashes of a heading within a list item. */
function hashes(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === 35) at++;
  return at < end && isSpace(text.charCodeAt(at)) ? at - from : 0;
}

function heading(text: string, line: LineCells): LineKind {
  const { content: at, end } = line;
  let content = at;
  while (content < end && text.charCodeAt(content) === 35) content++;
  line.level = content - at;
  if (line.level > 6 || (content < end && !isSpace(text.charCodeAt(content)))) return "text";
  line.content = skipSpaces(text, content, end);
  return "heading";
}

/** Offset after a bullet or a list number and its spaces; -1 when there is none. */
function bulletEnd(text: string, at: number, end: number): number {
  const code = text.charCodeAt(at);
  let next = at + 1;
  if (isDigit(code)) {
    while (next < end && next - at < 9 && isDigit(text.charCodeAt(next))) next++;
    const mark = text.charCodeAt(next);
    if (mark !== 46 && mark !== 41) return -1;
    next++;
  } else if (code !== 45 && code !== 42 && code !== 43) return -1;
  if (next < end && !isSpace(text.charCodeAt(next))) return -1;
  while (next < end && isSpace(text.charCodeAt(next))) next++;
  return next;
}

function isRule(text: string, at: number, end: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 45 && code !== 42 && code !== 95) return false;
  let count = 0;
  for (let index = at; index < end; index++) {
    const next = text.charCodeAt(index);
    if (next === code) count++;
    else if (!isSpace(next)) return false;
  }
  return count >= 3;
}

function openFence(state: State, at: number, end: number): boolean {
  const { text } = state;
  const code = text.charCodeAt(at);
  if (code !== 96 && code !== 126) return false;
  let next = at;
  while (next < end && text.charCodeAt(next) === code) next++;
  if (next - at < 3) return false;
  // "```inline``` words" is code within a line, not a fence.
  if (code === 96 && text.slice(next, end).includes("`")) return false;
  state.fence = { code, length: next - at, at, heading: -1, isDubious: false };
  return true;
}

function isClosingFence(
  text: string,
  at: number,
  end: number,
  fence: { readonly code: number; readonly length: number },
): boolean {
  let next = at;
  while (next < end && text.charCodeAt(next) === fence.code) next++;
  return next - at >= fence.length && trimEnd(text, next, end) === next;
}

/** A heading, and then "```ts": the block was closed nowhere above. */
function watchFence(state: State, fence: Fence, at: number, end: number): void {
  const code = state.text.charCodeAt(at);
  if (code === 35 && fence.heading < 0) fence.heading = at;
  else if (code === fence.code && fence.heading >= 0 && !fence.isDubious) {
    let next = at;
    while (next < end && state.text.charCodeAt(next) === code) next++;
    fence.isDubious = next - at >= fence.length && isLetter(state.text.charCodeAt(next));
    if (fence.isDubious) state.dubious.push({ at: fence.at, heading: fence.heading });
  }
}

/** Does the line begin with a comment? One that opens within it may hide the lines below. */
function openComment(state: State, at: number, end: number): boolean {
  const { text } = state;
  if (state.nextOpen < at) state.nextOpen = indexOrEnd(text, "<!--", at);
  if (state.nextOpen >= end) return false;
  if (text.startsWith("<!--", at)) {
    beginComment(state, at);
    return true;
  }
  // Opened within a line of text: it goes on only as far as the paragraph does.
  const open = text.slice(at, end).lastIndexOf("<!--");
  if (text.slice(at + open, end).includes("-->")) return false;
  if (backticks(text, at, at + open) % 2 === 1) return false;
  const close = closeAfter(state, end);
  if (close >= 0 && close < blankAfter(state, end)) state.commentEnd = close + 3;
  return false;
}

/** `<!-->` is a whole comment. */
function beginComment(state: State, at: number): void {
  const close = closeAfter(state, at + 2);
  state.commentEnd = close < 0 ? state.text.length + 1 : close + 3;
  if (close < 0) state.unclosed = { what: "comment", at };
}

/** What stands behind `-->` is text: a dependency written there must not be lost. */
function commentKind(state: State): LineKind {
  const { text, line } = state;
  const { start, end } = line;
  line.content = start;
  line.indent = 0;
  while (state.commentEnd <= end) {
    const content = skipSpaces(text, state.commentEnd, end);
    if (content === end) return "comment";
    // Another comment right behind the first may well go on below.
    if (!text.startsWith("<!--", content)) {
      line.content = content;
      return "text";
    }
    beginComment(state, content);
  }
  return "comment";
}

function closeAfter(state: State, from: number): number {
  if (state.nextClose >= 0 && state.nextClose < from) {
    state.nextClose = state.text.indexOf("-->", from);
  }
  return state.nextClose;
}

function blankAfter(state: State, from: number): number {
  if (state.nextBlank < from) {
    const blank = /\n[ \t\r]*\n|\r[ \t]*\r/g;
    blank.lastIndex = Math.max(0, from - 1);
    state.nextBlank = blank.exec(state.text)?.index ?? state.text.length;
  }
  return state.nextBlank;
}

function backticks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 96) count++;
  return count;
}

/** Offset of the end of a YAML block at the top of the file, or 0. */
function frontMatterEnd(text: string, from: number): number {
  const open = /---[ \t]*(\r\n|\n|\r)[ \t]*[A-Za-z_][\w-]*[ \t]*:/y;
  open.lastIndex = from;
  if (!open.test(text)) return 0;
  // A heading of two hashes or more before the end: an unclosed block, or a rule.
  const mark = /(?:^|[\n\r])(?:(?:---|\.\.\.)[ \t]*(?:[\n\r]|$)|(#{2,6})[ \t])/g;
  mark.lastIndex = from + 3;
  const found = mark.exec(text);
  if (found === null || found[1] !== undefined) return 0;
  return found.index + found[0].length;
}
