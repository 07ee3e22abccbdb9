// Walking the schema: what stands at a path, which names a section has, what kind of value is expected.
import { z } from "zod";
import { expectations } from "./fields.ts";
import { settings } from "./schema.ts";

export type KeyKind = "text" | "number" | "boolean" | "list" | "map";

/** What a schema expects, as it reads after "expected". */
export function expectedText(schema: z.ZodType): string {
  return expectations.get(inner(schema))?.text ?? "another value";
}

/** The schema at a path, or null where the path leaves what is known. */
export function schemaAt(path: readonly PropertyKey[]): z.ZodType | null {
  let schema: z.ZodType = settings;
  for (const part of path) {
    const next = child(inner(schema), part);
    if (next === null) return null;
    schema = next;
  }
  return schema;
}

/** Names that a section allows; empty for anything else. */
export function namesIn(schema: z.ZodType): readonly string[] {
  const section = inner(schema);
  return section instanceof z.ZodObject ? Object.keys(section.shape) : [];
}

export function inner(schema: z.ZodType): z.ZodType {
  const unwrapped = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return unwrapped instanceof z.ZodType ? unwrapped : schema;
}

export function kindOf(schema: z.ZodType): KeyKind {
  const bare = inner(schema);
  const base = bare instanceof z.ZodNullable ? bare.unwrap() : bare;
  if (base instanceof z.ZodNumber) return "number";
  if (base instanceof z.ZodBoolean) return "boolean";
  if (base instanceof z.ZodArray) return "list";
  if (base instanceof z.ZodRecord || base instanceof z.ZodObject) return "map";
  return "text";
}

function child(schema: z.ZodType, part: PropertyKey): z.ZodType | null {
  let found: unknown = null;
  if (schema instanceof z.ZodObject && typeof part === "string") {
    found = Object.hasOwn(schema.shape, part) ? schema.shape[part] : null;
  } else if (schema instanceof z.ZodRecord) found = schema.valueType;
  else if (schema instanceof z.ZodArray) found = schema.element;
  return found instanceof z.ZodType ? found : null;
}
