// The keys that work in the context below, from the table, with why some can't act now.
import type { Binding, Context } from "../binding.ts";
import { activeBindings, contextsOf } from "../dispatch.ts";
import { closeDialog, type Screen } from "../screen.ts";
import { fitLine, type Line, span, wrapLine } from "../spans.ts";
import type { Layer } from "../stack.ts";
import type { Dialog } from "./dialog.ts";
import { lastTop, scrollBox, scrollWidth } from "./scroll_box.ts";

const width = 76;
const around = 6;
/** At most so many cells for the keys; as many as the longest needs. */
const mostKeyCells = 18;

const titles: Readonly<Partial<Record<Context, string>>> = {
  run: "The run",
  task: "The task",
  output: "Output",
  overview: "Overview",
  attempts: "Attempts",
  attempt: "Which attempt",
  diff: "Diff",
  list: "Lists and text",
  everywhere: "Everywhere",
};

export function helpLayer(screen: Screen, dialog: Extract<Dialog, { kind: "help" }>): Layer {
  const box = { title: "Keys", context: "help", columns: width, around } as const;
  return scrollBox(screen, box, { all: linesOf(screen), top: dialog.top });
}

/** How far it scrolls. */
export function lastHelpTop(screen: Screen): number {
  return lastTop(screen, linesOf(screen).length, around);
}

function linesOf(screen: Screen): readonly Line[] {
  return helpLines(screen, scrollWidth(screen, width));
}

export function helpLines(screen: Screen, columns: number): Line[] {
  const below = closeDialog(screen);
  const active = activeBindings(below);
  const longest = Math.max(0, ...active.map((row) => row.keys.join(" ").length));
  const keyCells = Math.min(longest + 2, mostKeyCells, Math.max(6, Math.floor(columns / 4)));
  return contextsOf(below).flatMap((context, at): Line[] => {
    const rows = active.filter((row) => row.context === context);
    return [
      ...at === 0 ? [] : [[]],
      [span(titles[context] ?? context, { fg: "title", bold: true })],
      ...rows.flatMap((row) => keyLines(row, row.refuse?.(below) ?? null, { columns, keyCells })),
    ];
  });
}

interface Widths {
  readonly columns: number;
  readonly keyCells: number;
}

/** A key that can't act now is followed by the reason. */
function keyLines(row: Binding, reason: string | null, { columns, keyCells }: Widths): Line[] {
  const text = reason === null
    ? [span(row.help)]
    : [span(row.help, { fg: "muted" }), span(` (${reason})`, { fg: "muted", italic: true })];
  const look = { fg: reason === null ? "key" : "muted" } as const;
  const keys = wrapLine([span(row.keys.join(" "), look)], keyCells - 1);
  const words = wrapLine(text, Math.max(10, columns - keyCells));
  return Array.from({ length: Math.max(keys.length, words.length) }, (_, at) => [
    ...fitLine(keys[at] ?? [], keyCells),
    ...words[at] ?? [],
  ]);
}
