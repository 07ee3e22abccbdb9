// What was checked of an attempt: hooks, lint and tests, how each ended, and what it printed.
import type { Attempt, StageRecord } from "../../src/pipeline/run.ts";
import { attemptLine } from "../attempt_line.ts";
import { shownAttempt } from "../attempts.ts";
import { isEngineAlive, openFor, selectedTask } from "../derive.ts";
import type { CheckedCommand, CheckReport } from "../detail.ts";
import { duration, took } from "../format.ts";
import type { GlyphName } from "../glyphs.ts";
import type { Size } from "../grid.ts";
import { heading, prose } from "../prose.ts";
import { sanitiseLabel, sanitiseText } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, span, spread, wrapLine } from "../spans.ts";
import type { Role } from "../style.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const checks: Pane = { id: "checks", title: "Checks", where: "tab", view };

function view(screen: Screen, area: Size): Body {
  if (selectedTask(screen) === undefined) return nothing(area, "No task is selected.");
  const attempt = shownAttempt(screen);
  if (attempt === null) {
    return nothing(
      area,
      "Nothing has been checked.",
      "Hooks, lint and tests of each attempt will stand here, with what they print.",
    );
  }
  const lines = [
    ...resultLines(screen, attempt, area.columns),
    ...reportsOf(screen, attempt).flatMap((one) => reportLines(screen, one, area.columns)),
  ];
  return {
    total: lines.length,
    line: (at) => lines[at] ?? [],
    head: [attemptLine(screen, attempt), []],
  };
}

function reportsOf(screen: Screen, attempt: Attempt): readonly CheckReport[] {
  const { checks: found } = screen.detail;
  const isIt = found?.task === selectedTask(screen)?.id && found?.attempt === attempt.n;
  return isIt ? found?.reports ?? [] : [];
}

/** What the facts say: they stand when no transcript does. */
function resultLines(screen: Screen, attempt: Attempt, columns: number): Line[] {
  const record = attempt.stages.check;
  const lines: Line[] = prose(stageWords(screen, record), columns, { fg: stageRole(record) });
  const isUnwritten = record !== undefined && reportsOf(screen, attempt).length === 0;
  if (!isUnwritten || record.status !== "failed") return [...lines, []];
  const evidence = sanitiseText(record.failure.evidence.trimEnd());
  return [...lines, [], ...evidence.flatMap((line) => wrapLine(line, columns)), []];
}

function stageWords(screen: Screen, record: StageRecord | undefined): string {
  switch (record?.status) {
    case undefined:
      return "Its checks have not begun.";
    case "running": {
      const openMs = openFor(screen, record.sinceMs);
      return openMs === null ? "Its check was cut off." : `Checking for ${duration(openMs)}.`;
    }
    case "passed":
      return `Passed in ${took(record.durationMs)}: ${record.detail}`;
    case "failed":
      return `Failed after ${took(record.durationMs)}: ${record.failure.message}`;
    case "interrupted":
      return "Its check was cut off.";
    case "skipped":
      return `Skipped: ${record.why}`;
  }
}

function stageRole(record: StageRecord | undefined): Role {
  if (record?.status === "passed") return "ok";
  if (record?.status === "failed") return "error";
  return record?.status === "running" ? "running" : "muted";
}

const titles: Readonly<Record<string, string>> = {
  check: "The attempt",
  "landing check": "The merge with what landed meanwhile",
  "base check": "Before any work",
};

function reportLines(screen: Screen, report: CheckReport, columns: number): Line[] {
  const title = titles[report.role] ?? report.role;
  const isOpen = report.end === null;
  const state = isOpen ? (isEngineAlive(screen) ? " running" : " broke off") : "";
  return [
    [...heading(title), span(state, { fg: isOpen ? "running" : "muted" })],
    ...report.commands.map((one) => summaryLine(screen, one, columns)),
    [],
    ...report.commands.flatMap((one) => commandLines(screen, one, columns)),
  ];
}

function lookOf({ result }: CheckedCommand): { glyph: GlyphName; role: Role } {
  if (result === null) return { glyph: "running", role: "running" };
  return result.passed ? { glyph: "done", role: "ok" } : { glyph: "failed", role: "error" };
}

function summaryLine(screen: Screen, command: CheckedCommand, columns: number): Line {
  const { glyph, role } = lookOf(command);
  const { result } = command;
  const end = result === null ? [span(" running", { fg: "running" })] : [
    span(result.counts === "" ? "" : ` ${sanitiseLabel(result.counts)} `),
    span(` ${sanitiseLabel(result.how)}`, { fg: role }),
    span(`  ${took(result.durationMs)}`, { fg: "muted" }),
  ];
  return spread(
    [
      span(`${screen.glyphs[glyph]} `, { fg: role }),
      span(command.name.padEnd(9), { bold: true }),
      span(sanitiseLabel(command.line), { fg: "muted" }),
    ],
    end,
    columns,
    screen.glyphs.more,
  );
}

function commandLines(screen: Screen, command: CheckedCommand, columns: number): Line[] {
  const { glyph, role } = lookOf(command);
  const { omitted } = command;
  return [
    [
      span(`${screen.glyphs[glyph]} `, { fg: role }),
      span(`${command.name}: `, { bold: true }),
      span(sanitiseLabel(command.line), { fg: "accent" }),
    ],
    ...omitted > 0
      ? [[span(`  ${omitted} lines before this: o shows them all`, { fg: "muted" })]]
      : [],
    ...printed(command, columns),
    [],
  ];
}

/** Made once for a width: it may be long, and is drawn again and again. */
function printed(command: CheckedCommand, columns: number): readonly Line[] {
  const known = printedOf.get(command);
  if (known?.columns === columns) return known.lines;
  const { output } = command;
  const shown = output.at(-1) === "" ? output.slice(0, -1) : output;
  const said = shown.length === 0
    ? [[span("printed nothing", { fg: "muted" })]]
    : sanitiseText(shown.join("\n")).flatMap((line) => wrapLine(line, columns - 2));
  const lines = said.map((line): Line => [span("  "), ...line]);
  printedOf.set(command, { columns, lines });
  return lines;
}

const printedOf = new WeakMap<
  CheckedCommand,
  { readonly columns: number; readonly lines: readonly Line[] }
>();
