// Retry with options, before anything is paid for.
import { agentNames, type RetryDialog, retryField } from "../actions/retry.ts";
import { engineWarning } from "../derive.ts";
import { fieldView } from "../field_view.ts";
import { column, type Draw, fixed, lines, row } from "../layout.ts";
import { prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { boxOf, innerWidth } from "./box.ts";

const columns = 72;
const labelCells = 10;
const noteRows = 3;

export function retryLayer(screen: Screen, dialog: RetryDialog): Layer {
  const width = innerWidth(screen, columns);
  const what = consequences(screen, dialog).flatMap((text) => prose(text, width, { fg: "muted" }));
  const name = dialog.ids.length === 1 ? dialog.ids[0] ?? "" : `${dialog.ids.length} tasks`;
  return boxOf(screen, {
    title: sanitiseLabel(`Retry ${name}`),
    context: "retry",
    columns,
    rows: 4 + noteRows + 1 + what.length,
    draw: column([
      fixed(
        1,
        choiceRow(screen, dialog, "how", [
          ["continue its work", !dialog.fresh],
          ["start afresh", dialog.fresh],
        ]),
      ),
      fixed(
        1,
        choiceRow(screen, dialog, "agent", [
          ["as before", dialog.agent === null],
          ...agentNames(screen).map((each): [string, boolean] => [each, each === dialog.agent]),
        ]),
      ),
      fixed(1, textRow(screen, dialog, "model")),
      fixed(noteRows, textRow(screen, dialog, "note")),
      fixed(1, lines([])),
      fixed(what.length, lines(what)),
    ]),
  });
}

function consequences(screen: Screen, { fresh, agent }: RetryDialog): string[] {
  return [
    fresh
      ? "It starts from the newest landed work; what was made before is kept, but not continued."
      : "It goes on from the commit of the attempt before, with what failed in the prompt.",
    ...agent === null ? [] : [`Only ${agent} works on it, without a fallback.`],
    ...engineWarning(screen),
  ];
}

type Row = RetryDialog["row"];

function label(screen: Screen, dialog: RetryDialog, name: Row): Line {
  const isHere = dialog.row === name;
  const mark = isHere ? screen.glyphs.cursor : " ";
  return [
    span(
      `${mark} ${name.padEnd(labelCells - 2)}`,
      isHere ? { fg: "focus", bold: true } : { fg: "muted" },
    ),
  ];
}

function choiceRow(
  screen: Screen,
  dialog: RetryDialog,
  name: Row,
  choices: readonly (readonly [string, boolean])[],
): Draw {
  const isHere = dialog.row === name;
  const { marked } = screen.glyphs;
  const shown = choices.flatMap(([text, isChosen]): Line => [
    isChosen
      ? span(
        `${marked}${sanitiseLabel(text)} `,
        isHere ? { bg: "selection", bold: true } : { bold: true, underline: true },
      )
      : span(` ${sanitiseLabel(text)} `, { fg: "muted" }),
  ]);
  return lines([[...label(screen, dialog, name), ...shown]]);
}

function textRow(screen: Screen, dialog: RetryDialog, name: "model" | "note"): Draw {
  const hints = { model: "as configured", note: "what the agent should know (may stay empty)" };
  const isHere = dialog.row === name && screen.dialogs.at(-1) === dialog;
  const look = { focused: isHere, placeholder: hints[name] };
  const field = isHere ? retryField(dialog) ?? dialog[name] : dialog[name];
  return row([
    fixed(labelCells + 1, lines([label(screen, dialog, name)])),
    { draw: (area) => fieldView(field, look, area) },
  ]);
}
