// The text of a config file → the settings it makes, each with its place, or what is wrong with it.
import { problemsOf } from "./issues.ts";
import { isSection, type Layer, layerOf } from "./layer.ts";
import { FOREIGN_SECTIONS, IGNORED_FIELDS } from "./old_names.ts";
import { type ConfigProblem, describeValue } from "./problem.ts";
import { pruneNulls } from "./prune.ts";
import { settings } from "./schema.ts";
import { readYaml, type YamlFile } from "./yaml_file.ts";

export type FileReading =
  | { readonly layer: Layer; readonly warnings: readonly ConfigProblem[] }
  | { readonly problems: readonly ConfigProblem[] };

type Section = Record<string, unknown>;

interface Shape {
  /** `executor`, or nothing when the file is flat. */
  readonly base: readonly string[];
  readonly found: Section;
  readonly warnings: readonly ConfigProblem[];
}

export function readConfigFile(path: string, text: string): FileReading {
  const file = readYaml(path, text);
  if ("problems" in file) return file;
  if (file.value === null && isBlank(text)) return { layer: new Map(), warnings: [empty(path)] };
  if (!isSection(file.value)) return { problems: [notASection(file, [], file.value)] };
  const shape = shapeOf(file, file.value);
  return "problems" in shape ? shape : check(file, shape);
}

/** Flat, or everything under `executor:`, but never both. */
function shapeOf(file: YamlFile, top: Section): Shape | { problems: readonly ConfigProblem[] } {
  const foreign = Object.keys(top).filter((name) => FOREIGN_SECTIONS.includes(name));
  const own = Object.entries(top).filter(([name]) => !foreign.includes(name));
  const warnings = foreign.map((name) => foreignSection(file, name));
  if (!Object.hasOwn(top, "executor")) {
    return { base: [], found: Object.fromEntries(own), warnings };
  }
  const beside = own.map(([name]) => name).filter((name) => name !== "executor");
  if (beside.length > 0) return { problems: beside.map((name) => mixed(file, name)) };
  const inside = top["executor"];
  if (!isSection(inside)) return { problems: [notASection(file, ["executor"], inside)] };
  return { base: ["executor"], found: inside, warnings };
}

function check(file: YamlFile, { base, found, warnings }: Shape): FileReading {
  const places = { base, valuePlace: file.valuePlace, keyPlace: file.keyPlace };
  const isIgnored = (name: string) => Object.hasOwn(IGNORED_FIELDS, name);
  const known = Object.entries(found).filter(([name]) => !isIgnored(name));
  const ignored = Object.keys(found).filter(isIgnored)
    .map((name) => ignoredField(file, base, name));
  const pruned = pruneNulls(Object.fromEntries(known), places);
  const result = settings.safeParse(pruned.value);
  if (!result.success) {
    const problems = problemsOf(result.error.issues, pruned.value, places);
    return { problems: [...problems].sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  const layer = layerOf(result.data, (path) => file.keyPlace([...base, ...path]));
  return { layer, warnings: [...warnings, ...ignored, ...pruned.warnings] };
}

function ignoredField(file: YamlFile, base: readonly string[], name: string): ConfigProblem {
  const instead = IGNORED_FIELDS[name] ?? "";
  const key = [...base, name].join(".");
  return {
    severity: "warning",
    code: "ignored-key",
    ...file.keyPlace([...base, name]),
    key,
    message: `${key} is accepted and ignored, as spec-runner does`,
    fix: instead === "" ? "remove it" : `write ${[...base, instead].join(".")}`,
  };
}

function mixed(file: YamlFile, name: string): ConfigProblem {
  const line = file.keyPlace(["executor"]).line;
  return {
    severity: "error",
    code: "mixed-shape",
    ...file.keyPlace([name]),
    key: name,
    message: `${name} stands beside executor`,
    found: `${JSON.stringify(name)} at the top level and executor on line ${line}`,
    expected: "all settings under executor, or none",
    fix: `move ${name} under executor`,
  };
}

function notASection(file: YamlFile, path: readonly string[], value: unknown): ConfigProblem {
  const key = path.join(".");
  const problem = {
    severity: "error",
    code: "bad-value",
    key,
    // Not quoted: a token whose colon lacks its space would be read as the whole value.
    found: describeValue(value, true),
    expected: "a section of `key: value` lines",
  } as const;
  return key === ""
    ? { ...problem, ...file.valuePlace(path), message: "The file is not a configuration" }
    : {
      ...problem,
      ...file.keyPlace(path),
      message: `${key} holds no settings`,
      fix: `remove \`${key}:\` or fill it in`,
    };
}

function foreignSection(file: YamlFile, name: string): ConfigProblem {
  return {
    severity: "warning",
    code: "ignored-key",
    ...file.keyPlace([name]),
    key: name,
    message: `${name} is accepted and ignored, as spec-runner does`,
    fix: "remove it",
  };
}

function empty(path: string): ConfigProblem {
  return {
    severity: "warning",
    code: "empty-file",
    source: path,
    line: 1,
    column: 1,
    key: "",
    message: "The file has no settings; everything is detected or a default",
  };
}

function isBlank(text: string): boolean {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.every((line) => /^\s*(?:#.*|---\s*|\.\.\.\s*)?$/.test(line));
}
