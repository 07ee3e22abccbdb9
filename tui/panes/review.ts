// What reviewers say of the shown attempt. Reviewing is not built yet: this says so, and what is recorded.
import { attemptLine } from "../attempt_line.ts";
import { shownAttempt } from "../attempts.ts";
import { selectedTask } from "../derive.ts";
import type { Size } from "../grid.ts";
import { field, prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { StageRecord } from "../../src/pipeline/run.ts";
import { nothing, type Pane, rows } from "./pane.ts";

export const review: Pane = { id: "review", title: "Review", where: "tab", view };

function view(screen: Screen, area: Size) {
  if (selectedTask(screen) === undefined) return nothing(area, "No task is selected.");
  const attempt = shownAttempt(screen);
  const recorded: Line[] = attempt === null ? [] : [
    [...attemptLine(screen, attempt)],
    [],
    ...field("Review", recordLine(attempt.stages.review), area.columns),
    ...field("Approval", recordLine(attempt.stages.approve), area.columns),
    [],
  ];
  return rows([
    ...recorded,
    [span("Review is not built yet.", { fg: "title", bold: true })],
    ...prose(
      "No agent reads this work over, and nothing waits for an approval: what passed its checks lands. " +
        "d shows what it changed.",
      area.columns,
      { fg: "muted" },
    ),
  ]);
}

function recordLine(record: StageRecord | undefined): Line {
  if (record === undefined) return [span("not reached", { fg: "muted" })];
  if (record.status === "skipped") return [span(`skipped: ${sanitiseLabel(record.why)}`)];
  return [span(record.status)];
}
