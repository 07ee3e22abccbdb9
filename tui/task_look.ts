// How a task stands, for a person: a glyph, a word and a colour, and the column spec-runner's users know.
import type { Task, TaskId } from "../src/spec/spec.ts";
import { isExhausted, isReadyToLand, type Run, standingOf } from "../src/pipeline/run.ts";
import type { GlyphName } from "./glyphs.ts";
import type { Role } from "./style.ts";

export type Group = "running" | "blocked" | "todo" | "done";

export interface TaskLook {
  readonly glyph: GlyphName;
  /** At most nine letters. */
  readonly word: string;
  readonly role: Role;
  readonly group: Group;
}

export interface LookAt {
  readonly run: Run;
  readonly engineAlive: boolean;
}

export function taskLook({ run, engineAlive }: LookAt, task: Task): TaskLook {
  const standing = standingOf(run, task.id);
  switch (standing.at) {
    case "working":
      return workingLook(run, task.id, standing.stage, engineAlive);
    case "done":
      return standing.how === "skipped"
        ? look("skipped", "skipped", "muted", "done")
        : look("done", "done", "ok", "done");
    case "failed":
      return isExhausted(run, task.id) || !engineAlive
        ? look("failed", "failed", "error", "blocked")
        : look("attempt", "again", "warn", "todo");
    case "waiting":
      return look("waiting", waitWords[standing.for.kind], "waiting", "blocked");
    case "held":
      return look("blocked", "blocked", "warn", "blocked");
    case "taken":
      return look("marked", "taken", "info", "blocked");
    case "idle":
      return idleLook(run, task);
  }
}

/** Needs that are not done, by the facts, or by the file where no run has read it yet. */
export function missingNeeds(run: Run, task: Task, byId: ReadonlyMap<TaskId, Task>): TaskId[] {
  return task.needs.filter((need) => {
    if (standingOf(run, need).at === "done") return false;
    return !(isUnread(run, need) && byId.get(need)?.status === "done");
  });
}

const waitWords = {
  question: "asks",
  conflict: "conflict",
  outside: "outside",
  failure: "failed",
  budget: "budget",
} as const;

function workingLook(run: Run, id: TaskId, stage: string, engineAlive: boolean): TaskLook {
  if (!engineAlive) return look("paused", "cut off", "warn", "todo");
  const attempt = run.tasks.get(id)?.attempts.at(-1);
  const isQueued = attempt !== undefined && isReadyToLand(attempt) && run.landing?.task !== id;
  return isQueued
    ? look("wait", "to land", "running", "running")
    : look("running", stage, "running", "running");
}

function idleLook(run: Run, task: Task): TaskLook {
  if (isUnread(run, task.id)) {
    if (task.status === "done") return look("done", "done", "ok", "done");
    if (task.status === "blocked") return look("blocked", "blocked", "warn", "blocked");
  }
  return task.needs.every((need) => standingOf(run, need).at === "done")
    ? look("ready", "ready", "text", "todo")
    : look("dot", "waits", "muted", "todo");
}

/** Then the file alone says how it stands. */
function isUnread(run: Run, id: TaskId): boolean {
  return !run.tasks.has(id) && !run.fileStatus.has(id);
}

function look(glyph: GlyphName, word: string, role: Role, group: Group): TaskLook {
  return { glyph, word, role, group };
}
