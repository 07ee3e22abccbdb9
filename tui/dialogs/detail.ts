// One thing in full: an item of the inbox, a run, a fact, or a text. Its own keys scroll and close it; all
// others act as they do below it.
import { progress } from "../derive.ts";
import { clockTime, dayTime } from "../format.ts";
import { itemLines } from "../panes/inbox.ts";
import { selectedFact } from "../panes/facts.ts";
import { selectedRun } from "../panes/runs.ts";
import { selectedItem } from "../inbox_item.ts";
import { prose } from "../prose.ts";
import { runHistory } from "../run_history.ts";
import { runSummary } from "../run_summary.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import type { Dialog } from "./dialog.ts";
import { lastTop, scrollBox, scrollWidth } from "./scroll_box.ts";

export type DetailDialog = Extract<Dialog, { kind: "detail" }>;

const widest = 96;
const around = 6;

export function detailLayer(screen: Screen, dialog: DetailDialog): Layer {
  const { title, lines } = contentOf(screen, dialog, scrollWidth(screen, widest));
  const box = { title, context: "detail", columns: widest, around } as const;
  return scrollBox(screen, box, { all: lines, top: dialog.top });
}

/** Where it can be scrolled to at most. */
export function lastDetailTop(screen: Screen, dialog: DetailDialog): number {
  const { lines } = contentOf(screen, dialog, scrollWidth(screen, widest));
  return lastTop(screen, lines.length, around);
}

interface Content {
  readonly title: string;
  readonly lines: readonly Line[];
}

function contentOf(screen: Screen, dialog: DetailDialog, width: number): Content {
  switch (dialog.about) {
    case "item": {
      const item = selectedItem(screen);
      if (item === undefined) return settled;
      return { title: sanitiseLabel(item.title), lines: itemLines(screen, item, width) };
    }
    case "run":
    case "end": {
      const row = dialog.about === "run" ? selectedRun(screen) : runHistory(screen)[0];
      if (row === undefined) return settled;
      const day = dayTime(row.info.startedMs, screen.about.zoneMinutes).trim();
      const isGood = row.info.end?.exitCode === 0;
      const { done, total } = progress(screen);
      const title = dialog.about === "run"
        ? `Run of ${day}`
        : isGood && done === total
        ? "All done"
        : isGood
        ? "The run is done"
        : "The run has ended";
      return { title, lines: runSummary(screen, row, width) };
    }
    case "fact":
      return factContent(screen, width);
    case "text":
      return {
        title: dialog.title,
        lines: dialog.text.flatMap((line) => prose(line, width)),
      };
  }
}

const settled: Content = {
  title: "Settled",
  lines: [[span("It waits no longer.", { fg: "muted" })]],
};

function factContent(screen: Screen, width: number): Content {
  const row = selectedFact(screen);
  if (row === undefined) return settled;
  const { seq, atMs, fact, run } = row.event;
  const zone = screen.about.zoneMinutes;
  const time = `${dayTime(atMs, zone).trim().slice(0, -6)} ${clockTime(atMs, zone)}`;
  const text = JSON.stringify({ ...fact, "": { at: time, run } }, null, 2).replace(
    '\n  "": {',
    '\n  "(log)": {',
  );
  return {
    title: `Fact ${seq}: ${fact.type}`,
    lines: text.split("\n").flatMap((line) => jsonLines(line, width)),
  };
}

/** Texts with lines of their own are shown as such. */
function jsonLines(line: string, width: number): Line[] {
  const match = /^(\s*)("[^"]*": )(.*)$/.exec(line);
  if (match === null) return prose(line, width, { fg: "muted" });
  const [, indent = "", name = "", value = ""] = match;
  const head = span(`${indent}${sanitiseLabel(name)}`, { fg: "accent" });
  const parts = value.split("\\n");
  const inner = Math.max(8, width - indent.length - 2);
  if (parts.length === 1 && value.length + name.length + indent.length <= width) {
    return [[head, span(sanitiseLabel(value))]];
  }
  return [
    [head],
    ...parts.flatMap((part) => prose(part, inner)).map((one): Line => [
      span(" ".repeat(indent.length + 2)),
      ...one,
    ]),
  ];
}
