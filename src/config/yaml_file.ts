// YAML text → plain values and where each stands. Tags, anchors, aliases, repeated keys and keys that are
// not text are refused, so what is read is what a person sees.
import { LineCounter, parseDocument } from "yaml";
import type { ConfigProblem, Place } from "./problem.ts";
import { pathKey, plainValue, type Reading } from "./yaml_values.ts";

const MOST_CHARACTERS = 1_000_000;

export interface YamlFile {
  readonly value: unknown;
  /** Where the value at a path stands; its parent's place when it stands nowhere. */
  valuePlace(path: readonly PropertyKey[]): Place;
  /** Where the key of the last part of a path stands. */
  keyPlace(path: readonly PropertyKey[]): Place;
}

export interface Unreadable {
  readonly problems: readonly ConfigProblem[];
}

/** Reads one YAML document, or says why it cannot be read. Never throws. */
export function readYaml(source: string, content: string): YamlFile | Unreadable {
  const text = content.startsWith("\uFEFF") ? content.slice(1) : content;
  if (text.length > MOST_CHARACTERS) return { problems: [tooLarge(source, text.length)] };
  const first = { source, line: 1, column: 1 };
  const lines = new LineCounter();
  const reading: Reading = { source, lines, values: new Map(), keys: new Map(), problems: [] };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      schema: "core",
      merge: false,
      // "silent" would also hide that there is a second document.
      logLevel: "error",
      // The library compares each key with all others; `plainValue` finds repeated ones by a map.
      uniqueKeys: false,
    });
    // Only the first error is told: the rest follow from it.
    const error = document.errors[0];
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      return { problems: [malformed({ source, line, column: col }, error.message)] };
    }
    const value = plainValue(reading, document.contents, [], first);
    if (reading.problems.length > 0) return { problems: reading.problems };
    return {
      value,
      valuePlace: (path) => nearest(reading.values, path) ?? first,
      keyPlace: (path) => reading.keys.get(pathKey(path)) ?? nearest(reading.values, path) ?? first,
    };
  } catch (error) {
    return { problems: [malformed(first, error instanceof Error ? error.message : "")] };
  }
}

function nearest(
  places: ReadonlyMap<string, Place>,
  path: readonly PropertyKey[],
): Place | undefined {
  for (let length = path.length; length >= 0; length--) {
    const place = places.get(pathKey(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return undefined;
}

function tooLarge(source: string, size: number): ConfigProblem {
  return {
    severity: "error",
    code: "too-large",
    source,
    line: 0,
    column: 0,
    key: "",
    message: "The file is too large for a config file",
    found: `${size} characters`,
    expected: `at most ${MOST_CHARACTERS}`,
  };
}

function malformed(place: Place, why: string): ConfigProblem {
  const sentence = why.split("\n")[0] ?? "";
  const message = sentence.startsWith("Source contains multiple documents")
    ? "The file holds more than one YAML document"
    : `The file is not readable as YAML: ${sentence || "it is malformed"}`;
  return {
    severity: "error",
    code: "yaml-syntax",
    ...place,
    key: "",
    message,
    expected: "`key: value` lines, indented with spaces",
  };
}
