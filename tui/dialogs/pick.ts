// One of several things to choose from.
import { list, scrollTo } from "../list.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, span, spread } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { boxOf } from "./box.ts";
import type { Dialog } from "./dialog.ts";

export function pickLayer(screen: Screen, dialog: Extract<Dialog, { kind: "pick" }>): Layer {
  const { choices, selected } = dialog;
  const height = Math.max(3, Math.min(choices.length, screen.size.rows - 6));
  return boxOf(screen, {
    title: dialog.title,
    context: "pick",
    columns: 72,
    rows: height,
    draw: list({
      total: choices.length,
      top: scrollTo(selected, { total: choices.length, height, top: 0 }),
      selected,
      focused: true,
      glyphs: screen.glyphs,
      line: (index, columns): Line => {
        const choice = choices[index];
        if (choice === undefined) return [];
        const note = span(sanitiseLabel(choice.note), { fg: "muted" });
        return spread([span(sanitiseLabel(choice.text))], [note], columns, screen.glyphs.more);
      },
    }),
  });
}
