// Two grids → the codes that turn the one on the screen into the other. Never clears unless everything
// is drawn anew, so that a terminal without synchronized output does not flicker either.
import { plain, type Style } from "./style.ts";
import type { Grid } from "./grid.ts";
import { type Painter, reset } from "./paint.ts";
import { sync } from "./escapes.ts";

/** Empty when the screen already shows `next`. Without `previous`, or at another size, all is drawn. */
export function diff(previous: Grid | null, next: Grid, paint: Painter): string {
  const base = previous?.columns === next.columns && previous.rows === next.rows ? previous : null;
  const pen = new Pen(paint);
  for (let y = 0; y < next.rows; y++) drawRow(pen, base, next, y);
  const cells = pen.finish();
  const fresh = base === null ? "\x1b[0m\x1b[2J" : "";
  const cursor = cursorCodes(base, next, cells !== "" || fresh !== "");
  if (cells === "" && cursor.after === "" && fresh === "") return "";
  return `${sync.begin}${cursor.before}${fresh}${cells}${cursor.after}${sync.end}`;
}

function drawRow(pen: Pen, base: Grid | null, next: Grid, y: number): void {
  const start = y * next.columns;
  const end = start + next.columns;
  // Cells up to here may have been smeared over by a disputed glyph.
  let smeared = start;
  for (let cell = start; cell < end; cell++) {
    const glyph = next.glyphs[cell] ?? " ";
    if (glyph === "") continue;
    if (cell >= smeared && isShown(pen, base, next, cell)) continue;
    const extent = next.extents[cell] ?? 0;
    pen.moveTo(cell - start, y);
    if (extent === 0) {
      pen.put(glyph, next.styles[cell] ?? plain, isWide(next, cell, end) ? 2 : 1);
    } else {
      pen.putDisputed(glyph, next.styles[cell] ?? plain, isWide(next, cell, end) ? 2 : 1);
      smeared = Math.max(smeared, cell + extent);
    }
  }
}

/** Does the screen show this cell already, its right half included? */
function isShown(pen: Pen, base: Grid | null, next: Grid, cell: number): boolean {
  const glyph = next.glyphs[cell];
  const style = next.styles[cell] ?? plain;
  if (base === null) return glyph === " " && pen.isBare(style);
  return base.glyphs[cell] === glyph && base.styles[cell] === style;
}

function isWide(grid: Grid, cell: number, end: number): boolean {
  return cell + 1 < end && grid.glyphs[cell + 1] === "";
}

function cursorCodes(base: Grid | null, next: Grid, isDrawn: boolean) {
  const was = base?.cursor ?? null;
  const now = next.cursor;
  const moved = was?.x !== now?.x || was?.y !== now?.y || (base === null);
  if (!isDrawn && !moved) return { before: "", after: "" };
  if (now === null) return { before: "", after: was !== null || base === null ? "\x1b[?25l" : "" };
  return {
    before: was === null ? "" : "\x1b[?25l",
    after: `\x1b[${now.y + 1};${now.x + 1}H\x1b[?25h`,
  };
}

/** Where the terminal's cursor is known to be, the style it has, and the codes so far. */
class Pen {
  #codes = "";
  #row = -1;
  /** -1 when unknown. */
  #column = -1;
  #style: Style = reset;
  readonly #paint: Painter;

  constructor(paint: Painter) {
    this.#paint = paint;
  }

  isBare(style: Style): boolean {
    return this.#paint.isBare(style);
  }

  moveTo(column: number, row: number): void {
    if (row === this.#row && column === this.#column) return;
    const isSameRow = row === this.#row && this.#column >= 0;
    const gap = column - this.#column;
    if (!isSameRow) this.#codes += `\x1b[${row + 1};${column + 1}H`;
    else if (gap > 0 && gap < 10) this.#codes += gap === 1 ? "\x1b[C" : `\x1b[${gap}C`;
    else this.#codes += `\x1b[${column + 1}G`;
    this.#row = row;
    this.#column = column;
  }

  put(glyph: string, style: Style, width: number): void {
    this.#codes += this.#paint.change(this.#style, style) + glyph;
    this.#style = style;
    this.#column += width;
  }

  /** Whatever width the terminal gives it, its cells are ours and what follows is addressed absolutely. */
  putDisputed(glyph: string, style: Style, width: number): void {
    const [column, row] = [this.#column, this.#row];
    this.put(" ".repeat(width), style, width);
    this.#codes += `\x1b[${row + 1};${column + 1}H${glyph}`;
    this.#row = -1;
  }

  finish(): string {
    if (this.#style === reset) return this.#codes;
    return this.#codes + this.#paint.change(this.#style, reset);
  }
}
