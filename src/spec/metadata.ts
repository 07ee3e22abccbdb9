// The metadata line under a task's heading: `🔴 P0 | ⬜ TODO | Est: 2-3d`. Words decide, emoji decorate.
import {
  isDecoration,
  isDigit,
  isLetter,
  isMarkup,
  isSeparator,
  isSpace,
  skipDecorations,
  trimEnd,
} from "./chars.ts";
import { estimateIn, isEstimate } from "./estimate.ts";
import type { Span, Status } from "./spec.ts";
import { statusOf, statusOfEmoji } from "./words.ts";

export interface Word extends Span {
  readonly word: string;
}

export interface StatusMark extends Word {
  /** Null when the word is no status. */
  readonly status: Status | null;
}

export interface Metadata {
  /** `P0`, or what stands in its place. */
  readonly priority: Word | null;
  readonly status: StatusMark | null;
  readonly estimate: string;
  /** Where a missing status would go. */
  readonly place: number;
  /** False when the line begins like metadata and goes on otherwise. */
  readonly isRead: boolean;
}

const MAX_LENGTH = 1000;
const MAX_SEGMENTS = 12;

export function readMetadata(text: string, from: number, lineEnd: number): Metadata | null {
  const start = skipDecorations(text, from, lineEnd);
  if (start === lineEnd) return emojiOnly(text, from, lineEnd);
  if (!isLetter(text.charCodeAt(start))) return null;
  const to = Math.min(lineEnd, from + MAX_LENGTH);
  const { priority, status, estimate, firstEnd, count } = readSegments(text, from, to);
  const isKnown = status !== null && status.status !== null;
  if (priority === null) {
    const isAlone = isKnown && skipDecorations(text, status.end, firstEnd) === firstEnd;
    if (isAlone) return { priority, status, estimate, place: from, isRead: true };
    return unreadable(text, count, start, to);
  }
  if (priority.start >= firstEnd && !isKnown) return null;
  return { priority, status, estimate, place: afterMarkup(text, priority.end, to), isRead: true };
}

interface Segments {
  readonly priority: Word | null;
  readonly status: StatusMark | null;
  readonly estimate: string;
  readonly firstEnd: number;
  readonly count: number;
}

/** Reads what stands between `|`, `·` and their look-alikes, in any order. */
function readSegments(text: string, from: number, to: number): Segments {
  let priority: Word | null = null;
  let status: StatusMark | null = null;
  let estimate = "";
  let firstEnd = to;
  let count = 0;
  for (let start = from; start < to && count < MAX_SEGMENTS; count++) {
    let end = start;
    while (end < to && !isSeparator(text.charCodeAt(end))) end++;
    if (count === 0) firstEnd = end;
    const segment = { start, end };
    start = end + 1;
    const word: Word | null = priority === null ? priorityIn(text, segment) : null;
    priority ??= word;
    const isOther = word === null && !isEstimate(text, segment);
    const mark = isOther ? readStatus(text, segment) : null;
    if (mark !== null && isBetter(text, mark, status)) status = mark;
    if (estimate === "" && (mark === null || mark.end < end)) {
      estimate = estimateIn(text, segment) ?? "";
    }
  }
  return { priority, status, estimate, firstEnd, count };
}

/** The first known word wins; failing that the first word that is no label such as `Owner:`. */
function isBetter(text: string, mark: StatusMark, than: StatusMark | null): boolean {
  if (mark.status !== null) return than === null || than.status === null;
  return than === null && text.charCodeAt(mark.end) !== 58;
}

/** `P0 - TODO`, `P0 TODO`, `P0-P1 | TODO`: meant as metadata, but not of its form. */
function unreadable(
  text: string,
  segments: number,
  start: number,
  to: number,
): Metadata | null {
  const code = text.charCodeAt(start);
  if ((code !== 80 && code !== 112) || !isDigit(text.charCodeAt(start + 1))) return null;
  const line = text.slice(start, trimEnd(text, start, to));
  const mentionsStatus = /\b(?:TODO|IN[ _-]PROGRESS|REVIEW|DONE|BLOCKED)\b/.test(line);
  if (segments < 2 && !mentionsStatus) return null;
  const priority = { word: line, start, end: start + line.length };
  return { priority, status: null, estimate: "", place: 0, isRead: false };
}

function emojiOnly(text: string, from: number, to: number): Metadata | null {
  if (to - from > 40) return null;
  const status = statusOfEmoji(text.slice(from, to));
  const mark = status === null ? null : readStatus(text, { start: from, end: to });
  return mark === null
    ? null
    : { priority: null, status: mark, estimate: "", place: from, isRead: true };
}

function priorityIn(text: string, segment: Span): Word | null {
  const start = skipLabel(text, skipDecorations(text, segment.start, segment.end), segment.end);
  const code = text.charCodeAt(start);
  if (code !== 80 && code !== 112) return null;
  let end = start + 1;
  while (end < segment.end && isDigit(text.charCodeAt(end))) end++;
  if (end === start + 1) return null;
  const rest = skipDecorations(text, end, segment.end);
  const isWhole = rest === segment.end || text.charCodeAt(rest) === 40;
  return isWhole ? { word: text.slice(start, end), start, end } : null;
}

/** Reads `⬜ TODO` at the start of a segment or of a field's value. */
export function readStatus(text: string, segment: Span): StatusMark | null {
  const { end: to } = segment;
  let start = skipSpaceAndMarkup(text, segment.start, to);
  let at = skipDecorations(text, start, to);
  const labelled = skipLabel(text, at, to);
  if (labelled > at) {
    start = skipSpaceAndMarkup(text, labelled, to);
    at = skipDecorations(text, start, to);
  }
  if (at >= to) return emojiMark(text, start, to);
  const end = wordEnd(text, at, to);
  const word = text.slice(at, end);
  return { word, status: statusOf(word), start, end };
}

function emojiMark(text: string, start: number, to: number): StatusMark | null {
  let end = to;
  while (end > start && isSpaceOrMarkup(text.charCodeAt(end - 1))) end--;
  if (end === start) return null;
  return { word: "", status: statusOfEmoji(text.slice(start, end)), start, end };
}

function wordEnd(text: string, from: number, to: number): number {
  const end = runEnd(text, from, to);
  const first = text.slice(from, end).toLowerCase();
  if (first !== "in" && first !== "to") return end;
  let next = end;
  while (next < to && isSpace(text.charCodeAt(next))) next++;
  const both = runEnd(text, next, to);
  return next > end && statusOf(text.slice(from, both)) !== null ? both : end;
}

function runEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const joins = (code === 95 || code === 45) && isLetter(text.charCodeAt(at + 1));
    const isWord = isLetter(code) || isDigit(code) || (code >= 128 && !isDecoration(code));
    if (!joins && !isWord) break;
    at++;
  }
  return at;
}

/** Skips `Priority:`, `Status:` within a segment. */
function skipLabel(text: string, from: number, to: number): number {
  const found = /^(?:priority|status)[*_ ]*[:：][*_ ]*/i.exec(
    text.slice(from, Math.min(to, from + 40)),
  );
  return found === null ? from : skipDecorations(text, from + found[0].length, to);
}

function afterMarkup(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isMarkup(text.charCodeAt(at))) at++;
  return at;
}

function skipSpaceAndMarkup(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpaceOrMarkup(text.charCodeAt(at))) at++;
  return at;
}

function isSpaceOrMarkup(code: number): boolean {
  return isSpace(code) || isMarkup(code);
}
