// Everything that waits for a person: one row each with the keys that settle it, the selected one in full below.
import type { InboxItem } from "../../src/pipeline/waiting.ts";
import { inbox as itemsOf } from "../derive.ts";
import { duration } from "../format.ts";
import type { Size } from "../grid.ts";
import { itemLook, keptAndCost, selectedItem } from "../inbox_item.ts";
import { keyHelp, keyPairs } from "../key_hints.ts";
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
  const tail: Line = [
    span(` ${age.padStart(8)}`, { fg: "muted" }),
    ...columns < 50 ? [] : [span("  "), ...keysOf(screen, item, columns >= 100)],
  ];
  const room = Math.max(0, columns - 12 - lineWidth(tail));
  const evidence = sanitiseLabel(item.detail.split("\n")[0] ?? "");
  const title: Line = [
    span(sanitiseLabel(item.title)),
    span(evidence === "" ? "" : `  ${evidence}`, { fg: "muted" }),
  ];
  return [head, ...alignLine(title, room, "left", screen.glyphs.more), ...tail];
}

/** The likeliest, and the others where there is room. So wide that ages stand in line. */
function keysOf(screen: Screen, item: InboxItem, isWide: boolean): Line {
  const [first = "", ...others] = itemLook(item).keys;
  const rest = isWide
    ? [...others.length > 0 ? [span("  ")] : [], ...keyPairs(screen, others)]
    : [];
  return alignLine([...keyPairs(screen, [first]), ...rest], isWide ? 34 : 11, "left");
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
    ...task === undefined ? [] : [[]],
    ...prose(item.detail === "" ? "No more is known." : item.detail, columns),
    [],
    ...facts.flatMap(({ name, text }) => field(name, [span(text)], columns)),
    ...facts.length === 0 ? [] : [[]],
    ...keyHelp(screen, keys),
  ];
}
