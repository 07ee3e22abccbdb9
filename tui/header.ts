// The two lines above the panes: what is run, how far it is, what it cost, who is needed. What does not fit
// goes in a fixed order; the state and the inbox never do.
import { usd } from "../src/pipeline/outcome.ts";
import { nowOf } from "../src/pipeline/not_now.ts";
import { holdReason } from "../src/pipeline/plan.ts";
import type { RunInfo } from "../src/pipeline/run.ts";
import { budgetLimit, inbox, isEngineAlive, progress, totalSpent } from "./derive.ts";
import { duration, spend } from "./format.ts";
import type { Draw } from "./layout.ts";
import { sanitiseLabel } from "./sanitise.ts";
import { type Line, lineWidth, span } from "./spans.ts";
import type { Screen } from "./screen.ts";
import { spread } from "./spans.ts";
import type { Role } from "./style.ts";
import { bar } from "./table.ts";

export function header(screen: Screen): Draw {
  return ({ columns }) => ({
    rows: [
      fitted(screen, projectParts(screen), stateParts(screen), columns),
      fitted(screen, progressParts(screen, columns), peopleParts(screen), columns),
    ],
  });
}

/** A piece of a line; those with the highest rank go first when room is short. */
interface Part {
  readonly line: Line;
  readonly rank: number;
}

const gap = "  ";

function fitted(
  { glyphs }: Screen,
  left: readonly Part[],
  right: readonly Part[],
  columns: number,
): Line {
  const room = columns - 2;
  let [kept, tail] = [left, right];
  while (widthOf(kept) + widthOf(tail) + (tail.length > 0 ? gap.length : 0) > room) {
    const least = Math.max(...[...kept, ...tail].map((part) => part.rank));
    if (least <= 0) break;
    kept = kept.filter((part) => part.rank < least);
    tail = tail.filter((part) => part.rank < least);
  }
  return [span(" "), ...spread(joined(kept), joined(tail), room, glyphs.more), span(" ")];
}

function joined(parts: readonly Part[]): Line {
  return parts.flatMap(({ line }, at) => at === 0 ? line : [span(gap), ...line]);
}

function widthOf(parts: readonly Part[]): number {
  return lineWidth(joined(parts));
}

function projectParts({ about, run, glyphs }: Screen): Part[] {
  const target = run.current && !run.current.end ? run.current.target : about.target;
  const place = target === ""
    ? about.noTarget
    : about.branch === target
    ? target
    : `${about.branch || "detached"} ${glyphs.arrow} ${target}`;
  return [
    { line: [span(about.project, { fg: "title", bold: true })], rank: 0 },
    { line: [span(place, { fg: "muted" })], rank: 3 },
  ];
}

function stateParts(screen: Screen): Part[] {
  const { glyphs } = screen;
  const state = runState(screen);
  const parts: Part[] = [
    {
      line: [span(`${glyphs[state.glyph]} ${state.word}`, { fg: state.role, bold: true })],
      rank: 0,
    },
  ];
  const elapsed = elapsedMs(screen);
  const wait = parkedParts(screen);
  if (elapsed !== null) parts.push({ line: [span(duration(elapsed))], rank: 1 });
  const hold = isEngineAlive(screen) ? holding(screen) : "";
  const holds = hold === "" ? [] : [{ line: [span(hold, { fg: "warn" })], rank: 2 }];
  const others = screen.faces > 1
    ? [{ line: [span(`${screen.faces} watch`, { fg: "info" })], rank: 3 }]
    : [];
  return [...wait, ...others, ...holds, ...parts];
}

/** Nobody may work before this one is free again. */
function parkedParts({ run, nowMs, engine, glyphs }: Screen): Part[] {
  const { current } = run;
  if (engine.kind !== "alive" || current === null || current.end !== null) return [];
  const parked = current.limits.agents.flatMap((agent) => {
    const untilMs = run.agents.get(agent)?.untilMs ?? null;
    return untilMs === null || untilMs <= nowMs ? [] : [{ agent, untilMs }];
  }).sort((one, other) => one.untilMs - other.untilMs);
  const [first] = parked;
  if (first === undefined) return [];
  const text = `${glyphs.wait} ${sanitiseLabel(first.agent)} in ${duration(first.untilMs - nowMs)}`;
  return [{ line: [span(text, { fg: "warn" })], rank: 1 }];
}

/** Work that has passed its checks and can't reach the target. */
function targetParts({ run, glyphs }: Screen): Part[] {
  if (!run.ahead?.waits) return [];
  return [{ line: [span(`${glyphs.wait} target waits`, { fg: "warn" })], rank: 2 }];
}

export interface RunStateLook {
  readonly glyph:
    | "running"
    | "paused"
    | "done"
    | "failed"
    | "ready"
    | "wait"
    | "waiting"
    | "blocked";
  readonly word: string;
  readonly role: Role;
}

export function runState(screen: Screen): RunStateLook {
  const { engine, run } = screen;
  if (screen.isReading) return { glyph: "wait", word: "reading the log", role: "muted" };
  if (engine.kind === "starting") return { glyph: "wait", word: "starting", role: "info" };
  if (engine.kind === "failed") return { glyph: "failed", word: "did not start", role: "error" };
  const { current } = run;
  if (isEngineAlive(screen)) {
    if (current === null || current.end) return { glyph: "wait", word: "starting", role: "info" };
    if (current.stop) return { glyph: "paused", word: "stopping", role: "warn" };
    if (current.paused) return { glyph: "paused", word: "paused", role: "warn" };
    // It goes on to the end of what is in progress only.
    if (holding(screen) !== "") return { glyph: "paused", word: "stopping", role: "warn" };
    return { glyph: "running", word: "running", role: "running" };
  }
  if (current === null) return { glyph: "ready", word: "not started", role: "muted" };
  if (current.end === null) return { glyph: "blocked", word: "cut off", role: "warn" };
  const { done, total } = progress(screen);
  return endLook(current.end.exitCode, done === total);
}

/** Why nothing more starts, when nobody asked for that. */
function holding({ run, nowMs }: Screen): string {
  const { current } = run;
  if (current === null || current.end || current.stop || current.paused) return "";
  return holdReason(run, nowOf(run, nowMs));
}

/** Any run, as the header says it of the current one. */
export function runLook(screen: Screen, info: RunInfo): RunStateLook {
  if (info.end !== null) return endLook(info.end.exitCode, info.selection.kind === "all");
  const isCurrent = info === screen.run.current;
  return isCurrent ? runState(screen) : { glyph: "blocked", word: "cut off", role: "warn" };
}

/** A run of some tasks can be done while others are not. */
function endLook(exitCode: number, isAll: boolean): RunStateLook {
  if (exitCode === 0) return { glyph: "done", word: isAll ? "all done" : "run done", role: "ok" };
  if (exitCode === 4) return { glyph: "waiting", word: "waits for you", role: "waiting" };
  return { glyph: "failed", word: "ended, unfinished", role: "error" };
}

function elapsedMs({ run, nowMs, engine }: Screen): number | null {
  const { current } = run;
  if (current === null) return null;
  if (current.end) return current.end.durationMs;
  return engine.kind === "alive" ? nowMs - current.startedMs : null;
}

function progressParts(screen: Screen, columns: number): Part[] {
  const { done, total, failed } = progress(screen);
  const { glyphs } = screen;
  const cells = Math.max(8, Math.min(30, Math.floor(columns / 6)));
  const limit = budgetLimit(screen);
  const money = spend(totalSpent(screen), glyphs);
  const parts: Part[] = [
    { line: bar(done, total, cells, { glyphs }), rank: 4 },
    { line: [span(`${done}/${total}`, { bold: true })], rank: 0 },
    { line: [span(limit === null ? money : `${money} of ${usd(limit)}`)], rank: 1 },
  ];
  if (failed > 0) parts.push({ line: [span(`${failed} failed`, { fg: "error" })], rank: 2 });
  const jobs = screen.run.current && !screen.run.current.end
    ? screen.run.current.limits.jobs
    : screen.about.jobs;
  if (isEngineAlive(screen)) {
    const busy = [...screen.run.orders.values()].filter((order) => order.candidate === null);
    parts.push({ line: [span(`workers ${busy.length}/${jobs}`, { fg: "muted" })], rank: 3 });
  }
  return parts;
}

function peopleParts(screen: Screen): Part[] {
  const waiting = inbox(screen).length;
  if (waiting === 0) return targetParts(screen);
  return [...targetParts(screen), {
    line: [span(` inbox ${waiting} `, { bg: "badge", fg: "title", bold: true })],
    rank: 0,
  }];
}
