// A status as written: `⬜ TODO`, `**Done**`, `✅`. Words decide, emoji decorate.
import {
  isDecoration,
  isDigit,
  isLetter,
  isMarkup,
  isSpace,
  skipDecorations,
  trimEnd,
} from "./chars.ts";
import type { Span, Status } from "./spec.ts";
import { statusOf, statusOfEmoji } from "./words.ts";

export interface Word extends Span {
  readonly word: string;
}

export interface StatusMark extends Word {
  /** Null when it cannot be read as one; the mark is then all that stands there. */
  readonly status: Status | null;
}

/** The words, as they stand in capitals. */
export const STATUS_WORDS = "TODO|IN[ _-]PROGRESS|REVIEW|DONE|BLOCKED";

/** `TODO → DONE`, `TODO/DONE`, `TODO DONE`: another status right behind the first. */
const ANOTHER = new RegExp(
  `^[\\s*_~\`\\]]*(?:/|→|[-=]>|[,;&]|or |and |then )?[\\s*_~\`\\[]*[^\\x00-\\x7f]{0,4}[\\s*_~\`\\[]*` +
    `(?:${STATUS_WORDS})(?![A-Za-z_-])`,
);

/** Reads the status at the start of a segment or of a field's value. */
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
  const status = statusOf(word);
  const isRead = status !== null && !isStruck(text, segment.start, at) &&
    !isBoxed(text, start, at) &&
    !hasAnother(text, end, to);
  if (isRead) return { word, status, start, end };
  const last = trimEnd(text, start, to);
  return { word: text.slice(start, last), status: null, start, end: last };
}

/** Skips `Priority:`, `Status:` within a segment. */
export function skipLabel(text: string, from: number, to: number): number {
  const code = text.charCodeAt(from) | 32;
  if (code !== 112 && code !== 115) return from;
  const found = /^(?:priority|status)[*_ ]*[:：][*_ ]*/i.exec(
    text.slice(from, Math.min(to, from + 40)),
  );
  return found === null ? from : skipDecorations(text, from + found[0].length, to);
}

function hasAnother(text: string, from: number, to: number): boolean {
  return trimEnd(text, from, to) > from && ANOTHER.test(text.slice(from, Math.min(to, from + 60)));
}

function isStruck(text: string, from: number, to: number): boolean {
  return to > from && text.charCodeAt(to - 1) === 126 && text.slice(from, to).includes("~~");
}

/** `[ ] TODO`: a checkbox, which a change of the word would leave behind. */
function isBoxed(text: string, from: number, to: number): boolean {
  return to > from && text.slice(from, to).includes("]");
}

function emojiMark(text: string, start: number, to: number): StatusMark | null {
  let end = to;
  while (end > start && isSpaceOrMarkup(text.charCodeAt(end - 1))) end--;
  if (end === start) return null;
  const status = statusOfEmoji(text.slice(start, end));
  return { word: status === null ? text.slice(start, end) : "", status, start, end };
}

function wordEnd(text: string, from: number, to: number): number {
  const end = runEnd(text, from, to);
  const code = text.charCodeAt(from) | 32;
  if (end !== from + 2 || (code !== 105 && code !== 116)) return end;
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

/** Up to the emoji or the word; the bracket of `[TODO]` is no part of the mark. */
function skipSpaceAndMarkup(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (isSpaceOrMarkup(text.charCodeAt(at)) || text.charCodeAt(at) === 91)) at++;
  return at;
}

function isSpaceOrMarkup(code: number): boolean {
  return isSpace(code) || isMarkup(code);
}
