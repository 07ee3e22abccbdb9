// The live panes: what the agents of all running tasks say, beside and below each other, each following its end.
import { lastAttempt } from "../src/pipeline/run.ts";
import type { TaskId } from "../src/spec/spec.ts";
import { isEngineAlive, liveFocus, liveTasks } from "./derive.ts";
import { duration } from "./format.ts";
import type { Size } from "./grid.ts";
import { keyOf } from "./key_hints.ts";
import { column, type Draw, flex, lines, row, zone } from "./layout.ts";
import { list } from "./list.ts";
import { nothing } from "./panes/pane.ts";
import { type Output, outputLength } from "./output_text.ts";
import { outputBody } from "./panes/output.ts";
import { panel } from "./panel.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { Screen } from "./screen.ts";
import { type Line, span } from "./spans.ts";
import { taskLook } from "./task_look.ts";

const most = 4;
const leastRows = 6;

/** Those in sight: as many as fit, the one with the keys among them. */
export function liveShown(screen: Screen): readonly TaskId[] {
  const tasks = liveTasks(screen);
  const { across, down } = fit(screen.size, tasks.length);
  const count = screen.zoomed ? 1 : across * down;
  const focus = tasks.indexOf(liveFocus(screen) ?? "");
  const from = Math.max(0, Math.min(focus - count + 1, tasks.length - count));
  return tasks.slice(from, from + count);
}

export function liveView(screen: Screen): Draw {
  const shown = liveShown(screen);
  if (shown.length === 0) return emptyLive(screen);
  const { across } = fit(screen.size, shown.length);
  const ranks: TaskId[][] = [];
  for (let at = 0; at < shown.length; at += across) ranks.push(shown.slice(at, at + across));
  return column(
    ranks.map((rank) =>
      flex(row(rank.map((task) => flex(livePanel(screen, task, shown.length > 1)))))
    ),
  );
}

function fit({ columns, rows }: Size, count: number): { across: number; down: number } {
  const down = Math.max(1, Math.floor((rows - 4) / leastRows));
  const wanted = Math.max(1, Math.min(most, count));
  const across = columns >= 120 && (wanted > 2 || columns >= 160) ? 2 : 1;
  const ranks = Math.min(down, Math.ceil(wanted / across));
  return { across: Math.min(across, wanted), down: ranks };
}

function livePanel(screen: Screen, task: TaskId, isOneOfMany: boolean): Draw {
  return (area) => {
    const isFocused = liveFocus(screen) === task;
    const inner = { columns: Math.max(1, area.columns - 4), rows: Math.max(1, area.rows - 2) };
    const found = screen.outputs.get(task);
    const rows = found === undefined || outputLength(found) === 0
      ? lines([[span(" Nothing has been said yet.", { fg: "muted" })]])
      : outputLines(screen, found, inner);
    // Also seen without colours: it is what the keys of tasks mean.
    const mark = isFocused && isOneOfMany ? `${screen.glyphs.cursor} ` : "";
    const look = { focused: isFocused, glyphs: screen.glyphs, note: noteOf(screen, task) };
    return zone(`live:${task}`, panel(`${mark}${titleOf(screen, task)}`, rows, look))(area);
  };
}

/** The end of it: who wants to scroll back goes to its Output. */
function outputLines(screen: Screen, found: Output, area: Size): Draw {
  const following = { ...screen, output: { ...screen.output, follow: true } };
  const body = outputBody(following, found, area);
  return list({
    total: body.total,
    top: body.top ?? 0,
    selected: -1,
    focused: false,
    glyphs: screen.glyphs,
    line: (index) => [span(" "), ...body.line(index)],
  });
}

function titleOf(screen: Screen, id: TaskId): string {
  return sanitiseLabel(`${id} ${screen.spec.byId.get(id)?.name ?? ""}`);
}

function noteOf(screen: Screen, id: TaskId): Line {
  const task = screen.spec.byId.get(id);
  const attempt = lastAttempt(screen.run, id);
  if (task === undefined || attempt === null) return [];
  const look = taskLook({ run: screen.run, engineAlive: true }, task);
  const age = duration(screen.nowMs - attempt.startedMs);
  return [
    span(`${screen.glyphs[look.glyph]} ${look.word}`, { fg: look.role }),
    span(`  ${sanitiseLabel(attempt.agent)}  ${age}`, { fg: "muted" }),
  ];
}

function emptyLive(screen: Screen): Draw {
  const isAlive = isEngineAlive(screen);
  return (area) => {
    const body = nothing(
      { columns: Math.max(1, area.columns - 4), rows: area.rows },
      isAlive ? "No agent works at this moment." : "Nothing is running.",
      isAlive
        ? "What each agent says will stand here, one pane for each task in progress."
        : `${keyOf(screen, "start")} starts a run; each task in progress then has a pane here.`,
    );
    const rows = (body.empty ?? []).map((one): Line => [span("  "), ...one]);
    return panel("Live", lines(rows), { focused: true, glyphs: screen.glyphs })(area);
  };
}
