// A text field drawn: one line that scrolls sideways, or many that wrap; the cursor always in sight.
import type { Field } from "./input_field.ts";
import type { Point, Size } from "./grid.ts";
import { fitLine, type Line, span } from "./spans.ts";
import type { Style } from "./style.ts";
import type { View } from "./layout.ts";
import { measure, segments, textWidth } from "./width.ts";

export interface FieldLook {
  readonly focused: boolean;
  /** Shown while the field is empty. */
  readonly placeholder?: string;
  readonly style?: Style;
}

export function fieldView(field: Field, look: FieldLook, size: Size): View {
  if (size.columns <= 0 || size.rows <= 0) return { rows: [] };
  const { rows, cursor } = field.multiline
    ? wrappedRows(field, size)
    : { rows: [scrolledRow(field, size)], cursor: scrolledCursor(field, size) };
  const lines = rows.map((text): Line =>
    fitLine([span(text, look.style)], size.columns, look.style)
  );
  const shown = field.text === "" && look.placeholder ? [hint(look, size)] : lines;
  return look.focused ? { rows: shown, cursor } : { rows: shown };
}

function hint(look: FieldLook, size: Size): Line {
  const text = span(look.placeholder ?? "", { ...look.style, fg: "muted" });
  return fitLine([text], size.columns, look.style);
}

function scrolledCursor(field: Field, size: Size): Point {
  const width = textWidth(field.text.slice(0, field.cursor));
  return { x: width - scrolledBy(field, size), y: 0 };
}

/** Cells hidden on the left, so that the cursor and the blank behind it are visible. */
function scrolledBy(field: Field, size: Size): number {
  let hidden = 0;
  const needed = textWidth(field.text.slice(0, field.cursor)) - size.columns + 1;
  for (const segment of segments(field.text)) {
    if (hidden >= needed) break;
    hidden += measure(segment)?.width ?? 0;
  }
  return hidden;
}

function scrolledRow(field: Field, size: Size): string {
  let hidden = scrolledBy(field, size);
  let from = 0;
  for (const segment of segments(field.text)) {
    if (hidden <= 0) break;
    hidden -= measure(segment)?.width ?? 0;
    from += segment.length;
  }
  return field.text.slice(from);
}

/** Cut at the right edge, not at words: the cursor's place is then plain to see. */
function wrappedRows(field: Field, { columns, rows }: Size): { rows: string[]; cursor: Point } {
  const all = [""];
  let width = 0;
  let offset = 0;
  let cursor: Point = { x: 0, y: 0 };
  const begin = () => {
    all.push("");
    width = 0;
  };
  for (const segment of [...segments(field.text), ""]) {
    const cells = segment === "\n" ? 0 : measure(segment)?.width ?? 0;
    if (width + Math.max(cells, offset === field.cursor ? 1 : 0) > columns) begin();
    if (offset === field.cursor) cursor = { x: width, y: all.length - 1 };
    offset += segment.length;
    if (segment === "\n") begin();
    else all[all.length - 1] += segment;
    width += cells;
  }
  const top = Math.max(0, cursor.y - rows + 1);
  return { rows: all.slice(top, top + rows), cursor: { x: cursor.x, y: cursor.y - top } };
}
