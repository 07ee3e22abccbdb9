// The config file's JSON Schema, for editors, from the schema that checks it.
import { z } from "zod";
import { DEFAULTS } from "./defaults.ts";
import { isSection } from "./layer.ts";
import { FOREIGN_SECTIONS, IGNORED_FIELDS } from "./old_names.ts";
import { settings } from "./schema.ts";

type Json = Record<string, unknown>;

/** Flat, or everything under `executor:`; a value for `spec-tui config --json-schema` to print. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...own } = z.toJSONSchema(settings, { io: "input" });
  const schema = withDefaults(own, DEFAULTS);
  const known = isSection(schema["properties"]) ? schema["properties"] : {};
  const foreign = deprecated(FOREIGN_SECTIONS);
  const properties = { ...known, ...deprecated(Object.keys(IGNORED_FIELDS)), ...foreign };
  return {
    $schema,
    title: "spec-tui configuration",
    description: "spec-tui.config.yaml, or spec-runner's own file",
    type: "object",
    if: { required: ["executor"] },
    then: {
      type: "object",
      properties: { executor: { $ref: "#/$defs/settings" }, ...foreign },
      additionalProperties: false,
    },
    else: { $ref: "#/$defs/settings" },
    $defs: { settings: { ...schema, properties } },
  };
}

function deprecated(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, {
    deprecated: true,
    description: IGNORED_FIELDS[name]
      ? `Accepted and ignored; write ${IGNORED_FIELDS[name]}`
      : "Accepted and ignored",
  }]));
}

function withDefaults(schema: Json, defaults: unknown): Json {
  if (!isSection(defaults)) {
    return defaults === undefined ? schema : { ...schema, default: defaults };
  }
  const properties = schema["properties"];
  if (!isSection(properties)) return schema;
  const entries = Object.entries(properties).map(([name, property]) => [
    name,
    isSection(property) ? withDefaults(property, defaults[name]) : property,
  ]);
  return { ...schema, properties: Object.fromEntries(entries) };
}
