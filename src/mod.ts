/**
 * The library: read a spec, ask what could start, resolve a configuration. Everything here is pure: text and
 * values in, values out.
 *
 * ```ts
 * import { nextTasks, parseTasks } from "spec-tui";
 *
 * const tasks = parseTasks(`# Tasks
 *
 * ### TASK-001: Lay the floor
 * 🔴 P0 | ✅ DONE | Est: 1d
 *
 * ### TASK-002: Paint the walls
 * 🟠 P1 | ⬜ TODO | Est: 2d
 *
 * **Depends on:** [TASK-001]
 *
 * ### TASK-003: Move in
 * 🟡 P2 | ⬜ TODO | Est: 1d
 *
 * **Depends on:** [TASK-002]
 * `);
 *
 * tasks.map((task) => task.id); // ["TASK-001", "TASK-002", "TASK-003"]
 * nextTasks(tasks).map((task) => task.name); // ["Paint the walls"]
 * ```
 *
 * @module
 */
import { parseSpec } from "./spec/parse.ts";
import { nextTasks as nextOf } from "./spec/ready.ts";
import type { Spec, Task } from "./spec/spec.ts";

export type {
  ChecklistItem,
  Diagnostic,
  Priority,
  Span,
  Spec,
  Status,
  Task,
  TaskId,
} from "./spec/spec.ts";
export { parseSpec } from "./spec/parse.ts";
export { completeTask, decodeSpec, encodeSpec, setChecklistItem, setStatus } from "./spec/edit.ts";
export { dependents, openNeeds } from "./spec/ready.ts";
export { type Config, type ConfigSources, resolveConfig, type Resolved } from "./config/config.ts";
export type { ConfigProblem } from "./config/problem.ts";
export type { Flags } from "./config/flag_table.ts";
export { detectProject } from "./config/detect.ts";
export { configJsonSchema } from "./config/json_schema.ts";

/** The tasks of a spec's text, in file order. What could not be read: `parseSpec(text).diagnostics`. */
export function parseTasks(text: string): readonly Task[] {
  return parseSpec(text).tasks;
}

/** Tasks already begun, then those whose needs are done; by priority, then in the order given. */
export function nextTasks(of: Spec | readonly Task[]): Task[] {
  return nextOf("tasks" in of ? of : specOf(of));
}

function specOf(tasks: readonly Task[]): Spec {
  const byId = new Map(tasks.toReversed().map((task) => [task.id, task]));
  const ordered = tasks.toSorted((one, other) =>
    one.priority < other.priority ? -1 : one.priority > other.priority ? 1 : 0
  );
  return { text: "", tasks, byId, ordered, diagnostics: [] };
}
