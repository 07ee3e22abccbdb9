// Which stretch of time the Timeline shows: a scale in steps people read, and where its right edge is.
import { isEngineAlive, isRunning } from "./derive.ts";
import type { Bar } from "./timeline.ts";
import type { Screen } from "./screen.ts";

export interface TimeWindow {
  readonly fromMs: number;
  readonly cellMs: number;
  readonly cells: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Time that a cell may stand for. */
const steps = [
  100,
  200,
  300,
  500,
  750,
  ...[1, 1.5, 2, 3, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 4, 12, 24].map((n) => n * hour),
];

export function timeWindow(screen: Screen, cells: number): TimeWindow {
  const [first, last] = extent(screen);
  const cellMs = screen.pages.cellMs ?? fitting(last - first, cells);
  const wanted = screen.pages.endMs ?? last;
  // On a whole cell, so that bars do not flicker as time goes on.
  const end = Math.ceil(wanted / cellMs) * cellMs;
  const isShort = screen.pages.endMs === null && end - first <= cells * cellMs;
  const fromMs = isShort ? Math.floor(first / cellMs) * cellMs : end - cells * cellMs;
  return { fromMs, cellMs, cells };
}

/** One step finer or coarser, the right edge where it is. */
export function rescale(screen: Screen, cells: number, by: 1 | -1): Screen {
  const { cellMs } = timeWindow(screen, cells);
  const at = steps.findIndex((step) => step >= cellMs);
  const next = steps[Math.max(0, Math.min(steps.length - 1, at + by))] ?? cellMs;
  return { ...screen, pages: { ...screen.pages, cellMs: next } };
}

/** By a quarter of what is in sight; at the newest end it follows again. */
export function scrollTime(screen: Screen, cells: number, by: 1 | -1): Screen {
  const { fromMs, cellMs } = timeWindow(screen, cells);
  const { first, last } = reach(screen);
  const step = Math.max(1, Math.floor(cells / 4)) * cellMs;
  const endMs = fromMs + cells * cellMs + by * step;
  const isAtEnd = endMs >= last && by > 0;
  const least = first + Math.min(step, Math.max(cellMs, last - first));
  return {
    ...screen,
    pages: { ...screen.pages, endMs: isAtEnd ? null : Math.max(least, endMs), cellMs },
  };
}

export function isWholeTime({ pages }: Screen): boolean {
  return pages.cellMs === null && pages.endMs === null;
}

/** The current or last run. */
function extent(screen: Screen): readonly [number, number] {
  const { current } = screen.run;
  const { first, last } = reach(screen);
  const from = Math.max(first, current?.startedMs ?? first);
  return [Math.min(from, last), last];
}

/** All that is remembered. */
function reach(screen: Screen): { first: number; last: number } {
  const { timeline, run, nowMs } = screen;
  const bars = timeline.bars;
  const first = bars[0]?.startMs ?? run.current?.startedMs ?? nowMs;
  if (isRunning(screen)) return { first, last: Math.max(first, nowMs) };
  const last = bars.slice(-64).reduce((most, bar) => Math.max(most, endOf(screen, bar)), first);
  return { first, last };
}

/** Where a bar ends: one that nobody works on any more, where its engine was last heard of. */
export function endOf(screen: Screen, bar: Bar): number {
  const untilMs = isEngineAlive(screen) ? screen.nowMs : screen.timeline.lastMs;
  return bar.endMs ?? Math.max(bar.startMs, untilMs);
}

function fitting(spanMs: number, cells: number): number {
  const room = Math.max(1, cells - 1);
  return steps.find((step) => step * room >= spanMs) ?? steps.at(-1) ?? hour;
}
