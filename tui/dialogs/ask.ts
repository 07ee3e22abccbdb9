// A text asked for: an answer, a reason, a note, an amount.
import { fieldView } from "../field_view.ts";
import { plural } from "../format.ts";
import { column, fixed, lines } from "../layout.ts";
import { prose } from "../prose.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { boxOf, innerWidth } from "./box.ts";
import type { Dialog } from "./dialog.ts";

const columns = 72;
/** Rows besides what is asked: borders, the field, a gap, and what lies around the box. */
const besides = 10;

export function askLayer(screen: Screen, dialog: Extract<Dialog, { kind: "ask" }>): Layer {
  const width = innerWidth(screen, columns);
  const wrapped = dialog.lines.flatMap((line) => prose(line, width));
  const most = Math.max(2, screen.size.rows - besides);
  const shown = wrapped.length > most ? cut(screen, wrapped, most - 1) : wrapped;
  const gap = shown.length > 0 ? 1 : 0;
  const isTop = screen.dialogs.at(-1) === dialog;
  return boxOf(screen, {
    title: dialog.title,
    context: "ask",
    columns,
    rows: shown.length + gap + 4,
    draw: column([
      fixed(shown.length + gap, lines(shown)),
      fixed(
        4,
        (area) =>
          fieldView(dialog.field, { focused: isTop, placeholder: dialog.placeholder }, area),
      ),
    ]),
  });
}

/** The whole of it stands where the task is shown. */
function cut(screen: Screen, all: readonly Line[], rows: number): readonly Line[] {
  const left = `${screen.glyphs.more} ${plural(all.length - rows, "more line")} in its Overview`;
  return [...all.slice(0, rows), [span(left, { fg: "muted" })]];
}
