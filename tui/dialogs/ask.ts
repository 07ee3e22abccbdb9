// A text asked for: an answer, a reason, a note, an amount.
import { fieldView } from "../field_view.ts";
import { column, fixed, lines } from "../layout.ts";
import { prose } from "../prose.ts";
import type { Screen } from "../screen.ts";
import type { Layer } from "../stack.ts";
import { boxOf, innerWidth } from "./box.ts";
import type { Dialog } from "./dialog.ts";

const columns = 72;
const most = 8;

export function askLayer(screen: Screen, dialog: Extract<Dialog, { kind: "ask" }>): Layer {
  const width = innerWidth(screen, columns);
  const wrapped = dialog.lines.flatMap((line) => prose(line, width));
  const shown = wrapped.length > most ? wrapped.slice(0, most) : wrapped;
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
