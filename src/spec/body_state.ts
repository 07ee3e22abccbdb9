// What reading a task's body carries from line to line.
import { trimEnd } from "./chars.ts";
import { type Draft, type Finding, withOne } from "./draft.ts";
import type { Line, LineTable } from "./line_table.ts";
import { mentionsIn } from "./mentions.ts";
import type { MetadataMemo } from "./metadata_memo.ts";
import type { Refs } from "./refs.ts";
import type { Span } from "./spec.ts";

export interface Item {
  text: string;
  readonly done: boolean;
  readonly isTest: boolean;
  readonly mark: Span;
}

/** The file that a body is part of. */
export interface Page {
  readonly text: string;
  readonly lines: LineTable;
  readonly prefixes: ReadonlySet<string>;
  readonly memo: MetadataMemo;
}

export interface Body {
  readonly page: Page;
  readonly text: string;
  /** Of the line being read. */
  index: number;
  readonly draft: Draft;
  /** Nothing but metadata and fields so far. */
  isHead: boolean;
  /** Nothing else but perhaps a table. */
  isTop: boolean;
  hasLine: boolean;
  section: "text" | "items" | "tests";
  /** Behind a `---`: plain text belongs to no task. */
  isCutOff: boolean;
  /** It was said that an item belongs to no task. */
  hasStray: boolean;
  /** A list of ids that the next line may continue. */
  open: Refs | null;
  item: { readonly to: Item; readonly indent: number } | null;
  isCodeOfItem: boolean;
  pieces: string[];
  /** Blank lines stand between the last piece and the next. */
  hasGap: boolean;
  /** Under a label of the author's own, where ids may be dependencies. */
  mayList: boolean;
  /** Index in `pieces` of a label that may turn out to head a checklist. */
  label: number;
}

/** Ends whatever list stood open, and goes on in a section. */
export function close(body: Body, section: Body["section"]): void {
  body.section = section;
  body.item = null;
  body.open = null;
  body.label = -1;
  body.mayList = false;
}

/** Adds a line to the description. */
export function say(body: Body, line: Line, isLabel: boolean): void {
  if (body.isCutOff) return;
  const isBehindComment = line.kind === "text" && line.indent === 0;
  const from = isBehindComment ? line.content : line.start;
  addPiece(body, body.text.slice(from, trimEnd(body.text, from, line.end)));
  body.label = isLabel ? body.pieces.length - 1 : -1;
  if (line.kind !== "code") noteMentions(body, from, line.end);
}

export function addPiece(body: Body, piece: string): void {
  if (body.hasGap && body.pieces.length > 0) body.pieces = withOne(body.pieces, "");
  body.hasGap = false;
  body.pieces = withOne(body.pieces, piece);
}

export function noteMentions({ text, draft }: Body, from: number, to: number): void {
  const found = mentionsIn(text, from, to);
  for (const mention of found) (draft.mentions ??= []).push(mention);
}

export function find(
  body: Body,
  severity: Finding["severity"],
  code: string,
  at: number,
  rest: Pick<Finding, "message" | "found" | "expected" | "fix">,
): void {
  body.draft.findings.push({ severity, code, at, task: body.draft.id, ...rest });
}

export function duplicate(
  body: Body,
  severity: Finding["severity"],
  what: string,
  at: number,
  found: string,
): void {
  const id = body.draft.id;
  find(body, severity, "duplicate-metadata", at, {
    message: `Cannot tell the ${what} of ${id}: it is given twice (the first one is read)`,
    found,
    expected: `one ${what}`,
    fix: "Delete one of the two",
  });
}

export function isEmpty(refs: Refs): boolean {
  return refs.refs.length === 0 && refs.odd.length === 0 && refs.words === null && !refs.isNone;
}
