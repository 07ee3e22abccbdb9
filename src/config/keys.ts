// Every key of the config file, read off the schema: its dotted name, its variable, what it expects.
import { z } from "zod";
import { settings } from "./schema.ts";
import { inner, type KeyKind, kindOf } from "./schema_walk.ts";

export interface Key {
  /** Dotted, such as `hooks.post_done.run_tests`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly kind: KeyKind;
  /** `SPEC_TUI_HOOKS_POST_DONE_RUN_TESTS`. */
  readonly variable: string;
  readonly schema: z.ZodType;
}

export const VARIABLE_PREFIX = "SPEC_TUI_";

/** All keys that hold a value, in the order of the schema; a map of the user's own names is one key. */
export const KEYS: readonly Key[] = leaves(settings, []);

const byName = new Map(KEYS.map((key) => [key.name, key]));

export function keyNamed(name: string): Key | undefined {
  return byName.get(name);
}

/** Is this key, or an entry of this map, never to be shown? */
export function isSecretKey(name: string): boolean {
  return /^(?:telegram_bot_token|webhook_url|callback_url)$|^webhook_headers\b/.test(name) ||
    /^agents\.(?:.+\.)?env\./.test(name);
}

function leaves(section: z.ZodType, path: readonly string[]): Key[] {
  const bare = inner(section);
  if (bare instanceof z.ZodObject) {
    return Object.entries(bare.shape).flatMap(([name, schema]) =>
      schema instanceof z.ZodType ? leaves(schema, [...path, name]) : []
    );
  }
  const name = path.join(".");
  const variable = VARIABLE_PREFIX + path.join("_").toUpperCase();
  return [{ name, path, kind: kindOf(section), variable, schema: section }];
}
