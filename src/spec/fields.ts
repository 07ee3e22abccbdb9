// Labelled lines of a task: `**Depends on:** …`, `**Depends on**: …`, `- **Priority:** …`, `Depends on: …`.
import {
  indexIn,
  isLetter,
  isMarkup,
  isSeparator,
  isSpace,
  skipDecorations,
  skipSpaces,
  trimEnd,
} from "./chars.ts";

export type FieldName =
  | "priority"
  | "status"
  | "estimate"
  | "description"
  | "checklist"
  | "tests"
  | "needs"
  | "blocks"
  | "traces"
  | "other";

export interface Field {
  readonly name: FieldName;
  /** Set in bold or italics, not just followed by a colon. */
  readonly isMarked: boolean;
  /** Where the label begins. */
  readonly start: number;
  readonly value: number;
  /** End of the value, without spaces. */
  readonly end: number;
}

const NAMES: ReadonlyMap<string, FieldName> = new Map([
  ["priority", "priority"],
  ["status", "status"],
  ["estimate", "estimate"],
  ["estimated", "estimate"],
  ["estimation", "estimate"],
  ["estimated effort", "estimate"],
  ["estimated time", "estimate"],
  ["est", "estimate"],
  ["effort", "estimate"],
  ["description", "description"],
  ["checklist", "checklist"],
  ["depends on", "needs"],
  ["depends", "needs"],
  ["depend on", "needs"],
  ["dependencies", "needs"],
  ["dependency", "needs"],
  ["blocked by", "needs"],
  ["blocks", "blocks"],
  ["traces to", "traces"],
  ["traces", "traces"],
  ["trace", "traces"],
  ["trace to", "traces"],
  ["traceability", "traces"],
]);

const MAX_LABEL = 80;
const NO_FIELDS: readonly Field[] = [];

/** The fields of a line, in order; a second one begins where its bold label does. */
export function readFields(text: string, from: number, lineEnd: number): readonly Field[] {
  const end = trimEnd(text, from, lineEnd);
  const first = readLabel(text, from, end) ?? inner(text, from, end, null);
  if (first === null) return NO_FIELDS;
  const fields: Field[] = [];
  for (let field: Field | null = first; field !== null;) {
    const next: Field | null = inner(text, field.value, end, field.name);
    fields.push(next === null ? field : { ...field, end: valueEnd(text, field.value, next.start) });
    field = next;
  }
  return fields;
}

/** The field that a heading or a bold line names: `Checklist (3 items)` is a checklist. */
export function fieldNamed(label: string): FieldName {
  const start = skipDecorations(label, 0, label.length);
  const bracket = label.indexOf("(", start);
  let end = bracket < 0 ? label.length : bracket;
  while (end > start && isLabelEnd(label.charCodeAt(end - 1))) end--;
  const plain = label.slice(start, end).toLowerCase();
  return NAMES.get(plain) ?? (/^tests?\b/.test(plain) ? "tests" : "other");
}

function isLabelEnd(code: number): boolean {
  return isSpace(code) || isMarkup(code) || isColon(code) || code === 46;
}

function readLabel(text: string, from: number, end: number): Field | null {
  const code = text.charCodeAt(from);
  if (code === 42 || code === 95) return readMarked(text, from, end);
  return isLetter(code) ? readPlain(text, from, end) : null;
}

/** `**Label:** value` or `**Label**: value`. */
function readMarked(text: string, from: number, end: number): Field | null {
  const mark = text.charCodeAt(from);
  let label = from;
  while (label < end && label - from < 3 && text.charCodeAt(label) === mark) label++;
  const marks = text.slice(from, label);
  const close = indexIn(text, marks, label, Math.min(end, label + MAX_LABEL));
  if (close <= label) return null;
  const after = close + marks.length;
  const colon = skipSpaces(text, after, end);
  const inside = isColon(text.charCodeAt(trimEnd(text, label, close) - 1));
  const outside = colon < end && isColon(text.charCodeAt(colon));
  const alone = colon === end;
  if (!inside && !outside && !alone) return null;
  const name = fieldNamed(text.slice(label, close));
  // A line of bold words without a colon is a heading of its own only when we know it.
  if (!inside && !outside && name === "other") return null;
  const value = skipSpaces(text, !inside && outside ? colon + 1 : after, end);
  return { name, isMarked: true, start: from, value, end };
}

function readPlain(text: string, from: number, end: number): Field | null {
  const limit = Math.min(end, from + 24);
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (isColon(code)) {
      const name = NAMES.get(text.slice(from, trimEnd(text, from, at)).toLowerCase()) ??
        (/^tests$/i.test(text.slice(from, at)) ? "tests" : null);
      if (name === null || name === "other") return null;
      return { name, isMarked: false, start: from, value: skipSpaces(text, at + 1, end), end };
    }
    if (!isLetter(code) && !isSpace(code)) return null;
  }
  return null;
}

/** A known bold label further on in the line. */
function inner(text: string, from: number, end: number, after: FieldName | null): Field | null {
  let at = indexIn(text, "**", from, end);
  while (at >= 0) {
    if (at === from || isBreak(text.charCodeAt(at - 1))) {
      const field = readMarked(text, at, end);
      if (field !== null && mayFollow(text, from, field, after)) return field;
    }
    at = indexIn(text, "**", at + 2, end);
  }
  return null;
}

/** In prose, `the **Status:** header` is no field; a list of ids is one wherever it stands. */
function mayFollow(text: string, from: number, field: Field, after: FieldName | null): boolean {
  switch (field.name) {
    case "needs":
    case "blocks":
    case "traces":
      return true;
    case "priority":
    case "status":
    case "estimate":
      return after === "priority" || after === "status" || after === "estimate" ||
        isSeparator(text.charCodeAt(trimEnd(text, from, field.start) - 1));
    case "description":
    case "checklist":
    case "tests":
    case "other":
      return false;
  }
}

function isBreak(code: number): boolean {
  return isSpace(code) || isSeparator(code) || code === 44 || code === 59 || code === 46;
}

function valueEnd(text: string, from: number, next: number): number {
  let end = next;
  while (end > from) {
    const code = text.charCodeAt(end - 1);
    if (!isSpace(code) && !isSeparator(code) && code !== 44 && code !== 59) return end;
    end--;
  }
  return end;
}

function isColon(code: number): boolean {
  return code === 58 || code === 0xff1a;
}
