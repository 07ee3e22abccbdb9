// Settings from the command line: the flags that spec-runner has, ours, and `--set KEY=VALUE` for the rest.
import type { LayerReading } from "./environment.ts";
import { type FlagRow, FLAGS, type Flags } from "./flag_table.ts";
import { checkedEntry, entryFromText, type Reading } from "./from_text.ts";
import { type Key, keyNamed, KEYS } from "./keys.ts";
import type { Entry } from "./layer.ts";
import { type ConfigProblem, placeOf } from "./problem.ts";
import { suggest } from "./suggest.ts";

export function readFlags(flags: Flags): LayerReading {
  const readings = [
    // Named flags last, so that they win over `--set` of the same key.
    ...(flags.set ?? []).map(readAssignment),
    ...FLAGS.flatMap((row) => readFlag(row, flags[row.option])),
  ];
  const layer = new Map<string, Entry>();
  const problems: ConfigProblem[] = [];
  for (const { name, reading } of readings) {
    if ("problem" in reading) problems.push(reading.problem);
    else layer.set(name, reading.entry);
  }
  return { layer, problems, warnings: [] };
}

interface Named {
  readonly name: string;
  readonly reading: Reading;
}

function readFlag(row: FlagRow, value: unknown): readonly Named[] {
  const key = keyNamed(row.key);
  const isGiven = row.given === undefined
    ? value !== undefined && value !== null && !(value === "" && key?.kind === "text")
    : value === row.given;
  if (key === undefined || !isGiven) return [];
  const source = `flag ${row.flag}`;
  const reading = typeof value === "string"
    ? entryFromText(key, value, source)
    : checkedEntry(key, value, source);
  return [{ name: row.key, reading }];
}

function readAssignment(assignment: string): Named {
  const cut = assignment.indexOf("=");
  const name = (cut < 0 ? assignment : assignment.slice(0, cut)).trim();
  const source = `flag --set ${name}`;
  const key = keyNamed(name);
  if (cut < 0) return { name, reading: { problem: notAssigned(source) } };
  if (key === undefined || key.kind === "map") {
    return { name, reading: { problem: notSettable(name, source, key) } };
  }
  return { name, reading: entryFromText(key, assignment.slice(cut + 1), source) };
}

function notAssigned(source: string): ConfigProblem {
  return {
    severity: "error",
    code: "bad-flag",
    ...placeOf(source),
    key: "",
    message: `${source} cannot be used`,
    found: "no `=`",
    expected: "KEY=VALUE, such as --set max_retries=2",
  };
}

function notSettable(name: string, source: string, key: Key | undefined): ConfigProblem {
  const near = suggest(name, KEYS.filter((each) => each.kind !== "map").map((each) => each.name));
  return {
    severity: "error",
    code: "unknown-key",
    ...placeOf(source),
    key: name,
    message: key === undefined ? `${name} is not a known key` : `${name} cannot be set here`,
    found: JSON.stringify(name),
    expected: key === undefined ? "a known key" : "a key that holds one value",
    fix: key !== undefined
      ? "set it in the config file"
      : near === null
      ? "`spec-tui config` lists every key"
      : `did you mean ${near}?`,
  };
}
