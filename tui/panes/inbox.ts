// Everything that waits for a person: one row each with the keys that settle it, the selected one in full below.
import type { InboxItem } from "../../src/pipeline/waiting.ts";
import { inbox as itemsOf } from "../derive.ts";
import { duration } from "../format.ts";
import type { Size } from "../grid.ts";
import { itemLook, keptAndCost, selectedItem } from "../inbox_item.ts";
import { keyHelp, keyOf, keyPairs } from "../key_hints.ts";
import { field, prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { alignLine, type Line, lineWidth, span } from "../spans.ts";
import { type Body, nothing, type Pane, type Preview } from "./pane.ts";

export const inbox: Pane = {
  id: "inbox",
  title: "Inbox",
  where: "page",
  hasCursor: true,
  view,
  preview,
};

function view(screen: Screen, area: Size): Body {
  const items = itemsOf(screen);
  if (items.length === 0) {
    return nothing(
      area,
      "Nothing waits for you.",
      "Questions, conflicts, budget stops and landings that can't go on will stand here; the bell rings.",
    );
  }
  return {
    total: items.length,
    line: (index) => itemLine(screen, items[index], area.columns),
    note: [span(`${items.length} waiting`, { fg: "waiting" })],
  };
}

function itemLine(screen: Screen, item: InboxItem | undefined, columns: number): Line {
  if (item === undefined) return [];
  const look = itemLook(item);
  const head = span(`${screen.glyphs[look.glyph]} ${look.word.padEnd(9)} `, { fg: look.role });
  const age = item.sinceMs === null ? "" : duration(screen.nowMs - item.sinceMs);
  const keys = columns < 50 ? [] : [span("  "), ...keysAsIfFor(screen, item)];
  const tail: Line = [span(age.padStart(9), { fg: "muted" }), ...keys];
  const room = Math.max(0, columns - 12 - lineWidth(tail));
  const title = alignLine([span(sanitiseLabel(item.title))], room, "left", screen.glyphs.more);
  return [head, ...title, ...tail];
}

/** Dim only where it says something: the keys of the selected row. */
function keysAsIfFor(screen: Screen, item: InboxItem): Line {
  const { keys } = itemLook(item);
  if (item === selectedItem(screen)) return padded(keyPairs(screen, keys));
  const text = keys.map((name) => `${keyOf(screen, name)} ${hintOf(screen, name)}`).join("  ");
  return padded([span(text, { fg: "muted" })]);
}

/** So that the ages stand below each other. */
function padded(line: Line): Line {
  return alignLine(line, 28, "left");
}

function hintOf(screen: Screen, name: string): string {
  return screen.keymap.find((row) => row.name === name)?.hint ?? "";
}

function preview(screen: Screen, area: Size): Preview {
  const item = selectedItem(screen);
  if (item === undefined) return { title: "", lines: [] };
  return { title: sanitiseLabel(item.title), lines: itemLines(screen, item, area.columns) };
}

/** What happened, its evidence, what was kept, what it cost, what may be done. */
export function itemLines(screen: Screen, item: InboxItem, columns: number): Line[] {
  const { keys } = itemLook(item);
  const task = item.task === null ? undefined : screen.spec.byId.get(item.task);
  const facts = item.task === null ? [] : keptAndCost(screen, item.task);
  return [
    ...task === undefined
      ? []
      : field("Task", [span(sanitiseLabel(`${task.id} ${task.name}`))], columns),
    ...facts.flatMap(({ name, text }) => field(name, [span(text)], columns)),
    ...task === undefined && facts.length === 0 ? [] : [[]],
    ...keyHelp(screen, keys),
    [],
    ...prose(item.detail === "" ? "No more is known." : item.detail, columns),
  ];
}
