// A frame laid out in cells. A wide glyph owns two cells; nothing a frame holds can leave its cell.
import { intern, plain, type Style } from "./style.ts";
import type { Line } from "./spans.ts";
import { eachGrapheme, type Grapheme, isPlain, measure } from "./width.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Frame {
  readonly rows: readonly Line[];
  /** Where the terminal's own cursor stands; none when it is hidden. */
  readonly cursor?: Point;
}

export interface Grid extends Size {
  /** Row by row; the right half of a wide glyph is the empty string. */
  readonly glyphs: readonly string[];
  readonly styles: readonly Style[];
  /** See `Measure.extent`, for the first cell of each disputed glyph. */
  readonly extents: Uint8Array;
  readonly cursor: Point | null;
}

/** The frame clipped to the screen, in cells; what it leaves open is blank. `spare` is a grid nobody needs any more. */
export function compose(frame: Frame, size: Size, spare: Grid | null = null): Grid {
  const canvas = cleared(size, spare);
  const rows = Math.min(size.rows, frame.rows.length);
  for (let y = 0; y < rows; y++) drawLine(canvas, y, frame.rows[y] ?? []);
  return { ...canvas, rows: size.rows, cursor: visibleCursor(frame.cursor, size) };
}

/** The glyphs of each row as text, for tests and pictures. */
export function gridRows(grid: Grid): string[] {
  return Array.from(
    { length: grid.rows },
    (_, y) => grid.glyphs.slice(y * grid.columns, (y + 1) * grid.columns).join(""),
  );
}

interface Canvas {
  readonly columns: number;
  readonly glyphs: string[];
  readonly styles: Style[];
  readonly extents: Uint8Array;
}

/** Cells by the thousand are used again: anew for each frame they were most of what there is to collect. */
function cleared({ columns, rows }: Size, spare: Grid | null): Canvas {
  const count = columns * rows;
  if (spare === null || spare.glyphs.length !== count) {
    return {
      columns,
      glyphs: new Array<string>(count).fill(" "),
      styles: new Array<Style>(count).fill(plain),
      extents: new Uint8Array(count),
    };
  }
  const glyphs = spare.glyphs as string[];
  const styles = spare.styles as Style[];
  return {
    columns,
    glyphs: glyphs.fill(" "),
    styles: styles.fill(plain),
    extents: spare.extents.fill(0),
  };
}

const letters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

function drawLine(canvas: Canvas, y: number, spans: Line): void {
  const start = y * canvas.columns;
  const end = start + canvas.columns;
  let at = start;
  for (const { text, style } of spans) {
    if (at >= end) return;
    const look = style === undefined ? plain : intern(style);
    at = isPlain(text)
      ? drawLetters(canvas, { at, end, text, style: look })
      : drawGraphemes(canvas, { start, at, end, text, style: look });
  }
}

interface Run {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly style: Style;
}

function drawLetters(canvas: Canvas, { at, end, text, style }: Run): number {
  const stop = Math.min(end, at + text.length);
  for (let cell = at, from = 0; cell < stop; cell++, from++) {
    canvas.glyphs[cell] = letters[text.charCodeAt(from)] ?? " ";
    canvas.styles[cell] = style;
  }
  return stop;
}

function drawGraphemes(canvas: Canvas, run: Run & { readonly start: number }): number {
  const { start, end, style } = run;
  let at = run.at;
  eachGrapheme(run.text, (grapheme) => {
    if (grapheme.width === 0) {
      if (at > start) attach(canvas, at - 1, grapheme.text);
      return false;
    }
    if (at >= end) return true;
    canvas.styles[at] = style;
    // Half of a wide glyph can't be shown: its cell stays blank.
    if (grapheme.width === 1 && grapheme.extent === 0) canvas.glyphs[at] = grapheme.text;
    else if (at + grapheme.width <= end) drawGrapheme(canvas, at, end, { ...grapheme, style });
    at += grapheme.width;
    return false;
  });
  return Math.min(at, end);
}

function drawGrapheme(
  canvas: Canvas,
  at: number,
  end: number,
  { text, width, extent, style }: Grapheme & { readonly style: Style },
): void {
  // Smeared over the right edge it would damage what stands there.
  const fits = at + extent <= end;
  const glyph = fits ? text : substitute(text, width);
  canvas.glyphs[at] = glyph;
  canvas.extents[at] = fits ? extent : 0;
  if (width < 2) return;
  canvas.styles[at + 1] = style;
  canvas.glyphs[at + 1] = glyph === "?" ? " " : "";
}

/** An accent that arrived in a span of its own joins the glyph before it. */
function attach(canvas: Canvas, cell: number, accent: string): void {
  const owner = canvas.glyphs[cell] === "" ? cell - 1 : cell;
  const joined = `${canvas.glyphs[owner] ?? ""}${accent}`;
  const found = measure(joined);
  if (found === null || found.text !== joined) return;
  const width = owner === cell ? 1 : 2;
  if (found.width === width && found.extent === (canvas.extents[owner] ?? 0)) {
    canvas.glyphs[owner] = joined;
  }
}

/** The first sign of a disputed cluster when that one is undisputed and as wide, else a question mark. */
function substitute(text: string, width: number): string {
  const [first = "?"] = text;
  const found = measure(first);
  return found !== null && found.extent === 0 && found.width === width ? first : "?";
}

function visibleCursor(cursor: Point | undefined, size: Size): Point | null {
  if (cursor === undefined) return null;
  const { x, y } = cursor;
  return x >= 0 && y >= 0 && x < size.columns && y < size.rows ? { x, y } : null;
}
