// A key with nothing after its colon counts as not set, as in spec-runner; an empty section is a mistake.
import type { Places } from "./issues.ts";
import { isSection } from "./layer.ts";
import type { ConfigProblem } from "./problem.ts";
import { inner, kindOf, schemaAt } from "./schema_walk.ts";

/** The value without keys that are null where a single value is expected, and a warning for each. */
export function pruneNulls(
  value: unknown,
  places: Places,
): { readonly value: unknown; readonly warnings: readonly ConfigProblem[] } {
  const warnings: ConfigProblem[] = [];
  return { value: prune(value, [], places, warnings), warnings };
}

function prune(
  value: unknown,
  path: readonly string[],
  places: Places,
  warnings: ConfigProblem[],
): unknown {
  if (!isSection(value)) return value;
  const kept = Object.entries(value).filter(([name, entry]) => {
    const isUnset = entry === null && countsAsUnset([...path, name]);
    if (isUnset) warnings.push(unset([...path, name], places));
    return !isUnset;
  });
  return Object.fromEntries(
    kept.map(([name, entry]) => [name, prune(entry, [...path, name], places, warnings)]),
  );
}

function countsAsUnset(path: readonly string[]): boolean {
  const schema = schemaAt(path);
  if (schema === null || kindOf(schema) === "map") return false;
  return !inner(schema).safeParse(null).success;
}

function unset(path: readonly string[], places: Places): ConfigProblem {
  const whole = [...places.base, ...path];
  return {
    severity: "warning",
    code: "unset-key",
    ...places.keyPlace(whole),
    key: whole.join("."),
    message: `${whole.join(".")} has no value and counts as not set`,
    fix: 'give it a value, "" for none, or remove it',
  };
}
