// Editing text as a pure reducer: one line or many, by grapheme. The view is in `field_view.ts`.
import type { InputEvent, KeyEvent } from "./input_event.ts";
import { segments } from "./width.ts";

export interface Field {
  readonly text: string;
  /** Offset into `text`, always between two graphemes. */
  readonly cursor: number;
  readonly multiline: boolean;
}

const maxLength = 100_000;

export function createField(text = "", multiline = false): Field {
  const clean = cleanInput(text, multiline).slice(0, maxLength).toWellFormed();
  return { text: clean, cursor: clean.length, multiline };
}

/** The field after this event; null when the event is nothing to a field, so that others may have it. */
export function editField(field: Field, event: InputEvent): Field | null {
  if (event.kind === "paste") return insert(field, event.text);
  if (event.kind !== "key") return null;
  return editKey(field, event);
}

function editKey(field: Field, { key, text }: KeyEvent): Field | null {
  const edit = edits[key];
  if (edit !== undefined) return edit(field);
  if (field.multiline) {
    if (key === "enter" || key === "alt+enter" || key === "shift+enter") return insert(field, "\n");
    if (key === "up") return moveLine(field, -1);
    if (key === "down") return moveLine(field, 1);
  }
  return text === undefined ? null : insert(field, text);
}

const edits: Readonly<Record<string, (field: Field) => Field>> = {
  left: (field) => moveTo(field, before(field)),
  right: (field) => moveTo(field, after(field)),
  home: (field) => moveTo(field, lineStart(field)),
  end: (field) => moveTo(field, lineEnd(field)),
  backspace: (field) => remove(field, before(field), field.cursor),
  delete: (field) => remove(field, field.cursor, after(field)),
  "ctrl+a": (field) => moveTo(field, lineStart(field)),
  "ctrl+e": (field) => moveTo(field, lineEnd(field)),
  "ctrl+b": (field) => moveTo(field, before(field)),
  "ctrl+f": (field) => moveTo(field, after(field)),
  "ctrl+d": (field) => remove(field, field.cursor, after(field)),
  "ctrl+h": (field) => remove(field, before(field), field.cursor),
  "ctrl+w": (field) => remove(field, blankBefore(field), field.cursor),
  "ctrl+u": (field) => remove(field, orJoin(lineStart(field), field, -1), field.cursor),
  "ctrl+k": (field) => remove(field, field.cursor, orJoin(lineEnd(field), field, 1)),
  "ctrl+left": (field) => moveTo(field, wordBefore(field)),
  "ctrl+right": (field) => moveTo(field, wordAfter(field)),
  "ctrl+home": (field) => moveTo(field, 0),
  "ctrl+end": (field) => moveTo(field, field.text.length),
  "alt+b": (field) => moveTo(field, wordBefore(field)),
  "alt+f": (field) => moveTo(field, wordAfter(field)),
  "alt+d": (field) => remove(field, field.cursor, wordAfter(field)),
  "alt+backspace": (field) => remove(field, wordBefore(field), field.cursor),
  "ctrl+backspace": (field) => remove(field, wordBefore(field), field.cursor),
  "ctrl+delete": (field) => remove(field, field.cursor, wordAfter(field)),
};

function moveTo(field: Field, cursor: number): Field {
  return cursor === field.cursor ? field : { ...field, cursor };
}

function insert(field: Field, raw: string): Field {
  const room = maxLength - field.text.length;
  const added = cleanInput(raw, field.multiline).slice(0, Math.max(0, room)).toWellFormed();
  if (added === "") return field;
  const { text, cursor } = field;
  return settle(
    { ...field, text: text.slice(0, cursor) + added + text.slice(cursor) },
    cursor + added.length,
  );
}

function remove(field: Field, from: number, to: number): Field {
  if (from >= to) return field;
  return settle({ ...field, text: field.text.slice(0, from) + field.text.slice(to) }, from);
}

/** What stands around a change may join into one grapheme: the cursor goes behind it. */
function settle(field: Field, cursor: number): Field {
  return { ...field, cursor: edgeFrom(field.text, cursor) };
}

/** The first edge between graphemes at or after `at`. */
function edgeFrom(text: string, at: number): number {
  let end = 0;
  for (const segment of segments(text)) {
    if (end >= at) break;
    end += segment.length;
  }
  return end;
}

/** The last edge between graphemes at or before `at`. */
function edgeUpTo(text: string, at: number): number {
  let end = 0;
  for (const segment of segments(text)) {
    if (end + segment.length > at) break;
    end += segment.length;
  }
  return end;
}

function before({ text, cursor }: Field): number {
  return cursor - (segments(text.slice(0, cursor)).at(-1)?.length ?? 0);
}

function after({ text, cursor }: Field): number {
  return cursor + (segments(text.slice(cursor))[0]?.length ?? 0);
}

function lineStart({ text, cursor }: Field): number {
  return cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1;
}

function lineEnd({ text, cursor }: Field): number {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end;
}

/** At the edge of its line already: one further, so that pressing again joins lines. */
function orJoin(edge: number, field: Field, step: number): number {
  if (edge !== field.cursor) return edge;
  return Math.max(0, Math.min(field.text.length, edge + step));
}

function blankBefore({ text, cursor }: Field): number {
  return edgeUpTo(text, backOver(text, backOver(text, cursor, isBlank), (sign) => !isBlank(sign)));
}

function wordBefore({ text, cursor }: Field): number {
  return edgeUpTo(text, backOver(text, backOver(text, cursor, (sign) => !isWord(sign)), isWord));
}

function wordAfter({ text, cursor }: Field): number {
  const skipped = /^[^\p{L}\p{M}\p{N}_]*[\p{L}\p{M}\p{N}_]*/u.exec(text.slice(cursor));
  return edgeFrom(text, cursor + (skipped?.[0].length ?? 0));
}

/** From `end` backwards over code points that pass. */
function backOver(text: string, end: number, passes: (sign: string) => boolean): number {
  let at = end;
  while (at > 0) {
    const code = text.charCodeAt(at - 1);
    const size = code >= 0xdc00 && code <= 0xdfff && at > 1 ? 2 : 1;
    if (!passes(text.slice(at - size, at))) break;
    at -= size;
  }
  return at;
}

function isBlank(sign: string): boolean {
  return /^\s$/u.test(sign);
}

function isWord(sign: string): boolean {
  return /^[\p{L}\p{M}\p{N}_]$/u.test(sign);
}

function moveLine(field: Field, step: -1 | 1): Field {
  const start = lineStart(field);
  const place = segments(field.text.slice(start, field.cursor)).length;
  const edge = step < 0 ? start - 1 : lineEnd(field) + 1;
  if (edge < 0) return moveTo(field, 0);
  if (edge > field.text.length) return moveTo(field, field.text.length);
  const target = { ...field, cursor: edge };
  const [from, to] = [lineStart(target), lineEnd(target)];
  return moveTo(field, from + segments(field.text.slice(from, to)).slice(0, place).join("").length);
}

/** Typed or pasted text as a field may hold it. */
function cleanInput(raw: string, multiline: boolean): string {
  const lines = raw.replaceAll(/\r\n?/g, "\n").replaceAll("\t", "  ");
  const flat = multiline ? lines : lines.replaceAll(/\n+/g, " ");
  return flat.replaceAll(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu, "");
}
