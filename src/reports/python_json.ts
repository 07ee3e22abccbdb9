// JSON as spec-runner's readers get it: two-space indent, sorted keys, and floats that look like floats.

/** A number that other tools know as a float: `10` is written `10.0`. Zero sums were integers there. */
export class Float {
  constructor(readonly value: number) {}
}

export type Json =
  | null
  | boolean
  | number
  | string
  | Float
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Two-space indented text with sorted keys, without a final newline. */
export function indentedJson(value: Json, indent = ""): string {
  const inner = indent + "  ";
  if (value instanceof Float) return floatText(value.value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((each) => inner + indentedJson(each, inner));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (value !== null && typeof value === "object") {
    const rows = entries(value as { readonly [key: string]: Json | undefined })
      .map(([key, each]) => `${inner}${JSON.stringify(key)}: ${indentedJson(each, inner)}`);
    return rows.length === 0 ? "{}" : `{\n${rows.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** One line, keys in the order given. */
export function oneLineJson(value: Json): string {
  if (value instanceof Float) return floatText(value.value);
  if (Array.isArray(value)) return `[${value.map(oneLineJson).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const rows = Object.entries(value as Record<string, Json | undefined>)
      .filter((row): row is [string, Json] => row[1] !== undefined)
      .map(([key, each]) => `${JSON.stringify(key)}: ${oneLineJson(each)}`);
    return `{${rows.join(", ")}}`;
  }
  return JSON.stringify(value);
}

function entries(value: { readonly [key: string]: Json | undefined }): [string, Json][] {
  return Object.entries(value)
    .filter((row): row is [string, Json] => row[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function floatText(value: number): string {
  if (value === 0) return "0";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

export function rounded(value: number, digits: number): Float {
  return new Float(Number(value.toFixed(digits)));
}
