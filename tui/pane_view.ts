// A pane within its border: tabs, the rows in sight, scrollbar, search marks.
import { areas } from "./areas.ts";
import { selectedTask } from "./derive.ts";
import { column, type Draw, fixed, flex, lines, type View, zone } from "./layout.ts";
import { highlight } from "./highlight.ts";
import { list } from "./list.ts";
import { currentPane, tabs } from "./panes/registry.ts";
import type { Body, Pane } from "./panes/pane.ts";
import { panel } from "./panel.ts";
import { sanitiseLabel } from "./sanitise.ts";
import { paneState, type Screen } from "./screen.ts";
import { type Line, lineWidth, span } from "./spans.ts";

const margin = span(" ");

/** The tabs of the selected task. */
export function detailView(screen: Screen): Draw {
  const task = selectedTask(screen);
  const title = task === undefined ? "Task" : sanitiseLabel(`${task.id} ${task.name}`);
  const pane = currentPane(screen);
  const body = pane === null ? null : pane.view(screen, areas(screen).detail);
  const isFocused = screen.focus === "detail" || areas(screen).listColumns === 0;
  return panel(
    title,
    column([fixed(1, tabBar(screen)), flex(bodyView(screen, pane, body, isFocused))]),
    { focused: isFocused, glyphs: screen.glyphs, note: body?.note ?? [] },
  );
}

/** A page of its own. */
export function pageView(screen: Screen): Draw {
  const pane = currentPane(screen);
  if (pane === null) return lines([]);
  const body = pane.view(screen, areas(screen).detail);
  return panel(pane.title, bodyView(screen, pane, body, true), {
    focused: true,
    glyphs: screen.glyphs,
    note: body.note ?? [],
  });
}

function tabBar(screen: Screen): Draw {
  return ({ columns }): View => {
    const zones: { id: string; x: number; y: number; columns: number; rows: number }[] = [];
    const parts: Line[] = [];
    let x = 0;
    for (const tab of tabs) {
      const isCurrent = tab.id === screen.tab;
      const text = [
        span(
          ` ${tab.title} `,
          isCurrent ? { fg: "focus", bold: true, underline: true } : { fg: "muted" },
        ),
      ];
      const width = lineWidth(text);
      if (x + width > columns) break;
      zones.push({ id: `tab:${tab.id}`, x, y: 0, columns: width, rows: 1 });
      parts.push(text);
      x += width;
    }
    return { rows: [parts.flat()], zones };
  };
}

function bodyView(screen: Screen, pane: Pane | null, body: Body | null, isFocused: boolean): Draw {
  if (pane === null || body === null) return lines([[span(" Not built yet.", { fg: "muted" })]]);
  if (body.total === 0 && body.empty !== undefined) {
    return zone("pane", lines(body.empty.map((line) => [margin, ...line])));
  }
  const state = paneState(screen, pane.id);
  return list({
    total: body.total,
    top: body.top ?? state.top,
    selected: pane.hasCursor ? Math.min(state.cursor, body.total - 1) : -1,
    focused: isFocused,
    glyphs: screen.glyphs,
    id: "pane",
    line: (index) => [margin, ...highlight(body.line(index), state.search)],
  });
}
