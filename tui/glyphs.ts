// The signs the app itself draws: each one cell wide in every terminal, with an ASCII set beside it.

export const unicodeGlyphs = {
  done: "✓",
  failed: "✗",
  running: "●",
  ready: "○",
  waiting: "◆",
  blocked: "■",
  paused: "‖",
  skipped: "–",
  marked: "▸",
  cursor: "›",
  open: "▾",
  closed: "▸",
  more: "…",
  dot: "·",
  arrow: "→",
  back: "←",
  up: "↑",
  down: "↓",
  attempt: "↻",
  wait: "⧗",
  checked: "☑",
  unchecked: "☐",
  horizontal: "─",
  vertical: "│",
  topLeft: "┌",
  topRight: "┐",
  bottomLeft: "└",
  bottomRight: "┘",
  branch: "├",
  teeRight: "┤",
  teeDown: "┬",
  teeUp: "┴",
  cross: "┼",
  track: "│",
  thumb: "█",
  full: "━",
  empty: "─",
  half: "▌",
  atLeast: "≥",
  times: "×",
} as const;

export type GlyphName = keyof typeof unicodeGlyphs;
export type Glyphs = Readonly<Record<GlyphName, string>>;

export const asciiGlyphs: Glyphs = {
  done: "+",
  failed: "x",
  running: "*",
  ready: "o",
  waiting: "?",
  blocked: "#",
  paused: "=",
  skipped: "-",
  marked: ">",
  cursor: ">",
  open: "v",
  closed: ">",
  more: "~",
  dot: ".",
  arrow: ">",
  back: "<",
  up: "^",
  down: "v",
  attempt: "@",
  wait: "%",
  checked: "x",
  unchecked: "_",
  horizontal: "-",
  vertical: "|",
  topLeft: "+",
  topRight: "+",
  bottomLeft: "+",
  bottomRight: "+",
  branch: "+",
  teeRight: "+",
  teeDown: "+",
  teeUp: "+",
  cross: "+",
  track: "|",
  thumb: "#",
  full: "#",
  empty: ".",
  half: "=",
  atLeast: ">",
  times: "x",
};

/** The spinner's sign at a given tick. */
export function spinner(tick: number, ascii: boolean): string {
  const turns = ascii ? "|/-\\" : "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  return turns[tick % turns.length] ?? " ";
}

export function glyphs(ascii: boolean): Glyphs {
  return ascii ? asciiGlyphs : unicodeGlyphs;
}
