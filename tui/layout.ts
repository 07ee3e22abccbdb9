// Boxes: a `Draw` fills whatever area it is given; rows and columns share areas out.
// Borders are in `panel.ts`, dialogs in `stack.ts`.
import type { Point, Size } from "./grid.ts";
import { alignLine, fitLine, type Line, lineWidth, ofWidth, span } from "./spans.ts";

export interface View {
  readonly rows: readonly Line[];
  readonly cursor?: Point;
  /** Named areas, for the mouse; the last one that covers a cell has it. */
  readonly zones?: readonly Zone[];
}

export interface Zone extends Size, Point {
  readonly id: string;
}

export type Draw = (area: Size) => View;

/** A part of a row or column: so many cells, or a share of what is left. */
export interface Part {
  readonly draw: Draw;
  readonly cells?: number;
  readonly share?: number;
  readonly least?: number;
}

export function fixed(cells: number, draw: Draw): Part {
  return { cells, draw };
}

export function flex(draw: Draw, share = 1, least = 0): Part {
  return { share, least, draw };
}

/** Parts side by side. */
export function row(parts: readonly Part[]): Draw {
  return (area) => {
    const widths = shareOut(area.columns, parts);
    const views = parts.map((part, at) => part.draw({ columns: widths[at] ?? 0, rows: area.rows }));
    const rows = Array.from(
      { length: area.rows },
      (_, y) => joinLines(views.map((view, at) => fitLine(view.rows[y] ?? [], widths[at] ?? 0))),
    );
    return gather(rows, views, (at) => ({ x: sumTo(widths, at), y: 0 }));
  };
}

function joinLines(parts: readonly Line[]): Line {
  return ofWidth(parts.flat(), parts.reduce((sum, part) => sum + lineWidth(part), 0));
}

/** Parts one below the other. */
export function column(parts: readonly Part[]): Draw {
  return (area) => {
    const heights = shareOut(area.rows, parts);
    const views = parts.map((part, at) =>
      part.draw({ columns: area.columns, rows: heights[at] ?? 0 })
    );
    const rows = views.flatMap((view, at) => padRows(view.rows, heights[at] ?? 0));
    return gather(rows, views, (at) => ({ x: 0, y: sumTo(heights, at) }));
  };
}

/** Lines as they are, from the top. */
export function lines(rows: readonly Line[]): Draw {
  return (area) => ({ rows: rows.slice(0, Math.max(0, area.rows)) });
}

/** The whole area is one target for the mouse. */
export function zone(id: string, draw: Draw): Draw {
  return (area) => {
    const view = draw(area);
    return { ...view, zones: [{ id, x: 0, y: 0, ...sizeOf(area) }, ...(view.zones ?? [])] };
  };
}

/** What the mouse is over, and where inside it. */
export function hit(view: View, at: Point): (Point & { readonly id: string }) | null {
  const found = view.zones?.findLast((one) =>
    at.x >= one.x && at.x < one.x + one.columns && at.y >= one.y && at.y < one.y + one.rows
  );
  return found === undefined ? null : { id: found.id, x: at.x - found.x, y: at.y - found.y };
}

/** Space around a body. */
export function pad(draw: Draw, horizontal: number, vertical = 0): Draw {
  return (area) => {
    const x = Math.min(horizontal, Math.floor(area.columns / 2));
    const y = Math.min(vertical, Math.floor(area.rows / 2));
    const inner = { columns: area.columns - 2 * x, rows: area.rows - 2 * y };
    const view = draw(inner);
    const rows = padRows(view.rows, inner.rows).map((
      one,
    ) => [span(" ".repeat(x)), ...fitLine(one, inner.columns)]);
    return gather([...Array.from({ length: y }, () => []), ...rows], [view], () => ({ x, y }));
  };
}

/** Fixed parts first, in order, then shares of the rest; the sum never exceeds the whole. */
export function shareOut(whole: number, parts: readonly Part[]): number[] {
  let left = Math.max(0, whole);
  const take = (cells: number) => {
    const taken = Math.max(0, Math.min(left, cells));
    left -= taken;
    return taken;
  };
  const sizes = parts.map((part) => part.cells === undefined ? 0 : take(part.cells));
  let shares = parts.reduce(
    (sum, part) => sum + (part.cells === undefined ? part.share ?? 1 : 0),
    0,
  );
  for (const [at, part] of parts.entries()) {
    if (part.cells !== undefined) continue;
    const share = part.share ?? 1;
    const fair = shares > 0 ? Math.floor(left * share / shares) : 0;
    sizes[at] = take(Math.max(part.least ?? 0, fair));
    shares -= share;
  }
  return sizes;
}

export function padRows(rows: readonly Line[], count: number): readonly Line[] {
  if (rows.length === count) return rows;
  return Array.from({ length: Math.max(0, count) }, (_, y) => rows[y] ?? []);
}

/** One view of several, each moved to its place; the last cursor wins. */
export function gather(
  rows: readonly Line[],
  views: readonly View[],
  placeOf: (at: number) => Point,
): View {
  let cursor: Point | undefined;
  const zones: Zone[] = [];
  for (const [at, view] of views.entries()) {
    const place = placeOf(at);
    const moved = <T extends Point>(one: T): T => ({
      ...one,
      x: one.x + place.x,
      y: one.y + place.y,
    });
    if (view.cursor !== undefined) cursor = moved(view.cursor);
    zones.push(...(view.zones ?? []).map(moved));
  }
  return {
    rows,
    ...(cursor === undefined ? {} : { cursor }),
    ...(zones.length === 0 ? {} : { zones }),
  };
}

function sumTo(sizes: readonly number[], end: number): number {
  return sizes.slice(0, end).reduce((sum, size) => sum + size, 0);
}

function sizeOf({ columns, rows }: Size): Size {
  return { columns, rows };
}

/** One line across the area. */
export function caption(text: Line, align: "left" | "right" | "center" = "left"): Draw {
  return ({ columns }) => ({ rows: [alignLine(text, columns, align)] });
}
