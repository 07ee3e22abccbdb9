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

/** `key label`; dim when it can't act now. */
export function keyPair(screen: Screen, row: Binding, isDim = isRefused(screen, row)): Line {
  const key = shortKey(screen, row);
  const hint = hintOf(screen, row);
  if (isDim) return [span(`${key} ${hint}`, { fg: "muted", dim: true })];
  return [span(key, { fg: "key", bold: true }), span(` ${hint}`)];
}

/** Two spaces apart. */
export function keyPairs(screen: Screen, names: readonly string[]): Line {
  const rows = names.flatMap((name) => bindingNamed(screen, name) ?? []);
  return rows.flatMap((row, at) => [...at === 0 ? [] : [span("  ")], ...keyPair(screen, row)]);
}

export function isRefused(screen: Screen, row: Binding): boolean {
  return (row.refuse?.(screen) ?? null) !== null;
}

/** Arrows are shorter than their names. */
function shortKey({ glyphs }: Screen, { keys: [key = ""] }: Binding): string {
  switch (key) {
    case "left":
      return glyphs.back;
    case "right":
      return glyphs.arrow;
    case "up":
      return glyphs.up;
    case "down":
      return glyphs.down;
    default:
      return key;
  }
}

/** Keys that turn something say which way. */
function hintOf(screen: Screen, { name, hint }: Binding): string {
  if (name === "pause" && screen.run.current?.paused) return "resume";
  if (name === "find" && !filters(screen)) return "search";
  return hint;
}

/** Does `/` filter here? On panes of text it searches. */
function filters({ page, focus }: Screen): boolean {
  return page === "facts" || page === "tasks" && focus === "list";
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
