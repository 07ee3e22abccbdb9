// Choosing which attempt the tabs show, comparing two, and going through a diff file by file.
import { areas } from "../areas.ts";
import { attemptsShown, compared, diffedAttempt, shownAttempt } from "../attempts.ts";
import type { DetailState } from "../detail.ts";
import { keepInside } from "../list.ts";
import { attemptAtCursor } from "../panes/attempts.ts";
import { diff as diffPane, isSideBySide, shownDiffRows } from "../panes/diff.ts";
import { roomOf } from "../panes/pane.ts";
import { paneState, say, type Screen, withPane } from "../screen.ts";
import { toAttempt } from "./output.ts";

/** The attempt before or after the one that is shown. */
export function chooseAttempt(by: 1 | -1) {
  return (screen: Screen): Screen => {
    const next = neighbour(screen, by);
    if (next === null) return screen;
    const chosen = withDetail(screen, { attempt: next, isComparing: false });
    const shown = say(chosen, `attempt ${next} of ${attemptsShown(screen).length}`);
    return screen.tab === "output" ? toAttempt(shown, next) : atTopOf(shown);
  };
}

export function refuseAttempt(by: 1 | -1) {
  return (screen: Screen): string | null => {
    const count = attemptsShown(screen).length;
    if (count === 0) return "no attempt has been made";
    if (neighbour(screen, by) !== null) return null;
    if (count === 1) return "there is one attempt";
    return by < 0 ? "this is the first attempt" : "this is the last attempt";
  };
}

function neighbour(screen: Screen, by: 1 | -1): number | null {
  const attempts = attemptsShown(screen);
  const now = screen.tab === "diff" ? diffedAttempt(screen) : shownAttempt(screen);
  const at = attempts.findIndex((each) => each.n === now?.n);
  return at < 0 ? null : attempts[at + by]?.n ?? null;
}

/** A third mark takes the place of the older one. */
export function markAttempt(screen: Screen): Screen {
  const attempt = attemptHere(screen);
  if (attempt === null) return screen;
  const { marks } = screen.detail;
  const isMarked = marks.includes(attempt.n);
  const next = isMarked ? marks.filter((n) => n !== attempt.n) : [...marks, attempt.n].slice(-2);
  const marked = withDetail(screen, { marks: next, isComparing: false });
  return next.length === 2 && !isMarked
    ? say(withPane(marked, "attempts", { top: 0, cursor: 0 }), "enter shows the diff between them")
    : marked;
}

export function refuseMarkAttempt(screen: Screen): string | null {
  if (attemptsShown(screen).length === 0) return "no attempt has been made";
  return attemptHere(screen) === null ? "this row is of no single attempt" : null;
}

/** Output, Diff and Checks show this attempt; on the comparison, Diff shows what lies between the two. */
export function openAttempt(screen: Screen): Screen {
  const attempt = attemptHere(screen);
  if (attempt === null) {
    return { ...atTopOf(withDetail(screen, { isComparing: true })), tab: "diff" };
  }
  const chosen = withDetail(screen, { attempt: attempt.n, isComparing: false });
  const shown = say(chosen, `Output, Diff and Checks show attempt ${attempt.n}`);
  return toAttempt({ ...atTopOf(shown), tab: "output" }, attempt.n);
}

export function refuseOpenAttempt(screen: Screen): string | null {
  const isOnComparison = compared(screen) !== null && attemptHere(screen) === null;
  return isOnComparison ? null : refuseMarkAttempt(screen);
}

/** Back from the comparison to the attempts it is of. */
export function endComparing(screen: Screen): Screen | null {
  if (screen.tab !== "diff" || !screen.detail.isComparing) return null;
  return { ...withDetail(screen, { isComparing: false }), tab: "attempts" };
}

export function toggleSideBySide(screen: Screen): Screen {
  const now = isSideBySide(screen, areas(screen).detail.columns);
  return withPane(withDetail(screen, { sideBySide: !now }), "diff", { top: 0 });
}

export function stepFile(by: 1 | -1) {
  return (screen: Screen): Screen => {
    const area = areas(screen).detail;
    const rows = shownDiffRows(screen, area);
    if (rows === null) return screen;
    const total = rows.total;
    const height = roomOf(area, diffPane.view(screen, area));
    const state = paneState(screen, "diff");
    const top = keepInside(state.top, { total, height, top: state.top });
    // The last files share the last screen: the one stepped to last is where stepping goes on.
    const here = state.cursor >= top && state.cursor < top + height ? state.cursor : top;
    const next = by > 0
      ? rows.files.find((row) => row > here)
      : rows.files.findLast((row) => row < here);
    if (next === undefined) return screen;
    return withPane(screen, "diff", {
      top: keepInside(next, { total, height, top: next }),
      cursor: next,
    });
  };
}

export function refuseFile(by: 1 | -1) {
  return (screen: Screen): string | null => {
    if (shownDiffRows(screen, areas(screen).detail) === null) return "no diff is shown";
    if (stepFile(by)(screen) !== screen) return null;
    return by < 0 ? "this is the first file" : "this is the last file";
  };
}

export function refuseDiff(screen: Screen): string | null {
  return shownDiffRows(screen, areas(screen).detail) === null ? "no diff is shown" : null;
}

function attemptHere(screen: Screen) {
  return attemptAtCursor(screen, areas(screen).detail.columns);
}

/** Another attempt: its diff and checks begin at their tops. */
function atTopOf(screen: Screen): Screen {
  const top = { top: 0, cursor: 0 };
  return withPane(withPane(screen, "diff", top), "checks", top);
}

function withDetail(screen: Screen, change: Partial<DetailState>): Screen {
  return { ...screen, detail: { ...screen.detail, ...change } };
}
