// The shape of an id: an upper-case prefix of one or more parts, a number, and perhaps a letter.
// `TASK-001`, `KAP-2`, `GE-FR-001`, `DESIGN-P5-001`, `TASK-1.2`, `TASK-12B`.
import { isDigit, isLetter, isUpper } from "./chars.ts";
import { isInvisible } from "./fold.ts";

/** Prefixes of requirements, decisions and groups: tasks only with a metadata line of their own. */
const RESERVED: ReadonlySet<string> = new Set(
  ("REQ FR NFR DESIGN DES ADR BEH BR US UC AC AP CON IF RISK GOAL DEC RFC OUT Q DT " +
    "MILESTONE M PHASE SPRINT EPIC ITERATION RELEASE STAGE GROUP WS").split(" "),
);

/** An id becomes part of names of files and branches. */
const MAX_LENGTH = 64;

export interface IdParts {
  /** `TASK` of `TASK-007`. */
  readonly prefix: string;
  readonly number: number;
  /** The digits as written: `007`. */
  readonly digits: string;
}

/** End of the id that begins at `from`, or -1. It must not run on into a longer word. */
export function idEnd(text: string, from: number, to: number): number {
  if (!isUpper(text.charCodeAt(from))) return -1;
  let end = -1;
  let at = partEnd(text, from, to);
  while (at < to && text.charCodeAt(at) === 45) {
    const part = at + 1;
    at = partEnd(text, part, to);
    if (at === part) return at < to && isLetter(text.charCodeAt(at)) ? -1 : end;
    if (at - from > MAX_LENGTH) return -1;
    end = numberEnd(text, part, at, to);
    if (end > at) return end;
  }
  return end;
}

export function isId(word: string): boolean {
  return idEnd(word, 0, word.length) === word.length;
}

export function prefixOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf("-")));
}

/** Null for an id with a letter or a sub-number. */
export function idParts(id: string): IdParts | null {
  const prefix = prefixOf(id);
  const digits = id.slice(prefix.length + 1);
  if (digits === "" || digits.length > 15) return null;
  for (let at = 0; at < digits.length; at++) if (!isDigit(digits.charCodeAt(at))) return null;
  return { prefix, number: Number(digits), digits };
}

export function isReservedPrefix(prefix: string): boolean {
  return RESERVED.has(prefix) || RESERVED.has(prefix.slice(prefix.lastIndexOf("-") + 1));
}

function partEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isPart(text.charCodeAt(at))) at++;
  return at;
}

/** End of the number part `[from, to)` with a letter or sub-numbers behind it; -1 when it is no number. */
function numberEnd(text: string, from: number, stop: number, to: number): number {
  let at = from;
  while (at < stop && isDigit(text.charCodeAt(at))) at++;
  if (at === from) return -1;
  if (at < stop) return at === stop - 1 && isLetter(text.charCodeAt(at)) ? stop : -1;
  while (at + 1 < to && text.charCodeAt(at) === 46 && isDigit(text.charCodeAt(at + 1))) {
    at++;
    while (at < to && isDigit(text.charCodeAt(at))) at++;
  }
  if (at < to && isLetter(text.charCodeAt(at)) && !wordGoesOn(text, at + 1, to)) at++;
  return wordGoesOn(text, at, to) ? -1 : at;
}

function isPart(code: number): boolean {
  return isUpper(code) || isDigit(code) || code === 95;
}

function wordGoesOn(text: string, at: number, to: number): boolean {
  let next = at;
  while (next < to && isInvisible(text.charCodeAt(next))) next++;
  if (next >= to) return false;
  const code = text.charCodeAt(next);
  return isLetter(code) || isDigit(code) || code === 95;
}
