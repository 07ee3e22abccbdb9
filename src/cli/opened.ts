// What most verbs begin with: the project, its spec, and the task a person named.
import { readSpec } from "../host/reading.ts";
import { lookAt, type Looked } from "../host/look.ts";
import type { Project } from "../host/project.ts";
import { UserError } from "../host/user_error.ts";
import type { Spec, Task } from "../spec/spec.ts";
import { suggestFrom } from "../spec/suggest.ts";
import type { Call } from "./verb.ts";

export async function openFor(call: Call): Promise<Project> {
  const { cwd, environment } = call.world;
  const { openProject } = await import("../host/project.ts");
  return await openProject({
    cwd,
    environment,
    flags: call.flags,
    isReadOnly: call.verb.isReadOnly,
  });
}

/** The same for verbs that only look: nothing but what they need, and seldom the long way. */
export function lookFor(call: Call): Promise<Looked> {
  const { cwd, environment } = call.world;
  return lookAt({ cwd, environment, flags: call.flags, isReadOnly: call.verb.isReadOnly });
}

export { readSpec };

/** The task of that id as written, or in capitals. */
export function findTask(spec: Spec, given: string): Task {
  const task = spec.byId.get(given) ?? spec.byId.get(given.toUpperCase());
  if (task) return task;
  const near = suggestFrom([...spec.byId.keys()])(given);
  throw new UserError(`Cannot find task "${given}": the spec has no such task`, {
    hint: near === null ? "`spec-tui task list` shows them all" : `did you mean ${near}?`,
  });
}

/** The id to ask about: of a task of the spec, or of one that only the log knows. */
export function findKnownTask(spec: Spec, known: Iterable<string>, given: string): string {
  const ids = new Set(known);
  for (const id of [given, given.toUpperCase()]) {
    if (spec.byId.has(id) || ids.has(id)) return id;
  }
  return findTask(spec, given).id;
}
