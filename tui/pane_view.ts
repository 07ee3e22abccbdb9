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
  const { detail, previewRows } = areas(screen);
  const body = pane.view(screen, detail);
  const page = panel(pane.title, bodyView(screen, pane, body, true), {
    focused: true,
    glyphs: screen.glyphs,
    note: body.note ?? [],
  });
  if (previewRows === 0 || pane.preview === undefined) return page;
  return column([flex(page), fixed(previewRows, previewView(screen, pane.preview, previewRows))]);
}

/** What is said about the selected row; `enter` shows all of it. */
function previewView(
  screen: Screen,
  preview: NonNullable<Pane["preview"]>,
  rows: number,
): Draw {
  const area = { columns: areas(screen).detail.columns, rows: rows - 2 };
  const { title, lines: text } = preview(screen, area);
  const isCut = text.length > area.rows;
  const shown = text.slice(0, area.rows).map((line) => [margin, ...line]);
  const more = isCut ? [span(`${text.length - area.rows} more: enter`, { fg: "muted" })] : [];
  return panel(title, lines(shown), { glyphs: screen.glyphs, footer: more });
}

/** As many tabs as fit, the current one among them. */
function tabBar(screen: Screen): Draw {
  return ({ columns }): View => {
    const zones: { id: string; x: number; y: number; columns: number; rows: number }[] = [];
    const parts: Line[] = [];
    const { shown, isCutLeft, isCutRight } = tabsThatFit(screen, columns);
    const more = span(screen.glyphs.more, { fg: "muted" });
    let x = isCutLeft ? 1 : 0;
    if (isCutLeft) parts.push([more]);
    for (const tab of shown) {
      const isCurrent = tab.id === screen.tab;
      const text = [
        span(
          ` ${tab.title} `,
          isCurrent ? { fg: "focus", bold: true, underline: true } : { fg: "muted" },
        ),
      ];
      const width = lineWidth(text);
      zones.push({ id: `tab:${tab.id}`, x, y: 0, columns: width, rows: 1 });
      parts.push(text);
      x += width;
    }
    if (isCutRight) parts.push([more]);
    return { rows: [parts.flat()], zones };
  };
}

function tabsThatFit(screen: Screen, columns: number) {
  const width = (list: readonly Pane[]) =>
    list.reduce((sum, tab) => sum + lineWidth([span(tab.title)]) + 2, 0);
  const at = Math.max(0, tabs.findIndex((tab) => tab.id === screen.tab));
  let from = 0;
  let to = tabs.length;
  // What is far from the current one gives way first.
  while (to - from > 1) {
    const marks = (from > 0 ? 1 : 0) + (to < tabs.length ? 1 : 0);
    if (width(tabs.slice(from, to)) + marks <= columns) break;
    if (to - 1 - at >= at - from) to--;
    else from++;
  }
  return { shown: tabs.slice(from, to), isCutLeft: from > 0, isCutRight: to < tabs.length };
}

function bodyView(screen: Screen, pane: Pane | null, body: Body | null, isFocused: boolean): Draw {
  if (pane === null || body === null) return lines([[span(" Not built yet.", { fg: "muted" })]]);
  if (body.total === 0 && body.empty !== undefined) {
    return zone("pane", lines(body.empty.map((line) => [margin, ...line])));
  }
  const state = paneState(screen, pane.id);
  const rows = list({
    total: body.total,
    top: body.top ?? state.top,
    selected: pane.hasCursor && (isFocused || pane.where === "page")
      ? Math.min(state.cursor, body.total - 1)
      : -1,
    focused: isFocused,
    glyphs: screen.glyphs,
    id: "pane",
    line: (index) => [margin, ...highlight(body.line(index), state.search)],
  });
  if (body.head === undefined) return rows;
  const head = lines(body.head.map((line) => [margin, ...line]));
  return column([fixed(body.head.length, head), flex(rows)]);
}
