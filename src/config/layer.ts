// Settings of one source, key by key, each with the place it was written; and laying them over each other.
import { keyNamed, KEYS } from "./keys.ts";
import type { Place } from "./problem.ts";
import type { Settings } from "./schema.ts";

export interface Entry {
  readonly value: unknown;
  readonly place: Place;
  /** Where a part of the value stands, such as one agent of `agents`. */
  within(path: readonly PropertyKey[]): Place;
}

/** By dotted key. */
export type Layer = ReadonlyMap<string, Entry>;

/** The keys that the settings give a value; `placeOf` says where a path was written. */
export function layerOf(
  values: Settings,
  placeOf: (path: readonly PropertyKey[]) => Place,
): Layer {
  const layer = new Map<string, Entry>();
  for (const { name, path } of KEYS) {
    const value = valueAt(values, path);
    if (value === undefined) continue;
    layer.set(name, {
      value,
      place: placeOf(path),
      within: (inner) => placeOf([...path, ...inner]),
    });
  }
  return layer;
}

export function entryAt(value: unknown, place: Place): Entry {
  return { value, place, within: () => place };
}

/** Later layers win, key by key. */
export function layOver(layers: readonly Layer[]): Layer {
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** The layer as nested values, as they would stand in a file. */
export function nested(layer: Layer): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [name, { value }] of layer) place(tree, keyNamed(name)?.path ?? [], value);
  return tree;
}

export function valueAt(values: unknown, path: readonly string[]): unknown {
  let found = values;
  for (const part of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.getOwnPropertyDescriptor(found, part)?.value;
  }
  return found;
}

function place(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const section = tree[name];
  const inner: Record<string, unknown> = isSection(section) ? section : {};
  tree[name] = inner;
  place(inner, rest, value);
}

export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
