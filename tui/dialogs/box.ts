// The frame all dialogs share: a border, a title, a margin, the keys in the lower border.
import type { Binding, Context } from "../binding.ts";
import { type Draw, lines, pad } from "../layout.ts";
import { panel } from "../panel.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";

export interface Box {
  readonly title: string;
  readonly context: Context;
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
      footer: keysOf(screen, context),
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

function keysOf(screen: Screen, context: Context): Line {
  return screen.keymap
    .filter((row) => row.context === context && row.footer !== undefined)
    .sort((one, other) => (one.footer ?? 0) - (other.footer ?? 0))
    .flatMap((row, at) => [...at === 0 ? [] : [span("  ")], ...pairOf(screen, row)]);
}

function pairOf(screen: Screen, row: Binding): Line {
  const isDim = (row.refuse?.(screen) ?? null) !== null;
  const key = row.keys[0] ?? "";
  if (isDim) return [span(`${key} ${row.hint}`, { fg: "muted", dim: true })];
  return [span(key, { fg: "key", bold: true }), span(` ${row.hint}`)];
}
