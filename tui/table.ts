// Columns of text and bars of progress.
import { type Align, alignLine, type Line, span } from "./spans.ts";
import { shareOut } from "./layout.ts";
import { type Glyphs, unicodeGlyphs } from "./glyphs.ts";
import type { Role, Style } from "./style.ts";

export interface Column {
  readonly title: string;
  /** So many cells; without it, a share of what is left. */
  readonly cells?: number;
  readonly share?: number;
  readonly least?: number;
  readonly align?: Align;
}

export type Cell = string | Line;

/** Widths of the columns with `gap` blanks between them; a column without room has 0 and is left out. */
export function columnWidths(
  columns: readonly Column[],
  whole: number,
  gap = 1,
): readonly number[] {
  const known = widthsOf.get(columns);
  if (known?.whole === whole && known.gap === gap) return known.widths;
  const room = whole - gap * Math.max(0, columns.length - 1);
  const nothing = () => ({ rows: [] });
  const widths = shareOut(room, columns.map((column) => ({ ...column, draw: nothing })));
  widthsOf.set(columns, { whole, gap, widths });
  return widths;
}

/** Every row of a table asks for the same widths. */
const widthsOf = new WeakMap<
  readonly Column[],
  { readonly whole: number; readonly gap: number; readonly widths: readonly number[] }
>();

export function tableHeader(columns: readonly Column[], whole: number): Line {
  const style: Style = { fg: "muted", bold: true };
  return tableLine(columns, columns.map((column) => [span(column.title, style)]), { whole });
}

export interface TableLook {
  readonly whole: number;
  readonly gap?: number;
  readonly glyphs?: Glyphs;
}

/** One row, each cell truncated to its column. */
export function tableLine(
  columns: readonly Column[],
  cells: readonly Cell[],
  { whole, gap = 1, glyphs = unicodeGlyphs }: TableLook,
): Line {
  const widths = columnWidths(columns, whole, gap);
  const shown = columns.flatMap((column, at): Line[] => {
    const width = widths[at] ?? 0;
    const cell = cells[at] ?? "";
    const content = typeof cell === "string" ? [span(cell)] : cell;
    return width > 0 ? [alignLine(content, width, column.align ?? "left", glyphs.more)] : [];
  });
  return shown.flatMap((cell, at) => at === 0 ? cell : [span(" ".repeat(gap)), ...cell]);
}

export interface BarLook {
  readonly role?: Role;
  readonly glyphs?: Glyphs;
}

/** `done` of `total` as exactly `columns` cells; full only when all is done, empty only when nothing is. */
export function bar(done: number, total: number, columns: number, look: BarLook = {}): Line {
  const glyphs = look.glyphs ?? unicodeGlyphs;
  const width = Math.max(0, columns);
  const filled = filledCells(done, total, width);
  return [
    span(glyphs.full.repeat(filled), { fg: look.role ?? "ok" }),
    span(glyphs.empty.repeat(width - filled), { fg: "border" }),
  ].filter((part) => part.text !== "");
}

function filledCells(done: number, total: number, width: number): number {
  if (!(total > 0) || !(done > 0)) return 0;
  if (done >= total) return width;
  const cells = Math.round(width * done / total);
  return Math.max(0, Math.min(width - 1, Math.max(1, cells)));
}
