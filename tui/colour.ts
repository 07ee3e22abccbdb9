// How many colours a terminal has, and a colour brought down to what it has.

export type Depth = "truecolor" | "256" | "16" | "none";

/** What this terminal can show, from its environment; `NO_COLOR` wins over everything. */
export function colourDepth(env: Readonly<Record<string, string | undefined>>): Depth {
  if (env.NO_COLOR) return "none";
  const term = env.TERM ?? "";
  if (env.FORCE_COLOR !== undefined) return forcedDepth(env.FORCE_COLOR);
  if (term === "dumb" || term === "") return "none";
  const colour = (env.COLORTERM ?? "").toLowerCase();
  if (colour === "truecolor" || colour === "24bit" || term.endsWith("-direct")) return "truecolor";
  if (/^(xterm-kitty|xterm-ghostty|wezterm|alacritty|foot)/.test(term)) return "truecolor";
  if (term.includes("256") || /^(iTerm\.app|WezTerm|ghostty)$/.test(env.TERM_PROGRAM ?? "")) {
    return "256";
  }
  return /^(vt\d|cons)/.test(term) ? "none" : "16";
}

/** The nearest of the 256: a step of the colour cube or of the greys, whichever is closer. */
export function to256(rgb: number): number {
  const [red, green, blue] = channels(rgb);
  const cube = [red, green, blue].map(cubeStep);
  const [r = 0, g = 0, b = 0] = cube;
  const grey = Math.max(0, Math.min(23, Math.round((luma(rgb) - 8) / 10)));
  const greyLevel = 8 + grey * 10;
  const cubeColour = ((steps[r] ?? 0) << 16) | ((steps[g] ?? 0) << 8) | (steps[b] ?? 0);
  const greyColour = (greyLevel << 16) | (greyLevel << 8) | greyLevel;
  return distance(rgb, greyColour) < distance(rgb, cubeColour)
    ? 232 + grey
    : 16 + 36 * r + 6 * g + b;
}

/** The nearest of the sixteen. */
export function to16(rgb: number): number {
  let best = 0;
  for (const [index, colour] of sixteen.entries()) {
    if (distance(rgb, colour) < distance(rgb, sixteen[best] ?? 0)) best = index;
  }
  return best;
}

/** What the terminal's colour `index` usually looks like. */
export function paletteRgb(index: number): number {
  if (index < 16) return sixteen[index] ?? 0;
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return (level << 16) | (level << 8) | level;
  }
  const at = index - 16;
  const step = (place: number) => steps[Math.floor(at / place) % 6] ?? 0;
  return (step(36) << 16) | (step(6) << 8) | step(1);
}

const steps = [0, 95, 135, 175, 215, 255];

// deno-fmt-ignore
const sixteen = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
  0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

function forcedDepth(level: string): Depth {
  if (level === "0" || level === "false") return "none";
  if (level === "2") return "256";
  return level === "3" ? "truecolor" : "16";
}

function channels(rgb: number): readonly [number, number, number] {
  return [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
}

function cubeStep(value: number): number {
  if (value < 48) return 0;
  return value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40));
}

function luma(rgb: number): number {
  const [red, green, blue] = channels(rgb);
  return (red + green + blue) / 3;
}

function distance(one: number, other: number): number {
  const [r1, g1, b1] = channels(one);
  const [r2, g2, b2] = channels(other);
  return (r1 - r2) ** 2 * 3 + (g1 - g2) ** 2 * 4 + (b1 - b2) ** 2 * 2;
}
