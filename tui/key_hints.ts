// Keys named where they are needed: in rows, sentences and summaries, by the table as the user bound it.
import type { Binding } from "./binding.ts";
import type { Screen } from "./screen.ts";
import { type Line, span } from "./spans.ts";

export function bindingNamed({ keymap }: Screen, name: string): Binding | undefined {
  return keymap.find((row) => row.name === name);
}

/** The key of a command, as it is bound now. */
export function keyOf(screen: Screen, name: string): string {
  return bindingNamed(screen, name)?.keys[0] ?? "";
}

/** `key label` pairs, two spaces apart; what can't act now is dim. */
export function keyPairs(screen: Screen, names: readonly string[]): Line {
  return names.flatMap((name, at) => {
    const row = bindingNamed(screen, name);
    if (row === undefined) return [];
    const before = at === 0 ? [] : [span("  ")];
    const key = row.keys[0] ?? "";
    return row.refuse?.(screen) ?? null
      ? [...before, span(`${key} ${row.hint}`, { fg: "muted", dim: true })]
      : [...before, span(key, { fg: "key", bold: true }), span(` ${row.hint}`)];
  });
}

/** One line a key: what it does, or why it can't now. */
export function keyHelp(screen: Screen, names: readonly string[]): Line[] {
  return names.flatMap((name): Line[] => {
    const row = bindingNamed(screen, name);
    if (row === undefined) return [];
    const reason = row.refuse?.(screen) ?? null;
    const key = span((row.keys[0] ?? "").padEnd(4), {
      fg: reason ? "muted" : "key",
      bold: !reason,
    });
    return [
      reason === null ? [key, span(row.help)] : [
        key,
        span(row.help, { fg: "muted" }),
        span(` (${reason})`, { fg: "muted", italic: true }),
      ],
    ];
  });
}
