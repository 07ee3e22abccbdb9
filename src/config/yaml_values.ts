// A YAML document's nodes → plain values, remembering where each stands and refusing what hides a value.
import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Pair } from "yaml";
import type { ConfigProblem, Place } from "./problem.ts";

const MOST_DEPTH = 20;

type Path = readonly PropertyKey[];

/** What is gathered while a document is read. */
export interface Reading {
  readonly source: string;
  readonly lines: LineCounter;
  readonly values: Map<string, Place>;
  readonly keys: Map<string, Place>;
  readonly problems: ConfigProblem[];
}

/** The plain value of a node; what it refuses is added to `reading.problems` and reads as null. */
export function plainValue(reading: Reading, node: unknown, path: Path, before: Place): unknown {
  const place = placeOfNode(reading, node) ?? before;
  reading.values.set(pathKey(path), place);
  if (path.length > MOST_DEPTH) {
    return refuse(reading, place, path, "yaml-depth", "is nested too deeply", "at most 20 levels");
  }
  if (isAlias(node)) {
    return refuse(reading, place, path, "yaml-alias", "is an alias", "the value itself");
  }
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
  if (node.anchor !== undefined) {
    return refuse(reading, place, path, "yaml-anchor", "has an anchor", "a plain value");
  }
  if (node.tag !== undefined) {
    const tag = node.tag.replace("tag:yaml.org,2002:", "!!");
    return refuse(reading, place, path, "yaml-tag", `has the tag ${tag}`, "a plain value");
  }
  if (isMap(node)) return plainMap(reading, node.items, path, place);
  if (isSeq(node)) {
    return node.items.map((item, index) => plainValue(reading, item, [...path, index], place));
  }
  if (typeof node.value === "string" && node.value.includes("\0")) {
    return refuse(reading, place, path, "yaml-nul", "holds a NUL character", "printable text");
  }
  return node.value;
}

export function pathKey(path: Path): string {
  return JSON.stringify(path.map(String));
}

function plainMap(
  reading: Reading,
  items: readonly Pair<unknown, unknown>[],
  path: Path,
  before: Place,
): unknown {
  const entries = new Map<string, unknown>();
  for (const { key, value } of items) {
    const place = placeOfNode(reading, key) ?? before;
    const isPlain = isScalar(key) && typeof key.value === "string" && !key.tag && !key.anchor;
    if (!isPlain) {
      const what = "has a key that is not plain text";
      refuse(reading, place, path, "yaml-key", what, "text before the colon");
      continue;
    }
    const name = String(key.value);
    const here = [...path, name];
    const earlier = reading.keys.get(pathKey(here));
    if (earlier !== undefined) {
      const once = `it once; it is set on line ${earlier.line} already`;
      refuse(reading, place, here, "duplicate-key", "is set twice", once);
      continue;
    }
    reading.keys.set(pathKey(here), place);
    entries.set(name, plainValue(reading, value, here, place));
  }
  return Object.fromEntries(entries);
}

function refuse(
  reading: Reading,
  place: Place,
  path: Path,
  code: string,
  what: string,
  expected: string,
): null {
  const key = path.map(String).join(".");
  const message = `${key === "" ? "The file" : key} ${what}`;
  reading.problems.push({ severity: "error", code, ...place, key, message, expected });
  return null;
}

function placeOfNode(reading: Reading, node: unknown): Place | null {
  const hasRange = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
  if (!hasRange || !node.range) return null;
  const { line, col } = reading.lines.linePos(node.range[0]);
  return { source: reading.source, line, column: col };
}
