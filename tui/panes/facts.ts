// The log itself, newest first: when, about which task, what.
import { clockTime } from "../format.ts";
import { type FactRow, factRows } from "../fact_rows.ts";
import type { Size } from "../grid.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Role } from "../style.ts";
import { type Column, tableHeader, tableLine } from "../table.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const facts: Pane = { id: "facts", title: "Facts", where: "page", hasCursor: true, view };

const narrow: readonly Column[] = [
  { title: "Time", cells: 8 },
  { title: "Task", cells: 10 },
  { title: "What", share: 1, least: 10 },
];
const wide: readonly Column[] = [
  { title: "No.", cells: 6, align: "right" },
  { title: "Time", cells: 8 },
  { title: "Fact", cells: 16 },
  { title: "Task", cells: 12 },
  { title: "By", cells: 12 },
  { title: "What", share: 1, least: 10 },
];

const roles: Readonly<Record<FactRow["tone"], Role>> = {
  plain: "text",
  good: "ok",
  bad: "error",
  warn: "warn",
  quiet: "muted",
};

export function selectedFact(screen: Screen): FactRow | undefined {
  const rows = factRows(screen);
  return rows[Math.min(paneState(screen, "facts").cursor, rows.length - 1)];
}

function view(screen: Screen, area: Size): Body {
  const rows = factRows(screen);
  const filter = paneState(screen, "facts").search;
  if (rows.length === 0) {
    return filter === ""
      ? nothing(area, "Nothing has happened yet.", "Each fact of a run will stand here.")
      : nothing(area, `No fact fits "${filter}".`, "esc clears the filter.");
  }
  const columns = area.columns >= 100 ? wide : narrow;
  return {
    total: rows.length,
    head: [tableHeader(columns, area.columns)],
    line: (index) => factLine(screen, rows[index], columns, area.columns),
    note: [span(noteText(screen, rows.length), { fg: "muted" })],
  };
}

function noteText(screen: Screen, shown: number): string {
  const filter = paneState(screen, "facts").search;
  const first = firstSeq(screen);
  const more = first <= 1 ? "" : screen.older.isAsked ? ", reading older" : ", older at the end";
  return filter === "" ? `${screen.log.seq} facts${more}` : `${shown} fit${more}`;
}

/** Number of the oldest fact at hand; 0 when there is none. */
export function firstSeq({ facts, older }: Screen): number {
  return older.events[0]?.seq ?? facts[0]?.seq ?? 0;
}

function factLine(
  screen: Screen,
  row: FactRow | undefined,
  columns: readonly Column[],
  whole: number,
): Line {
  if (row === undefined) return [];
  const time = span(clockTime(row.event.atMs, screen.about.zoneMinutes), { fg: "muted" });
  const text = span(row.text, { fg: roles[row.tone] });
  const cells = columns === wide
    ? [
      [span(String(row.event.seq), { fg: "muted" })],
      [time],
      [span(row.event.fact.type, { fg: "muted" })],
      row.task,
      [span(row.by, { fg: "muted" })],
      [text],
    ]
    : [[time], row.task, [text]];
  return tableLine(columns, cells, { whole, glyphs: screen.glyphs });
}
