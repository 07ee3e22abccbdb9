// The few lines of a long output that tell why it failed.

const TELLS =
  /\bnot ok\b|\bFAIL(ED|URES?|S)?\b|\bERROR\b|\bpanic|\bexception\b|\bassert|\bTraceback\b|[✗✘]|^\s*×/i;
/** Sums such as `0 failed` and `errors: 0` tell of nothing. */
const TELLS_NOT = /\b0 (errors?|fail(ed|ures?)?)\b|\b(errors?|fail(ed|ures?)?)[:=]\s*0\b/gi;

export interface Telling {
  readonly lines: readonly string[];
  /** How many lines come before and after them. */
  readonly before: number;
  readonly after: number;
}

/** From the first line that tells of a failure on, else the last ones; blank lines do not count. */
export function tellingLines(output: string, most: number): Telling {
  const lines = output.split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
  const first = lines.findIndex((line) => TELLS.test(line.replace(TELLS_NOT, "")));
  const last = Math.max(0, lines.length - most);
  const before = first < 0 ? last : Math.min(first, last);
  const shown = lines.slice(before, before + most);
  return { lines: shown, before, after: lines.length - before - shown.length };
}
