// The user's own bindings laid over the table: a command's keys are replaced, and a key that would then mean
// two things is refused with both names.
import type { Binding, Context } from "./binding.ts";
import { suggestFrom } from "../src/spec/suggest.ts";
import { keyFromText } from "./key_text.ts";

export type UserKeys =
  | { readonly keymap: readonly Binding[] }
  | { readonly problems: readonly string[] };

const onTasks = ["task", "run", "list", "everywhere"] as const;

/** Contexts that have the keys at the same time, the nearest first. A dialog has them alone. */
export const together: readonly (readonly Context[])[] = [
  ["overview", ...onTasks],
  ["output", "attempt", ...onTasks],
  ["diff", "attempt", ...onTasks],
  ["attempts", ...onTasks],
  ["costs", "run", "list", "everywhere"],
  ["timeline", "run", "list", "everywhere"],
  ["retry", "choice"],
  ["detail"],
  ["pick"],
  ["typing"],
  ["quit"],
  ["start"],
  ["confirm"],
  ["ask"],
  ["palette"],
  ["help"],
];

/** Where what is typed is text, a key that types can't be a command. */
const takesText: readonly Context[] = ["typing", "ask", "palette", "retry"];

export function withUserKeys(
  table: readonly Binding[],
  own: Readonly<Record<string, string>>,
): UserKeys {
  const problems: string[] = [];
  const wanted = new Map<string, readonly string[]>();
  for (const [name, text] of Object.entries(own)) {
    const row = table.find((each) => each.name === name);
    if (row === undefined) {
      problems.push(`keys.${name}: there is no command "${name}"${suggestion(table, name)}`);
      continue;
    }
    const keys = readKeys(row, text, problems);
    if (keys !== null) wanted.set(name, keys);
  }
  if (problems.length > 0) return { problems };
  const keymap = table.map((row) => ({ ...row, keys: wanted.get(row.name) ?? row.keys }));
  // A pane may take a key from what lies farther; only what the user made so is refused.
  const before = new Set(collisions(table).map(nameOf));
  const clashes = collisions(keymap).filter((one) => !before.has(nameOf(one)));
  if (clashes.length === 0) return { keymap };
  return {
    problems: clashes.map(({ key, names: [one, other] }) =>
      `keys: "${key}" would mean both "${one}" and "${other}"; bind one of them to another key`
    ),
  };
}

export interface Collision {
  readonly key: string;
  readonly names: readonly [string, string];
}

/** Each key that means two things at once. */
export function collisions(table: readonly Binding[]): readonly Collision[] {
  const found = new Map<string, Collision>();
  for (const contexts of together) {
    const owners = new Map<string, string>();
    for (const row of table.filter((each) => contexts.includes(each.context))) {
      for (const key of row.keys) {
        const other = owners.get(key);
        if (other === undefined) owners.set(key, row.name);
        else add({ key, names: [other, row.name] });
      }
    }
  }
  return [...found.values()];

  function add(one: Collision): void {
    found.set(nameOf(one), one);
  }
}

function nameOf({ key, names }: Collision): string {
  return `${key} ${names.toSorted().join(" ")}`;
}

function readKeys(row: Binding, text: string, problems: string[]): readonly string[] | null {
  const words = text.trim().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) {
    problems.push(`keys.${row.name}: a key is missing (expected such as "x" or "ctrl+x")`);
    return null;
  }
  const keys = words.map((word) => ({ word, key: keyFromText(word) }));
  for (const { word, key } of keys) {
    if (key === null) {
      problems.push(
        `keys.${row.name}: "${word}" is not a key (expected such as "x", "ctrl+x", "f5")`,
      );
    } else if ([...key].length === 1 && takesText.includes(row.context)) {
      problems.push(`keys.${row.name}: "${word}" types text there (expected such as "ctrl+x")`);
    }
  }
  return keys.flatMap(({ key }) => key ?? []);
}

function suggestion(table: readonly Binding[], name: string): string {
  const names = table.map((row) => row.name.toUpperCase());
  const near = suggestFrom(names)(name);
  return near === null ? "" : ` (did you mean "${near.toLowerCase()}"?)`;
}
