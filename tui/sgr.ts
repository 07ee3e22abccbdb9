// The parameters of `CSI … m` → a style: the only escape sequence agents may use.
import { type Colour, plain, type Style } from "./style.ts";

/** The style after these parameters, such as `1;38;5;208`. Unknown ones change nothing. */
export function applySgr(style: Style, parameters: string): Style {
  // Both `38;5;n` and `38:5:n` occur; a colon list is one parameter with its own parts.
  const list = parameters.split(";").map((part) => part.split(":"));
  let next = style;
  for (let at = 0; at < list.length; at++) {
    const parts = list[at] ?? [];
    const code = Number(parts[0] || 0);
    if (code === 38 || code === 48 || code === 58) {
      const { colour, used } = parts.length > 1
        ? { colour: colonColour(parts), used: 0 }
        : listColour(list.slice(at + 1).map((one) => one[0] ?? ""));
      at += used;
      if (colour !== null && code !== 58) {
        next = code === 38 ? { ...next, fg: colour } : { ...next, bg: colour };
      }
    } else next = applyCode(next, code, parts[1]);
  }
  return next;
}

function applyCode(style: Style, code: number, detail: string | undefined): Style {
  if (code >= 30 && code <= 37) return { ...style, fg: { palette: code - 30 } };
  if (code >= 40 && code <= 47) return { ...style, bg: { palette: code - 40 } };
  if (code >= 90 && code <= 97) return { ...style, fg: { palette: code - 82 } };
  if (code >= 100 && code <= 107) return { ...style, bg: { palette: code - 92 } };
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      return detail === "0" ? without(style, "underline") : { ...style, underline: true };
    case 7:
      return { ...style, reverse: true };
    case 21:
      return { ...style, underline: true };
    case 22:
      return without(without(style, "bold"), "dim");
    case 23:
      return without(style, "italic");
    case 24:
      return without(style, "underline");
    case 27:
      return without(style, "reverse");
    case 39:
      return without(style, "fg");
    case 49:
      return without(style, "bg");
    default:
      return style;
  }
}

function without(style: Style, key: keyof Style): Style {
  const { [key]: _dropped, ...rest } = style;
  return rest;
}

/** `38:5:n`, `38:2:r:g:b` or `38:2:space:r:g:b`. */
function colonColour(parts: readonly string[]): Colour | null {
  if (parts[1] === "5") return paletteColour(parts[2]);
  return parts[1] === "2" ? rgbColour(parts.slice(parts.length > 5 ? 3 : 2)) : null;
}

/** What follows `38` in a list, and how many parameters that was. */
function listColour(rest: readonly string[]): { colour: Colour | null; used: number } {
  if (rest[0] === "5") return { colour: paletteColour(rest[1]), used: 2 };
  if (rest[0] === "2") return { colour: rgbColour(rest.slice(1, 4)), used: 4 };
  return { colour: null, used: 0 };
}

function paletteColour(text: string | undefined): Colour | null {
  const index = Number(text || 0);
  return index >= 0 && index <= 255 ? { palette: index } : null;
}

function rgbColour(parts: readonly string[]): Colour | null {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number(part || 0));
  if ([red, green, blue].some((value) => value > 255)) return null;
  return { rgb: (red << 16) | (green << 8) | blue };
}
