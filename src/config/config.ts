// What a run goes by, worked out from defaults, the project, the config file, the environment and flags,
// in that order. Text, variables and flags come in as arguments; nothing is read here.
import { buildConfig } from "./build.ts";
import { isSpecRunnerFile } from "./candidates.ts";
import { type Assumption, type Detected, formatAssumption } from "./detect.ts";
import { readEnvironment } from "./environment.ts";
import type { Flags } from "./flag_table.ts";
import { readFlags } from "./flags.ts";
import { inertWarnings } from "./inert.ts";
import { type Layer, layOver, nested } from "./layer.ts";
import { type AgentTable, resolveAgents } from "./agents.ts";
import type { ConfigProblem } from "./problem.ts";
import { readConfigFile } from "./read_file.ts";
import { aliased, choiceProblems, choiceWarnings } from "./rules.ts";
import { settings } from "./schema.ts";
import { baseLayer } from "./base_layer.ts";
import { type ConfigValue, valuesOf } from "./values.ts";

/** An agent with everything resolved; the same shape as an order's `AgentChoice`. */
export interface ConfiguredAgent {
  readonly name: string;
  /** Who speaks to it: `claude`, `codex`, …, or `custom`. */
  readonly adapter: string;
  readonly command: string;
  readonly model: string;
  /** Command line with placeholders; empty: the adapter makes its own. */
  readonly template: string;
  readonly skipPermissions: boolean;
  readonly env: Readonly<Record<string, string>>;
}

export interface Persona {
  readonly systemPrompt: string;
  readonly model: string;
}

export interface Config {
  /** The file that was read, as given; null when there was none. */
  readonly file: string | null;
  /** True when that file is spec-runner's own, which keeps its defaults. */
  readonly isSpecRunnerFile: boolean;
  /** The default agent, then its fallbacks. Empty: none is installed or named. */
  readonly agents: readonly ConfiguredAgent[];
  /** Every agent that `retry --agent NAME` may name, configured or known. */
  readonly allAgents: readonly ConfiguredAgent[];
  /** By role. The implementer's model is in `agents[0].model` already. */
  readonly personas: Readonly<Record<string, Persona>>;
  readonly limits: {
    readonly maxAttempts: number;
    /** Wait before a retry, times the number of the attempt that failed. */
    readonly retryDelayMs: number;
    readonly taskTimeoutMs: number;
    /** 0: none. */
    readonly idleTimeoutMs: number;
    /** 0: none. */
    readonly sessionTimeoutMs: number;
    readonly limitWaitMs: number;
    readonly maxConsecutiveFailures: number;
    readonly onTaskFailure: "skip" | "stop" | "ask";
    /** null: no limit. */
    readonly budgetUsd: number | null;
    readonly taskBudgetUsd: number | null;
    readonly maxRetryCostUsd: number | null;
    readonly budgetReserveUsd: number;
    readonly jobs: number;
    /** Open orders at once by agent name; absent: as many as jobs. */
    readonly perAgent: Readonly<Record<string, number>>;
  };
  /** The project's commands as they are, for prompts and screens; empty: none. */
  readonly commands: {
    readonly test: string;
    readonly lint: string;
    readonly lintFix: string;
    readonly timeoutMs: number;
  };
  /** What the check stage runs; a check that is switched off is empty here. */
  readonly checks: {
    readonly test: string;
    readonly lint: string;
    readonly lintFix: string;
    readonly lintBlocking: boolean;
    readonly runGitHooks: boolean;
    /** When the checks fail before any work. */
    readonly onRedBase: "warn" | "stop";
  };
  readonly git: {
    readonly mainBranch: string;
    /** `pr` counts as `branch` until it is built. */
    readonly integration: "merge" | "branch";
    /** Keep a `task/…` label on each attempt. */
    readonly keepLabel: boolean;
    readonly sign: boolean;
  };
  readonly worktree: {
    /** Empty: beside the repository. */
    readonly root: string;
    readonly keep: readonly string[];
    readonly setup: string;
    readonly link: readonly string[];
  };
  /** Names of variables that agents and checks do not get, our own secrets included. */
  readonly envDeny: readonly string[];
  readonly specPrefix: string;
  readonly paths: {
    /** As written; relative to the folder of the project. */
    readonly root: string;
    /** spec-runner's old state, to be imported. */
    readonly oldState: string;
    readonly plugins: string;
  };
  readonly logLevel: "debug" | "info" | "warning" | "error";
  readonly harnessGuard: "off" | "warn" | "strict";
  readonly review: {
    readonly isWanted: boolean;
    readonly isParallel: boolean;
    readonly roles: readonly string[];
    readonly policy: "required" | "advisory";
    readonly timeoutMs: number;
    readonly command: string;
    readonly model: string;
    readonly template: string;
    readonly needsApproval: boolean;
  };
  readonly screen: {
    readonly theme: string;
    /** Own bindings: command to key. */
    readonly keys: Readonly<Record<string, string>>;
  };
  /** Literal values that must reach no log, screen or commit. */
  readonly secrets: readonly string[];
}

export interface ConfigSources {
  readonly file: { readonly path: string; readonly text: string } | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: Flags;
  readonly detected: Detected;
  readonly agents: AgentTable;
  /** For verbs that only look: what is refused because it isn't built becomes a warning. */
  readonly isReadOnly?: boolean;
}

export interface Resolved {
  readonly config: Config;
  /** Every key with its effective value and origin; secrets are masked. */
  readonly values: readonly ConfigValue[];
  readonly warnings: readonly ConfigProblem[];
  /** What was detected and is in force, as sentences for the user. */
  readonly assumed: readonly string[];
}

export function resolveConfig(
  sources: ConfigSources,
): Resolved | { readonly problems: readonly ConfigProblem[] } {
  const path = sources.file?.path ?? null;
  const isOld = path !== null && isSpecRunnerFile(path);
  const file = sources.file === null
    ? { layer: new Map(), warnings: [] }
    : readConfigFile(sources.file.path, sources.file.text);
  const environment = readEnvironment(sources.environment);
  const flags = readFlags(sources.flags);
  const told = [...environment.problems, ...flags.problems];
  if ("problems" in file) return { problems: [...file.problems, ...told] };
  if (told.length > 0) return { problems: told };

  const set = layOver([
    aliased(file.layer, isOld),
    aliased(environment.layer),
    aliased(flags.layer),
  ]);
  const base = baseLayer(sources.detected, set, isOld, sources.agents);
  const effective = layOver([base, set]);
  const merged = settings.parse(nested(effective));
  const agents = resolveAgents(merged, set, effective, sources.agents);
  const problems = [...agents.problems, ...choiceProblems(set)];
  const isFatal = problems.filter((each) => each.code !== "not-built" || !sources.isReadOnly);
  if (isFatal.length > 0) return { problems: byPlace(isFatal) };

  const config = buildConfig(merged, agents, path, isOld);
  const warnings = [
    ...file.warnings,
    ...environment.warnings,
    ...problems.map((each) => ({ ...each, severity: "warning" as const })),
    ...choiceWarnings(file.layer, set, isOld),
    ...inertWarnings(set),
  ];
  return {
    config,
    values: valuesOf(effective),
    warnings: byPlace(warnings),
    assumed: inForce(sources, effective),
  };
}

/** In the order of the file; what stands in no file comes after it. */
function byPlace(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const rank = ({ line }: ConfigProblem) => line === 0 ? Infinity : line;
  return problems.toSorted((one, other) =>
    rank(one) === rank(other) ? one.column - other.column : rank(one) - rank(other)
  );
}

/** Assumptions that nobody overruled. */
function inForce({ detected }: ConfigSources, effective: Layer): readonly string[] {
  const isAssumed = ({ value, change }: Assumption) => {
    const entry = effective.get(change);
    return entry?.place.source === "detected" || value === "" && entry?.value === "" &&
        entry.place.source === "default";
  };
  return detected.assumed.filter(isAssumed).map(formatAssumption);
}
