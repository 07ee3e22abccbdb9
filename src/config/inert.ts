// Warnings for settings that are read and do nothing: not built yet, or without effect here.
import type { Entry, Layer } from "./layer.ts";
import { isSection } from "./layer.ts";
import { type Inert, INERT_KEYS } from "./old_names.ts";
import type { ConfigProblem, Place } from "./problem.ts";

const BUILT_ROLES: readonly string[] = ["implementer"];

/** One warning for each key that someone set in vain; `layer` holds no defaults. */
export function inertWarnings(layer: Layer): readonly ConfigProblem[] {
  const said = new Set<string>();
  return [...layer].flatMap(([key, entry]) => {
    if (key === "personas") return personaWarnings(entry);
    const name = inertName(key);
    const inert = name === null ? undefined : INERT_KEYS[name];
    if (name === null || inert === undefined || said.has(name)) return [];
    if (isEmpty(entry.value) || inert.quiet?.includes(entry.value)) return [];
    said.add(name);
    return [warning(name, entry.place, inert)];
  });
}

function inertName(key: string): string | null {
  const parts = key.split(".");
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join(".");
    if (Object.hasOwn(INERT_KEYS, name)) return name;
  }
  return null;
}

function personaWarnings(entry: Entry): readonly ConfigProblem[] {
  if (!isSection(entry.value)) return [];
  return Object.entries(entry.value).flatMap(([role, persona]) => {
    const key = `personas.${role}`;
    if (role === "reviewer") {
      return [warning(key, entry.within([role]), {
        kind: "not-built",
        why: "tasks land without a review",
      })];
    }
    if (!BUILT_ROLES.includes(role)) {
      return [warning(key, entry.within([role]), {
        kind: "no-effect",
        why: "only implementer and reviewer are asked, as in spec-runner",
      })];
    }
    const hasFocus = isSection(persona) && !isEmpty(persona["focus"]);
    return hasFocus
      ? [warning(`${key}.focus`, entry.within([role, "focus"]), {
        kind: "no-effect",
        why: "a persona's focus reaches no prompt, as in spec-runner",
      })]
      : [];
  });
}

function warning(key: string, place: Place, inert: Inert): ConfigProblem {
  const what = inert.kind === "not-built" ? "isn't built yet" : "has no effect here";
  return {
    severity: "warning",
    code: inert.kind,
    ...place,
    key,
    message: `${key} ${what}: ${inert.why}`,
  };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isSection(value) && Object.keys(value).length === 0;
}
