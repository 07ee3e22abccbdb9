// The scripted agent under the name of every CLI whose dialect it speaks, and as one that nobody knows.
import type { Scenario } from "../../fixtures/agents/scenario.ts";
import { DIALECT_NAMES } from "../../fixtures/agents/dialects/registry.ts";
import type { ProjectOptions } from "./project.ts";

/** `plain`: a command of the user's own, which prints text. */
export const DIALECTS: readonly string[] = [...DIALECT_NAMES, "plain"];

/** A project whose only agent speaks this dialect. */
export function speaking(
  dialect: string,
  scenario: Scenario,
  config: Readonly<Record<string, unknown>> = {},
): Pick<ProjectOptions, "agents" | "config"> {
  return {
    agents: { [dialect]: scenario },
    config: {
      agent: dialect,
      ...(dialect === "plain" ? { agents: { plain: { command: "plain" } } } : {}),
      ...config,
    },
  };
}
