// Fields of a task: what `**Priority:**`, `**Depends on:**` and the others set.
import { isDigit, isLetter, skipDecorations } from "./chars.ts";
import { warnOfText } from "./body_checklist.ts";
import { addPiece, type Body, close, duplicate, find, isEmpty, say } from "./body_state.ts";
import type { Draft } from "./draft.ts";
import { isMeantAsBox } from "./checkbox.ts";
import { readEstimate } from "./estimate.ts";
import type { Field } from "./fields.ts";
import type { Line } from "./line_table.ts";
import { priorityEmojiIn } from "./metadata.ts";
import { emptyRefs, readRefs, type Refs } from "./refs.ts";
import { readStatus, STATUS_WORDS, type Word } from "./status_mark.ts";

export function applyField(body: Body, field: Field, line: Line): void {
  const { text, draft } = body;
  close(body, "text");
  switch (field.name) {
    case "priority":
      return applyPriority(body, field);
    case "status":
      return applyStatus(body, field);
    case "estimate":
      if (draft.estimate === "") draft.estimate = readEstimate(text.slice(field.value, field.end));
      return;
    case "description":
      body.isHead = false;
      if (field.value < field.end && !body.isCutOff) {
        addPiece(body, text.slice(field.value, field.end));
      }
      return;
    case "checklist":
    case "tests":
      body.isHead = false;
      if (isMeantAsBox(text, field.value, field.end)) warnOfText(body, field.value, field.end);
      if (field.value < field.end) say(body, line, false);
      body.section = field.name === "tests" ? "tests" : "items";
      return;
    case "needs":
    case "blocks":
    case "traces":
      return applyRefs(body, field, field.name);
    case "blockedBy":
    case "maybeNeeds":
      return applyMaybe(body, field, line, "maybeNeeds");
    case "maybeTraces":
      return applyMaybe(body, field, line, "maybeTraces");
    case "other":
      if (!body.isCutOff) addPiece(body, text.slice(field.start, field.end));
  }
}

function applyPriority(body: Body, field: Field): void {
  const { text, draft } = body;
  const found = priorityOf(text, field);
  if (found === null) return;
  draft.hasMetadata = true;
  if (draft.priority === null) {
    draft.priority = found;
    return;
  }
  const isSame = draft.priority.word.toLowerCase() === found.word.toLowerCase();
  duplicate(body, isSame ? "warning" : "error", "priority", found.start, found.word);
}

/** `P1`, `P1 (high)`, `🔴`; with more behind it, such as `P1, Status: DONE`, all of it. */
function priorityOf(text: string, field: Field): Word | null {
  const start = skipDecorations(text, field.value, field.end);
  let end = start;
  while (end < field.end && isWordChar(text.charCodeAt(end))) end++;
  if (end === start) {
    return start < field.end
      ? { word: text.slice(start, field.end), start, end: field.end }
      : priorityEmojiIn(text, { start: field.value, end: field.end });
  }
  const isMore = MORE.test(text.slice(end, Math.min(field.end, end + 200)));
  const last = isMore ? field.end : end;
  return { word: text.slice(start, last), start, end: last };
}

const MORE = new RegExp(`[:=]|(?:^|[^A-Za-z_-])(?:${STATUS_WORDS})(?![A-Za-z_-])`);

function applyStatus(body: Body, field: Field): void {
  const { text, draft } = body;
  const mark = readStatus(text, { start: field.value, end: field.end });
  if (draft.status !== null) {
    // Even when both say the same: an edit would change one of them only.
    duplicate(body, "error", "status", field.value, text.slice(field.value, field.end));
    return;
  }
  draft.hasMetadata = true;
  draft.status = mark;
  if (mark === null) draft.statusPlace = field.end;
}

function applyRefs(body: Body, field: Field, name: "needs" | "blocks" | "traces"): void {
  const refs = refsOf(body, name, field.start, field.value);
  readRefs(body.text, field.value, field.end, refs);
  const goesOn = field.value === field.end || body.text.charCodeAt(field.end - 1) === 44;
  body.open = refs;
  if (!goesOn && isEmpty(refs)) body.open = null;
}

/** Ids count, and the line stays in the description: it may say more than that. */
function applyMaybe(
  body: Body,
  field: Field,
  line: Line,
  name: "maybeNeeds" | "maybeTraces",
): void {
  const { text, draft } = body;
  const isEmptyValue = field.value === field.end;
  body.isHead = false;
  say(body, { ...line, end: field.end }, isEmptyValue);
  if (name === "maybeTraces") {
    draft.traces ??= emptyRefs(field.start, field.value, field.value);
    if (!isEmptyValue) readRefs(text, field.value, field.end, draft.traces);
    return;
  }
  body.open = maybeNeeds(draft, field);
  if (!isEmptyValue) readRefs(text, field.value, field.end, body.open);
}

export function maybeNeeds(draft: Draft, field: Field): Refs {
  return draft.maybeNeeds ??= emptyRefs(field.start, field.value, field.value);
}

/** A second field of the same name adds to the first, so that no dependency gets lost. */
export function refsOf(
  body: Body,
  name: "needs" | "blocks" | "traces",
  label: number,
  at: number,
): Refs {
  const { draft } = body;
  const known = draft[name];
  if (known === null) return draft[name] = emptyRefs(label, at, at);
  find(body, "warning", "duplicate-field", label, {
    message: `Two lists of the same kind in ${draft.id}: their ids are joined`,
    fix: "Write one list",
  });
  return known;
}

function isWordChar(code: number): boolean {
  return isLetter(code) || isDigit(code) || (code >= 0x400 && code < 0x2000);
}
