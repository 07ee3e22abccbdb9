// The keys that work in the context below, from the table, with why some can't act now.
import type { Context } from "../binding.ts";
import { contextsOf } from "../dispatch.ts";
import { keepInside, list } from "../list.ts";
import { closeDialog, type Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { boxOf } from "./box.ts";
import type { Dialog } from "./dialog.ts";

const titles: Readonly<Partial<Record<Context, string>>> = {
  run: "The run",
  task: "The task",
  output: "Output",
  list: "Lists and text",
  everywhere: "Everywhere",
};

export function helpLayer(screen: Screen, dialog: Extract<Dialog, { kind: "help" }>): Layer {
  const all = helpLines(screen);
  const height = Math.max(3, Math.min(all.length, screen.size.rows - 6));
  return boxOf(screen, {
    title: "Keys",
    context: "help",
    columns: 76,
    rows: height,
    draw: list({
      total: all.length,
      top: keepInside(dialog.top, { total: all.length, height, top: dialog.top }),
      selected: -1,
      focused: true,
      glyphs: screen.glyphs,
      line: (index) => all[index] ?? [],
    }),
  });
}

export function helpLines(screen: Screen): Line[] {
  const below = closeDialog(screen);
  return contextsOf(below).flatMap((context, at): Line[] => {
    const rows = screen.keymap.filter((row) => row.context === context);
    return [
      ...at === 0 ? [] : [[]],
      [span(titles[context] ?? context, { fg: "title", bold: true })],
      ...rows.map((row): Line => {
        const reason = row.refuse?.(below) ?? null;
        const keys = span(
          `${row.keys.join(" ").padEnd(17)} `,
          reason ? { fg: "muted" } : { fg: "key" },
        );
        return reason === null
          ? [keys, span(row.help)]
          : [keys, span(row.help, { fg: "muted" }), span(`: ${reason}`, { fg: "warn", dim: true })];
      }),
    ];
  });
}
