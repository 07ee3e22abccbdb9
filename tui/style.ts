// How a span looks, as a value: what it means (a role of the theme) or a colour an agent chose.
// Which codes that becomes is decided at the very end, by `paint.ts`.

export type Role =
  | "text"
  | "muted"
  | "title"
  | "accent"
  | "border"
  | "focus"
  | "ok"
  | "warn"
  | "error"
  | "info"
  | "running"
  | "waiting"
  | "added"
  | "removed"
  | "key"
  // Meant as backgrounds.
  | "selection"
  | "match"
  | "addedGround"
  | "removedGround"
  | "badge";

/** A role of the theme, one of the terminal's 256, or 0xRRGGBB. */
export type Colour = Role | { readonly palette: number } | { readonly rgb: number };

export interface Style {
  readonly fg?: Colour;
  readonly bg?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly reverse?: boolean;
}

export const plain: Style = {};

const maxKnown = 4096;
const known = new Map<string, Style>([[styleKey(plain), plain]]);
let seen = new WeakMap<Style, Style>();

/** Equal styles become one object, so that cells compare by identity; forgetting only costs a repaint. */
export function intern(style: Style): Style {
  const before = seen.get(style);
  if (before !== undefined) return before;
  const key = styleKey(style);
  if (known.size >= maxKnown) forget();
  const same = known.get(key) ?? { ...style };
  known.set(key, same);
  seen.set(style, same);
  return same;
}

/** `over` laid upon `under`: what `over` leaves open shows through. */
export function merge(under: Style, over: Style): Style {
  return { ...under, ...over };
}

function forget(): void {
  known.clear();
  known.set(styleKey(plain), plain);
  seen = new WeakMap();
}

function styleKey(style: Style): string {
  const flags = (style.bold ? 1 : 0) | (style.dim ? 2 : 0) | (style.italic ? 4 : 0) |
    (style.underline ? 8 : 0) | (style.reverse ? 16 : 0);
  return `${colourKey(style.fg)}/${colourKey(style.bg)}/${flags}`;
}

function colourKey(colour: Colour | undefined): string {
  if (colour === undefined) return "";
  if (typeof colour === "string") return colour;
  return "palette" in colour ? `p${colour.palette}` : `#${colour.rgb}`;
}
