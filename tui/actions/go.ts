// Getting around: focus, zoom, one level back, dialogs, what needs a person next.
import { inbox } from "../derive.ts";
import { createField } from "../input_field.ts";
import { currentPane } from "../panes/registry.ts";
import {
  type Arrangement,
  ask,
  closeDialog,
  openDialog,
  paneState,
  replaceDialog,
  say,
  type Screen,
} from "../screen.ts";
import { selectedRow, taskRows } from "../task_rows.ts";
import { isOnList, selectRow, setPage } from "./move.ts";
import { clearSearch, withFilter } from "./typing.ts";

/** One level back; never out of the app. */
export function back(screen: Screen): Screen {
  const pane = currentPane(screen);
  if (screen.dialogs.length > 0) return closeDialog(screen);
  if (screen.zoomed) return { ...screen, zoomed: false };
  if (screen.page !== "tasks") return setPage(screen, "tasks");
  if (screen.focus === "detail") {
    const hasSearch = pane !== null && paneState(screen, pane.id).search !== "";
    return hasSearch ? clearSearch(screen) : { ...screen, focus: "list" };
  }
  if (screen.list.filter !== "") return withFilter(screen, "");
  if (screen.list.marks.size > 0) {
    return { ...screen, list: { ...screen.list, marks: new Set() } };
  }
  return { ...screen, notice: null };
}

export function refuseBack(screen: Screen): string | null {
  const isAtTop = back(screen) === screen || !isElsewhere(screen);
  return isAtTop ? "this is the top level; q leaves" : null;
}

export function turnFocus(screen: Screen): Screen {
  return { ...screen, focus: screen.focus === "list" ? "detail" : "list" };
}

export function refuseFocus(screen: Screen): string | null {
  return screen.page === "tasks" ? null : "there is one pane here";
}

export function open(screen: Screen): Screen {
  return { ...screen, focus: "detail" };
}

export function refuseOpen(screen: Screen): string | null {
  if (screen.page !== "tasks") return "there is nothing to open";
  if (screen.focus === "detail") return "it is open already";
  return screen.list.selected === null ? "no task is selected" : null;
}

export function zoom(screen: Screen): Screen {
  return { ...screen, zoomed: !screen.zoomed };
}

export function openHelp(screen: Screen): Screen {
  return openDialog(screen, { kind: "help", top: 0 });
}

export function openPalette(screen: Screen): Screen {
  return openDialog(screen, { kind: "palette", field: createField(), selected: 0 });
}

export function scrollDialog(by: number) {
  return (screen: Screen): Screen => {
    const dialog = screen.dialogs.at(-1);
    if (dialog?.kind === "help" || dialog?.kind === "start") {
      return replaceDialog(screen, { ...dialog, top: Math.max(0, dialog.top + by) });
    }
    if (dialog?.kind === "palette") {
      return replaceDialog(screen, { ...dialog, selected: Math.max(0, dialog.selected + by) });
    }
    return screen;
  };
}

const arrangements: readonly Arrangement[] = ["order", "milestone", "status", "tree"];

export function rearrange(screen: Screen): Screen {
  const at = arrangements.indexOf(screen.list.arrangement);
  const arrangement = arrangements[(at + 1) % arrangements.length] ?? "order";
  const next = { ...screen, list: { ...screen.list, arrangement, top: 0 } };
  const row = selectedRow(next);
  return say(row < 0 ? next : selectRow(next, row), `arranged by ${arrangement}`);
}

/** To the next task that waits for a person, round and round. */
export function nextWaiting(screen: Screen): Screen {
  const { rows, indexOf } = taskRows(screen);
  const waiting = inbox(screen).flatMap((item) =>
    item.task === null ? [] : indexOf.get(item.task) ?? []
  )
    .sort((one, other) => one - other);
  const now = selectedRow(screen);
  const at = waiting.find((row) => row > now) ?? waiting[0];
  if (at === undefined || rows[at] === undefined) {
    return say(screen, "what waits is not in the list: i shows the inbox", "warn");
  }
  return selectRow({ ...screen, page: "tasks", focus: "list" }, at);
}

export function refuseNextWaiting(screen: Screen): string | null {
  const waiting = inbox(screen);
  if (waiting.length === 0) return "nothing waits for you";
  const isHere = waiting.every((item) => item.task === screen.list.selected) && isOnList(screen);
  return isHere ? "this is the only one that waits for you" : null;
}

export function agree(screen: Screen): Screen {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "confirm") return screen;
  const list = { ...screen.list, marks: new Set<string>() };
  return dialog.requests.reduce(ask, { ...closeDialog(screen), list });
}

export function submit(screen: Screen): Screen {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "ask") return screen;
  const { command, args, argument, field } = dialog;
  return ask(closeDialog(screen), {
    kind: "tell",
    command,
    args: { ...args, [argument]: field.text.trim() },
  });
}

export function refuseSubmit(screen: Screen): string | null {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "ask") return null;
  return dialog.isOptional || dialog.field.text.trim() !== "" ? null : "it is empty";
}

function isElsewhere(screen: Screen): boolean {
  const { list, focus, page, zoomed, dialogs, notice } = screen;
  return dialogs.length > 0 || zoomed || page !== "tasks" || focus === "detail" ||
    list.filter !== "" || list.marks.size > 0 || notice !== null;
}
