// Long lists in small areas: which rows are in sight, a scrollbar, and drawing only what is seen.
import { type Draw, fixed, flex, row, zone } from "./layout.ts";
import { fitLine, type Line, type Span, span, underlay } from "./spans.ts";
import { type Glyphs, unicodeGlyphs } from "./glyphs.ts";

export interface Scroll {
  readonly total: number;
  readonly height: number;
  /** First row in sight, as it was. */
  readonly top: number;
}

/** The first row to show so that `selected` is in sight with `margin` rows around it. */
export function scrollTo(selected: number, { total, height, top }: Scroll, margin = 2): number {
  if (height <= 0) return 0;
  const edge = Math.max(0, Math.min(margin, Math.floor((height - 1) / 2)));
  const highest = Math.max(0, Math.min(top, selected - edge));
  return keepInside(Math.max(highest, selected - height + 1 + edge), { total, height, top });
}

/** `top` moved back to where a list of this length can be scrolled. */
export function keepInside(top: number, { total, height }: Scroll): number {
  return Math.max(0, Math.min(Math.trunc(top), total - height));
}

export interface ListLook {
  readonly total: number;
  readonly top: number;
  /** -1 when nothing is. */
  readonly selected: number;
  readonly focused: boolean;
  /** Called only for rows in sight. */
  readonly line: (index: number, columns: number) => Line;
  readonly empty?: Line;
  readonly glyphs?: Glyphs;
  /** Mouse target; a click's `y` plus `top` is the row. */
  readonly id?: string;
}

/** A list of any length; as many rows as fit, the selected one set off, a scrollbar when it overflows. */
export function list(look: ListLook): Draw {
  return (area) => {
    const overflows = look.total > area.rows;
    const body: Draw = ({ columns, rows }) => {
      const top = keepInside(look.top, { total: look.total, height: rows, top: look.top });
      const count = Math.max(0, Math.min(rows, look.total - top));
      if (count === 0) return { rows: look.empty === undefined ? [] : [look.empty] };
      return { rows: Array.from({ length: count }, (_, y) => listRow(look, top + y, columns)) };
    };
    const target = look.id === undefined ? body : zone(look.id, body);
    if (!overflows) return target(area);
    return row([flex(target), fixed(1, scrollbar(look.total, look.top, look.glyphs))])(area);
  };
}

/** One cell wide; empty when everything is in sight. */
export function scrollbar(total: number, top: number, glyphs: Glyphs = unicodeGlyphs): Draw {
  return ({ rows }) => {
    if (total <= rows || rows <= 0) return { rows: [] };
    const size = Math.max(1, Math.round(rows * rows / total));
    const place = Math.round((rows - size) * Math.min(1, Math.max(0, top) / (total - rows)));
    return {
      rows: Array.from({ length: rows }, (_, y) => {
        const isThumb = y >= place && y < place + size;
        return [span(isThumb ? glyphs.thumb : glyphs.track, { fg: isThumb ? "muted" : "border" })];
      }),
    };
  };
}

function listRow(look: ListLook, index: number, columns: number): Line {
  const cells = fitLine(look.line(index, columns), columns);
  if (index !== look.selected) return cells;
  if (!look.focused) return underlay(cells, { bold: true });
  return underlay(cells.map(legible), { bg: "selection", bold: true });
}

/** What is muted elsewhere can't be read upon the selection's ground. */
function legible(part: Span): Span {
  return part.style?.fg === "muted" ? { ...part, style: { ...part.style, fg: "text" } } : part;
}
