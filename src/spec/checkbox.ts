// `[ ]` and `[x]` at the start of a list item.
import { isLetter, isSpace, skipSpaces } from "./chars.ts";
import { folded } from "./fold.ts";
import type { Span } from "./spec.ts";

export interface Checkbox {
  readonly done: boolean;
  readonly mark: Span;
  /** Where the item's text begins. */
  readonly text: number;
  /** False for `[-]`, `[✓]` and other marks we do not know. */
  readonly isKnown: boolean;
}

/** `[ ]` behind no bullet, or behind something that is none; `☐` and its kin. */
export function isMeantAsBox(text: string, from: number, end: number): boolean {
  const code = text.charCodeAt(from);
  if (isLetter(code)) return false;
  return MEANT.test(text.slice(from, Math.min(end, from + 24)));
}

const MEANT = /^(?:[-*+•·–—>\s`_(\\]|\d{1,12}[.)])*(?:\[ ?[xX ]? ?\](?![([:])|[☐☑☒])/;

export function readCheckbox(text: string, at: number, end: number): Checkbox | null {
  if (text.charCodeAt(at) !== 91) return null;
  const limit = Math.min(end, at + 6);
  let close = at + 1;
  while (close < limit && text.charCodeAt(close) !== 93) close++;
  if (close >= limit) return null;
  const next = text.charCodeAt(close + 1);
  // `[x](url)`, `[x][ref]` and `[x]: url` are links.
  if (close + 1 < end && (next === 40 || next === 91 || next === 58)) return null;
  const usual = close === at + 2 ? text.charCodeAt(at + 1) | 32 : 0;
  if (usual === 32 || usual === 120) {
    const mark = { start: at + 1, end: close };
    return { done: usual === 120, mark, text: skipSpaces(text, close + 1, end), isKnown: true };
  }
  const inside = text.slice(at + 1, close).trim();
  const isBlank = folded(inside) === "";
  const isTicked = inside === "x" || inside === "X";
  if (!isBlank && !isTicked && [...inside.replace("\uFE0F", "")].length !== 1) return null;
  const textStart = skipSpaces(text, close + 1, end);
  const isKnown = isBlank || isTicked;
  // A lone letter or digit is a footnote or a link unless it is set off like a mark.
  if (!isKnown && (/[A-Za-z0-9]/.test(inside) || !isSpace(next))) return null;
  return { done: isTicked, mark: { start: at + 1, end: close }, text: textStart, isKnown };
}
