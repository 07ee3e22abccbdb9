// A setting given as text, in an environment variable or on the command line → its value.
import { badValue } from "./issues.ts";
import { type Entry, entryAt } from "./layer.ts";
import type { Key } from "./keys.ts";
import { type ConfigProblem, placeOf } from "./problem.ts";

export type Reading = { readonly entry: Entry } | { readonly problem: ConfigProblem };

/** Reads the text as the key's kind of value and checks it against the schema. */
export function entryFromText(key: Key, text: string, source: string): Reading {
  return checkedEntry(key, valueFromText(key, text), source);
}

/** Checks a value that is no text any more, such as a number that a flag holds. */
export function checkedEntry(key: Key, value: unknown, source: string): Reading {
  const place = placeOf(source);
  const result = key.schema.safeParse(value);
  if (result.success) return { entry: entryAt(result.data, place) };
  const places = { base: [], valuePlace: () => place, keyPlace: () => place };
  const problem = badValue(key.path, value, places);
  return { problem: { ...problem, message: `${source} cannot be used` } };
}

function valueFromText(key: Key, text: string): unknown {
  const trimmed = text.trim();
  if (key.kind === "number") return isNumber(trimmed) ? Number(trimmed) : text;
  if (key.kind === "boolean") return truthOf(trimmed) ?? text;
  if (key.kind === "list") {
    // As it would stand in the file, too: `[a, "b"]`.
    const inner = /^\[(.*)\]$/.exec(trimmed)?.[1] ?? trimmed;
    return inner.split(",").map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2"))
      .filter((part) => part !== "");
  }
  return text;
}

function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
}

/** A variable has no quotes to leave out, so 1 and 0 count as well. */
function truthOf(text: string): boolean | null {
  if (/^(?:true|1)$/i.test(text)) return true;
  if (/^(?:false|0)$/i.test(text)) return false;
  return null;
}
