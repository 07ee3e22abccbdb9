// "Did you mean …?" for an id that no task has.
import type { TaskId } from "./spec.ts";

export interface Suggestions {
  /** The id that was probably meant, or null. */
  closest(written: string): TaskId | null;
  /** The id that differs by no more than its joint, its zeros and the case of its letters, or null. */
  same(written: string): TaskId | null;
}

/** Letter-by-letter comparisons one file may cost: a hostile one has thousands of wrong ids. */
const BUDGET = 50_000;

export function createSuggestions(ids: readonly TaskId[]): Suggestions {
  let byShape: Map<string, TaskId> | null = null;
  let budget = BUDGET;
  const same = (written: string) => (byShape ??= shapes(ids)).get(shape(written)) ?? null;
  return {
    same,
    closest(written) {
      const found = same(written);
      if (found !== null) return found;
      budget -= ids.length;
      if (budget >= 0 && /^\d{1,15}$/.test(written)) return byNumber(Number(written), ids);
      return budget < 0 || written.length > 40 ? null : closest(written.toUpperCase(), ids);
    },
  };
}

/** The one question that most ask. */
export function suggestFrom(ids: readonly TaskId[]): Suggestions["closest"] {
  return createSuggestions(ids).closest;
}

/** `1` and `#1` are TASK-001 where only one prefix has that number. */
function byNumber(number: number, ids: readonly TaskId[]): TaskId | null {
  const found = ids.filter((id) => Number(/\d+$/.exec(id)?.[0] ?? NaN) === number);
  return new Set(found).size === 1 ? found[0] ?? null : null;
}

function shapes(ids: readonly TaskId[]): Map<string, TaskId> {
  const found = new Map<string, TaskId>();
  for (const id of ids) if (!found.has(shape(id))) found.set(shape(id), id);
  return found;
}

/** `TASK-001`, `task_1`, `TASK1` and `TASK-OO1` are of one shape. */
function shape(id: string): string {
  return id.toUpperCase().replace(/[^A-Z0-9]/g, "").replace(/O(?=[O\d]*\d)|O$/g, "0")
    .replace(/^([A-Z]+)0+(?=\d)/, "$1");
}

function closest(written: string, ids: readonly TaskId[]): TaskId | null {
  let best: TaskId | null = null;
  let least = 3;
  for (const id of ids) {
    if (Math.abs(id.length - written.length) >= least) continue;
    if (isOtherNumber(written, id)) continue;
    const edits = distance(written, id, least);
    if (edits < least) {
      least = edits;
      best = id;
    }
  }
  return best;
}

/** TASK-009 is no misspelt TASK-001. */
function isOtherNumber(left: string, right: string): boolean {
  const shape = (id: string) => id.replace(/\d/g, "0");
  return left.length === right.length && shape(left) === shape(right);
}

function distance(left: string, right: string, limit: number): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let other = 1; other <= right.length; other++) {
      const same = left[at - 1] === right[other - 1] ? 0 : 1;
      next.push(Math.min(
        (row[other] ?? 0) + 1,
        (next[other - 1] ?? 0) + 1,
        (row[other - 1] ?? 0) + same,
      ));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[right.length] ?? limit;
}
