// What the agents say about the selected task: live, following its end until someone scrolls back.
import { standingOf } from "../../src/pipeline/run.ts";
import { selectedTask } from "../derive.ts";
import type { GlyphName } from "../glyphs.ts";
import type { Size } from "../grid.ts";
import { type Output, type OutputKind, outputLength, outputLine } from "../output_text.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, restyle, span } from "../spans.ts";
import type { Style } from "../style.ts";
import { lineAt, rowOf, totalRows, type WrapIndex, wrapIndex } from "../wrap_index.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const output: Pane = { id: "output", title: "Output", where: "tab", view };

const gutterCells = 2;

function view(screen: Screen, area: Size): Body {
  const task = selectedTask(screen);
  if (task === undefined) return nothing(area, "No task is selected.");
  const found = screen.outputs.get(task.id);
  if (found === undefined || outputLength(found) === 0) {
    return nothing(area, ...silence(screen, task.id));
  }
  const index = wrapIndex(found, screen.output.wrap ? Math.max(1, area.columns - gutterCells) : 0);
  const total = totalRows(index);
  const last = Math.max(0, total - area.rows);
  const top = screen.output.follow ? last : Math.min(paneState(screen, "output").top, last);
  return {
    total,
    top,
    line: (row) => outputRow(screen, found, index, row),
    note: followNote(screen, last - top),
  };
}

function silence(screen: Screen, id: string): readonly string[] {
  const { at } = standingOf(screen.run, id);
  if (at === "working") return ["Nothing has been said yet."];
  return ["No agent has worked on this task.", "s starts a run."];
}

function followNote(screen: Screen, below: number): Line {
  if (screen.output.follow) return [span("following", { fg: "ok" })];
  return [span(below > 0 ? `paused, ${below} more below` : "paused", { fg: "warn" })];
}

function outputRow(screen: Screen, found: Output, index: WrapIndex, row: number): Line {
  const { at, part } = lineAt(index, row);
  const line = outputLine(found, at);
  if (line === undefined) return [];
  const look = looks[line.kind];
  const text = rowOf(found, at, part, index.width);
  return [
    span(`${part === 0 ? screen.glyphs[look.glyph] : " "} `, look.mark),
    ...look.style === undefined ? text : restyle(text, look.style),
  ];
}

interface Look {
  readonly glyph: GlyphName;
  readonly mark: Style;
  readonly style?: Style;
}

const looks: Readonly<Record<OutputKind, Look>> = {
  head: { glyph: "marked", mark: { fg: "accent" }, style: { fg: "title", bold: true } },
  prompt: { glyph: "dot", mark: { fg: "muted" }, style: { fg: "muted" } },
  say: { glyph: "dot", mark: { fg: "border" } },
  tool: { glyph: "cursor", mark: { fg: "info" }, style: { fg: "info" } },
  edit: { glyph: "attempt", mark: { fg: "ok" }, style: { fg: "ok" } },
  final: { glyph: "vertical", mark: { fg: "accent" } },
  wait: { glyph: "wait", mark: { fg: "warn" }, style: { fg: "warn" } },
  stderr: { glyph: "dot", mark: { fg: "muted" }, style: { fg: "muted" } },
  error: { glyph: "failed", mark: { fg: "error" }, style: { fg: "error" } },
  end: { glyph: "horizontal", mark: { fg: "border" }, style: { fg: "muted" } },
};
