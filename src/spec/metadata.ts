// The metadata line under a task's heading: `🔴 P0 | ⬜ TODO | Est: 2-3d`.
import {
  indexIn,
  isDigit,
  isLetter,
  isMarkup,
  isSeparator,
  skipDecorations,
  skipSpaces,
  trimEnd,
} from "./chars.ts";
import { estimateIn, isEstimate } from "./estimate.ts";
import type { Span } from "./spec.ts";
import { readStatus, skipLabel, STATUS_WORDS, type StatusMark, type Word } from "./status_mark.ts";
import { priorityOfEmoji } from "./words.ts";

export interface Metadata {
  /** `P0`, or what stands in its place. */
  readonly priority: Word | null;
  readonly status: StatusMark | null;
  readonly estimate: string;
  /** A second priority or status. */
  readonly extra: Word | null;
  /** Where a labelled segment such as `Depends on: …` begins; -1 without one. */
  readonly aside: number;
  /** Where a missing status would go. */
  readonly place: number;
  /** False when the line is meant as metadata and cannot be read; `priority` is then all of it. */
  readonly isRead: boolean;
}

const MAX_LENGTH = 1000;
const MAX_SEGMENTS = 12;
const STATUS = new RegExp(`(?:^|[^A-Za-z_-])(?:${STATUS_WORDS})(?![A-Za-z_-])`);

export function readMetadata(text: string, from: number, lineEnd: number): Metadata | null {
  const first = skipDecorations(text, from, lineEnd);
  if (first === lineEnd) return emojiOnly(text, from, lineEnd);
  const code = text.charCodeAt(first);
  // `| P0 | TODO |` is a row of a table.
  if (isSeparator(code) ? skipSpaces(text, from, lineEnd) === first : !isLetter(code)) return null;
  const to = Math.min(lineEnd, from + MAX_LENGTH);
  const found = readSegments(text, from, to);
  const { priority, status, estimate, extra, aside } = found;
  if (priority === null) return withoutPriority(text, found, { start: first, end: to });
  const isKnown = status !== null && status.status !== null;
  if (priority.start >= found.firstEnd && !isKnown) return null;
  const place = afterMarkup(text, priority.end, to);
  return { priority, status, estimate, extra, aside, place, isRead: true };
}

/** Cheap, and never false for a line with a priority and a status. */
export function mayBeMetadata(
  text: string,
  line: { readonly content: number; readonly end: number },
) {
  const code = text.charCodeAt(line.content);
  if (isSeparator(code)) return false;
  if (code < 128 && code !== 80 && code !== 112 && code !== 42 && code !== 91) return false;
  return indexIn(text, "|", line.content, line.end) >= 0;
}

interface Segments {
  readonly priority: Word | null;
  readonly status: StatusMark | null;
  readonly estimate: string;
  readonly extra: Word | null;
  readonly firstEnd: number;
  readonly count: number;
  readonly aside: number;
  /** First segment that says something else. */
  readonly other: Span | null;
}

/** Reads what stands between `|`, `·` and their look-alikes, in any order. */
function readSegments(text: string, from: number, to: number): Segments {
  let priority: Word | null = null;
  let status: StatusMark | null = null;
  let estimate = "";
  let extra: Word | null = null;
  let firstEnd = to;
  let other: Span | null = null;
  let aside = -1;
  let count = 0;
  for (let start = from; start < to && count < MAX_SEGMENTS; count++) {
    let end = start;
    while (end < to && !isSeparator(text.charCodeAt(end))) end++;
    if (count === 0) firstEnd = end;
    const segment = { start, end };
    start = end + 1;
    const word: Word | null = priorityIn(text, segment) ??
      (priority === null ? priorityEmojiIn(text, segment) : null);
    const isOther = word === null && !isEstimate(text, segment);
    const mark = isOther ? readStatus(text, segment) : null;
    if (word !== null) {
      if (priority === null) priority = word;
      else extra ??= word;
    } else if (mark !== null && mark.status !== null) {
      if (status === null || status.status === null) status = mark;
      else if (isWhole(text, mark, end)) extra ??= mark;
    } else if (mark !== null) {
      if (isAside(text, segment)) {
        if (aside < 0) aside = skipDecorations(text, segment.start, end);
      } else {
        status ??= mark;
        other ??= segment;
      }
    }
    if (estimate === "" && (mark === null || mark.status === null || mark.end < end)) {
      estimate = estimateIn(text, segment) ?? "";
    }
  }
  return { priority, status, estimate, extra, firstEnd, count, aside, other };
}

function isWhole(text: string, mark: StatusMark, end: number): boolean {
  const rest = skipDecorations(text, mark.end, end);
  return rest === end || text.charCodeAt(rest) === 40;
}

/** `Owner: Bob`, `@bob`, `#backend` stand beside the rest. */
function isAside(text: string, { start, end }: Span): boolean {
  const at = skipDecorations(text, start, end);
  if (at === end) return false;
  return /^(?:[@#+]|[\p{L}][\p{L}\d _-]{0,30}[*_]{0,3}[:：=])/u.test(
    text.slice(at, Math.min(end, at + 40)),
  );
}

/** `✅ DONE | Est: 2d` is read; `High | TODO` and `P0 - TODO` are meant as metadata and are not of its form. */
function withoutPriority(text: string, found: Segments, line: Span): Metadata | null {
  const { status, estimate, extra, aside, firstEnd, count, other } = found;
  const isClear = status !== null && status.status !== null &&
    isWhole(text, status, segmentEnd(text, status.end, line.end));
  if (isClear && (other === null || status.start < firstEnd)) {
    return { priority: null, status, estimate, extra, aside, place: line.start, isRead: true };
  }
  const isMeant = (isClear && count > 1) || mentionsPriority(text, count, line);
  return isMeant ? unreadable(text, line) : null;
}

function segmentEnd(text: string, from: number, to: number): number {
  let end = from;
  while (end < to && !isSeparator(text.charCodeAt(end))) end++;
  return end;
}

/** `P0 - TODO`, `P0 TODO`, `P0-P1 | TODO`. */
function mentionsPriority(text: string, segments: number, { start, end }: Span): boolean {
  const code = text.charCodeAt(start);
  if ((code !== 80 && code !== 112) || !isDigit(text.charCodeAt(start + 1))) return false;
  return segments > 1 || STATUS.test(text.slice(start, end));
}

function unreadable(text: string, { start, end }: Span): Metadata {
  const last = trimEnd(text, start, end);
  const priority = { word: text.slice(start, last), start, end: last };
  return { priority, status: null, estimate: "", extra: null, aside: -1, place: 0, isRead: false };
}

/** `✅` alone, or `🔴`. */
function emojiOnly(text: string, from: number, to: number): Metadata | null {
  if (to - from > 40) return null;
  const mark = readStatus(text, { start: from, end: to });
  if (mark === null) return null;
  const priority = priorityEmojiIn(text, { start: from, end: to });
  const status = mark.status === null ? null : mark;
  if (status === null && priority === null) return null;
  return { priority, status, estimate: "", extra: null, aside: -1, place: to, isRead: true };
}

function priorityIn(text: string, segment: Span): Word | null {
  const first = skipDecorations(text, segment.start, segment.end);
  const start = skipLabel(text, first, segment.end);
  const code = text.charCodeAt(start);
  if (code !== 80 && code !== 112) return null;
  let end = start + 1;
  while (end < segment.end && isDigit(text.charCodeAt(end))) end++;
  if (end === start + 1) return null;
  const rest = skipDecorations(text, end, segment.end);
  const isAlone = rest === segment.end ||
    (text.charCodeAt(rest) === 40 && !STATUS.test(text.slice(rest, segment.end)));
  return isAlone ? { word: text.slice(start, end), start, end } : null;
}

/** `🔴` in the place of `P0`. */
export function priorityEmojiIn(text: string, { start, end }: Span): Word | null {
  if (skipDecorations(text, start, end) < end) return null;
  const priority = priorityOfEmoji(text.slice(start, Math.min(end, start + 40)));
  return priority === null ? null : { word: priority, start, end: trimEnd(text, start, end) };
}

function afterMarkup(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isMarkup(text.charCodeAt(at))) at++;
  return at;
}
