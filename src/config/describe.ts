// Values and problems of the configuration as text. What came from a file or the environment is printed
// without its control characters, so that it cannot steer a terminal.
import type { ConfigProblem, Severity } from "./problem.ts";
import type { ConfigValue } from "./values.ts";

const WIDEST_VALUE = 48;
const COLOURS: Readonly<Record<Severity, string>> = { error: "31", warning: "33", note: "36" };

/** A table of key, value and origin, one key a line. */
export function formatConfig(values: readonly ConfigValue[]): string {
  const rows = [
    ["key", "value", "from"],
    ...values.map(({ key, value, origin }) => [printable(key), shown(value), printable(origin)]),
  ];
  const width = (column: number, most: number) =>
    Math.min(most, Math.max(...rows.map((row) => [...row[column] ?? ""].length)));
  const widths = [width(0, 60), width(1, WIDEST_VALUE)];
  return rows.map((row) =>
    row.map((cell, column) =>
      cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))
    )
      .join("  ").trimEnd()
  ).join("\n") + "\n";
}

/** One line for each: `file:line:column: error: …, found …, expected …; fix`. */
export function formatProblems(problems: readonly ConfigProblem[], hasColor = false): string {
  return problems.map((problem) => formatProblem(problem, hasColor) + "\n").join("");
}

export function formatProblem(problem: ConfigProblem, hasColor = false): string {
  const { severity, source, line, column, message, found, expected, fix } = problem;
  const where = line > 0 ? `${source}:${line}:${column}` : source;
  const word = hasColor ? `\x1b[${COLOURS[severity]}m${severity}\x1b[0m` : severity;
  const sentence = [
    message,
    found === undefined ? "" : `, found ${found}`,
    expected === undefined ? "" : `, expected ${expected}`,
    fix === undefined ? "" : `; ${fix}`,
  ].join("");
  const place = where === "" || message.startsWith(where) ? "" : `${printable(where)}: `;
  return `${place}${word}: ${printable(sentence)}`;
}

function shown(value: unknown): string {
  if (value === null) return "none";
  if (value === "") return '""';
  if (Array.isArray(value)) return `[${value.map(String).map(printable).join(", ")}]`;
  if (typeof value === "object") return "{}";
  return printable(String(value));
}

/** Control characters, and those that reorder text, as `\n` or `\u{9b}`. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => character === "\n" ? "\\n" : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
