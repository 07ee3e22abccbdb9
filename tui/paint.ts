// Styles → SGR codes, for one theme and one colour depth. Knows the shortest way from one to the next.
import { type Depth, paletteRgb, to16, to256 } from "./colour.ts";
import { type Colour, plain, type Style } from "./style.ts";
import type { Shade, Theme } from "./theme.ts";

export interface Painter {
  /** The code that turns `from` into `to`; empty when they look the same. */
  change(from: Style, to: Style): string;
  /** Does a blank in this style look like an untouched cell? */
  isBare(style: Style): boolean;
}

export function painter(theme: Theme, depth: Depth): Painter {
  const looks = new WeakMap<Style, Look>();
  const changes = new WeakMap<Style, WeakMap<Style, string>>();
  const lookOf = (style: Style) => {
    const found = looks.get(style) ?? look(style, theme, depth);
    looks.set(style, found);
    return found;
  };
  return {
    change(from, to) {
      const row = changes.get(from) ?? new WeakMap<Style, string>();
      changes.set(from, row);
      const code = row.get(to) ?? shortest(lookOf(from), lookOf(to));
      row.set(to, code);
      return code;
    },
    isBare: (style) =>
      lookOf(style).bg === "" && !lookOf(style).underline && !lookOf(style).reverse,
  };
}

/** The style after `ESC [ 0 m`, whatever the theme. */
export const reset: Style = { ...plain };

interface Look {
  /** SGR parameters, or empty for the terminal's own. */
  readonly fg: string;
  readonly bg: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly reverse: boolean;
}

const flags = [
  ["bold", "1"],
  ["dim", "2"],
  ["italic", "3"],
  ["underline", "4"],
  ["reverse", "7"],
] as const;

function look(style: Style, theme: Theme, depth: Depth): Look {
  const flagsOf = {
    bold: style.bold === true,
    dim: style.dim === true,
    italic: style.italic === true,
    underline: style.underline === true,
    reverse: style.reverse === true,
  };
  if (style === reset) return { ...flagsOf, fg: "", bg: "" };
  if (depth === "none") {
    // Without colour a selected row or a badge must still stand out.
    const stands = style.bg === "selection" || style.bg === "match" || style.bg === "badge";
    return { ...flagsOf, fg: "", bg: "", reverse: flagsOf.reverse !== stands };
  }
  const fg = shadeOf(style.fg ?? "text", theme);
  const bg = style.bg === undefined ? theme.ground : shadeOf(style.bg, theme);
  return { ...flagsOf, fg: colourCode(fg, depth, 30), bg: colourCode(bg, depth, 40) };
}

type Resolved = Shade | { readonly palette: number } | { readonly rgb: number } | null;

function shadeOf(colour: Colour, theme: Theme): Resolved {
  return typeof colour === "string" ? theme.shades[colour] ?? null : colour;
}

/** `base` is 30 for the foreground and 40 for the background. */
function colourCode(colour: Resolved, depth: Depth, base: number): string {
  if (colour === null || depth === "none") return "";
  if ("palette" in colour) {
    if (colour.palette < 16) return sixteenCode(colour.palette, base);
    if (depth === "16") return sixteenCode(to16(paletteRgb(colour.palette)), base);
    return `${base + 8};5;${colour.palette}`;
  }
  const { rgb } = colour;
  if (depth === "16") return sixteenCode("ansi" in colour ? colour.ansi : to16(rgb), base);
  if (depth === "256") return `${base + 8};5;${to256(rgb)}`;
  return `${base + 8};2;${rgb >> 16};${(rgb >> 8) & 255};${rgb & 255}`;
}

function sixteenCode(index: number, base: number): string {
  return String(index < 8 ? base + index : base + 52 + index);
}

function shortest(from: Look, to: Look): string {
  const step = stepCodes(from, to);
  if (step.length === 0) return "";
  const stepped = `\x1b[${step.join(";")}m`;
  const whole = `\x1b[${["", ...wholeCodes(to)].join(";")}m`;
  return whole.length < stepped.length ? whole : stepped;
}

function stepCodes(from: Look, to: Look): string[] {
  const codes: string[] = [];
  // 22 ends both bold and dim.
  const weightOff = (from.bold && !to.bold) || (from.dim && !to.dim);
  if (weightOff) codes.push("22");
  for (const [flag, code] of flags) {
    const isWeight = flag === "bold" || flag === "dim";
    const was = from[flag] && !(isWeight && weightOff);
    if (to[flag] && !was) codes.push(code);
    if (!to[flag] && was) codes.push(`2${code}`);
  }
  if (from.fg !== to.fg) codes.push(to.fg || "39");
  if (from.bg !== to.bg) codes.push(to.bg || "49");
  return codes;
}

function wholeCodes(to: Look): string[] {
  const codes = flags.filter(([flag]) => to[flag]).map(([, code]) => code as string);
  if (to.fg) codes.push(to.fg);
  if (to.bg) codes.push(to.bg);
  return codes;
}
