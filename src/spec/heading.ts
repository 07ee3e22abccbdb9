// A heading line: the id it carries and the name behind it, or why a heading that means a task is none.
import { isMarkup, isSpace, skipSpaces, trimEnd } from "./chars.ts";
import { idEnd, prefixOf } from "./ids.ts";
import type { Line } from "./line_table.ts";
import { lookAlike } from "./look_alike.ts";

export interface Heading {
  readonly line: number;
  readonly level: number;
  /** False for a line that lacks the space behind its hashes. */
  readonly isHeading: boolean;
  /** Without hashes and emphasis around the whole; of a task its name. */
  readonly text: string;
  /** `TASK` of `TASK-001`; empty without an id. */
  readonly prefix: string;
  /** Null when the heading is not of the form `ID: name`. */
  readonly id: string | null;
  readonly name: string;
  /** Struck out: `~~TASK-001: name~~`. */
  readonly isStruck: boolean;
  /** The id it seems to mean, when it is not of that form. */
  readonly meant: string | null;
  /** Where the id, or the text, begins. */
  readonly at: number;
}

export function readHeading(text: string, line: Line, index: number): Heading {
  const from = line.kind === "heading" ? line.content : line.content + line.level;
  const end = closingHashes(text, from, line.end);
  const isHeading = line.kind === "heading";
  const isStruck = text.charCodeAt(from) === 126 && text.charCodeAt(from + 1) === 126;
  const { level } = line;
  const id = readId(text, from, end);
  const name = isHeading && line.level >= 2 ? id?.name ?? null : null;
  if (id !== null && name !== null) {
    const prefix = prefixOf(id.id);
    const shown = prefix === "TASK" ? name : headingText(text, from, end);
    const { at } = id;
    return {
      line: index,
      level,
      isHeading,
      isStruck,
      at,
      text: shown,
      prefix,
      id: id.id,
      name,
      meant: null,
    };
  }
  const meant = id?.isRange ? null : id?.id ?? lookAlike(text, from, end);
  const shown = headingText(text, from, end);
  return {
    line: index,
    level,
    isHeading,
    isStruck,
    at: from,
    text: shown,
    prefix: "",
    id: null,
    name: "",
    meant,
  };
}

interface HeadingId {
  readonly id: string;
  readonly at: number;
  /** Null without a separator between id and name. */
  readonly name: string | null;
  readonly isRange: boolean;
}

function readId(text: string, from: number, to: number): HeadingId | null {
  let at = from;
  let opened = false;
  while (at < to && (text.charCodeAt(at) === 91 || isMarkup(text.charCodeAt(at)))) {
    opened = true;
    at++;
  }
  const end = idEnd(text, at, to);
  if (end < 0) return null;
  const id = text.slice(at, end);
  let after = end;
  if (opened) { while (after < to && isClosing(text.charCodeAt(after))) after++; }
  const next = skipSpaces(text, after, to);
  if (next === to) return { id, at, name: "", isRange: false };
  // Brackets set an id off well enough: `[TASK-001] Name`.
  const isSetOff = text.charCodeAt(at - 1) === 91 && after > end && next > after;
  const separator = Math.max(separatorEnd(text, after, next, to), isSetOff ? next : -1);
  if (separator < 0) return { id, at, name: null, isRange: text.startsWith("..", next) };
  const marks = skipMarkupAfter(text, separator, to, opened);
  const name = skipSpaces(text, marks, to);
  // Brackets or emphasis around the whole, not around the id alone.
  const isWrapped = opened && after === end && marks === separator;
  const isDash = text.charCodeAt(next) !== 58 && text.charCodeAt(next) !== 0xff1a;
  // "## TASK-001 – TASK-009: overview" speaks of many.
  const isRange = isDash && idEnd(text, name, to) >= 0;
  return { id, at, name: isRange ? null : cleanName(text, name, to, isWrapped), isRange };
}

/** Colon, dash with a space before it, en dash or em dash; the offset behind it. */
function separatorEnd(text: string, after: number, next: number, to: number): number {
  const code = text.charCodeAt(next);
  if (code === 58 || code === 0xff1a || isLongDash(code)) return next + 1;
  if (code !== 45) return -1;
  let end = next;
  while (end < to && text.charCodeAt(end) === 45) end++;
  const spaced = next > after || isSpace(text.charCodeAt(end));
  return spaced ? end : -1;
}

/** Figure, en and em dash, horizontal bar, minus. */
function isLongDash(code: number): boolean {
  return (code >= 0x2012 && code <= 0x2015) || code === 0x2212;
}

/** In `**TASK-1:** name` the emphasis closes behind the colon. */
function skipMarkupAfter(text: string, from: number, to: number, opened: boolean): number {
  let at = from;
  if (opened) { while (at < to && isClosing(text.charCodeAt(at))) at++; }
  return at;
}

function cleanName(text: string, from: number, to: number, isWrapped: boolean): string {
  let end = to;
  if (isWrapped) { while (end > from && isClosing(text.charCodeAt(end - 1))) end--; }
  const name = text.slice(from, trimEnd(text, from, end));
  if (!name.endsWith("}") && !name.includes("<!--")) return name;
  return name.replace(/<!--[^]*?(?:-->|$)/g, "").replace(/\{#[^{}]*\}\s*$/, "").trim();
}

function headingText(text: string, from: number, to: number): string {
  const first = skipSpaces(text, from, to);
  let start = first;
  let end = to;
  while (start < end && text.charCodeAt(start) === 42) start++;
  if (start > first) { while (end > start && text.charCodeAt(end - 1) === 42) end--; }
  return cleanName(text, start, end, false);
}

/** Closing hashes count as decoration only behind a space. */
function closingHashes(text: string, from: number, to: number): number {
  const end = trimEnd(text, from, to);
  let at = end;
  while (at > from && text.charCodeAt(at - 1) === 35) at--;
  if (at === end) return end;
  return at === from || isSpace(text.charCodeAt(at - 1)) ? trimEnd(text, from, at) : end;
}

/** Does the heading speak of a task, judged by the prefixes this file uses? */
export function isUnreadableTask(heading: Heading, prefixes: ReadonlySet<string>): boolean {
  return heading.id === null && heading.meant !== null && prefixes.has(prefixOf(heading.meant));
}

function isClosing(code: number): boolean {
  return code === 93 || isMarkup(code);
}
