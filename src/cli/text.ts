// Text on its way to a person: foreign text loses what could steer a terminal, our own gains colour where
// it is wanted.
export { count, duration } from "../reports/words.ts";

/** Escape sequences, control characters and marks that reorder text are taken out; line feeds and tabs stay. */
export function harmless(text: string): string {
  return text
    .replace(SEQUENCES, "")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROLS, "");
}

/** The same, on one line. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s+/g, " ").trim();
}

// A string sequence without its end swallows no more than its own line.
const SEQUENCES = new RegExp(
  [
    "(?:\\u001b[\\]P^_X]|[\\u009d\\u0090\\u009e\\u009f\\u0098])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?",
    "\\u001b[ -/]*[0-~]?",
  ].join("|"),
  "g",
);
const CONTROLS = /[^\P{Cc}\n\t]|[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/gu;

export type Paint = (text: string) => string;
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly green: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

/** `NO_COLOR` counts when it is not empty (no-color.org). */
export function wantsColour(
  environment: Readonly<Record<string, string>>,
  isTerminal: boolean,
): boolean {
  return isTerminal && !environment.NO_COLOR && environment.TERM !== "dumb";
}

export function createStyle(hasColour: boolean): Style {
  const paint = (code: number): Paint => (text) =>
    hasColour && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    bold: paint(1),
    dim: paint(2),
    green: paint(32),
    red: paint(31),
    yellow: paint(33),
    cyan: paint(36),
  };
}

/** `1:02:03`, `02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export function dollars(usd: number, isAtLeast = false): string {
  return `${isAtLeast ? "≥ " : ""}$${usd.toFixed(2)}`;
}
