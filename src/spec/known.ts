// What is known of the whole file when one task's refs are looked up.
import type { Page } from "./body_state.ts";
import { type Hidden, hiddenTasks } from "./hidden.ts";
import { idParts } from "./ids.ts";
import type { TaskId } from "./spec.ts";
import { createSuggestions, type Suggestions } from "./suggest.ts";

export interface Numbered {
  readonly number: number;
  readonly id: TaskId;
}

export interface Known {
  /** Each id, with the place of its first task in the file. */
  readonly ids: ReadonlyMap<TaskId, number>;
  readonly hasDuplicates: boolean;
  readonly prefixes: ReadonlySet<string>;
  /** The tasks of a prefix in order of their numbers. */
  numbered(prefix: string): readonly Numbered[];
  /** False when the ranges of the file hold too many ids by now: a line of it may stand for a thousand. */
  mayUnroll(ids: number): boolean;
  readonly suggestions: Suggestions;
  /** A heading of that id which is no task, since it stands in code, a comment or a quote. */
  hidden(id: TaskId): Hidden | null;
}

/** Ids that all ranges of a file may hold together. */
const MOST_UNROLLED = 1_000_000;

export function createKnown(page: Page, inOrder: readonly TaskId[]): Known {
  const ids = new Map<TaskId, number>();
  for (let at = 0; at < inOrder.length; at++) ids.set(inOrder[at] ?? "", at);
  const hasDuplicates = ids.size < inOrder.length;
  // The first task of an id is the one that counts.
  if (hasDuplicates) {
    for (let at = inOrder.length - 1; at >= 0; at--) ids.set(inOrder[at] ?? "", at);
  }
  return knownFrom(page, ids, hasDuplicates);
}

export function knownFrom(
  page: Page,
  ids: ReadonlyMap<TaskId, number>,
  hasDuplicates: boolean,
): Known {
  // Ranges and wrong ids are rare: the tables are made for the first one.
  let numbers: ReadonlyMap<string, readonly Numbered[]> | null = null;
  let unrolled = 0;
  let hidden: ReadonlyMap<TaskId, Hidden> | null = null;
  let suggestions: Suggestions | null = null;
  return {
    ids,
    hasDuplicates,
    prefixes: page.prefixes,
    numbered: (prefix) => (numbers ??= byNumber(ids.keys())).get(prefix) ?? [],
    mayUnroll: (count) => (unrolled += count) <= MOST_UNROLLED,
    get suggestions() {
      return suggestions ??= createSuggestions([...ids.keys()]);
    },
    hidden: (id) => (hidden ??= hiddenTasks(page.text, page.lines)).get(id) ?? null,
  };
}

function byNumber(ids: Iterable<TaskId>): Map<string, Numbered[]> {
  const found = new Map<string, Numbered[]>();
  for (const id of ids) {
    const parts = idParts(id);
    if (parts === null) continue;
    const tasks = found.get(parts.prefix) ?? [];
    tasks.push({ number: parts.number, id });
    found.set(parts.prefix, tasks);
  }
  for (const tasks of found.values()) tasks.sort((left, right) => left.number - right.number);
  return found;
}
