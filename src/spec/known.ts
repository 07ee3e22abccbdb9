// What is known of the whole file when one task's refs are looked up.
import { idParts } from "./ids.ts";
import type { TaskId } from "./spec.ts";
import { type Suggest, suggestFrom } from "./suggest.ts";

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
  readonly suggest: Suggest;
}

export function createKnown(inOrder: readonly TaskId[], prefixes: ReadonlySet<string>): Known {
  const ids = new Map<TaskId, number>();
  let hasDuplicates = false;
  inOrder.forEach((id, index) => {
    if (ids.has(id)) hasDuplicates = true;
    else ids.set(id, index);
  });
  // Ranges are rare: the table is made for the first one.
  let numbers: ReadonlyMap<string, readonly Numbered[]> | null = null;
  return {
    ids,
    hasDuplicates,
    prefixes,
    numbered: (prefix) => (numbers ??= byNumber(ids.keys())).get(prefix) ?? [],
    suggest: suggestFrom(inOrder),
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
