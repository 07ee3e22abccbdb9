// A frame as SVG: grounds as rectangles, words as text held to their cells, and lines and blocks drawn as shapes,
// because fonts leave gaps between them.
import type { Grid } from "../tui/grid.ts";
import { plain, type Style } from "../tui/style.ts";
import type { Theme } from "../tui/theme.ts";

const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
const FONT_PX = 14;
const BASELINE = 13.2;
const FONTS = "'DejaVu Sans Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace";
const GROUND = "#14171d";
const TEXT = "#c9d1d9";

export function svgOf(grid: Grid, theme: Theme): string {
  const width = round(grid.columns * CELL.width + 2 * MARGIN);
  const height = grid.rows * CELL.height + 2 * MARGIN;
  const rows = Array.from({ length: grid.rows }, (_, y) => rowOf(grid, y, theme)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" font-family="${FONTS}" font-size="${FONT_PX}">\n` +
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>\n` +
    `<g transform="translate(${MARGIN} ${MARGIN})" xml:space="preserve">\n${rows}\n</g>\n</svg>\n`;
}

interface Look {
  readonly fg: string;
  readonly bg: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly opacity: number;
}

interface Run {
  readonly x: number;
  readonly cells: number;
  readonly text: string;
  readonly look: Look;
}

function rowOf(grid: Grid, y: number, theme: Theme): string {
  const top = y * CELL.height;
  return runsOf(grid, y, theme).flatMap((run) => [
    ...run.look.bg === "" ? [] : [rect(run.x, top, run.cells, CELL.height, run.look.bg)],
    ...partsOf(run, top),
  ]).join("");
}

/** Cells that look alike, and are of one sort: words, or a sign that is drawn. */
function runsOf(grid: Grid, y: number, theme: Theme): Run[] {
  const runs: { x: number; cells: number; text: string; look: Look; sort: string }[] = [];
  for (let x = 0; x < grid.columns; x++) {
    const at = y * grid.columns + x;
    const glyph = grid.glyphs[at] ?? " ";
    const last = runs.at(-1);
    if (glyph === "" && last !== undefined) {
      last.cells++;
      continue;
    }
    const look = lookOf(grid.styles[at] ?? plain, theme);
    const sort = shapes[glyph] !== undefined
      ? glyph
      : glyph.length === 1 && glyph <= "~"
      ? ""
      : "?";
    const isSame = last?.sort === sort && sort !== "?" && sameLook(last.look, look);
    if (last !== undefined && isSame) {
      last.cells++;
      last.text += glyph;
    } else runs.push({ x, cells: 1, text: glyph, look, sort });
  }
  return runs;
}

function partsOf({ x, cells, text, look }: Run, top: number): string[] {
  const shape = shapes[[...text][0] ?? ""];
  if (shape !== undefined) {
    return [`<g fill="${look.fg}"${faint(look)}>${shape(x, top, cells)}</g>`];
  }
  const line = look.underline ? rect(x, top + CELL.height - 2.5, cells, 1, look.fg) : "";
  const words = text.trimEnd();
  if (words.trim() === "") return [line];
  const skipped = words.length - words.trimStart().length;
  const left = round((x + skipped) * CELL.width);
  const length = round((text.length === cells ? words.length - skipped : cells) * CELL.width);
  const weight = look.bold ? ' font-weight="bold"' : "";
  const slant = look.italic ? ' font-style="italic"' : "";
  return [
    line,
    `<text x="${left}" y="${round(top + BASELINE)}" fill="${look.fg}"${weight}${slant}${
      faint(look)
    } textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(words.trimStart())}</text>`,
  ];
}

const middle = CELL.width / 2;
const half = CELL.height / 2;

type Shape = (x: number, top: number, cells: number) => string;

/** Strokes from the middle of a cell to its edges, as many as the sign has. */
function strokes(left: boolean, right: boolean, up: boolean, down: boolean): Shape {
  return (x, top, cells) => {
    const from = x * CELL.width + (left ? 0 : middle - 0.6);
    const to = (x + cells) * CELL.width - (right ? 0 : middle - 0.6);
    const across = left || right ? pixels(from, top + half - 0.6, to - from, 1.2) : "";
    const y = top + (up ? 0 : half - 0.6);
    const high = (up ? half : 0.6) + (down ? half : 0.6);
    const downwards = (at: number) => pixels(at * CELL.width + middle - 0.6, y, 1.2, high);
    const posts = up || down
      ? Array.from({ length: cells }, (_, n) => downwards(x + n)).join("")
      : "";
    return across + posts;
  };
}

function block(share: number, opacity = 1): Shape {
  return (x, top, cells) => {
    const height = CELL.height * share;
    const y = top + CELL.height - height;
    const area = pixels(x * CELL.width, y, cells * CELL.width, height);
    return opacity === 1 ? area : `<g opacity="${opacity}">${area}</g>`;
  };
}

function heavy(): Shape {
  return (x, top, cells) => pixels(x * CELL.width, top + half - 1.5, cells * CELL.width, 3);
}

const shapes: Readonly<Record<string, Shape | undefined>> = {
  "─": strokes(true, true, false, false),
  "│": strokes(false, false, true, true),
  "┌": strokes(false, true, false, true),
  "┐": strokes(true, false, false, true),
  "└": strokes(false, true, true, false),
  "┘": strokes(true, false, true, false),
  "├": strokes(false, true, true, true),
  "┤": strokes(true, false, true, true),
  "┬": strokes(true, true, false, true),
  "┴": strokes(true, true, true, false),
  "┼": strokes(true, true, true, true),
  "━": heavy(),
  "█": block(1),
  "▇": block(7 / 8),
  "▆": block(6 / 8),
  "▅": block(5 / 8),
  "▄": block(4 / 8),
  "▃": block(3 / 8),
  "▂": block(2 / 8),
  "▁": block(1 / 8),
  "▓": block(1, 0.75),
  "▒": block(1, 0.5),
  "░": block(1, 0.25),
};

function lookOf(style: Style, theme: Theme): Look {
  const colour = (value: Style["fg"], otherwise: string): string => {
    if (value === undefined) return otherwise;
    if (typeof value === "string") {
      const shade = theme.shades[value];
      return shade === undefined ? otherwise : hex(shade.rgb);
    }
    return "rgb" in value ? hex(value.rgb) : otherwise;
  };
  const [fg, bg] = [colour(style.fg, TEXT), colour(style.bg, "")];
  return {
    fg: style.reverse ? bg || GROUND : fg,
    bg: style.reverse ? fg : bg,
    bold: style.bold === true,
    italic: style.italic === true,
    underline: style.underline === true,
    opacity: style.dim ? 0.55 : 1,
  };
}

function sameLook(one: Look, other: Look): boolean {
  return one.fg === other.fg && one.bg === other.bg && one.bold === other.bold &&
    one.italic === other.italic && one.underline === other.underline &&
    one.opacity === other.opacity;
}

function faint({ opacity }: Look): string {
  return opacity === 1 ? "" : ` opacity="${opacity}"`;
}

function rect(x: number, top: number, cells: number, height: number, fill: string): string {
  return `<rect x="${round(x * CELL.width)}" y="${round(top)}" width="${
    round(cells * CELL.width)
  }" height="${height}" fill="${fill}"/>`;
}

function pixels(x: number, y: number, width: number, height: number): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${
    round(height)
  }"/>`;
}

function hex(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, "0")}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
