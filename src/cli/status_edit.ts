// `task start|done|block|todo` change the mark in tasks.md too. The edit is tried before anything is
// recorded, so that a file which cannot be edited refuses the whole command.
import { openSpecFiles } from "../store/spec_files.ts";
import { systemClock } from "../host/clock.ts";
import { readRun } from "../host/reading.ts";
import type { Project } from "../host/project.ts";
import { UserError } from "../host/user_error.ts";
import { decodeSpec, encodeSpec, setStatus } from "../spec/edit.ts";
import { parseSpec } from "../spec/parse.ts";
import { undoable } from "../pipeline/run.ts";
import type { Spec, Status, TaskId } from "../spec/spec.ts";
import { count } from "./text.ts";
import type { Call } from "./verb.ts";

const STATUS_AFTER: Readonly<Record<string, Status>> = {
  start: "in_progress",
  done: "done",
  block: "blocked",
  todo: "todo",
};

export interface StatusEdit {
  apply(): Promise<void>;
}

/** Null for commands that leave the file alone. */
export function planStatusEdit(
  call: Call,
  project: Project,
  spec: Spec,
  command: string,
  args: Readonly<Record<string, unknown>>,
): StatusEdit | null {
  const wanted = command === "undo" ? statusBefore(project) : statusAfter(command, args);
  if (wanted === null) return null;
  const { task, status } = wanted;
  if (!spec.byId.has(task)) {
    throw new UserError(`Cannot mark ${task}: it is no longer in the spec`);
  }
  if (command === "done" && !call.has("force")) refuseOpenChecklist(spec, task);
  const edit = (current: Spec) => setStatus(current, task, status);
  tryEdit(spec, edit);
  return { apply: () => editTasks(project, edit) };
}

interface Wanted {
  readonly task: TaskId;
  readonly status: Status;
}

function statusAfter(command: string, args: Readonly<Record<string, unknown>>): Wanted | null {
  const status = STATUS_AFTER[command];
  return status === undefined ? null : { task: String(args.task), status };
}

/** What `undo` would take back, as the file said it before; null when the file had no part in it. */
function statusBefore(project: Project): Wanted | null {
  const { spec, run } = readRun(project);
  const action = undoable(run);
  if (!action?.task || !WROTE.has(action.what) || !spec.byId.has(action.task)) return null;
  switch (action.before?.at) {
    case "done":
      return { task: action.task, status: "done" };
    case "held":
      return { task: action.task, status: "blocked" };
    case "taken":
      return { task: action.task, status: "in_progress" };
    default:
      return { task: action.task, status: "todo" };
  }
}

/** Names of actions that changed the file's mark too. */
const WROTE: ReadonlySet<string> = new Set(["took", "marked done", "blocked", "released"]);

function refuseOpenChecklist(spec: Spec, id: string): void {
  const open = spec.byId.get(id)?.checklist.filter((item) => !item.done) ?? [];
  if (open.length === 0) return;
  throw new UserError(
    `Cannot mark ${id} done: ${count(open.length, "item")} of its checklist ${
      open.length === 1 ? "is" : "are"
    } not ticked`,
    { hint: `spec-tui task show ${id}, or --force` },
  );
}

function tryEdit(spec: Spec, edit: (spec: Spec) => string): string {
  try {
    return edit(spec);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), {
      hint: "`spec-tui validate` shows what is wrong with the file",
      cause: error,
    });
  }
}

const ROUNDS = 5;

/** Someone else may be writing: then the edit is made again on what is there now. */
export async function editTasks(project: Project, edit: (spec: Spec) => string): Promise<void> {
  const files = openSpecFiles({
    root: project.root,
    prefix: project.config.specPrefix,
    clock: systemClock,
    within: project.repository?.topLevel ?? project.root,
  });
  for (let round = 0; round < ROUNDS; round++) {
    const before = await files.tasks();
    const decoded = before === null ? null : decodeSpec(before);
    if (before === null || decoded === null || !("text" in decoded)) break;
    const text = tryEdit(parseSpec(decoded.text), edit);
    if (text === decoded.text || await files.replaceTasks(before, encodeSpec(text))) return;
  }
  throw new UserError(`Cannot write "${project.tasksPath}": it changed while it was edited`, {
    hint: "try again",
    exitCode: 3,
  });
}
