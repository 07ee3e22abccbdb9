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
/** Between two times of the axis. */
const tickCells = 12;

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
  const note = `${duration(cellMs * cells)} from ${
    dayTime(fromMs, screen.about.zoneMinutes).trim()
  }, by ${screen.pages.lanes}`;
  return {
    total: lanes.length,
    head: [axis(screen, window), legend(area.columns)],
    line: (index) => laneLine(screen, lanes[index], window),
    note: [span(note, { fg: "muted" })],
    ...lanes.length > 0 ? {} : { empty: [[span("Nothing ran in this stretch of time.")]] },
  };
}

function lanesIn(screen: Screen, { fromMs, cellMs, cells }: TimeWindow): readonly Lane[] {
  const toMs = fromMs + cells * cellMs;
  const bars = screen.timeline.bars.filter((bar) =>
    bar.startMs < toMs && endOf(bar, screen.nowMs) >= fromMs
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

function axis(screen: Screen, { fromMs, cellMs, cells }: TimeWindow): Line {
  const isLong = cellMs * cells >= 24 * 3_600_000;
  const zone = screen.about.zoneMinutes;
  const times = Array.from({ length: Math.ceil(cells / tickCells) }, (_, at) => {
    const atMs = fromMs + at * tickCells * cellMs;
    const text = isLong
      ? dayTime(atMs, zone).trim().slice(0, tickCells - 2)
      : clockTime(atMs, zone);
    return `${screen.glyphs.vertical}${text}`.padEnd(tickCells);
  });
  const scale = `1 cell ${
    cellMs < 1000 || cellMs % 1000 > 0 ? `${cellMs / 1000} s` : duration(cellMs)
  }`;
  return [
    span(scale.slice(0, labelCells - 1).padEnd(labelCells), { fg: "muted" }),
    span(times.join("").slice(0, cells), { fg: "muted" }),
  ];
}

function laneLine(screen: Screen, lane: Lane | undefined, window: TimeWindow): Line {
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
function barCells(screen: Screen, { bars, task }: Lane, window: TimeWindow): Line {
  const { fromMs, cellMs, cells } = window;
  const pieces: Piece[] = [];
  for (const bar of bars) {
    const from = Math.max(0, Math.floor((bar.startMs - fromMs) / cellMs));
    const end = Math.ceil((endOf(bar, screen.nowMs) - fromMs) / cellMs);
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
    line.push(ground(screen, at, from), [pieceOf(screen, bar, to - from, task === null)]);
    at = to;
  }
  line.push(ground(screen, at, cells));
  return line.flat();
}

/** Between bars: a dot under each time of the axis. */
function ground({ glyphs }: Screen, from: number, to: number): Line {
  let text = "";
  for (let at = from; at < to; at++) text += at % tickCells === 0 ? glyphs.dot : " ";
  return text === "" ? [] : [span(text, { fg: "border" })];
}

/** Named by its stage as far as there is room; in a worker's lane by its task. */
function pieceOf(screen: Screen, bar: Bar, width: number, namesTask: boolean) {
  const { glyphs } = screen;
  const isOpen = bar.endMs === null && isRunning(screen);
  const mark = bar.end === "failed" ? glyphs.failed : isOpen ? glyphs.cursor : "";
  const room = width - mark.length;
  const name = namesTask ? `${sanitiseLabel(bar.task)} ${bar.stage}` : bar.stage;
  const shown = bar.attempt > 1 ? `${name} ${glyphs.attempt}${bar.attempt}` : name;
  const text = shown.length <= room ? shown : name.slice(0, Math.max(0, room));
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
