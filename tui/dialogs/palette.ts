// Every command by its name, with its key and why it can't act.
import { fieldView } from "../field_view.ts";
import { column, fixed, flex } from "../layout.ts";
import { list, scrollTo } from "../list.ts";
import { paletteEntries } from "../palette.ts";
import { closeDialog, type Screen } from "../screen.ts";
import { type Line, span, spread } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { boxOf } from "./box.ts";
import type { Dialog } from "./dialog.ts";

export function paletteLayer(screen: Screen, dialog: Extract<Dialog, { kind: "palette" }>): Layer {
  const below = closeDialog(screen);
  const entries = paletteEntries(screen);
  const height = Math.max(3, Math.min(14, screen.size.rows - 9));
  const selected = Math.min(dialog.selected, entries.length - 1);
  return boxOf(screen, {
    title: "Commands",
    context: "palette",
    columns: 76,
    rows: height + 2,
    draw: column([
      fixed(
        1,
        (area) =>
          fieldView(dialog.field, { focused: true, placeholder: "type a part of its name" }, area),
      ),
      fixed(1, () => ({ rows: [] })),
      flex(list({
        total: entries.length,
        top: scrollTo(selected, { total: entries.length, height, top: 0 }),
        selected,
        focused: true,
        glyphs: screen.glyphs,
        empty: [span("No command is called that.", { fg: "muted" })],
        line: (index, columns): Line => {
          const row = entries[index];
          if (row === undefined) return [];
          const reason = row.refuse?.(below) ?? null;
          const look = reason === null ? {} : { fg: "muted" as const };
          return spread(
            [span(row.name.padEnd(16), look), span(row.help, { fg: "muted" })],
            [span(` ${reason ?? row.keys[0] ?? ""}`, { fg: reason === null ? "key" : "warn" })],
            columns,
            screen.glyphs.more,
          );
        },
      })),
    ]),
  });
}
