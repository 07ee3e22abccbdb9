// Settings from the environment: `SPEC_TUI_` and the key in capitals, such as SPEC_TUI_COMMANDS_TEST.
import { entryFromText } from "./from_text.ts";
import { type Key, KEYS, VARIABLE_PREFIX } from "./keys.ts";
import type { Entry, Layer } from "./layer.ts";
import { type ConfigProblem, placeOf } from "./problem.ts";
import { suggest } from "./suggest.ts";

export interface LayerReading {
  readonly layer: Layer;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

/** Variables of our own that are no settings; a trailing `*` stands for any rest. */
export const RESERVED_VARIABLES: readonly string[] = [
  "SPEC_TUI_ALLOW_OLD_SQLITE",
  "SPEC_TUI_ATTEMPT",
  "SPEC_TUI_BIN",
  "SPEC_TUI_COOKIE",
  "SPEC_TUI_DEMO*",
  "SPEC_TUI_ENV_*",
  "SPEC_TUI_FP*",
  "SPEC_TUI_OP_ID",
  "SPEC_TUI_PROJECT",
  "SPEC_TUI_REPO_*",
  "SPEC_TUI_RUN",
  "SPEC_TUI_SLOT",
  "SPEC_TUI_STATE",
  "SPEC_TUI_TASK",
  "SPEC_TUI_TEST_*",
  "SPEC_TUI_WORK_ID",
];

const settable = new Map(
  KEYS.filter((key) => key.kind !== "map").map((key) => [key.variable, key]),
);

export function readEnvironment(environment: Readonly<Record<string, string>>): LayerReading {
  const layer = new Map<string, Entry>();
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  for (const name of Object.keys(environment).sort()) {
    if (!name.startsWith(VARIABLE_PREFIX)) continue;
    const key = settable.get(name);
    const text = environment[name] ?? "";
    if (key === undefined) {
      if (!isReserved(name)) warnings.push(unknownVariable(name));
    } else if (!isUnset(key, text)) {
      const reading = entryFromText(key, text, `environment ${name}`);
      if ("problem" in reading) problems.push(reading.problem);
      else layer.set(key.name, reading.entry);
    }
  }
  return { layer, problems, warnings };
}

/** An empty variable is how shells unset one, except where empty text says "none". */
function isUnset(key: Key, text: string): boolean {
  return key.kind !== "text" && text.trim() === "";
}

function isReserved(name: string): boolean {
  return RESERVED_VARIABLES.some((reserved) =>
    reserved.endsWith("*") ? name.startsWith(reserved.slice(0, -1)) : name === reserved
  );
}

function unknownVariable(name: string): ConfigProblem {
  const isMap = KEYS.some((key) => key.kind === "map" && name.startsWith(key.variable));
  const near = suggest(name.slice(VARIABLE_PREFIX.length), [...settable.values()].map(bareName));
  return {
    severity: "warning",
    code: "unknown-variable",
    ...placeOf(`environment ${name}`),
    key: "",
    message: `environment ${name} is not a setting and is ignored`,
    ...(isMap
      ? { fix: "set it in the config file" }
      : near === null
      ? {}
      : { fix: `did you mean ${VARIABLE_PREFIX}${near.toUpperCase()}?` }),
  };
}

function bareName(key: Key): string {
  return key.variable.slice(VARIABLE_PREFIX.length).toLowerCase();
}
