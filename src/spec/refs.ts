// The value of `Depends on`, `Blocks` and `Traces to`: ids, with or without brackets, ranges of ids, and words
// around them. Nothing is dropped here: what is no id is reported as such to `resolve.ts`.
import { isDigit, isLetter, isMarkup, isSeparator, isSpace, skipSpaces } from "./chars.ts";
import { idEnd, idParts } from "./ids.ts";

export interface Ref {
  readonly id: string;
  /** Last id of a range, as written or completed from `TASK-001..9`; null for a single id. */
  readonly last: string | null;
  readonly start: number;
  readonly end: number;
  readonly isBracketed: boolean;
  readonly isInParens: boolean;
  /** Stands behind words: `TASK-001 because of SHA-256`. */
  readonly isAfterWords: boolean;
}

export interface Piece {
  readonly text: string;
  readonly start: number;
  /** Stands in square brackets, where only ids belong. */
  readonly isBracketed: boolean;
}

export interface Refs {
  readonly refs: Ref[];
  /** Bare numbers, misspelt ids, brackets with something else in them. */
  readonly odd: Piece[];
  /** First word outside of parentheses that is no id. */
  words: Piece | null;
  /** `—`, `none`: waits for nothing. */
  isNone: boolean;
  /** Where the value stands. */
  readonly start: number;
  end: number;
  readonly label: number;
}

export function emptyRefs(label: number, start: number, end: number): Refs {
  return { refs: [], odd: [], words: null, isNone: false, label, start, end };
}

const MAX_BRACKET = 400;
const NONE: ReadonlySet<string> = new Set(["none", "nothing", "no", "n/a", "na", "nil", "нет"]);
const JOINS: ReadonlySet<string> = new Set(["and", "und", "et", "y", "и", "plus", "then", "or"]);

/** Reads `[from, to)` into `into`; called once for each line of the value. */
export function readRefs(text: string, from: number, to: number, into: Refs): void {
  let depth = 0;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 40) depth++;
    if (code === 41 && depth > 0) depth--;
    if (code === 91) at = readBracket(text, at, to, depth > 0, into);
    else if (code === 60 && text.startsWith("<!--", at)) at = commentEnd(text, at, to);
    else if (isWordStart(code)) at = readWord(text, at, to, { isInParens: depth > 0 }, into);
    else {
      if (isDash(code) && isFirst(into)) into.isNone = true;
      at++;
    }
  }
  into.end = to;
}

/** Does the line go on with ids, so that it belongs to the value above it? */
export function opensWithRef(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to && (text.charCodeAt(at) === 91 || isMarkup(text.charCodeAt(at)))) at++;
  return idEnd(text, at, to) >= 0;
}

function readBracket(
  text: string,
  open: number,
  to: number,
  isInParens: boolean,
  into: Refs,
): number {
  const close = bracketEnd(text, open, to);
  if (close < 0) return open + 1;
  const before = into.refs.length;
  const oddBefore = into.odd.length;
  let at = open + 1;
  while (at < close) {
    const code = text.charCodeAt(at);
    at = isWordStart(code)
      ? readWord(text, at, close, { isInParens, isBracketed: true, rangeTo: to }, into)
      : at + 1;
  }
  if (at > close) return at;
  const nothing = into.refs.length === before && into.odd.length === oddBefore;
  if (nothing && isFirst(into)) into.isNone = true;
  const next = close + 1;
  // `[TASK-001](#task-001)`: the target is no text.
  if (text.charCodeAt(next) !== 40) return next;
  const end = text.slice(next, Math.min(to, next + MAX_BRACKET)).indexOf(")");
  return end < 0 ? next : next + end + 1;
}

interface Place {
  readonly isInParens: boolean;
  readonly isBracketed?: boolean;
  /** How far a range may reach; it may leave its bracket. */
  readonly rangeTo?: number;
}

function readWord(text: string, from: number, to: number, place: Place, into: Refs): number {
  const id = idEnd(text, from, to);
  if (id >= 0) return readRange(text, from, id, place.rangeTo ?? to, place, into);
  const end = wordEnd(text, from, to);
  const word = text.slice(from, end);
  const lower = word.toLowerCase();
  if (NONE.has(lower)) {
    if (isFirst(into)) into.isNone = true;
    return end;
  }
  if (JOINS.has(lower)) return end;
  const isBracketed = place.isBracketed ?? false;
  const piece = { text: word, start: from, isBracketed };
  if (isBracketed || (looksLikeId(word) && !place.isInParens && into.words === null)) {
    into.odd.push(piece);
  } else if (!place.isInParens) into.words ??= piece;
  return end;
}

/** Reads on from one id to `..`, `…`, an en dash, `to` and a second id or number. */
function readRange(
  text: string,
  from: number,
  idStop: number,
  to: number,
  place: Place,
  into: Refs,
): number {
  const id = text.slice(from, idStop);
  const lastFrom = rangeMark(text, idStop, to);
  const lastEnd = lastFrom < 0 ? -1 : lastIdEnd(text, lastFrom, to);
  const parts = lastEnd < 0 ? null : idParts(id);
  let last: string | null = null;
  if (parts !== null) {
    const written = text.slice(lastFrom, lastEnd);
    last = isDigit(written.charCodeAt(0)) ? `${parts.prefix}-${written}` : written;
    if (idParts(last)?.prefix !== parts.prefix) last = null;
  }
  const end = last === null ? idStop : lastEnd;
  into.refs.push({
    id,
    last,
    start: from,
    end,
    isBracketed: place.isBracketed ?? false,
    isInParens: place.isInParens,
    isAfterWords: into.words !== null,
  });
  return end;
}

/** Offset behind a range mark, or -1. */
function rangeMark(text: string, from: number, to: number): number {
  let at = from;
  // `[TASK-001]..[TASK-003]`, `` `TASK-001`..`TASK-003` ``
  while (at < to && (text.charCodeAt(at) === 93 || text.charCodeAt(at) === 96)) at++;
  at = skipSpaces(text, at, to);
  const code = text.charCodeAt(at);
  if (text.startsWith("..", at)) {
    while (at < to && text.charCodeAt(at) === 46) at++;
  } else if (code === 0x2026 || code === 0x2013) at++;
  else if (/^(?:to|through|thru)\s/i.test(text.slice(at, Math.min(to, at + 9)))) {
    at = wordEnd(text, at, to);
  } else return -1;
  at = skipSpaces(text, at, to);
  while (at < to && (text.charCodeAt(at) === 91 || text.charCodeAt(at) === 96)) at++;
  return at < to ? at : -1;
}

function lastIdEnd(text: string, from: number, to: number): number {
  if (!isDigit(text.charCodeAt(from))) return idEnd(text, from, to);
  let at = from;
  while (at < to && isDigit(text.charCodeAt(at))) at++;
  return isLetter(text.charCodeAt(at)) ? -1 : at;
}

function bracketEnd(text: string, open: number, to: number): number {
  const limit = Math.min(to, open + MAX_BRACKET);
  for (let at = open + 1; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 93) return at;
    if (code === 91) return -1;
  }
  return -1;
}

/** A number, or letters with a number behind a joint: `3`, `TASK_001`, `TASK-OO1`, `task-1`. */
function looksLikeId(word: string): boolean {
  if (isDigit(word.charCodeAt(0))) return true;
  return /^[A-Za-z][A-Za-z0-9]{0,40}[-_][A-Za-z0-9_-]{0,40}$/.test(word) ||
    /^[A-Za-z]{2,40}\d{1,15}[A-Za-z]?$/.test(word);
}

function wordEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const isInner = code === 47 && isLetter(text.charCodeAt(at - 1)) && at - from < 2;
    if (!isWordStart(code) && code !== 45 && code !== 95 && code !== 35 && !isInner) break;
    at++;
  }
  return at;
}

function isWordStart(code: number): boolean {
  if (isLetter(code) || isDigit(code)) return true;
  return code >= 128 && !isSeparator(code) && !isDash(code) && !isSpace(code) &&
    !(code >= 0x2000 && code <= 0x2bff) && !(code >= 0xd800 && code <= 0xdfff) &&
    code !== 0xfe0f && code !== 0xab && code !== 0xbb && code !== 0x3001 && code !== 0xff0c;
}

function isDash(code: number): boolean {
  return code === 45 || code === 0x2014 || code === 0x2013 || code === 0x2212 || code === 0x2205;
}

function isFirst(into: Refs): boolean {
  return into.refs.length === 0 && into.odd.length === 0 && into.words === null;
}

function commentEnd(text: string, at: number, to: number): number {
  const end = text.slice(at, to).indexOf("-->");
  return end < 0 ? to : at + end + 3;
}
