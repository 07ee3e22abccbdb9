// A run's limits for verbs that only look, whatever the ground.
import { limitsOf } from "../host/run_settings.ts";
import type { Project } from "../host/project.ts";
import type { RunLimits } from "../pipeline/fact.ts";

export function limitsForLooking(project: Project): RunLimits {
  return limitsOf(project, { mode: "plain" });
}
