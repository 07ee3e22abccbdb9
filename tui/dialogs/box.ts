// The frame all dialogs share: a border, a title, a margin, the keys in the lower border.
import type { Context } from "../binding.ts";
import { keyPair } from "../key_hints.ts";
import { type Draw, lines, pad } from "../layout.ts";
import { panel } from "../panel.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";

export interface Box {
  readonly title: string;
  /** Whose keys stand in the lower border; null: they stand in the body. */
  readonly context: Context | null;
  readonly columns: number;
  readonly body: readonly Line[];
}

/** As high as its lines. */
export function box(screen: Screen, { title, context, columns, body }: Box): Layer {
  return boxOf(screen, { title, context, columns, rows: body.length, draw: lines(body) });
}

export function boxOf(
  screen: Screen,
  { title, context, columns, rows, draw }: Omit<Box, "body"> & {
    readonly rows: number;
    readonly draw: Draw;
  },
): Layer {
  return {
    columns: boxWidth(screen, columns),
    rows: Math.min(rows + 2, Math.max(5, screen.size.rows - 2)),
    draw: panel(title, pad(draw, 1), {
      focused: true,
      glyphs: screen.glyphs,
      footer: context === null ? [] : keysOf(screen, context),
    }),
  };
}

/** Cells for text inside a box that wants so many columns. */
export function innerWidth(screen: Screen, columns: number): number {
  return boxWidth(screen, columns) - 4;
}

function boxWidth(screen: Screen, columns: number): number {
  return Math.min(columns, screen.size.columns - 2);
}

/** Those of the footer, in its order. */
function keysOf(screen: Screen, context: Context): Line {
  return screen.keymap
    .filter((row) => row.context === context && row.footer !== undefined)
    .flatMap((row, at) => [...at === 0 ? [] : [span("  ")], ...keyPair(screen, row)]);
}
