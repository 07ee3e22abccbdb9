// The layers under everything that a person wrote: defaults, then what the project itself shows.
import { type AgentTable, ownAgentName } from "./agents.ts";
import { DEFAULTS, JOBS } from "./defaults.ts";
import type { Detected } from "./detect.ts";
import { keyNamed } from "./keys.ts";
import { type Entry, entryAt, type Layer, layerOf, layOver } from "./layer.ts";
import { placeOf } from "./problem.ts";

/** Keys that make the agent spec-runner would call. */
const OWN_AGENT = ["claude_command", "claude_model", "command_template"];

export function baseLayer(
  detected: Detected,
  set: Layer,
  isSpecRunner: boolean,
  table: AgentTable,
): Layer {
  const byDefault = placeOf("default");
  const jobs = isSpecRunner ? JOBS.specRunner : JOBS.own;
  const layers: Layer[] = [
    layerOf({ ...DEFAULTS, jobs }, () => byDefault),
    detectedLayer(detected),
  ];
  const written = OWN_AGENT.map((key) => set.get(key)).find((entry) => entry !== undefined);
  if (!set.has("agent") && (written !== undefined || isSpecRunner)) {
    const name = ownAgentName(set, table);
    layers.push(new Map([["agent", entryAt(name, written?.place ?? byDefault)]]));
  }
  return layOver(layers);
}

function detectedLayer(detected: Detected): Layer {
  const found: readonly (readonly [string, string | readonly string[]])[] = [
    ["commands.test", detected.test],
    ["commands.lint", detected.lint],
    ["commands.lint_fix", detected.lintFix],
    ["worktree.setup", detected.setup],
    ["worktree.keep", detected.keep],
    ["main_branch", detected.mainBranch],
    ["agent", detected.agent],
  ];
  const place = placeOf("detected");
  const entries = found.filter(([key, value]) => value.length > 0 && isAllowed(key, value))
    .map(([key, value]): readonly [string, Entry] => [key, entryAt(value, place)]);
  return new Map(entries);
}

function isAllowed(key: string, value: unknown): boolean {
  return keyNamed(key)?.schema.safeParse(value).success ?? false;
}
