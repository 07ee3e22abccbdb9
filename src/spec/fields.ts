// Labelled lines of a task: `**Depends on:** …`, `**Depends on**: …`, `- **Priority:** …`, `Depends on: …`.
import { indexIn, isLetter, isSeparator, isSpace, skipSpaces, trimEnd } from "./chars.ts";
import { type FieldName, fieldNamed, isColon } from "./field_names.ts";
import { opensWithRef } from "./refs.ts";

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

const MAX_LABEL = 80;
/** A label and its ids, all in bold. */
const MAX_BOLD = 400;
const NO_FIELDS: readonly Field[] = [];

/** The fields of a line, in order; a second one begins where its bold label does. */
export function readFields(text: string, from: number, lineEnd: number): readonly Field[] {
  const end = trimEnd(text, from, lineEnd);
  const first = readLabel(text, from, end) ?? inner(text, from, end, null);
  if (first === null) return NO_FIELDS;
  const second = nextField(text, first, end);
  if (second === null) return [first];
  const fields: Field[] = [{ ...first, end: valueEnd(text, first.value, second.start) }];
  for (let field: Field | null = second; field !== null;) {
    const next: Field | null = nextField(text, field, end);
    fields.push(next === null ? field : { ...field, end: valueEnd(text, field.value, next.start) });
    field = next;
  }
  return fields;
}

function nextField(text: string, { name, value, isMarked }: Field, end: number): Field | null {
  return inner(text, value, end, name) ?? (isMarked ? null : afterBar(text, value, end));
}

function readLabel(text: string, from: number, end: number): Field | null {
  const code = text.charCodeAt(from);
  if (code === 42 || code === 95) return readMarked(text, from, end);
  return isLetter(code) ? readPlain(text, from, end) : null;
}

/** `**Label:** value` or `**Label**: value`. */
function readMarked(text: string, from: number, end: number): Field | null {
  const usual = usualLabel(text, from);
  if (usual !== null && from + usual.label.length <= end) {
    const value = skipSpaces(text, from + usual.label.length, end);
    return { name: usual.name, isMarked: true, start: from, value, end };
  }
  const mark = text.charCodeAt(from);
  let label = from;
  while (label < end && label - from < 3 && text.charCodeAt(label) === mark) label++;
  const marks = text.slice(from, label);
  const close = indexIn(text, marks, label, Math.min(end, label + MAX_LABEL));
  if (close <= label) return readBold(text, from, { label, close: end - marks.length, marks, end });
  const after = close + marks.length;
  const colon = skipSpaces(text, after, end);
  const inside = isColon(text.charCodeAt(trimEnd(text, label, close) - 1));
  const outside = colon < end && isColon(text.charCodeAt(colon));
  const alone = colon === end;
  const name = fieldNamed(text.slice(label, close));
  if (!inside && !outside) {
    if (alone && name === "other") return readBold(text, from, { label, close, marks, end });
    // A line of bold words without a colon is a heading of its own only when we know it.
    if (!alone) return readDashed(text, { name, isMarked: true, start: from, value: colon, end });
  }
  const value = skipSpaces(text, !inside && outside ? colon + 1 : after, end);
  return { name, isMarked: true, start: from, value, end };
}

/** The labels of nearly every file, told by their first letter: they need not be taken apart. */
function usualLabel(text: string, from: number): Usual | null {
  switch (text.charCodeAt(from + 2)) {
    case 66:
      return startsWith(text, from, BLOCKS);
    case 67:
      return startsWith(text, from, CHECKLIST);
    case 68:
      return startsWith(text, from, NEEDS) ?? startsWith(text, from, DESCRIPTION);
    case 84:
      return startsWith(text, from, TRACES);
    default:
      return null;
  }
}

interface Usual {
  readonly label: string;
  readonly name: FieldName;
}

const BLOCKS: Usual = { label: "**Blocks:**", name: "blocks" };
const CHECKLIST: Usual = { label: "**Checklist:**", name: "checklist" };
const DESCRIPTION: Usual = { label: "**Description:**", name: "description" };
const NEEDS: Usual = { label: "**Depends on:**", name: "needs" };
const TRACES: Usual = { label: "**Traces to:**", name: "traces" };

function startsWith(text: string, from: number, usual: Usual): Usual | null {
  return text.startsWith(usual.label, from) ? usual : null;
}

interface Bold {
  readonly label: number;
  readonly close: number;
  readonly marks: string;
  readonly end: number;
}

/** `**Depends on: TASK-001**`: all of the line in bold. */
function readBold(text: string, from: number, { label, close, marks, end }: Bold): Field | null {
  if (end - from > MAX_BOLD || close + marks.length !== end) return null;
  if (!text.startsWith(marks, close)) return null;
  const field = readPlain(text, label, close);
  return field === null || field.value === field.end || !holdsIds(field.name)
    ? null
    : { ...field, isMarked: true, start: from };
}

/** `**Depends on** TASK-001`, `**Depends on** — TASK-001`, `**Depends on** = TASK-001`. */
function readDashed(text: string, field: Field): Field | null {
  if (!holdsIds(field.name)) return null;
  let value = field.value;
  while (value < field.end && isDash(text.charCodeAt(value))) value++;
  value = skipSpaces(text, value, field.end);
  return opensWithRef(text, value, field.end) ? { ...field, value } : null;
}

function readPlain(text: string, from: number, end: number): Field | null {
  const limit = Math.min(end, from + 24);
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (isColon(code)) {
      const name = plainName(text.slice(from, trimEnd(text, from, at)));
      if (name === "other") return null;
      return { name, isMarked: false, start: from, value: skipSpaces(text, at + 1, end), end };
    }
    const isInner = code === 95 || code === 45 || code === 0xa0;
    if (!isLetter(code) && !isSpace(code) && !isInner) return readPhrase(text, from, end);
  }
  return readPhrase(text, from, end);
}

/** `Tests for the login: …` is prose. */
function plainName(label: string): FieldName {
  const name = fieldNamed(label);
  return name === "tests" && !/^tests$/i.test(label) ? "other" : name;
}

/** `Depends on TASK-001 and TASK-002`: no colon, but nothing else than ids behind. */
function readPhrase(text: string, from: number, end: number): Field | null {
  const code = text.charCodeAt(from) | 32;
  if (code !== 98 && code !== 100) return null;
  const phrase = /^(?:depends (?:up)?on|depends|blocked by) +/i.exec(text.slice(from, from + 24));
  const value = phrase === null ? end : from + phrase[0].length;
  if (!opensWithRef(text, value, end)) return null;
  return { name: "maybeNeeds", isMarked: false, start: from, value, end };
}

function holdsIds(name: FieldName): boolean {
  return name === "needs" || name === "blocks" || name === "traces" || name === "blockedBy" ||
    name === "maybeNeeds" || name === "maybeTraces";
}

/** `—`, `-`, `=`, `>` and `→`. */
function isDash(code: number): boolean {
  return code === 45 || code === 61 || code === 62 || code === 0x2013 || code === 0x2014 ||
    code === 0x2192;
}

/** `Depends on: TASK-001 | Traces to: REQ-001`. */
function afterBar(text: string, from: number, end: number): Field | null {
  let bar = indexIn(text, "|", from, end);
  while (bar >= 0) {
    const field = readLabel(text, skipSpaces(text, bar + 1, end), end);
    if (field !== null && field.name !== "other") return field;
    bar = indexIn(text, "|", bar + 1, end);
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
    case "blockedBy":
    case "maybeNeeds":
    case "maybeTraces":
      return opensWithRef(text, field.value, field.end);
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
