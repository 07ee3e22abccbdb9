// Settings from the command line: the flags that spec-runner has, ours, and `--set KEY=VALUE` for the rest.
import type { LayerReading } from "./environment.ts";
import { checkedEntry, entryFromText, type Reading } from "./from_text.ts";
import { type Key, keyNamed, KEYS } from "./keys.ts";
import type { Entry } from "./layer.ts";
import { type ConfigProblem, placeOf } from "./problem.ts";
import { suggest } from "./suggest.ts";

/** Flags as a command-line reader hands them over; a switch counts only when it differs from its default. */
export interface Flags {
  readonly maxRetries?: number | string;
  /** `--timeout`, in minutes. */
  readonly timeout?: number | string;
  readonly budget?: number | string;
  readonly taskBudget?: number | string;
  readonly jobs?: number | string;
  /** false: `--no-tests`. The same for branch, commit and review. */
  readonly tests?: boolean;
  readonly branch?: boolean;
  readonly commit?: boolean;
  readonly review?: boolean;
  /** true: `--hitl-review`. */
  readonly hitlReview?: boolean;
  readonly callbackUrl?: string;
  readonly specPrefix?: string;
  readonly projectRoot?: string;
  readonly logLevel?: string;
  readonly agent?: string;
  /** Each `KEY=VALUE`. */
  readonly set?: readonly string[];
}

interface FlagRow {
  readonly option: Exclude<keyof Flags, "set">;
  readonly flag: string;
  readonly key: string;
  /** For a switch: the value that means it was given, and what the key becomes. */
  readonly given?: boolean;
}

export const FLAGS: readonly FlagRow[] = [
  { option: "maxRetries", flag: "--max-retries", key: "max_retries" },
  { option: "timeout", flag: "--timeout", key: "task_timeout_minutes" },
  { option: "budget", flag: "--budget", key: "budget_usd" },
  { option: "taskBudget", flag: "--task-budget", key: "task_budget_usd" },
  { option: "jobs", flag: "--jobs", key: "jobs" },
  { option: "tests", flag: "--no-tests", key: "hooks.post_done.run_tests", given: false },
  { option: "branch", flag: "--no-branch", key: "hooks.pre_start.create_git_branch", given: false },
  { option: "commit", flag: "--no-commit", key: "hooks.post_done.auto_commit", given: false },
  { option: "review", flag: "--no-review", key: "hooks.post_done.run_review", given: false },
  { option: "hitlReview", flag: "--hitl-review", key: "hitl_review", given: true },
  { option: "callbackUrl", flag: "--callback-url", key: "callback_url" },
  { option: "specPrefix", flag: "--spec-prefix", key: "spec_prefix" },
  { option: "projectRoot", flag: "--project-root", key: "paths.root" },
  { option: "logLevel", flag: "--log-level", key: "log_level" },
  { option: "agent", flag: "--agent", key: "agent" },
];

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
