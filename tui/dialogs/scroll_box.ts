// Dialogs of more lines than fit: a box with a list that no cursor goes through.
import type { Context } from "../binding.ts";
import { keepInside, list } from "../list.ts";
import type { Screen } from "../screen.ts";
import type { Line } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { boxOf, innerWidth } from "./box.ts";

export interface ScrollBox {
  readonly title: string;
  readonly context: Context;
  readonly columns: number;
  /** Rows of the screen that stay free of its lines. */
  readonly around: number;
}

/** Cells for text, beside the scroll bar. */
export function scrollWidth(screen: Screen, columns: number): number {
  return innerWidth(screen, columns) - 1;
}

export function scrollBox(
  screen: Screen,
  { title, context, columns, around }: ScrollBox,
  { all, top }: { readonly all: readonly Line[]; readonly top: number },
): Layer {
  const height = heightOf(screen, all.length, around);
  return boxOf(screen, {
    title,
    context,
    columns,
    rows: height,
    draw: list({
      total: all.length,
      top: keepInside(top, { total: all.length, height, top }),
      selected: -1,
      focused: true,
      glyphs: screen.glyphs,
      line: (index) => all[index] ?? [],
    }),
  });
}

/** How far so many lines scroll. */
export function lastTop(screen: Screen, count: number, around: number): number {
  return Math.max(0, count - heightOf(screen, count, around));
}

function heightOf({ size }: Screen, count: number, around: number): number {
  return Math.max(3, Math.min(count, size.rows - around));
}
