// What agents and checks say about the selected task: live, following its end until someone scrolls back.
import { lastAttempt, standingOf } from "../../src/pipeline/run.ts";
import { isRunning, selectedTask } from "../derive.ts";
import type { GlyphName } from "../glyphs.ts";
import type { Size } from "../grid.ts";
import { keyOf } from "../key_hints.ts";
import {
  hasEnd,
  type Output,
  type OutputKind,
  outputLength,
  type OutputLine,
  outputLine,
} from "../output_text.ts";
import type { OutputPlace, OutputState, Screen } from "../screen.ts";
import { type Line, lineWidth, restyle, span } from "../spans.ts";
import type { Style } from "../style.ts";
import { lineAt, rowAt, rowOf, totalRows, type WrapIndex, wrapIndex } from "../wrap_index.ts";
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
  return outputBody(screen, found, area);
}

/** Any task's output in any area, as the live panes need it. */
export function outputBody(screen: Screen, found: Output, area: Size): Body {
  const index = outputIndex(screen.output, found, area);
  const total = totalRows(index);
  const last = Math.max(0, total - area.rows);
  const top = screen.output.follow
    ? last
    : Math.min(rowOfPlace(index, found, screen.output.at), last);
  return {
    total,
    top,
    line: (row) => outputRow(screen, found, index, row),
    note: placeNote(screen, found, lineAt(index, Math.min(total - 1, top + area.rows - 1)).at),
  };
}

export function outputIndex(state: OutputState, found: Output, area: Size): WrapIndex {
  return wrapIndex(found, state.wrap ? Math.max(1, area.columns - gutterCells) : 0);
}

/** The line at a row of what is kept. */
export function placeOfRow(index: WrapIndex, found: Output, row: number): OutputPlace {
  const { at, part } = lineAt(index, row);
  return { line: found.forgotten + at, part };
}

function rowOfPlace(index: WrapIndex, found: Output, { line, part }: OutputPlace): number {
  const at = Math.max(0, Math.min(line - found.forgotten, outputLength(found) - 1));
  const first = rowAt(index, at);
  // At another width the line has another number of rows.
  return line < found.forgotten
    ? 0
    : Math.min(first + part, Math.max(first, rowAt(index, at + 1) - 1));
}

function silence(screen: Screen, id: string): readonly string[] {
  const { at } = standingOf(screen.run, id);
  if (at === "working") return ["Nothing has been said yet."];
  // What an earlier attempt said is being read, or its transcript is gone.
  if (lastAttempt(screen.run, id) !== null) return ["Nothing of what was said is here yet."];
  const key = keyOf(screen, "start");
  return [
    "No agent has worked on this task.",
    ...isRunning(screen) ? [] : [`${key} starts a run.`],
  ];
}

function placeNote(screen: Screen, found: Output, lowest: number): Line {
  if (screen.output.follow && hasEnd(found)) return [span("following", { fg: "ok" })];
  const line = Math.min(found.total, found.forgotten + lowest + 1);
  const place = `line ${line}/${found.total}`;
  return [span(found.isAsked ? `${place}, reading` : place, { fg: "warn" })];
}

function outputRow(screen: Screen, found: Output, index: WrapIndex, row: number): Line {
  const { at, part } = lineAt(index, row);
  const line = outputLine(found, at);
  if (line === undefined) return [];
  const look = lookOf(line);
  const text = rowOf(found, at, part, index.width);
  const isHit = screen.output.hit === found.forgotten + at;
  const mark = isHit
    ? span(`${screen.glyphs.marked} `, { fg: "key", bold: true })
    : span(`${part === 0 ? screen.glyphs[look.glyph] : " "} `, look.mark);
  const shown = [mark, ...look.style === undefined ? text : restyle(text, look.style)];
  if (line.kind !== "head" || part > 0) return shown;
  // Where another call or check begins is seen from afar.
  const rule = screen.glyphs.horizontal.repeat(Math.max(0, index.width - lineWidth(text) - 1));
  return [...shown, span(` ${rule}`, { fg: "border" })];
}

/** What an agent answers in the end stands out; it decides nothing here. */
function lookOf({ kind, text }: OutputLine): Look {
  if (kind !== "say" && kind !== "final") return looks[kind];
  const answer = /^TASK_(COMPLETE|FAILED|BLOCKED)\b/.exec(text)?.[1];
  if (answer === undefined) return looks[kind];
  const fg = answer === "COMPLETE" ? "ok" : answer === "FAILED" ? "error" : "waiting";
  return { glyph: "vertical", mark: { fg }, style: { fg, bold: true } };
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
  command: { glyph: "cursor", mark: { fg: "accent" }, style: { fg: "accent", bold: true } },
  printed: { glyph: "dot", mark: { fg: "border" } },
  passed: { glyph: "done", mark: { fg: "ok" }, style: { fg: "ok" } },
  stderr: { glyph: "dot", mark: { fg: "muted" }, style: { fg: "muted" } },
  error: { glyph: "failed", mark: { fg: "error" }, style: { fg: "error" } },
  end: { glyph: "horizontal", mark: { fg: "border" }, style: { fg: "muted" } },
};
