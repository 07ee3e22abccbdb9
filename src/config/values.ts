// Every key with its effective value and where that came from; a secret only says that it is set.
import { isSecretKey, KEYS } from "./keys.ts";
import { type Entry, isSection, type Layer } from "./layer.ts";
import { originOf } from "./problem.ts";

export interface ConfigValue {
  /** Dotted key, such as `commands.test` or `agents.fast.model`. */
  readonly key: string;
  readonly value: unknown;
  /** `default`, `detected`, `FILE:LINE`, `environment NAME` or `flag --name`. */
  readonly origin: string;
}

export const MASKED = "•••• (set)";

export function valuesOf(effective: Layer): readonly ConfigValue[] {
  return KEYS.flatMap(({ name, kind }) => {
    const entry = effective.get(name);
    if (entry === undefined) return [];
    return kind === "map" ? mapValues(name, [], entry.value, entry) : [row(name, [], entry)];
  });
}

function mapValues(
  key: string,
  path: readonly string[],
  value: unknown,
  entry: Entry,
): readonly ConfigValue[] {
  if (!isSection(value)) return [row(key, path, { ...entry, value })];
  const parts = Object.entries(value);
  if (parts.length === 0) return [{ key, value: {}, origin: originOf(entry.within(path)) }];
  return parts.flatMap(([name, part]) => mapValues(`${key}.${name}`, [...path, name], part, entry));
}

function row(key: string, path: readonly string[], entry: Entry): ConfigValue {
  const isHidden = isSecretKey(key) && entry.value !== "";
  const origin = originOf(entry.within(path));
  return { key, value: isHidden ? MASKED : entry.value, origin };
}
