// Why the selected task is where it is: the causal chain with its evidence.
import { nowOf } from "../../src/pipeline/not_now.ts";
import { why as reasons } from "../../src/pipeline/why.ts";
import { isEngineAlive, selectedTask } from "../derive.ts";
import type { Size } from "../grid.ts";
import { sanitiseText } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, restyle, span, wrapLine } from "../spans.ts";
import { nothing, type Pane, rows } from "./pane.ts";

export const why: Pane = { id: "why", title: "Why", where: "tab", view };

function view(screen: Screen, area: Size) {
  const task = selectedTask(screen);
  if (task === undefined) return nothing(area, "No task is selected.");
  const found = reasons(
    screen.spec,
    screen.run,
    task.id,
    isEngineAlive(screen) ? nowOf(screen.run, screen.nowMs) : null,
  );
  return rows(found.flatMap(({ text, depth }) => reasonLines(text, depth, area.columns)));
}

function reasonLines(text: string, depth: number, columns: number): Line[] {
  const indent = Math.min(depth, 8) * 2;
  const lines = sanitiseText(text).flatMap((line) => wrapLine(line, Math.max(8, columns - indent)));
  return lines.map((line) => [
    span(" ".repeat(indent)),
    ...depth === 0
      ? restyle(line, { bold: true })
      : depth > 2
      ? restyle(line, { fg: "muted" })
      : line,
  ]);
}
