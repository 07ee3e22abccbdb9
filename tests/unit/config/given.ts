// Shorthand for the configuration's tests: resolve a text as a file, with a few known agents.
import assert from "node:assert/strict";
import { templateProblem } from "../../../src/agents/template.ts";
import { type ConfigSources, resolveConfig, type Resolved } from "../../../src/config/config.ts";
import { type Detected, NOTHING_DETECTED } from "../../../src/config/detect.ts";
import type { ConfigProblem } from "../../../src/config/problem.ts";

export const KNOWN = ["claude", "codex", "opencode", "pi", "gemini", "ollama", "llama-cli", "demo"];

export const agentTable = {
  known: KNOWN,
  adapterOf(command: string): string {
    const name = command.split("/").at(-1) ?? "";
    return KNOWN.includes(name) ? name : "custom";
  },
  templateProblem,
};

export const OWN = "spec-tui.config.yaml";
export const OLD = "spec-runner.config.yaml";

export interface Given extends Partial<Omit<ConfigSources, "file" | "detected">> {
  readonly text?: string;
  readonly path?: string;
  readonly detected?: Partial<Detected>;
}

export function resolve(given: Given): ReturnType<typeof resolveConfig> {
  const { text, path = OWN, detected, ...rest } = given;
  return resolveConfig({
    file: text === undefined ? null : { path, text },
    environment: {},
    flags: {},
    agents: agentTable,
    ...rest,
    detected: { ...NOTHING_DETECTED, ...detected },
  });
}

export function resolved(given: Given): Resolved {
  const result = resolve(given);
  if ("problems" in result) assert.fail(JSON.stringify(result.problems, null, 1));
  return result;
}

export function problems(given: Given): readonly ConfigProblem[] {
  const result = resolve(given);
  if (!("problems" in result)) assert.fail("expected problems, but it resolved");
  assert.ok(result.problems.length > 0, "problems without a problem");
  return result.problems;
}

export function onlyProblem(given: Given): ConfigProblem {
  const [first, ...rest] = problems(given);
  assert.deepEqual(rest, []);
  assert.ok(first);
  return first;
}

/** `line:column`. */
export function at(problem: ConfigProblem): string {
  return `${problem.line}:${problem.column}`;
}

export function valueOf(result: Resolved, key: string): unknown {
  return result.values.find((value) => value.key === key)?.value;
}

export function originOf(result: Resolved, key: string): string | undefined {
  return result.values.find((value) => value.key === key)?.origin;
}
