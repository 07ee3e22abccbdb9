// Reading JSON that someone else wrote: every access answers with a value of the asked type, whatever is there.
import type { Tokens } from "../pipeline/fact.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** The objects a line holds: one, several in an array, or none when the line is not JSON. */
export function objectsIn(line: string): readonly Fields[] {
  const start = line.trimStart().charAt(0);
  if (start !== "{" && start !== "[") return [];
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value.filter(isFields) : isFields(value) ? [value] : [];
  } catch {
    return [];
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A whole number of things, 0 when there is none. */
export function asCount(value: unknown): number {
  return Math.max(0, Math.round(asNumber(value) ?? 0));
}

export function asCost(value: unknown): number | null {
  const cost = asNumber(value);
  return cost === null || cost < 0 ? null : cost;
}

/** Does an object that should count tokens hold any count? What is not told is unknown, not nothing. */
export function hasCounts(usage: Fields): boolean {
  return Object.values(usage).some((value) => asNumber(value) !== null);
}

export const noTokens: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return mapTokens((name) => a[name] + b[name]);
}

/** What came on top of `before`; never negative. */
export function subtractTokens(total: Tokens, before: Tokens): Tokens {
  return mapTokens((name) => Math.max(0, total[name] - before[name]));
}

export function isZero(tokens: Tokens): boolean {
  return tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite === 0;
}

function mapTokens(value: (name: keyof Tokens) => number): Tokens {
  return {
    input: value("input"),
    output: value("output"),
    cacheRead: value("cacheRead"),
    cacheWrite: value("cacheWrite"),
  };
}
