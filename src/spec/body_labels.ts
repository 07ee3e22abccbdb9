// What a label of a line means where it stands: a field, or words of the author's own.
import type { Body } from "./body_state.ts";
import { indexIn } from "./chars.ts";
import type { Field } from "./fields.ts";
import { folded } from "./fold.ts";
import { idEnd, prefixOf } from "./ids.ts";
import type { Line } from "./line_table.ts";
import { mayHeadIds } from "./mentions.ts";
import { emptyRefs, idAt, opensWithRef, type Piece, readRefs } from "./refs.ts";

/** `Blocked by: TASK-001` is a list of dependencies, `Blocked by: the lawyers` is text. */
export function settled(body: Body, fields: readonly Field[]): readonly Field[] {
  if (!fields.some((field) => field.name === "blockedBy")) return fields;
  return fields.map((field) => {
    if (field.name !== "blockedBy") return field;
    if (field.value === field.end) return { ...field, name: "maybeNeeds" };
    return { ...field, name: speaksOfTasks(body, field) ? "needs" : "other" };
  });
}

function speaksOfTasks({ text, page }: Body, { start, value, end }: Field): boolean {
  const { refs, odd, words } = readRefs(text, value, end, emptyRefs(start, value, value));
  if (words === null && (refs.length > 0 || odd.length > 0)) return true;
  return refs.some((ref) => page.prefixes.has(prefixOf(ref.id))) ||
    odd.some((piece) => page.prefixes.has(lettersOf(piece)));
}

function lettersOf(piece: Piece): string {
  return /^[A-Za-z]+/.exec(folded(piece.text))?.[0].toUpperCase() ?? "";
}

/** Ids behind a label that nobody knows, or in a list below it, may be dependencies. */
export function noteLabel(body: Body, field: Field): void {
  const { text } = body;
  if (!mayHeadIds(text.slice(field.start, field.value))) return;
  if (field.value === field.end) body.mayList = true;
  else noteId(body, field.value, field.end);
}

/** A line that opens with an id, under such a label. */
export function noteListed(body: Body, line: Line): void {
  if (!noteId(body, line.content, line.end)) body.mayList = false;
}

function noteId({ text, draft }: Body, from: number, to: number): boolean {
  const at = idAt(text, from, to);
  if (at < 0) return false;
  (draft.mentions ??= []).push({ id: text.slice(at, idEnd(text, at, to)), start: at });
  return true;
}

/** A label of the author's own, or one that means something only over ids. */
export function isText({ text }: Body, field: Field): boolean {
  if (field.name === "other") return true;
  const isMaybe = field.name === "maybeNeeds" || field.name === "maybeTraces";
  if (!isMaybe || opensWithRef(text, field.value, field.end)) return false;
  return field.name === "maybeTraces" || field.value < field.end || !field.isMarked;
}

/** `Priority: P1 | Status: DONE` is a metadata line with labels. */
export function isPlainLine(body: Body, field: Field): boolean {
  const isOfLine = field.name === "priority" || field.name === "status" ||
    field.name === "estimate";
  return isOfLine && body.isHead && indexIn(body.text, "|", field.value, field.end) >= 0;
}

/** Without bold a label counts only where prose does not begin with the same word. */
export function isPlainField(body: Body, field: Field): boolean {
  const isEmptyValue = field.value === field.end;
  switch (field.name) {
    case "priority":
    case "status":
      return body.isHead;
    case "estimate":
      return /^[\s~≈<>≤]*\d/.test(
        body.text.slice(field.value, Math.min(field.end, field.value + 20)),
      );
    case "checklist":
    case "tests":
      return isEmptyValue;
    case "description":
    case "needs":
    case "traces":
    case "blocks":
      return true;
    case "blockedBy":
    case "maybeNeeds":
    case "maybeTraces":
      return opensWithRef(body.text, field.value, field.end);
    case "other":
      return false;
  }
}
