// What an attempt changes, from the commit it stems from; or what lies between two attempts.
import { standingOf } from "../../src/pipeline/run.ts";
import { attemptLine } from "../attempt_line.ts";
import { attemptsShown, compared, diffedAttempt, wantedDiff } from "../attempts.ts";
import { selectedTask } from "../derive.ts";
import { isSameDiff } from "../detail.ts";
import { type DiffRows, diffRows, patchTotals } from "../diff_rows.ts";
import type { Size } from "../grid.ts";
import type { Patch } from "../patch.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, span, spread } from "../spans.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const diff: Pane = { id: "diff", title: "Diff", where: "tab", view };

/** The screen and the pane at which two columns are worth it. */
const wideScreen = 140;
const widePane = 100;

function view(screen: Screen, area: Size): Body {
  const found = patchInSight(screen);
  if (found === null) return nothing(area, ...whyNone(screen));
  const rows = rowsOf(screen, found, area);
  const { top } = paneState(screen, "diff");
  return {
    total: rows.total,
    line: rows.line,
    head: [headLine(screen, found, area.columns), []],
    note: placeNote(rows, Math.max(0, Math.min(top, rows.total - 1))),
  };
}

export function isSideBySide(screen: Screen, columns: number): boolean {
  return screen.detail.sideBySide ??
    (screen.size.columns >= wideScreen && columns >= widePane);
}

/** The rows in sight of the diff that is shown; null while there is none. */
export function shownDiffRows(screen: Screen, area: Size): DiffRows | null {
  const found = patchInSight(screen);
  return found === null ? null : rowsOf(screen, found, area);
}

function rowsOf(screen: Screen, found: Patch, area: Size): DiffRows {
  return diffRows(found, area.columns, isSideBySide(screen, area.columns), screen.glyphs);
}

function patchInSight(screen: Screen): Patch | null {
  const wanted = wantedDiff(screen);
  const { diff: found } = screen.detail;
  if (wanted === null || found === null || !isSameDiff(found.wanted, wanted)) return null;
  return found.result.kind === "patch" && found.result.patch.files.length > 0
    ? found.result.patch
    : null;
}

function whyNone(screen: Screen): readonly string[] {
  const task = selectedTask(screen);
  if (task === undefined) return ["No task is selected."];
  const attempts = attemptsShown(screen);
  if (attempts.length === 0) {
    return ["No attempt has been made.", "Its changes will stand here, file by file."];
  }
  if (screen.detail.isComparing && compared(screen) !== null && wantedDiff(screen) === null) {
    return ["They can't be compared: one of the two attempts left no commit."];
  }
  const shown = diffedAttempt(screen);
  if (wantedDiff(screen) === null) return withoutCommit(screen, task.id, shown?.n ?? 0);
  const { diff: found } = screen.detail;
  if (found === null || !isSameDiff(found.wanted, wantedDiff(screen))) return ["Reading the diff."];
  if (found.result.kind === "failed") return ["The diff can't be shown.", found.result.message];
  return screen.detail.isComparing
    ? ["Both attempts left the same files."]
    : [`Attempt ${shown?.n ?? ""} changed nothing.`];
}

function withoutCommit(screen: Screen, task: string, n: number): readonly string[] {
  if (screen.run.current?.mode === "plain") {
    return ["Without git there is no diff.", "The agent works in your own files."];
  }
  const isWorking = standingOf(screen.run, task).at === "working";
  const when = isWorking ? ["It has one as soon as its agent is done."] : [];
  const hasOther = attemptsShown(screen).some((each) => each.commit !== null);
  if (screen.detail.attempt === null || !hasOther) {
    return ["No attempt has a commit yet.", ...when];
  }
  return [`Attempt ${n} left no commit.`, ...when];
}

function headLine(screen: Screen, patch: Patch, columns: number): Line {
  const totals = [span("  "), ...patchTotals(patch, screen.glyphs)];
  return spread(whatIsShown(screen), totals, columns, screen.glyphs.more);
}

function whatIsShown(screen: Screen): Line {
  const pair = screen.detail.isComparing ? compared(screen) : null;
  if (pair !== null) {
    const [one, other] = pair;
    const text = `attempt ${one.n} ${screen.glyphs.arrow} attempt ${other.n}`;
    return [span(text, { bold: true })];
  }
  const shown = diffedAttempt(screen);
  return shown === null ? [] : attemptLine(screen, shown);
}

function placeNote({ files }: DiffRows, top: number): Line {
  if (files.length < 2) return [];
  const at = files.findLastIndex((row) => row <= top);
  return [span(`file ${Math.max(1, at + 1)}/${files.length}`, { fg: "muted" })];
}
