// Which attempt of the selected task the tabs are about, and what is to be seen of it.
import type { Attempt } from "../src/pipeline/run.ts";
import { selectedTask } from "./derive.ts";
import type { DiffWanted } from "./detail.ts";
import type { Screen } from "./screen.ts";

/** Oldest first. */
export function attemptsShown(screen: Screen): readonly Attempt[] {
  const task = selectedTask(screen);
  return task === undefined ? [] : screen.run.tasks.get(task.id)?.attempts ?? [];
}

/** The one that was chosen, else the last. */
export function shownAttempt(screen: Screen): Attempt | null {
  const attempts = attemptsShown(screen);
  const chosen = attempts.find((each) => each.n === screen.detail.attempt);
  return chosen ?? attempts.at(-1) ?? null;
}

/** The one whose diff is shown: without a choice, the last that has a commit. */
export function diffedAttempt(screen: Screen): Attempt | null {
  const { attempt } = screen.detail;
  const attempts = attemptsShown(screen);
  if (attempt !== null) return attempts.find((each) => each.n === attempt) ?? null;
  return attempts.findLast((each) => each.commit !== null) ?? attempts.at(-1) ?? null;
}

/** Both attempts that are to be compared, the earlier one first; null without two. */
export function compared(screen: Screen): readonly [Attempt, Attempt] | null {
  const marked = attemptsShown(screen).filter((each) => screen.detail.marks.includes(each.n));
  const [one, other] = marked;
  return one !== undefined && other !== undefined ? [one, other] : null;
}

export function wantedDiff(screen: Screen): DiffWanted | null {
  const pair = screen.detail.isComparing ? compared(screen) : null;
  if (pair !== null) {
    const [one, other] = pair;
    if (one.commit === null || other.commit === null) return null;
    return { from: one.commit, to: other.commit, fromMergeBase: false };
  }
  const attempt = diffedAttempt(screen);
  if (attempt === null || attempt.commit === null || attempt.base === null) return null;
  return { from: attempt.base, to: attempt.commit, fromMergeBase: true };
}
