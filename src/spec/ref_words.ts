// The words among ids: where one begins and ends, and whether it was meant as an id.
import { isDigit, isLetter, isSeparator, isSpace, isUpper } from "./chars.ts";
import { folded, isInvisible } from "./fold.ts";

export function isWordStart(code: number): boolean {
  if (isLetter(code) || isDigit(code)) return true;
  return code >= 128 && !isSeparator(code) && !isDash(code) && !isSpace(code) &&
    !(code >= 0x2000 && code <= 0x2bff) && !(code >= 0xd800 && code <= 0xdfff) &&
    code !== 0xfe0f && code !== 0xab && code !== 0xbb && code !== 0x3001 && code !== 0xff0c;
}

export function wordEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const isInner = code === 47 && isLetter(text.charCodeAt(at - 1)) && at - from < 2;
    const isJoint = code === 45 || code === 95 || code === 35 || isInvisible(code);
    if (!isWordStart(code) && !isJoint && !isInner && !isLongJoint(text, at, code)) break;
    at++;
  }
  return at;
}

/** `TASK 001`: the offset behind the number. */
export function spacedIdEnd(text: string, from: number, to: number): number | null {
  if (!isUpper(text.charCodeAt(from)) || !isUpper(text.charCodeAt(from + 1))) return null;
  const found = /^[A-Z]{2,20} (?=\d)/.exec(text.slice(from, Math.min(to, from + 24)));
  return found === null ? null : wordEnd(text, from + found[0].length, to);
}

/** A number, or letters with a number behind a joint: `3`, `TASK_001`, `TASK-OO1`, `task-1`. */
export function looksLikeId(written: string): boolean {
  const word = folded(written);
  if (/^§?\d/.test(word) || /^[A-Z]\d[\d.]{0,20}$/.test(word)) return true;
  return /^[A-Z]{2,20} \d/.test(word) ||
    /^[A-Za-z][A-Za-z0-9]{0,40}[-_][A-Za-z0-9_-]{0,40}$/.test(word) ||
    /^[A-Za-z]{2,40}\d{1,15}(?:\.\d{1,15}){0,4}[A-Za-z]?$/.test(word);
}

export function isDash(code: number): boolean {
  return code === 45 || code === 0x2014 || code === 0x2013 || code === 0x2212 || code === 0x2205;
}

/** `other/TASK-001` and `other#TASK-001` are tasks of another file. */
export function isPathMark(code: number): boolean {
  return code === 47 || code === 35 || code === 64 || code === 58;
}

/** `TASK–001`, with a dash that a word processor made; and the dot of `4.2`. */
function isLongJoint(text: string, at: number, code: number): boolean {
  const isDot = code === 46 && isDigit(text.charCodeAt(at - 1));
  const isLong = (code >= 0x2010 && code <= 0x2015) || code === 0x2212;
  return (isDot || (isLong && isLetter(text.charCodeAt(at - 1)))) &&
    isDigit(text.charCodeAt(at + 1));
}
