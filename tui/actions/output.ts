// The Output pane's own keys, and what scrolling and searching mean where only a part of it is in memory.
import { areas } from "../areas.ts";
import { shownAttempt } from "../attempts.ts";
import { selectedTask } from "../derive.ts";
import type { OutputSeek } from "../msg.ts";
import {
  endOfWindow,
  hasEnd,
  type Output,
  outputLength,
  type OutputLine,
  outputLine,
  tellsOfError,
} from "../output_text.ts";
import { output as pane, outputIndex, placeOfRow } from "../panes/output.ts";
import { ask, type OutputState, paneState, say, type Screen } from "../screen.ts";
import type { Move } from "./move.ts";

/** Lines from an edge of what is in memory at which more is read. */
const nearEdge = 500;

export function shownOutput(screen: Screen): Output | undefined {
  return screen.outputs.get(selectedTask(screen)?.id ?? "");
}

/** The view was moved to a row of what is in memory. */
export function scrolledTo(
  screen: Screen,
  { top, isEnd, way }: { readonly top: number; readonly isEnd: boolean; readonly way: Move },
): Screen {
  const found = shownOutput(screen);
  if (found === undefined) return screen;
  if ("to" in way) return way.to === "start" ? toLine(screen, found, 0) : followEnd(screen, found);
  if (isEnd && hasEnd(found)) return withOutput(screen, { follow: true, hit: null });
  const index = outputIndex(screen.output, found, areas(screen).detail);
  const at = placeOfRow(index, found, top);
  return readAround(withOutput(screen, { follow: false, at, hit: null }), found, at.line);
}

export function toggleFollow(screen: Screen): Screen {
  const found = shownOutput(screen);
  if (found === undefined) return screen;
  if (!screen.output.follow) return followEnd(screen, found);
  return withOutput(screen, { follow: false, at: placeInSight(screen, found) });
}

export function toggleWrap(screen: Screen): Screen {
  const found = shownOutput(screen);
  const at = found === undefined ? screen.output.at : placeInSight(screen, found);
  return withOutput(screen, { wrap: !screen.output.wrap, at: { ...at, part: 0 } });
}

/** To the next line that tells of a failure, round and round. */
export function nextError(screen: Screen): Screen {
  const found = shownOutput(screen);
  if (found === undefined) return screen;
  const from = lineNow(screen, found);
  const at = findLine(found, tellsOfError, { from, step: 1 });
  if (at !== null) return toLine(screen, found, at, true);
  if (isWhole(found)) return say(screen, "no error is in this output", "ok");
  return seek(screen, found, { kind: "error", from }, "looking for an error");
}

/** To the next line that has what is searched for. */
export function findInOutput(screen: Screen, step: 1 | -1, isFresh: boolean): Screen {
  const found = shownOutput(screen);
  const { search } = paneState(screen, "output");
  if (found === undefined || search === "") return screen;
  const needle = search.toLowerCase();
  const now = lineNow(screen, found);
  const from = isFresh ? now - step : now;
  const has = ({ text }: OutputLine) => text.toLowerCase().includes(needle);
  const at = findLine(found, has, { from, step });
  if (at !== null) return toLine(screen, found, at, true);
  if (isWhole(found)) return say(screen, `"${search}" is not here`, "warn");
  return seek(screen, found, { kind: "text", text: search, from, step }, `looking for "${search}"`);
}

/** To where an attempt begins. */
export function toAttempt(screen: Screen, attempt: number): Screen {
  const task = selectedTask(screen);
  if (task === undefined) return screen;
  const stays = withOutput(screen, { follow: false });
  return ask(stays, { kind: "seek", task: task.id, seek: { kind: "attempt", attempt } });
}

export function refuseOutput(screen: Screen): string | null {
  if (screen.tab !== "output") return "it belongs to Output: o opens it";
  const found = shownOutput(screen);
  return found === undefined || outputLength(found) === 0 ? "there is no output yet" : null;
}

/** All that the shown attempt's calls and checks printed, from disk. */
export function pageTranscript(screen: Screen): Screen {
  const task = selectedTask(screen);
  const attempt = shownAttempt(screen);
  if (task === undefined || attempt === null) return screen;
  return ask(screen, { kind: "page", task: task.id, attempt: attempt.n });
}

export function refuseTranscript(screen: Screen): string | null {
  return shownAttempt(screen) === null ? "there is no transcript yet" : null;
}

/** Shows a line, with a few before it when it was looked for. */
export function toLine(screen: Screen, found: Output, line: number, isHit = false): Screen {
  const before = isHit ? Math.min(line, Math.floor(areas(screen).detail.rows / 4)) : 0;
  const at = { line: line - before, part: 0 };
  const shown = withOutput(screen, { follow: false, at, hit: isHit ? line : null });
  return readAround(shown, found, at.line);
}

function followEnd(screen: Screen, found: Output): Screen {
  const follows = withOutput(screen, { follow: true, hit: null });
  return hasEnd(found) ? follows : readAt(follows, found, found.total);
}

/** Who follows the end sees it, though the window stood elsewhere. */
export function followsAgain(screen: Screen, task: string): Screen {
  const found = shownOutput(screen);
  if (found === undefined || found.task !== task || !screen.output.follow) return screen;
  return hasEnd(found) ? screen : readAt(screen, found, found.total);
}

/** More is read before an edge of what is in memory comes into sight. */
function readAround(screen: Screen, found: Output, line: number): Screen {
  const below = line + areas(screen).detail.rows;
  const isNear = (line < found.forgotten + nearEdge && found.forgotten > 0) ||
    (below > endOfWindow(found) - nearEdge && !hasEnd(found));
  return isNear ? readAt(screen, found, line) : screen;
}

function readAt(screen: Screen, found: Output, line: number): Screen {
  if (found.isAsked) return screen;
  found.isAsked = true;
  return ask(screen, { kind: "seek", task: found.task, seek: { kind: "line", line } });
}

function seek(screen: Screen, found: Output, what: OutputSeek, text: string): Screen {
  return ask(say(screen, text), { kind: "seek", task: found.task, seek: what });
}

/** In what is in memory; beyond it only the transcripts know. */
function findLine(
  found: Output,
  test: (line: OutputLine) => boolean,
  { from, step }: { readonly from: number; readonly step: 1 | -1 },
): number | null {
  const length = outputLength(found);
  const whole = isWhole(found);
  for (let n = 1; n <= length; n++) {
    const beyond = from - found.forgotten + step * n;
    if (!whole && (beyond < 0 || beyond >= length)) return null;
    const at = ((beyond % length) + length) % length;
    const line = outputLine(found, at);
    if (line !== undefined && test(line)) return found.forgotten + at;
  }
  return null;
}

function isWhole(found: Output): boolean {
  return found.forgotten === 0 && hasEnd(found);
}

/** Where looking goes on: at the last place found, else at the top of what is in sight. */
function lineNow(screen: Screen, found: Output): number {
  return screen.output.hit ?? placeInSight(screen, found).line;
}

function placeInSight(screen: Screen, found: Output) {
  const area = areas(screen).detail;
  const top = pane.view(screen, area).top ?? 0;
  return placeOfRow(outputIndex(screen.output, found, area), found, top);
}

function withOutput(screen: Screen, change: Partial<OutputState>): Screen {
  return { ...screen, output: { ...screen.output, ...change } };
}
