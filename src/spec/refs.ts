// The value of `Depends on`, `Blocks` and `Traces to`: ids, with or without brackets, ranges of ids, and words
// around them. Nothing is dropped here: what is no id is reported as such to `resolve.ts`.
import { isDigit, isLetter, isMarkup, isSpace, skipSpaces } from "./chars.ts";
import { withOne } from "./draft.ts";
import { isInvisible } from "./fold.ts";
import { idEnd, idParts } from "./ids.ts";
import { isDash, isPathMark, isWordStart, looksLikeId, spacedIdEnd, wordEnd } from "./ref_words.ts";

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
  /** Stands right behind an id and a colon or a dash, as its name does. */
  readonly isAside: boolean;
}

export interface Refs {
  refs: Ref[];
  /** Bare numbers, misspelt ids, brackets with something else in them. */
  odd: Piece[];
  /** First words outside of parentheses that are no id. */
  words: Piece | null;
  /** First sign that says nothing, such as `?`. */
  junk: Piece | null;
  /** `—`, `none`: waits for nothing. */
  isNone: boolean;
  /** Where the value stands. */
  readonly start: number;
  end: number;
  readonly label: number;
}

const NO_REFS: Ref[] = [];
const NO_PIECES: Piece[] = [];

export function emptyRefs(label: number, start: number, end: number): Refs {
  return {
    refs: NO_REFS,
    odd: NO_PIECES,
    words: null,
    junk: null,
    isNone: false,
    label,
    start,
    end,
  };
}

const MAX_BRACKET = 400;
const NONE: ReadonlySet<string> = new Set(["none", "nothing", "no", "n/a", "na", "nil", "нет"]);
const JOINS: ReadonlySet<string> = new Set(["and", "und", "et", "y", "и", "plus", "then", "or"]);

/** Reads `[from, to)` into `into`, and returns that; called once for each line of the value. */
export function readRefs(text: string, from: number, to: number, into: Refs): Refs {
  let depth = 0;
  let lastClosing = -1;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 40) {
      // What is never closed hides nothing.
      if (lastClosing < 0) lastClosing = from + text.slice(from, to).lastIndexOf(")");
      if (at < lastClosing) depth++;
    }
    if (code === 41 && depth > 0) depth--;
    if (code === 91) at = readBracket(text, at, to, depth > 0, into);
    else if (code === 60 && text.startsWith("<!--", at)) at = commentEnd(text, at, to);
    else if (isWordStart(code)) {
      const isAttached = at > from && isPathMark(text.charCodeAt(at - 1)) &&
        into.refs.at(-1)?.end !== at - 1;
      at = readWord(text, at, to, { isInParens: depth > 0, isAttached }, into);
    } else {
      if (isFirst(into)) readSign(text, at, into);
      at++;
    }
  }
  into.end = to;
  return into;
}

/** `—` is none; `?` is nothing that can be read. */
function readSign(text: string, at: number, into: Refs): void {
  const code = text.charCodeAt(at);
  if (isDash(code)) into.isNone = true;
  else if (
    !isSpace(code) && !isMarkup(code) && !isInvisible(code) &&
    !".,;:()[]{}<>\"'\\|".includes(text.charAt(at))
  ) {
    into.junk ??= { text: text.charAt(at), start: at, isBracketed: false, isAside: false };
  }
}

/** Does the line go on with ids, so that it belongs to the value above it? */
export function opensWithRef(text: string, from: number, to: number): boolean {
  return idAt(text, from, to) >= 0;
}

/** Where the id stands that a value opens with; -1 without one. */
export function idAt(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (text.charCodeAt(at) === 91 || isMarkup(text.charCodeAt(at)))) at++;
  return idEnd(text, at, to) < 0 ? -1 : at;
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
  readonly isAttached?: boolean;
  /** How far a range may reach; it may leave its bracket. */
  readonly rangeTo?: number;
}

function readWord(text: string, from: number, to: number, place: Place, into: Refs): number {
  const id = idEnd(text, from, to);
  if (id >= 0 && place.isAttached) return readAttached(text, from, id, into);
  if (id >= 0) return readRange(text, from, id, place.rangeTo ?? to, place, into);
  const end = spacedIdEnd(text, from, to) ?? wordEnd(text, from, to);
  const word = text.slice(from, end);
  const lower = word.toLowerCase();
  if (NONE.has(lower)) {
    if (isFirst(into)) into.isNone = true;
    return end;
  }
  if (JOINS.has(lower)) return end;
  const isBracketed = place.isBracketed ?? false;
  const isAside = !isInWords(into) && isBehindColon(text, into.refs.at(-1)?.end ?? from, from);
  const piece = { text: word, start: from, isBracketed, isAside };
  if (isBracketed || (looksLikeId(word) && !isAside && !place.isInParens && into.words === null)) {
    into.odd = withOne(into.odd, piece);
  } else if (!place.isInParens && (into.words === null || (!isAside && into.words.isAside))) {
    into.words = { ...piece, text: phraseOf(text, from, to) };
  }
  return end;
}

const MAX_PHRASE = 60;

/** The words from here on, as a person is shown them: up to a bracket, or to what may be the next id. */
function phraseOf(text: string, from: number, to: number): string {
  const limit = Math.min(to, from + MAX_PHRASE);
  let at = from;
  while (at < limit && !"[](){}\r\n".includes(text.charAt(at))) {
    if (",;|".includes(text.charAt(at)) && idAt(text, skipSpaces(text, at + 1, to), to) >= 0) break;
    at++;
  }
  const isCut = at === limit && limit < to;
  return `${text.slice(from, at).replace(/[\s,;|]+$/, "")}${isCut ? "…" : ""}`;
}

/** Behind words that are no name of a task. */
function isInWords({ words }: Refs): boolean {
  return words !== null && !words.isAside;
}

function readAttached(text: string, from: number, end: number, into: Refs): number {
  let start = from - 1;
  while (start > into.start && !isSpace(text.charCodeAt(start - 1)) && from - start < 80) start--;
  const piece = { text: text.slice(start, end), start, isBracketed: true, isAside: false };
  into.odd = withOne(into.odd, piece);
  return end;
}

/** `TASK-001: its name`, `[TASK-001] — its name`. */
function isBehindColon(text: string, ref: number, word: number): boolean {
  return word > ref && word - ref < 200 &&
    /^[\]*_`~)]*(?:[ \t\u00a0]*[:：—–]|[ \t]+-[ \t])[^,;\r\n]*$/.test(text.slice(ref, word));
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
  into.refs = withOne(into.refs, {
    id,
    last,
    start: from,
    end,
    isBracketed: place.isBracketed ?? false,
    isInParens: place.isInParens,
    isAfterWords: isInWords(into) || isBehindColon(text, into.refs.at(-1)?.end ?? from, from),
  });
  return end;
}

const RANGE_WORD = /^(?:to|through|thru)\s/i;

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
  else if ((code | 32) === 116 && RANGE_WORD.test(text.slice(at, Math.min(to, at + 9)))) {
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

function isFirst(into: Refs): boolean {
  return into.refs.length === 0 && into.odd.length === 0 && into.words === null;
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

function commentEnd(text: string, at: number, to: number): number {
  const end = text.slice(at, to).indexOf("-->");
  return end < 0 ? to : at + end + 3;
}
