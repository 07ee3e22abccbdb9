// A real terminal emulator without a screen, to hold against what we drew.
import assert from "node:assert/strict";
import xterm from "@xterm/headless";
import { enterCodes } from "../../../tui/escapes.ts";
import type { Grid, Size } from "../../../tui/grid.ts";
import { plain, type Style } from "../../../tui/style.ts";
import "./widths.ts";

export type Emulator = InstanceType<typeof xterm.Terminal>;

/** How wide the emulator draws what terminals disagree about: as its authors do, or every part by itself. */
export type Widths = "stingy" | "greedy";

export async function openEmulator(size: Size, widths: Widths = "stingy"): Promise<Emulator> {
  const emulator = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
  });
  if (widths === "greedy") {
    emulator.unicode.register(greedyWidths);
    emulator.unicode.activeVersion = "greedy";
  }
  await write(emulator, enterCodes(true));
  return emulator;
}

export function write(emulator: Emulator, codes: string): Promise<void> {
  return new Promise((resolve) => emulator.write(codes, resolve));
}

/** Every undisputed cell of the grid is on the emulator's screen, glyph and style. */
export function assertShows(emulator: Emulator, grid: Grid): void {
  for (let y = 0; y < grid.rows; y++) {
    for (let x = 0; x < grid.columns; x++) {
      const at = y * grid.columns + x;
      const isRightHalf = grid.glyphs[at] === "";
      const owner = isRightHalf ? at - 1 : at;
      if ((grid.extents[owner] ?? 0) > 0) continue;
      const cell = emulator.buffer.active.getLine(y)?.getCell(x);
      assert.ok(cell);
      const shown = {
        glyph: cell.getChars() || (cell.getWidth() === 0 ? "" : " "),
        ...looks(cell),
      };
      const style = grid.styles[at] ?? plain;
      const wanted = { glyph: grid.glyphs[at], ...wantedLooks(style) };
      assert.deepEqual(visible(shown), visible(wanted), `cell ${x},${y}`);
    }
  }
  const { cursorX, cursorY } = emulator.buffer.active;
  if (grid.cursor !== null) assert.deepEqual({ x: cursorX, y: cursorY }, grid.cursor);
}

/** A blank shows its ground and lines only. */
function visible<T extends { glyph: string | undefined; underline: boolean; reverse: boolean }>(
  cell: T,
) {
  if (cell.glyph !== " " || cell.underline || cell.reverse) return cell;
  return { ...cell, fg: null, bold: false, dim: false, italic: false };
}

type Cell = NonNullable<
  ReturnType<NonNullable<ReturnType<Emulator["buffer"]["active"]["getLine"]>>["getCell"]>
>;

function looks(cell: Cell) {
  return {
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    reverse: cell.isInverse() !== 0,
    fg: cell.isFgDefault() ? null : `${cell.isFgRGB() ? "rgb" : "palette"} ${cell.getFgColor()}`,
    bg: cell.isBgDefault() ? null : `${cell.isBgRGB() ? "rgb" : "palette"} ${cell.getBgColor()}`,
  };
}

function wantedLooks(style: Style) {
  return {
    bold: style.bold ?? false,
    dim: style.dim ?? false,
    italic: style.italic ?? false,
    underline: style.underline ?? false,
    reverse: style.reverse ?? false,
    fg: colourName(style.fg),
    bg: colourName(style.bg),
  };
}

function colourName(colour: Style["fg"]): string | null {
  if (colour === undefined) return null;
  assert.ok(typeof colour === "object");
  return "rgb" in colour ? `rgb ${colour.rgb}` : `palette ${colour.palette}`;
}

/** Emoji, skin tones, flags' letters and variation signs: two cells each, joined to nothing. */
const greedyWidths = {
  version: "greedy",
  wcwidth(code: number): 0 | 1 | 2 {
    if (/^[\p{Mn}\p{Me}]$/u.test(String.fromCodePoint(code))) return code === 0xfe0f ? 1 : 0;
    if (code === 0x200d) return 1;
    const isWide = code >= 0x1f000 || code >= 0x2e80 && code <= 0xd7ff ||
      code >= 0x2600 && code <= 0x27bf;
    return isWide ? 2 : 1;
  },
  charProperties(code: number, preceding: number): number {
    const own = this.wcwidth(code);
    const before = (preceding >> 1) & 3;
    const joins = own === 0 && before > 0;
    return ((joins ? before : own) << 1) | (joins ? 1 : 0);
  },
};
