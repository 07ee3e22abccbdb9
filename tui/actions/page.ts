// What keys do on the pages: open the row under the cursor, arrange, scroll time.
import { areas } from "../areas.ts";
import { inbox, liveFocus, selectedTask } from "../derive.ts";
import { firstSeq, selectedFact } from "../panes/facts.ts";
import { selectedCost } from "../panes/costs.ts";
import { selectedRun } from "../panes/runs.ts";
import { selectedLane, timeCells } from "../panes/timeline.ts";
import { factRows } from "../fact_rows.ts";
import { itemKey, selectedItem } from "../inbox_item.ts";
import { selectTask } from "./select_task.ts";
import { isWholeTime, rescale, scrollTime } from "../time_window.ts";
import {
  ask,
  openDialog,
  type Page,
  paneState,
  say,
  type Screen,
  type TabId,
  withPane,
} from "../screen.ts";
import { selectedRow, taskRows } from "../task_rows.ts";
import type { TaskId } from "../../src/spec/spec.ts";

/** Shows the row under the cursor in full, or goes to the task it is about. */
export function openRow(screen: Screen): Screen {
  switch (screen.page) {
    case "inbox":
      return openDialog(screen, { kind: "detail", about: "item", top: 0 });
    case "runs":
      return openDialog(screen, { kind: "detail", about: "run", top: 0 });
    case "facts":
      return openDialog(screen, { kind: "detail", about: "fact", top: 0 });
    case "costs":
    case "timeline":
    case "live":
      return goToTask(screen, taskOfRow(screen), screen.page === "live" ? "output" : screen.tab);
    case "tasks":
      return { ...screen, focus: "detail" };
  }
}

export function refuseOpenRow(screen: Screen): string | null {
  switch (screen.page) {
    case "inbox":
      return selectedItem(screen) === undefined ? "nothing waits for you" : null;
    case "runs":
      return selectedRun(screen) === undefined ? "nothing has run yet" : null;
    case "facts":
      return selectedFact(screen) === undefined ? "there is no fact here" : null;
    case "costs":
    case "timeline":
    case "live": {
      const task = taskOfRow(screen);
      if (task === null) return "this row is about no single task";
      return screen.spec.byId.has(task) ? null : `${task} is no longer in the spec`;
    }
    case "tasks":
      if (screen.focus === "detail") return "it is open already";
      return screen.list.selected === null ? "no task is selected" : null;
  }
}

function taskOfRow(screen: Screen): TaskId | null {
  if (screen.page === "live") return liveFocus(screen);
  if (screen.page === "timeline") {
    return selectedLane(screen, areas(screen).detail.columns)?.task ?? null;
  }
  return screen.pages.costsBy === "task" ? selectedCost(screen)?.key ?? null : null;
}

/** To a task on the Tasks page; a filter that hides it is let go of. */
export function goToTask(screen: Screen, task: TaskId | null, tab: TabId): Screen {
  if (task === null) return screen;
  const there: Screen = {
    ...selectTask(screen, task),
    page: "tasks",
    tab,
    focus: tab === "output" ? "detail" : "list",
  };
  if (taskRows(there).indexOf.has(task)) return inSight(there);
  return inSight({ ...there, list: { ...there.list, filter: "" } });
}

function inSight(screen: Screen): Screen {
  const at = selectedRow(screen);
  const { rows } = areas(screen).list;
  const { top } = screen.list;
  const isShown = at >= top && at < top + rows;
  if (isShown) return screen;
  return { ...screen, list: { ...screen.list, top: Math.max(0, at - Math.floor(rows / 2)) } };
}

/** Facts that are not at hand are asked for before the end comes into sight. */
export function atCursor(screen: Screen): Screen {
  if (screen.page !== "facts") return screen;
  const first = firstSeq(screen);
  if (first <= 1 || screen.older.isAsked || isFull(screen)) return screen;
  const left = factRows(screen).length - paneState(screen, "facts").cursor;
  if (left > areas(screen).detail.rows * 2) return screen;
  const asking = { ...screen, older: { ...screen.older, isAsked: true } };
  return ask(asking, { kind: "older_facts", before: first });
}

/** As much of the log as the screen holds at once. */
const mostOlder = 50_000;

export function isFull({ older }: Screen): boolean {
  return older.events.length >= mostOlder;
}

export type Anchor = string | null;

/** Which item the cursor of the Inbox is on. */
export function anchorOf(screen: Screen): Anchor {
  const item = screen.page === "inbox" ? selectedItem(screen) : undefined;
  return item === undefined ? null : itemKey(item);
}

/** The cursor on that item whatever came above it, or where it was. */
export function toItem(screen: Screen, anchor: Anchor): Screen {
  if (anchor === null) return screen;
  const at = inbox(screen).findIndex((item) => itemKey(item) === anchor);
  return at < 0 || at === paneState(screen, "inbox").cursor
    ? screen
    : withPane(screen, "inbox", { cursor: at });
}

/** Newest first: what one reads moves down as facts come. At the top one follows. */
export function keepFact(screen: Screen, count: number): Screen {
  const { cursor, top } = paneState(screen, "facts");
  if (screen.page !== "facts" || cursor === 0 || count === 0) return screen;
  return withPane(screen, "facts", { cursor: cursor + count, top: top + count });
}

export function setPage(screen: Screen, page: Page): Screen {
  const next = { ...screen, page, zoomed: false };
  // What was read back from the log is let go of with its page.
  if (screen.page !== "facts" || page === "facts") return next;
  const { facts: _, ...panes } = screen.panes;
  return { ...next, older: { events: [], isAsked: false }, panes };
}

const groupings = ["task", "agent", "model", "stage"] as const;
const orders = ["cost", "tokens", "calls", "name"] as const;

/** Another way to gather what the page shows. */
export function regroup(screen: Screen): Screen {
  const { pages } = screen;
  if (screen.page === "costs") {
    const costsBy = after(groupings, pages.costsBy);
    const next = { ...screen, pages: { ...pages, costsBy } };
    return say(withPane(next, "costs", { cursor: 0, top: 0 }), `costs by ${costsBy}`);
  }
  const lanes = pages.lanes === "task" ? "worker" : "task";
  const next = { ...screen, pages: { ...pages, lanes } } as const;
  return say(withPane(next, "timeline", { cursor: 0, top: 0 }), `a lane for each ${lanes}`);
}

export function resort(screen: Screen): Screen {
  const costsOrder = after(orders, screen.pages.costsOrder);
  const next = { ...screen, pages: { ...screen.pages, costsOrder } };
  return say(withPane(next, "costs", { cursor: 0, top: 0 }), `ordered by ${costsOrder}`);
}

export function scaleTime(by: 1 | -1) {
  return (screen: Screen): Screen => rescale(screen, cellsOf(screen), by);
}

export function moveTime(by: 1 | -1) {
  return (screen: Screen): Screen => scrollTime(screen, cellsOf(screen), by);
}

export function fitTime(screen: Screen): Screen {
  return { ...screen, pages: { ...screen.pages, cellMs: null, endMs: null } };
}

export function refuseTime(screen: Screen): string | null {
  return screen.timeline.bars.length === 0 ? "no stage has run yet" : null;
}

export function refuseFit(screen: Screen): string | null {
  return refuseTime(screen) ?? (isWholeTime(screen) ? "it fits already" : null);
}

function cellsOf(screen: Screen): number {
  return timeCells(areas(screen).detail.columns);
}

/** To the next thing that waits, among those of the Inbox. */
export function nextItem(screen: Screen): Screen {
  const items = inbox(screen);
  if (screen.page !== "inbox") {
    const at = items.findIndex((item) => item.task === selectedTask(screen)?.id);
    return withPane({ ...screen, page: "inbox" }, "inbox", { cursor: Math.max(0, at) });
  }
  const cursor = Math.min(paneState(screen, "inbox").cursor, items.length - 1);
  return withPane(screen, "inbox", { cursor: (cursor + 1) % Math.max(1, items.length) });
}

function after<T>(all: readonly T[], now: T): T {
  return all[(all.indexOf(now) + 1) % all.length] ?? now;
}
