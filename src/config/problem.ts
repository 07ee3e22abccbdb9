// What can be wrong with a configuration, and where: in the file, an environment variable or a flag.

export type Severity = "error" | "warning" | "note";

export interface ConfigProblem {
  /** error: nothing starts. warning: said once per run. note: a fact worth knowing. */
  readonly severity: Severity;
  /** Stable kebab-case name, such as `unknown-key` or `not-built`. */
  readonly code: string;
  /** Path of the file, `environment NAME` or `flag --name`; empty when none is meant. */
  readonly source: string;
  /** 1-based; 0 when the source has no lines. */
  readonly line: number;
  readonly column: number;
  /** Dotted key as written, such as `executor.hooks.pre_start`; empty for the whole file. */
  readonly key: string;
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  /** What to type or do. */
  readonly fix?: string;
}

/** Where a value was written. */
export interface Place {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** A place that has no lines, such as a flag. */
export function placeOf(source: string): Place {
  return { source, line: 0, column: 0 };
}

/** `spec-tui.config.yaml:3`, `environment SPEC_TUI_JOBS`, `flag --jobs`. */
export function originOf(place: Place): string {
  return place.line > 0 ? `${place.source}:${place.line}` : place.source;
}

/** How a value reads in a sentence: quoted and cut when it is text, else what kind of thing it is. */
export function describeValue(value: unknown, isSecret: boolean): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a section";
  if (isSecret) return typeof value === "string" ? "text" : `a ${typeof value}`;
  if (typeof value === "string") return `the text ${JSON.stringify(shorten(value))}`;
  return `the ${typeof value} ${String(value)}`;
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length > 60 ? characters.slice(0, 59).join("") + "…" : text;
}
