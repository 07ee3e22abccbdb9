// The fixed codes the terminal needs on the way in and out.

/** Synchronized output: terminals that know it show a frame at once, others ignore it. */
export const sync = { begin: "\x1b[?2026h", end: "\x1b[?2026l" } as const;

/** Modes in the order they are entered; left in the reverse order. */
interface Mode {
  readonly enter: string;
  readonly leave: string;
}

const screenModes: readonly Mode[] = [
  // The title is kept on the terminal's stack.
  { enter: "\x1b[22;0t", leave: "\x1b[23;0t" },
  { enter: "\x1b[?1049h", leave: "\x1b[?1049l" },
  // Without wrapping, a glyph the terminal draws too wide can't push the rows below it.
  { enter: "\x1b[?7l", leave: "\x1b[?7h" },
  { enter: "\x1b[?25l", leave: "\x1b[?25h" },
  { enter: "\x1b[?2004h", leave: "\x1b[?2004l" },
  { enter: "\x1b[>1u", leave: "\x1b[<u" },
  { enter: "\x1b[0m\x1b[2J", leave: "\x1b[0m" },
];

const mouseModes: readonly Mode[] = [
  { enter: "\x1b[?1000h", leave: "\x1b[?1000l" },
  { enter: "\x1b[?1002h", leave: "\x1b[?1002l" },
  { enter: "\x1b[?1006h", leave: "\x1b[?1006l" },
];

export function enterCodes(mouse: boolean): string {
  return [...screenModes, ...(mouse ? mouseModes : [])].map((mode) => mode.enter).join("");
}

/** Ends a string a kill may have cut short, then every mode, mouse included: leaving an unset mode is harmless. */
export function leaveCodes(): string {
  const modes = [...screenModes, ...mouseModes].reverse();
  return `\x18${sync.end}${modes.map((mode) => mode.leave).join("")}`;
}

/** OSC 2; the text must be sanitised. */
export function titleCodes(text: string): string {
  return `\x1b]2;${text}\x07`;
}

/** OSC 52: into the clipboard of the terminal the person sits at. */
export function copyCodes(base64: string): string {
  return `\x1b]52;c;${base64}\x07`;
}

/** Asks for a reply, which ends a pending read. */
export const askStatus = "\x1b[5n";
