// The history of runs, newest first, the selected one summed up below.
import { describeSelection } from "../actions/run.ts";
import { dayTime, spend } from "../format.ts";
import type { Size } from "../grid.ts";
import { runHistory, type RunRow } from "../run_history.ts";
import { runSummary, runTook } from "../run_summary.ts";
import { sanitiseLabel } from "../sanitise.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import { type Cell, type Column, tableHeader, tableLine } from "../table.ts";
import { runLook } from "../header.ts";
import { keyOf } from "../key_hints.ts";
import { type Body, nothing, type Pane, type Preview } from "./pane.ts";

export const runs: Pane = {
  id: "runs",
  title: "Runs",
  where: "page",
  hasCursor: true,
  view,
  preview,
};

const narrow: readonly Column[] = [
  { title: "Started", cells: 12 },
  { title: "Asked for", share: 1, least: 8 },
  { title: "Ended", cells: 19 },
  { title: "Took", cells: 7, align: "right" },
  { title: "Tasks", cells: 11 },
  { title: "Cost", cells: 9, align: "right" },
];
const wide: readonly Column[] = [
  ...narrow.slice(0, 1),
  { title: "By", cells: 14 },
  ...narrow.slice(1),
];

export function selectedRun(screen: Screen): RunRow | undefined {
  const rows = runHistory(screen);
  return rows[Math.min(paneState(screen, "runs").cursor, rows.length - 1)];
}

function view(screen: Screen, area: Size): Body {
  const rows = runHistory(screen);
  if (rows.length === 0) {
    return nothing(area, "Nothing has run yet.", `${keyOf(screen, "start")} starts a run.`);
  }
  const columns = area.columns >= 96 ? wide : narrow;
  return {
    total: rows.length,
    head: [tableHeader(columns, area.columns)],
    line: (index) => runLine(screen, rows[index], columns, area.columns),
  };
}

function runLine(
  screen: Screen,
  row: RunRow | undefined,
  columns: readonly Column[],
  whole: number,
): Line {
  if (row === undefined) return [];
  const { info } = row;
  const { glyphs } = screen;
  const look = runLook(screen, info);
  const code = info.end === null ? "" : ` ${info.end.exitCode}`;
  const by: readonly Cell[] = columns === wide ? [sanitiseLabel(info.by)] : [];
  return tableLine(columns, [
    dayTime(info.startedMs, screen.about.zoneMinutes),
    ...by,
    sanitiseLabel(describeSelection(info.selection)),
    [span(`${glyphs[look.glyph]} ${look.word.replace("ended, ", "")}${code}`, { fg: look.role })],
    runTook(screen, row),
    tally(screen, row),
    spend(row.spend, glyphs),
  ], { whole, glyphs });
}

function tally({ glyphs }: Screen, { landed, failed, waiting }: RunRow): Line {
  return [
    span(`${glyphs.done}${landed.length}`, { fg: landed.length > 0 ? "ok" : "muted" }),
    span(` ${glyphs.failed}${failed.length}`, { fg: failed.length > 0 ? "error" : "muted" }),
    span(` ${glyphs.waiting}${waiting.length}`, { fg: waiting.length > 0 ? "waiting" : "muted" }),
  ];
}

function preview(screen: Screen, area: Size): Preview {
  const row = selectedRun(screen);
  if (row === undefined) return { title: "", lines: [] };
  const title = `Run of ${dayTime(row.info.startedMs, screen.about.zoneMinutes).trim()}`;
  return { title, lines: runSummary(screen, row, area.columns) };
}
