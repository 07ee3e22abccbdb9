// Text as styled spans, and the cell arithmetic on lines of them: measure, cut, fit, align, wrap.
import { merge, type Style } from "./style.ts";
import { eachGrapheme, type Grapheme, graphemes, isPlain, textWidth } from "./width.ts";

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Line = readonly Span[];

export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

export function line(...parts: readonly (Span | string)[]): Line {
  return parts.map((part) => typeof part === "string" ? { text: part } : part);
}

export function lineWidth(spans: Line): number {
  return widths.get(spans) ?? spans.reduce((sum, part) => sum + textWidth(part.text), 0);
}

/** The line, known to be so wide: boxes within boxes ask for the width of the same line again and again. */
export function ofWidth(spans: Line, width: number): Line {
  widths.set(spans, width);
  return spans;
}

const widths = new WeakMap<Line, number>();

export function lineText(spans: Line): string {
  return spans.map((part) => part.text).join("");
}

/** Cells `from` up to `to`; a wide glyph cut in half leaves a blank. */
export function sliceLine(spans: Line, from: number, to: number): Line {
  const kept: Span[] = [];
  let at = 0;
  for (const part of spans) {
    if (at >= to) break;
    const width = textWidth(part.text);
    const text = from <= at && at + width <= to
      ? part.text
      : sliceText(part.text, from - at, to - at);
    if (text !== "") kept.push({ ...part, text });
    at += width;
  }
  return kept;
}

/** Exactly `columns` cells: cut, or filled with blanks in `style`. */
export function fitLine(spans: Line, columns: number, style?: Style): Line {
  const width = lineWidth(spans);
  if (width === columns) return ofWidth(spans, columns);
  if (width > columns) return sliceLine(spans, 0, columns);
  return ofWidth([...spans, span(" ".repeat(columns - width), style)], columns);
}

/** At most `columns` cells, ending in `more` where something was cut. */
export function truncateLine(spans: Line, columns: number, more = "…"): Line {
  if (lineWidth(spans) <= columns) return spans;
  if (columns <= 0) return [];
  const kept = sliceLine(spans, 0, Math.max(0, columns - textWidth(more)));
  return [...kept, { ...(kept.at(-1) ?? spans[0]), text: more }];
}

export type Align = "left" | "right" | "center";

/** Exactly `columns` cells, truncated or aligned. */
export function alignLine(spans: Line, columns: number, align: Align, more = "…"): Line {
  const kept = truncateLine(spans, columns, more);
  const room = columns - lineWidth(kept);
  const before = align === "left" ? 0 : align === "right" ? room : Math.floor(room / 2);
  const after = room - before;
  return [
    ...(before > 0 ? [span(" ".repeat(before))] : []),
    ...kept,
    ...(after > 0 ? [span(" ".repeat(after))] : []),
  ];
}

/** The same line with `style` over every span. */
export function restyle(spans: Line, style: Style): Line {
  return spans.map((part) => ({ text: part.text, style: merge(part.style ?? {}, style) }));
}

/** The same line with `style` under every span, as a selected row needs. */
export function underlay(spans: Line, style: Style): Line {
  return spans.map((part) => ({ text: part.text, style: merge(style, part.style ?? {}) }));
}

/** Left and right on one line; the left gives way. */
export function spread(left: Line, right: Line, columns: number, more = "…"): Line {
  const tail = truncateLine(right, columns, more);
  const room = columns - lineWidth(tail);
  return [...alignLine(left, room, "left", more), ...tail];
}

/** Wrapped at blanks, or inside a word that is longer than a line; never an empty list. */
export function wrapLine(spans: Line, columns: number): Line[] {
  const width = Math.max(1, columns);
  if (lineWidth(spans) <= width) return [spans];
  const lines: Piece[][] = [];
  let current: Piece[] = [];
  let used = 0;
  let lastBlank = -1;
  for (const piece of pieces(spans)) {
    if (used + piece.width > width && piece.width > 0) {
      if (piece.text === " ") {
        // The blank at the break is the break.
        lines.push(current);
        [current, used, lastBlank] = [[], 0, -1];
        continue;
      }
      const rest = lastBlank >= 0 ? current.splice(lastBlank + 1) : [];
      if (lastBlank >= 0) current.pop();
      lines.push(current);
      [current, lastBlank] = [rest, -1];
      used = rest.reduce((sum, one) => sum + one.width, 0);
    }
    // An indentation is not a place to break, nor is a blank behind what takes no cell.
    if (piece.text === " " && current.some(isVisible)) lastBlank = current.length;
    current.push(piece);
    used += piece.width;
  }
  if (current.length > 0) lines.push(current);
  return lines.map(joinPieces);
}

function isVisible({ text, width }: Piece): boolean {
  return text !== " " && width > 0;
}

interface Piece extends Grapheme {
  readonly style: Style | undefined;
}

function pieces(spans: Line): Piece[] {
  return spans.flatMap(({ text, style }) =>
    graphemes(text).map((grapheme) => ({ ...grapheme, style }))
  );
}

function joinPieces(parts: readonly Piece[]): Line {
  const joined: { text: string; style?: Style }[] = [];
  for (const { text, style } of parts) {
    const last = joined.at(-1);
    if (last !== undefined && last.style === style) last.text += text;
    else joined.push(style === undefined ? { text } : { text, style });
  }
  return joined;
}

function sliceText(text: string, from: number, to: number): string {
  if (to <= 0) return "";
  if (isPlain(text)) return text.slice(Math.max(0, from), to);
  let at = 0;
  let kept = "";
  eachGrapheme(text, (grapheme) => {
    const end = at + grapheme.width;
    if (at >= to && grapheme.width > 0) return true;
    if (at >= from && end <= to) kept += grapheme.text;
    else if (end > from && at < to) kept += " ";
    at = end;
    return false;
  });
  return kept;
}
