// Reads the lines under a task's heading: metadata, fields, checklist, and the description, which is
// everything else up to a `---`.
import { readItem, warnOfText } from "./body_checklist.ts";
import { applyField, refsOf } from "./body_fields.ts";
import { readMetadataOf } from "./body_metadata.ts";
import { type Body, close, isEmpty, type Page, say } from "./body_state.ts";
import { indexIn, trimEnd } from "./chars.ts";
import { isMeantAsBox } from "./checkbox.ts";
import type { Draft } from "./draft.ts";
import { fieldNamed, isColon } from "./field_names.ts";
import { type Field, readFields } from "./fields.ts";
import { type Heading, readHeading } from "./heading.ts";
import { idEnd } from "./ids.ts";
import type { Line } from "./line_table.ts";
import { emptyRefs, idAt, opensWithRef, readRefs } from "./refs.ts";
import { suspectIn } from "./suspect.ts";

/** Reads the lines `[from, to)` into the draft. */
export function readBody(
  page: Page,
  { from, to }: { readonly from: number; readonly to: number },
  draft: Draft,
): void {
  const { text, lines } = page;
  const body: Body = {
    page,
    text,
    index: from,
    draft,
    isHead: true,
    isTop: true,
    hasLine: false,
    section: "text",
    isCutOff: false,
    hasStray: false,
    open: null,
    item: null,
    isCodeOfItem: false,
    pieces: [],
    label: -1,
  };
  for (let index = from; index < to; index++) {
    const line = lines.isBlank(index) ? undefined : lines.at(index);
    body.index = index;
    if (line === undefined) readBlank(body);
    else readLine(body, line, index);
  }
  draft.description = describe(body.pieces);
}

function readBlank(body: Body): void {
  body.isCodeOfItem = false;
  if (body.open !== null && !isEmpty(body.open)) body.open = null;
  if (body.pieces.length > 0) body.pieces.push("");
}

function readLine(body: Body, line: Line, index: number): void {
  if (line.kind !== "code") body.isCodeOfItem = false;
  switch (line.kind) {
    case "blank":
    case "comment":
    case "front":
      return;
    case "rule":
      close(body, "text");
      body.isHead = false;
      body.isCutOff = true;
      return;
    case "heading":
      return readSubheading(body, line, index);
    case "quote":
    case "code":
      return readVerbatim(body, line);
    case "text":
    case "item":
      return readContent(body, line);
  }
}

function readSubheading(body: Body, line: Line, index: number): void {
  close(body, "text");
  body.isHead = false;
  body.isCutOff = false;
  const heading = readHeading(body.text, line, index);
  const name = fieldNamed(heading.text);
  if (name === "checklist") body.section = "items";
  else if (name === "tests") body.section = "tests";
  else if (name === "needs" || name === "blocks" || name === "traces") {
    body.open = refsOf(body, name, heading.at, line.end);
  } else if (name === "maybeNeeds") {
    say(body, line, true);
    body.open = body.draft.maybeNeeds ??= emptyRefs(heading.at, line.end, line.end);
  } else if (name !== "description" && !readHeadingRefs(body, heading, line)) say(body, line, true);
}

/** `#### Depends on: TASK-001`. */
function readHeadingRefs(body: Body, heading: Heading, line: Line): boolean {
  const { text } = body;
  let colon = heading.at;
  while (colon < line.end && !isColon(text.charCodeAt(colon))) colon++;
  const name = colon < line.end ? fieldNamed(text.slice(heading.at, colon)) : "other";
  if (name !== "needs" && name !== "blocks" && name !== "traces") return false;
  readRefs(text, colon + 1, line.end, body.open = refsOf(body, name, heading.at, colon + 1));
  return true;
}

/** Quotes and code: part of the item above when indented below it, else of the description. */
function readVerbatim(body: Body, line: Line): void {
  if (line.kind === "quote") suspect(body, line);
  body.isHead = false;
  body.open = null;
  const isOfItem = body.item !== null && line.indent > body.item.indent;
  if (line.kind === "code" && isOfItem) body.isCodeOfItem = true;
  if (!body.isCodeOfItem && !isOfItem) say(body, line, false);
}

function readContent(body: Body, line: Line): void {
  if (line.kind === "item" && readItem(body, line)) return;
  if (readFieldsOf(body, line)) return;
  if (continueRefs(body, line)) return;
  if (readMetadataOf(body, line)) return;
  suspect(body, line);
  body.isHead = false;
  body.open = null;
  if (body.item !== null && line.indent > body.item.indent) {
    const from = line.kind === "item" ? line.start + indentLength(body.text, line) : line.content;
    body.item.to.text += " " + body.text.slice(from, trimEnd(body.text, from, line.end));
    return;
  }
  body.item = null;
  if (isMeantAsBox(body.text, line.content, line.end)) {
    warnOfText(body, line.content, line.end);
  }
  say(body, line, false);
}

/** Under the heading, and without metadata: was this line meant as such? */
function suspect(body: Body, line: Line): void {
  const { text, draft } = body;
  body.isTop &&= body.isHead || text.charCodeAt(line.content) === 124;
  if (!body.isTop || draft.hasMetadata) return;
  draft.suspect ??= suspectIn(text, line.content, line.end);
}

function readFieldsOf(body: Body, line: Line): boolean {
  const fields = readFields(body.text, line.content, line.end);
  const first = fields[0];
  if (first === undefined) return false;
  if (first.start > line.content) {
    // `P0 | TODO | **Depends on:** [TASK-001]`, or words with a list of ids behind them.
    const before = { ...line, end: first.start };
    if (!readMetadataOf(body, before)) {
      body.isHead = false;
      say(body, before, false);
    }
  } else if (!first.isMarked && (isPlainLine(body, first) || !isPlainField(body, first))) {
    return false;
  }
  if (isText(body, first)) {
    if (!first.isMarked) return false;
    suspect(body, line);
    noteLabel(body, first);
    if (body.item !== null && line.indent > body.item.indent) return false;
    close(body, "text");
    body.isHead = false;
    // What is read from the rest of the line is no description: a status there must be free to change.
    say(body, { ...line, end: first.end }, first.value === first.end);
  } else applyField(body, first, line);
  for (let index = 1; index < fields.length; index++) {
    const field = fields[index];
    if (field !== undefined) applyField(body, field, line);
  }
  return true;
}

/** Ids under a label that nobody knows, in whatever language, may be dependencies. */
function noteLabel({ text, draft }: Body, field: Field): void {
  const at = idAt(text, field.value, field.end);
  if (at < 0 || NEUTRAL.test(text.slice(field.start, field.value))) return;
  const id = text.slice(at, idEnd(text, at, field.end));
  draft.mentions = [...draft.mentions, { id, start: at }];
}

const NEUTRAL =
  /^[^A-Za-z]*(?:related|see|follow|part of|parent|child|super|replace|duplicate|note|enable|unblock|blocking|next|link|used by)/i;

/** A label of the author's own, or one that means something only over ids. */
function isText({ text }: Body, field: Field): boolean {
  if (field.name === "other") return true;
  const isMaybe = field.name === "maybeNeeds" || field.name === "maybeTraces";
  if (!isMaybe || opensWithRef(text, field.value, field.end)) return false;
  return field.name === "maybeTraces" || field.value < field.end || !field.isMarked;
}

/** `Priority: P1 | Status: DONE` is a metadata line with labels. */
function isPlainLine(body: Body, field: Field): boolean {
  const isOfLine = field.name === "priority" || field.name === "status" ||
    field.name === "estimate";
  return isOfLine && body.isHead && indexIn(body.text, "|", field.value, field.end) >= 0;
}

/** Without bold a label counts only where prose does not begin with the same word. */
function isPlainField(body: Body, field: Field): boolean {
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
    case "maybeNeeds":
    case "maybeTraces":
      return opensWithRef(body.text, field.value, field.end);
    case "other":
      return false;
  }
}

function continueRefs(body: Body, line: Line): boolean {
  const { open, text } = body;
  if (open === null) return false;
  const isList = line.kind === "item" && (isEmpty(open) || body.section === "text");
  const isComma = !isEmpty(open) && text.charCodeAt(open.end - 1) === 44;
  const isId = opensWithRef(text, line.content, line.end);
  if (open === body.draft.maybeNeeds) {
    if (!isId) return false;
    say(body, line, false);
    readRefs(text, line.content, trimEnd(text, line.content, line.end), open);
    return true;
  }
  if (!isId && !isComma && !(isList && isEmpty(open))) return false;
  readRefs(text, line.content, trimEnd(text, line.content, line.end), open);
  return true;
}

function describe(pieces: readonly string[]): string {
  let from = 0;
  let to = pieces.length;
  while (from < to && pieces[from] === "") from++;
  while (to > from && pieces[to - 1] === "") to--;
  const kept = pieces.slice(from, to).filter((piece, index, all) =>
    piece !== "" || all[index - 1] !== ""
  );
  return kept.join("\n");
}

function indentLength(text: string, line: Line): number {
  let at = line.start;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at - line.start;
}
