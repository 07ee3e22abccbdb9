// Reads the lines under a task's heading: metadata, fields, checklist, and the description, which is
// everything else up to a `---`.
import { readItem, warnOfText } from "./body_checklist.ts";
import { applyField, refsOf } from "./body_fields.ts";
import { readMetadataOf } from "./body_metadata.ts";
import { type Body, close, isEmpty, type Page, say } from "./body_state.ts";
import { skipSpaces, trimEnd } from "./chars.ts";
import { isMeantAsBox } from "./checkbox.ts";
import type { Draft } from "./draft.ts";
import {
  isPlainField,
  isPlainLine,
  isText,
  noteLabel,
  noteListed,
  settled,
} from "./body_labels.ts";
import { fieldNamed, isColon } from "./field_names.ts";
import { readFields } from "./fields.ts";
import { type Heading, readHeading } from "./heading.ts";
import { emptyLine, type Line } from "./line_table.ts";
import { emptyRefs, opensWithRef, readRefs } from "./refs.ts";
import { headsList } from "./mentions.ts";
import type { TaskPlace } from "./outline.ts";
import { suspectIn } from "./suspect.ts";

/** Reads the lines of a task into its draft. */
export function readBody(page: Page, place: TaskPlace, draft: Draft): void {
  const { text, lines } = page;
  const body: Body = {
    page,
    text,
    index: 0,
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
    pieces: NO_PIECES,
    hasGap: false,
    label: -1,
    mayList: false,
  };
  const line = emptyLine();
  for (let index = place.heading.line + 1; index < place.endLine; index++) {
    body.index = index;
    if (lines.isBlank(index)) readBlank(body);
    else readLine(body, lines.read(index, line), index);
  }
  draft.description = describe(body.pieces);
}

/** Shared, and never added to. */
const NO_PIECES: string[] = [];

function readBlank(body: Body): void {
  body.isCodeOfItem = false;
  if (body.open !== null && !isEmpty(body.open)) body.open = null;
  body.hasGap = true;
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
  } else if (name === "maybeNeeds" || name === "blockedBy") {
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
  const isBlocked = name === "blockedBy" &&
    opensWithRef(text, skipSpaces(text, colon + 1, line.end), line.end);
  const list = isBlocked ? "needs" : name;
  if (list !== "needs" && list !== "blocks" && list !== "traces") return false;
  readRefs(text, colon + 1, line.end, body.open = refsOf(body, list, heading.at, colon + 1));
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
  if (body.mayList) noteListed(body, line);
  else {
    const end = trimEnd(body.text, line.content, line.end);
    body.mayList = headsList(body.text, line.content, end);
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
  const fields = settled(body, readFields(body.text, line.content, line.end));
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
    const isOfItem = body.item !== null && line.indent > body.item.indent;
    if (!isOfItem) close(body, "text");
    noteLabel(body, first);
    if (isOfItem) return false;
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

function continueRefs(body: Body, line: Line): boolean {
  const { open, text } = body;
  if (open === null) return false;
  const isList = line.kind === "item" && (isEmpty(open) || body.section === "text");
  const isComma = !isEmpty(open) && text.charCodeAt(open.end - 1) === 44;
  const isId = opensWithRef(text, afterJoint(text, line.content, line.end), line.end);
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

/** A list may be wrapped before its comma or its `and`. */
function afterJoint(text: string, from: number, to: number): number {
  const code = text.charCodeAt(from);
  if (code === 44 || code === 59 || code === 38 || code === 43) {
    return skipSpaces(text, from + 1, to);
  }
  return text.startsWith("and ", from) ? from + 4 : from;
}

function describe(pieces: readonly string[]): string {
  let from = 0;
  let to = pieces.length;
  while (from < to && pieces[from] === "") from++;
  while (to > from && pieces[to - 1] === "") to--;
  if (to - from <= 1) return pieces[from] ?? "";
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
