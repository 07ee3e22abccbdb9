import assert from "node:assert/strict";
import { configJsonSchema } from "../../../src/config/json_schema.ts";
import { KEYS } from "../../../src/config/keys.ts";

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, part) => Object.getOwnPropertyDescriptor(Object(found), part)?.value,
    value,
  );
}

const schema = configJsonSchema();
const settings = at(schema, "$defs", "settings");

Deno.test("the JSON Schema describes every key, its default included", () => {
  for (const { name, path } of KEYS) {
    const found = at(settings, ...path.flatMap((part) => ["properties", part]));
    assert.equal(typeof at(found, "description"), "string", name);
  }
  assert.equal(at(settings, "properties", "max_retries", "default"), 3);
  assert.equal(at(settings, "properties", "hooks", "properties", "run_git_hooks", "default"), true);
  assert.deepEqual(at(settings, "properties", "on_task_failure", "enum"), ["skip", "stop", "ask"]);
});

Deno.test("it is strict, for a flat file and under executor", () => {
  assert.equal(at(settings, "additionalProperties"), false);
  assert.equal(at(settings, "properties", "commands", "additionalProperties"), false);
  assert.equal(at(schema, "then", "additionalProperties"), false);
  assert.equal(at(schema, "then", "properties", "executor", "$ref"), "#/$defs/settings");
  assert.equal(at(schema, "else", "$ref"), "#/$defs/settings");
  assert.equal(at(settings, "required"), undefined);
});

Deno.test("what is accepted and ignored is marked as deprecated", () => {
  assert.equal(at(settings, "properties", "auto_commit", "deprecated"), true);
  assert.equal(at(settings, "properties", "environment", "deprecated"), true);
});

Deno.test("it is plain JSON", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
});
