// What the schema found wrong → problems that say where, what was found, what was expected and the fix.
import type { z } from "zod";
import { isSecretKey, KEYS } from "./keys.ts";
import { type ConfigProblem, describeValue, type Place } from "./problem.ts";
import { expectedText, kindOf, namesIn, schemaAt } from "./schema_walk.ts";
import { plain, suggest } from "./suggest.ts";

type Path = readonly PropertyKey[];

/** Where things stand in whatever was checked. */
export interface Places {
  /** `executor` when the settings stand under it. */
  readonly base: readonly string[];
  valuePlace(path: Path): Place;
  keyPlace(path: Path): Place;
}

export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  places: Places,
): readonly ConfigProblem[] {
  const told = new Set<string>();
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey([...issue.path, key], places));
    }
    // A number may be both too large and not whole.
    const name = JSON.stringify(issue.path);
    if (told.has(name)) return [];
    told.add(name);
    if (issue.code === "invalid_key") return [badName(issue.path, places)];
    return [badValue(issue.path, at(value, issue.path), places)];
  });
}

export function unknownKey(path: Path, places: Places): ConfigProblem {
  const key = dotted(places, path);
  const name = String(path.at(-1));
  return {
    severity: "error",
    code: "unknown-key",
    ...places.keyPlace([...places.base, ...path]),
    key,
    message: `${key} is not a known key`,
    found: JSON.stringify(name),
    expected: "a known key",
    fix: nearestKey(path, places),
  };
}

export function badValue(path: Path, value: unknown, places: Places): ConfigProblem {
  const key = dotted(places, path);
  const whole = [...places.base, ...path];
  const schema = schemaAt(path);
  const isSecret = isSecretKey(path.map(String).join("."));
  return {
    severity: "error",
    code: "bad-value",
    // A missing value stands nowhere, so its key is shown.
    ...(value === null ? places.keyPlace(whole) : places.valuePlace(whole)),
    key,
    message: key === "" ? "The file is not a configuration" : `${key} has a value it cannot have`,
    found: describeValue(value, isSecret),
    expected: schema === null ? "another value" : expectedText(schema),
    ...fixFor(schema, value, key, isSecret),
  };
}

function badName(path: Path, places: Places): ConfigProblem {
  const key = dotted(places, path);
  const isVariable = path.at(-2) === "env";
  return {
    severity: "error",
    code: "bad-name",
    ...places.keyPlace([...places.base, ...path]),
    key,
    message: `${key} is not a name that can stand here`,
    found: JSON.stringify(String(path.at(-1))),
    expected: isVariable
      ? "the name of an environment variable"
      : "a name of letters, digits, dot, dash and underscore",
  };
}

function fixFor(
  schema: z.ZodType | null,
  value: unknown,
  key: string,
  isSecret: boolean,
): { fix?: string } {
  if (schema === null) return {};
  const kind = kindOf(schema);
  if (value === null && kind === "map") return { fix: `remove \`${key}:\` or fill it in` };
  if (kind === "boolean") {
    if (typeof value !== "string") return {};
    const isYes = /^(?:y|yes|on|true|enabled?)$/i.test(value);
    const isNo = /^(?:n|no|off|false|disabled?)$/i.test(value);
    return isYes || isNo ? { fix: `write ${isYes}, without quotes` } : {};
  }
  if (kind === "number" && typeof value === "string" && /^\s*[\d.]+\s*$/.test(value)) {
    return { fix: "write the number without quotes" };
  }
  if (kind === "text" && value === false) return { fix: 'write "" for none' };
  const isScalar = typeof value === "number" || typeof value === "boolean";
  if (kind === "text" && isScalar) {
    return { fix: isSecret ? "write it in quotes" : `write it in quotes: "${value}"` };
  }
  if (kind === "list" && typeof value === "string") return { fix: "write it in brackets: [a, b]" };
  if (kind === "text" && typeof value === "string") {
    const near = suggest(value, optionsOf(schema));
    return near === null ? {} : { fix: `did you mean ${near}?` };
  }
  return {};
}

function optionsOf(schema: z.ZodType): readonly string[] {
  const text = expectedText(schema);
  return text.startsWith("one of ") ? text.slice("one of ".length).split(", ") : [];
}

/** The same level first, then the same word in another section. */
function nearestKey(path: Path, places: Places): string {
  const name = String(path.at(-1));
  const parent = path.slice(0, -1);
  const section = schemaAt(parent);
  const near = section === null ? null : suggest(name, namesIn(section));
  const exact = KEYS.find((key) => key.path.at(-1) === plain(name) || key.name === name);
  if (near !== null && (exact === undefined || near === plain(name))) {
    return `did you mean ${dotted(places, [...parent, near])}?`;
  }
  if (exact?.name === name) {
    return `write ${exact.path.at(-1)} inside ${dotted(places, exact.path.slice(0, -1))}`;
  }
  if (exact !== undefined) return `write ${dotted(places, exact.path)}`;
  return "remove it; `spec-tui config` lists every key";
}

function dotted(places: Places, path: Path): string {
  return [...places.base, ...path].map(String).join(".");
}

function at(value: unknown, path: Path): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.getOwnPropertyDescriptor(found, part)?.value;
  }
  return found;
}
