// When each stage ran: bars over time, a lane for each task or each worker.
import type { Stage } from "../../src/pipeline/fact.ts";
import { isRunning } from "../derive.ts";
import { clockTime, dayTime, duration } from "../format.ts";
import type { Size } from "../grid.ts";
import { keyOf } from "../key_hints.ts";
import { sanitiseLabel } from "../sanitise.ts";
import { paneState, type Screen } from "../screen.ts";
import { alignLine, type Line, span, truncateLine } from "../spans.ts";
import type { Role } from "../style.ts";
import { endOf, type TimeWindow, timeWindow } from "../time_window.ts";
import type { Bar } from "../timeline.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const timeline: Pane = {
  id: "timeline",
  title: "Timeline",
  where: "page",
  hasCursor: true,
  view,
};

const labelCells = 14;
/** Between two times of the axis, at least. */
const leastTickCells = 11;

export interface Lane {
  readonly title: string;
  /** The task it is about; null for a worker's. */
  readonly task: string | null;
  readonly bars: readonly Bar[];
}

export function timeCells(columns: number): number {
  return Math.max(1, columns - labelCells);
}

export function selectedLane(screen: Screen, columns: number): Lane | undefined {
  const lanes = lanesIn(screen, timeWindow(screen, timeCells(columns)));
  return lanes[Math.min(paneState(screen, "timeline").cursor, lanes.length - 1)];
}

function view(screen: Screen, area: Size): Body {
  if (screen.timeline.bars.length === 0) {
    return nothing(
      area,
      "No stage has run yet.",
      `Each stage will stand here as a bar over time; ${keyOf(screen, "start")} starts a run.`,
    );
  }
  const window = timeWindow(screen, timeCells(area.columns));
  const lanes = lanesIn(screen, window);
  const { cellMs, fromMs, cells } = window;
  const marks = ticks(window, screen.about.zoneMinutes);
  const marked = new Set(marks.map(({ cell }) => cell));
  const note = `${duration(cellMs * cells)} from ${
    dayTime(fromMs, screen.about.zoneMinutes).trim()
  }, by ${screen.pages.lanes}`;
  return {
    total: lanes.length,
    head: [axis(screen, window, marks), legend(area.columns)],
    line: (index) => laneLine(screen, lanes[index], { ...window, marked }),
    note: [span(note, { fg: "muted" })],
    ...lanes.length > 0 ? {} : { empty: [[span("Nothing ran in this stretch of time.")]] },
  };
}

function lanesIn(screen: Screen, { fromMs, cellMs, cells }: TimeWindow): readonly Lane[] {
  const toMs = fromMs + cells * cellMs;
  const bars = screen.timeline.bars.filter((bar) =>
    bar.startMs < toMs && endOf(screen, bar) >= fromMs
  );
  return screen.pages.lanes === "task" ? byTask(bars) : byWorker(bars);
}

function byTask(bars: readonly Bar[]): Lane[] {
  const groups = Map.groupBy(bars, (bar) => bar.task);
  return [...groups].map(([task, own]) => ({ title: task, task, bars: own }));
}

function byWorker(bars: readonly Bar[]): Lane[] {
  const groups = Map.groupBy(bars, (bar) => bar.worker);
  const numbers = [...groups.keys()].sort((one, other) => (one || Infinity) - (other || Infinity));
  return numbers.map((number) => ({
    title: number === 0 ? "landing" : `worker ${number}`,
    task: null,
    bars: groups.get(number) ?? [],
  }));
}

const stageRoles: Readonly<Record<Stage, Role>> = {
  prepare: "muted",
  implement: "running",
  check: "info",
  review: "accent",
  approve: "waiting",
  land: "ok",
};

function legend(columns: number): Line {
  const parts = Object.entries(stageRoles).flatMap(([stage, role]): Line => [
    span(stage, { fg: role, reverse: true }),
    span(" "),
  ]);
  const ends: Line = [span("failed", { fg: "error", reverse: true })];
  return truncateLine([span(" ".repeat(labelCells)), ...parts, ...ends], columns);
}

/** Times of the axis stand at whole ones: every 5 seconds, every quarter of an hour. */
function ticks({ fromMs, cellMs, cells }: TimeWindow, zoneMinutes: number): readonly Tick[] {
  const leastMs = cellMs * leastTickCells;
  const stepMs = tickSteps.find((step) => step >= leastMs) ?? leastMs;
  const zoneMs = zoneMinutes * 60_000;
  const first = Math.ceil((fromMs + zoneMs) / stepMs) * stepMs - zoneMs;
  const found: Tick[] = [];
  for (let atMs = first; atMs < fromMs + cells * cellMs; atMs += stepMs) {
    found.push({ cell: Math.round((atMs - fromMs) / cellMs), atMs });
  }
  return found;
}

interface Tick {
  readonly cell: number;
  readonly atMs: number;
}

const tickSteps = [
  ...[2, 5, 10, 15, 20, 30].map((n) => n * 1000),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * 60_000),
  ...[1, 2, 3, 4, 6, 12, 24, 48, 168].map((n) => n * 3_600_000),
];

function axis(screen: Screen, { cellMs, cells }: TimeWindow, marks: readonly Tick[]): Line {
  const isLong = cellMs * cells >= 24 * 3_600_000;
  const zone = screen.about.zoneMinutes;
  let times = "";
  for (const { cell, atMs } of marks) {
    const text = isLong ? dayTime(atMs, zone).trim() : clockTime(atMs, zone);
    times = `${times.padEnd(cell).slice(0, cell)}${screen.glyphs.vertical}${text}`;
  }
  const scale = `1 cell ${
    cellMs < 1000 || cellMs % 1000 > 0 ? `${cellMs / 1000} s` : duration(cellMs)
  }`;
  return [
    span(scale.slice(0, labelCells - 1).padEnd(labelCells), { fg: "muted" }),
    span(times.slice(0, cells), { fg: "muted" }),
  ];
}

/** What all lanes are drawn on. */
interface Ground extends TimeWindow {
  /** Cells under a time of the axis. */
  readonly marked: ReadonlySet<number>;
}

function laneLine(screen: Screen, lane: Lane | undefined, window: Ground): Line {
  if (lane === undefined) return [];
  const title = alignLine(
    [span(sanitiseLabel(lane.title))],
    labelCells - 1,
    "left",
    screen.glyphs.more,
  );
  return [...title, span(" "), ...barCells(screen, lane, window)];
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly bar: Bar;
}

/** Later bars lie upon earlier ones where a cell holds both. */
function barCells(screen: Screen, { bars, task }: Lane, window: Ground): Line {
  const { fromMs, cellMs, cells, marked } = window;
  const pieces: Piece[] = [];
  for (const bar of bars) {
    const from = Math.max(0, Math.floor((bar.startMs - fromMs) / cellMs));
    const end = Math.ceil((endOf(screen, bar) - fromMs) / cellMs);
    const to = Math.min(cells, Math.max(from + 1, end));
    const before = pieces.at(-1);
    if (before !== undefined && before.to > from) {
      pieces[pieces.length - 1] = { ...before, to: from };
    }
    if (from < to) pieces.push({ from, to, bar });
  }
  const line: Line[] = [];
  let at = 0;
  for (const { from, to, bar } of pieces) {
    if (to <= from) continue;
    line.push(ground(screen, marked, at, from), [pieceOf(screen, bar, to - from, task === null)]);
    at = to;
  }
  line.push(ground(screen, marked, at, cells));
  return line.flat();
}

/** Between bars: a dot under each time of the axis. */
function ground(
  { glyphs }: Screen,
  marked: ReadonlySet<number>,
  from: number,
  to: number,
): Line {
  let text = "";
  for (let at = from; at < to; at++) text += marked.has(at) ? glyphs.dot : " ";
  return text === "" ? [] : [span(text, { fg: "border" })];
}

/** Named by its stage, or the first letter of it; in a worker's lane by its task, or the last digits of its id. */
function pieceOf(screen: Screen, bar: Bar, width: number, namesTask: boolean) {
  const { glyphs } = screen;
  const isOpen = bar.endMs === null && isRunning(screen);
  const mark = bar.end === "failed" ? glyphs.failed : isOpen ? glyphs.cursor : "";
  const room = width - mark.length;
  const id = sanitiseLabel(bar.task);
  const letter = bar.stage.slice(0, 1);
  const names = namesTask
    ? [`${id} ${bar.stage}`, `${id} ${letter}`, id, id.slice(-3), id.slice(-1)]
    : [bar.stage, letter];
  const nth = bar.attempt > 1 ? ` ${glyphs.attempt}${bar.attempt}` : "";
  const text = [`${names[0]}${nth}`, ...names].find((name) => name.length <= room) ?? "";
  const role = bar.end === "failed"
    ? "error"
    : bar.end === "interrupted"
    ? "warn"
    : stageRoles[bar.stage];
  return span((text.padEnd(room, glyphs.horizontal) + mark).slice(0, width), {
    fg: role,
    reverse: true,
  });
}
