// What the agents say about the selected task: live, following its end until someone scrolls back.
import { standingOf } from "../../src/pipeline/run.ts";
import { selectedTask } from "../derive.ts";
import type { GlyphName } from "../glyphs.ts";
import type { Size } from "../grid.ts";
import { type Output, type OutputKind, outputLength, outputLine } from "../output_text.ts";
import { sanitiseLine } from "../sanitise.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, lineWidth, restyle, span, wrapLine } from "../spans.ts";
import type { Style } from "../style.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const output: Pane = { id: "output", title: "Output", where: "tab", view };

function view(screen: Screen, area: Size): Body {
  const task = selectedTask(screen);
  if (task === undefined) return nothing(area, "No task is selected.");
  const found = screen.outputs.get(task.id);
  if (found === undefined || outputLength(found) === 0) {
    return nothing(area, ...silence(screen, task.id));
  }
  const columns = Math.max(1, area.columns - gutterCells);
  const heights = measure(found, screen.output.wrap ? columns : 0);
  const total = heights.ends.at(-1) ?? 0;
  const last = Math.max(0, total - area.rows);
  const top = screen.output.follow ? last : Math.min(paneState(screen, "output").top, last);
  return {
    total,
    top,
    line: (row) => wrappedRow(screen, found, heights, row),
    note: followNote(screen, last - top),
  };
}

const gutterCells = 2;

function silence(screen: Screen, id: string): readonly string[] {
  const { at } = standingOf(screen.run, id);
  if (at === "working") return ["Nothing has been said yet."];
  return ["No agent has worked on this task.", "s starts a run; o comes back here."];
}

function followNote(screen: Screen, below: number): Line {
  if (screen.output.follow) return [span("following", { fg: "ok" })];
  return [span(below > 0 ? `paused, ${below} more below` : "paused", { fg: "warn" })];
}

interface Heights {
  readonly width: number;
  version: number;
  forgotten: number;
  /** Rows up to and with each line. */
  readonly ends: number[];
  /** Lines that can't change any more. */
  settled: number;
}

const measured = new WeakMap<Output, Heights>();

/** Rows of each line at this width (0: unwrapped), grown with the output. */
function measure(found: Output, width: number): Heights {
  const known = measured.get(found);
  const isUsable = known?.width === width && known.forgotten === found.forgotten;
  if (known && isUsable && known.version === found.version) return known;
  const heights: Heights = known && isUsable
    ? known
    : { width, version: -1, forgotten: found.forgotten, ends: [], settled: 0 };
  measured.set(found, heights);
  heights.ends.length = heights.settled;
  for (let at = heights.settled; at < outputLength(found); at++) {
    const rows = width === 0 ? 1 : wrapped(found, at, width).length;
    heights.ends.push((heights.ends.at(-1) ?? 0) + rows);
  }
  heights.settled = found.lines.length;
  heights.version = found.version;
  return heights;
}

function wrappedRow(screen: Screen, found: Output, heights: Heights, row: number): Line {
  const at = firstBeyond(heights.ends, row);
  const within = row - (heights.ends[at - 1] ?? 0);
  const line = outputLine(found, at);
  if (line === undefined) return [];
  const look = looks[line.kind];
  const gutter = span(`${within === 0 ? screen.glyphs[look.glyph] : " "} `, look.mark);
  if (heights.width === 0) return [gutter, ...drawn(found, at)];
  return [gutter, ...wrapped(found, at, heights.width)[within] ?? []];
}

function wrapped(found: Output, at: number, width: number): readonly Line[] {
  const line = drawn(found, at);
  return lineWidth(line) <= width ? [line] : wrapLine(line, width);
}

function drawn(found: Output, at: number): Line {
  const line = outputLine(found, at);
  if (line === undefined) return [];
  const { spans } = sanitiseLine(line.text);
  const { style } = looks[line.kind];
  return style === undefined ? spans : restyle(spans, style);
}

/** Position of the first end greater than `row`. */
function firstBeyond(ends: readonly number[], row: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > row) high = middle;
    else low = middle + 1;
  }
  return low;
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
