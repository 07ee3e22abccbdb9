// The attempts at the selected task, the newest first: what each was for, how far it came, what it cost, why it
// ended. Two that are marked are set side by side.
import { type Stage, STAGES } from "../../src/pipeline/fact.ts";
import type { Attempt } from "../../src/pipeline/run.ts";
import { agentOf, attemptSpend, attemptTook, endLook, stageLines } from "../attempt_line.ts";
import { attemptsShown, compared } from "../attempts.ts";
import { openFor, selectedTask } from "../derive.ts";
import { duration, spend, took } from "../format.ts";
import type { Size } from "../grid.ts";
import { prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import { paneState, type Screen } from "../screen.ts";
import { fitLine, type Line, span, spread } from "../spans.ts";
import { type Column, tableHeader, tableLine } from "../table.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const attempts: Pane = {
  id: "attempts",
  title: "Attempts",
  where: "tab",
  hasCursor: true,
  view,
};

function view(screen: Screen, area: Size): Body {
  if (selectedTask(screen) === undefined) return nothing(area, "No task is selected.");
  const rows = attemptRows(screen, area.columns);
  if (rows.length === 0) {
    return nothing(
      area,
      "No attempt has been made.",
      "Each one will stand here with its stages, its cost and why it ended.",
    );
  }
  return { total: rows.length, line: (at) => rows[at]?.line ?? [] };
}

interface AttemptRow {
  readonly line: Line;
  /** The attempt it belongs to; null: the comparison above them. */
  readonly attempt: Attempt | null;
}

/** The attempt that the cursor is on. */
export function attemptAtCursor(screen: Screen, columns: number): Attempt | null {
  const rows = attemptRows(screen, columns);
  const at = Math.min(paneState(screen, "attempts").cursor, rows.length - 1);
  return rows[at]?.attempt ?? null;
}

function attemptRows(screen: Screen, columns: number): readonly AttemptRow[] {
  const pair = compared(screen);
  const above = pair === null ? [] : [...comparison(screen, pair, columns), []];
  const blocks = attemptsShown(screen).toReversed().flatMap((attempt) =>
    block(screen, attempt, columns).map((line) => ({ line, attempt }))
  );
  return [...above.map((line) => ({ line, attempt: null })), ...blocks];
}

const indent = 4;

function block(screen: Screen, attempt: Attempt, columns: number): Line[] {
  const room = Math.max(8, columns - indent);
  const below = (lines: readonly Line[]) =>
    lines.map((line): Line => [span(" ".repeat(indent)), ...line]);
  return [
    titleLine(screen, attempt, columns),
    ...below(prose(attempt.why, room, { fg: "muted" })),
    ...below(stageLines(screen, attempt, room)),
    ...below(endLines(attempt, room)),
    ...below(commitLine(attempt)),
    [],
  ];
}

function titleLine(screen: Screen, attempt: Attempt, columns: number): Line {
  const { glyphs, detail } = screen;
  const isMarked = detail.marks.includes(attempt.n);
  const look = endLook(screen, attempt);
  const cost = attemptSpend(screen, attempt);
  return spread(
    [
      span(isMarked ? `${glyphs.marked} ` : "  ", { fg: "key", bold: true }),
      span(`${attempt.n} `, { bold: true }),
      span(`${glyphs[look.glyph]} ${look.word}`, { fg: look.role, bold: true }),
      span(`  ${agentOf(attempt)}`, { fg: "muted" }),
    ],
    [
      span(` ${attemptTook(screen, attempt)}`),
      span(`  ${cost === null ? "-" : spend(cost, glyphs)}`, { fg: "muted" }),
    ],
    columns,
    glyphs.more,
  );
}

function endLines(attempt: Attempt, columns: number): Line[] {
  const { end } = attempt;
  switch (end?.kind) {
    case "failed":
    case "agent":
      return prose(end.failure.message, columns, { fg: "error" });
    case "blocked":
      return prose(end.question, columns, { fg: "waiting" });
    case "interrupted":
      return prose(interruptWords[end.reason], columns, { fg: "warn" });
    case "superseded":
      return prose("a person's word came in between", columns, { fg: "warn" });
    case "landed":
    case undefined:
      return [];
  }
}

const interruptWords = {
  stopped: "the run was stopped",
  engine_died: "its engine died",
  executor_lost: "its process was lost",
  killed: "it was killed",
} as const;

function commitLine({ commit, continueFrom }: Attempt): Line[] {
  if (commit === null) return [];
  const from = continueFrom === null ? "" : `, on ${continueFrom.slice(0, 10)}`;
  return [[
    span("commit ", { fg: "muted" }),
    span(commit.slice(0, 10), { fg: "accent" }),
    span(from, { fg: "muted" }),
  ]];
}

function comparison(
  screen: Screen,
  [one, other]: readonly [Attempt, Attempt],
  columns: number,
): Line[] {
  const titles: readonly Column[] = [
    { title: "", cells: 11 },
    { title: `attempt ${one.n}`, share: 1, least: 8 },
    { title: `attempt ${other.n}`, share: 1, least: 8 },
  ];
  const row = (name: string, of: (attempt: Attempt) => string): Line => {
    const [left, right] = [of(one), of(other)];
    // What differs is what one looks for.
    const style = left === right ? { fg: "muted" } as const : {};
    const cells = [[span(name, { fg: "muted" })], [span(left, style)], [span(right, style)]];
    return tableLine(titles, cells, { whole: columns, glyphs: screen.glyphs });
  };
  const stages = STAGES.filter((stage) => one.stages[stage] || other.stages[stage]);
  const cost = (attempt: Attempt) => {
    const found = attemptSpend(screen, attempt);
    return found === null ? "-" : spend(found, screen.glyphs);
  };
  return [
    tableHeader(titles, columns),
    row("agent", agentOf),
    row("took", (attempt) => attemptTook(screen, attempt) || "-"),
    row("cost", cost),
    ...stages.map((stage) => row(stage, (attempt) => stageWord(screen, attempt, stage))),
    row("ended", (attempt) => endLook(screen, attempt).word),
    row("commit", ({ commit }) => commit?.slice(0, 10) ?? "none"),
    fitLine([span(screen.glyphs.horizontal.repeat(columns), { fg: "border" })], columns),
  ];
}

function stageWord(screen: Screen, attempt: Attempt, stage: Stage): string {
  const record = attempt.stages[stage];
  switch (record?.status) {
    case undefined:
      return "-";
    case "passed":
      return sanitiseLabel(
        [took(record.durationMs), stage === "land" ? "" : record.detail].join("  ").trim(),
      );
    case "failed":
      return sanitiseLabel(`failed after ${took(record.durationMs)}: ${record.failure.kind}`);
    case "running": {
      const openMs = openFor(screen, record.sinceMs);
      return openMs === null ? "cut off" : `running, ${duration(openMs)}`;
    }
    case "interrupted":
      return "cut off";
    case "skipped":
      return "skipped";
  }
}
