// What the screen shows of the world beyond facts and spec, and how much of it is known: the host looks at
// this with every poll, tells what is new, and lets go of what is not asked for.
import type { TaskId } from "../src/spec/spec.ts";
import { shownAttempt, wantedDiff } from "./attempts.ts";
import { selectedTask } from "./derive.ts";
import { type DiffWanted, isSameDiff } from "./detail.ts";
import type { Screen } from "./screen.ts";

export interface Watched {
  /** Tasks whose agents and checks are shown, and how many lines of each are known. */
  readonly outputs: readonly { readonly task: TaskId; readonly known: number }[];
  readonly docs: { readonly ids: readonly string[]; readonly stamp: string } | null;
  /** One that is not here yet. */
  readonly diff: DiffWanted | null;
  readonly checks: {
    readonly task: TaskId;
    readonly attempt: number;
    readonly stamp: string;
  } | null;
}

export const nothingWatched: Watched = { outputs: [], docs: null, diff: null, checks: null };

export function watched(screen: Screen): Watched {
  return {
    outputs: outputsInSight(screen).map((task) => ({
      task,
      known: screen.outputs.get(task)?.total ?? 0,
    })),
    ...screen.page === "tasks" ? ofTab(screen) : { docs: null, diff: null, checks: null },
  };
}

function outputsInSight(screen: Screen): readonly TaskId[] {
  if (screen.page === "live") return [...screen.run.working];
  const task = selectedTask(screen);
  return task !== undefined && screen.page === "tasks" && screen.tab === "output" ? [task.id] : [];
}

function ofTab(screen: Screen): Omit<Watched, "outputs"> {
  const { detail, tab } = screen;
  const task = selectedTask(screen);
  const nothing = { docs: null, diff: null, checks: null };
  if (task === undefined) return nothing;
  switch (tab) {
    case "overview": {
      const ids = task.tracesTo;
      if (ids.length === 0) return nothing;
      const isKnown = detail.docs !== null && detail.docs.ids.join("\n") === ids.join("\n");
      return { ...nothing, docs: { ids, stamp: isKnown ? detail.docs?.stamp ?? "" : "" } };
    }
    case "diff": {
      const diff = wantedDiff(screen);
      return { ...nothing, diff: isSameDiff(diff, detail.diff?.wanted ?? null) ? null : diff };
    }
    case "checks": {
      const attempt = shownAttempt(screen);
      if (attempt === null) return nothing;
      const { checks } = detail;
      const isKnown = checks?.task === task.id && checks.attempt === attempt.n;
      const stamp = isKnown ? checks.stamp : "";
      return { ...nothing, checks: { task: task.id, attempt: attempt.n, stamp } };
    }
    case "output":
    case "review":
    case "attempts":
    case "why":
      return nothing;
  }
}
