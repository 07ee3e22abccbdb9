// How the transcript of a check tells its commands and their ends: lines of ours, in a section that output can't
// write into, made here and read here.

/** `$ test: deno test`; further lines of the command are indented. */
export function beginningLine(name: string, command: string): string {
  return `$ ${name}: ${command.trim().replace(/\r?\n/g, "\n    ")}\n`;
}

export interface CommandResult {
  /** `passed`, `exit 1`, `ended by SIGKILL`, `timed out`, `not started`, `stopped`. */
  readonly how: string;
  readonly durationMs: number;
  /** Counts, or why; may be empty. */
  readonly detail: string;
}

/** `= exit 1 after 812 ms; 10 passed, 2 failed`. */
export function resultLine({ how, durationMs, detail }: CommandResult): string {
  const more = detail === "" ? "" : `; ${detail.replace(/\s+/g, " ").trim()}`;
  return `= ${how} after ${Math.round(durationMs)} ms${more}\n`;
}

export type CheckLine =
  | { readonly kind: "begins"; readonly name: string; readonly command: string }
  /** One more line of the command. */
  | { readonly kind: "continues"; readonly command: string }
  | ({ readonly kind: "ended" } & CommandResult);

/** Null for a line that is none of these. */
export function readCheckLine(line: string): CheckLine | null {
  const begins = /^\$ ([a-z ]+): (.*)$/.exec(line);
  if (begins) return { kind: "begins", name: begins[1] ?? "", command: begins[2] ?? "" };
  const ended = /^= (.+?) after (\d{1,15}) ms(?:; (.*))?$/.exec(line);
  if (ended) {
    const [, how = "", durationMs, detail = ""] = ended;
    return { kind: "ended", how, durationMs: Number(durationMs), detail };
  }
  return line.startsWith("    ") ? { kind: "continues", command: line.slice(4) } : null;
}
