// Moving: the cursor of the task list, the scroll of a pane, focus, tabs and pages.
import { areas } from "../areas.ts";
import { keepInside, scrollTo } from "../list.ts";
import { roomOf } from "../panes/pane.ts";
import { currentPane, paneNamed, tabs } from "../panes/registry.ts";
import { scrolledTo } from "./output.ts";
import { liveFocus, liveTasks, selectedTask } from "../derive.ts";
import { atCursor } from "./page.ts";
import { selectTask } from "./select_task.ts";
import { type Page, paneState, type Screen, type TabId, withPane } from "../screen.ts";
import { selectedRow, taskRows } from "../task_rows.ts";

/** So many rows, whole or half pages of what is in sight, or to an end. */
export type Move =
  | { readonly by: number }
  | { readonly pages: number }
  | { readonly to: "start" | "end" };

export function move(screen: Screen, way: Move): Screen {
  if (screen.page === "live") return moveLive(screen, way);
  return isOnList(screen) ? moveSelection(screen, way) : movePane(screen, way);
}

/** Among the live panes, which follow their ends by themselves. */
function moveLive(screen: Screen, way: Move): Screen {
  const tasks = liveTasks(screen);
  if ("to" in way) {
    const task = way.to === "start" ? tasks[0] : tasks.at(-1);
    return task === undefined ? screen : selectTask(screen, task);
  }
  return turnLive(screen, ("by" in way ? way.by : way.pages) < 0 ? -1 : 1);
}

/** The next or previous live pane gets the keys. */
export function turnLive(screen: Screen, by: 1 | -1): Screen {
  const tasks = liveTasks(screen);
  const at = tasks.indexOf(liveFocus(screen) ?? "");
  const next = tasks[(at + by + tasks.length) % tasks.length];
  return next === undefined ? screen : selectTask(screen, next);
}

/** Is it the task list that has the keys? */
export function isOnList(screen: Screen): boolean {
  return screen.page === "tasks" && screen.focus === "list";
}

export function moveSelection(screen: Screen, way: Move): Screen {
  const { rows } = taskRows(screen);
  const height = areas(screen).list.rows;
  const now = selectedRow(screen);
  const wanted = target(way, { now: Math.max(0, now), total: rows.length, height });
  const step = wanted >= now ? 1 : -1;
  // Headings of groups are stepped over, back again at an end.
  const at = taskRowFrom(screen, wanted, step) ?? taskRowFrom(screen, wanted, -step);
  return at === null ? screen : selectRow(screen, at);
}

export function selectRow(screen: Screen, at: number): Screen {
  const { rows } = taskRows(screen);
  const row = rows[at];
  if (row?.kind !== "task") return screen;
  const next = selectTask(screen, row.task.id);
  const place = { total: rows.length, height: areas(screen).list.rows, top: screen.list.top };
  return { ...next, list: { ...next.list, top: scrollTo(at, place) } };
}

/** Rows that scroll without the selection, as the wheel does. */
export function scrollList(screen: Screen, by: number): Screen {
  const total = taskRows(screen).rows.length;
  const top = keepInside(screen.list.top + by, {
    total,
    height: areas(screen).list.rows,
    top: screen.list.top,
  });
  return { ...screen, list: { ...screen.list, top } };
}

export function movePane(screen: Screen, way: Move): Screen {
  const pane = currentPane(screen);
  if (pane === null) return screen;
  const area = areas(screen).detail;
  const body = pane.view(screen, area);
  const height = roomOf(area, body);
  const state = paneState(screen, pane.id);
  if (pane.hasCursor) {
    const now = Math.min(state.cursor, Math.max(0, body.total - 1));
    const cursor = target(way, { now, total: body.total, height });
    const top = scrollTo(cursor, { total: body.total, height, top: state.top });
    return atCursor(withPane(screen, pane.id, { cursor, top }));
  }
  const place = { total: body.total, height, top: body.top ?? state.top };
  const last = Math.max(0, body.total - height);
  const wanted = target(way, { now: place.top, total: last + 1, height });
  const top = keepInside(wanted, place);
  const moved = withPane(screen, pane.id, { top });
  if (pane.id !== "output") return moved;
  return scrolledTo(screen, { top, isEnd: top >= last && !isUp(way), way });
}

/** Shows a tab; asked for again, it gets the keys. */
export function setTab(screen: Screen, tab: TabId): Screen {
  const isAlone = areas({ ...screen, page: "tasks" }).detailColumns === 0;
  const isShown = screen.page === "tasks" && screen.tab === tab;
  const task = selectedTask(screen);
  const there = task === undefined ? screen : selectTask(screen, task.id);
  return { ...there, page: "tasks", tab, focus: isAlone || isShown ? "detail" : screen.focus };
}

export function refuseTab(screen: Screen, tab: TabId): string | null {
  const hasKeys = screen.page === "tasks" && screen.tab === tab && screen.focus === "detail";
  return hasKeys ? "it is shown already" : null;
}

export function stepTab(screen: Screen, by: number): Screen {
  const at = tabs.findIndex((pane) => pane.id === screen.tab);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  return next === undefined ? screen : { ...screen, tab: next.id as TabId };
}

export function refusePage(page: Page): string | null {
  return page === "tasks" || paneNamed(page) !== null ? null : "not built yet";
}

function taskRowFrom(screen: Screen, from: number, step: number): number | null {
  const { rows } = taskRows(screen);
  for (let at = from; at >= 0 && at < rows.length; at += step) {
    if (rows[at]?.kind === "task") return at;
  }
  return null;
}

function target(
  way: Move,
  { now, total, height }: { now: number; total: number; height: number },
): number {
  const last = Math.max(0, total - 1);
  if ("to" in way) return way.to === "start" ? 0 : last;
  const by = "by" in way ? way.by : Math.trunc(way.pages * Math.max(1, height - 1));
  return Math.max(0, Math.min(last, now + by));
}

function isUp(way: Move): boolean {
  if ("to" in way) return way.to === "start";
  return ("by" in way ? way.by : way.pages) < 0;
}
