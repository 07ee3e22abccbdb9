// Getting around: focus, zoom, one level back, dialogs, what needs a person next.
import { inbox, liveTasks } from "../derive.ts";
import { createField } from "../input_field.ts";
import { lastDetailTop } from "../dialogs/detail.ts";
import { lastHelpTop } from "../dialogs/help.ts";
import { lastStartTop } from "../dialogs/start.ts";
import { paletteEntries } from "../palette.ts";
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
import { themeNames } from "../theme.ts";
import { arrangementOf, selectedRow, taskRows } from "../task_rows.ts";
import { refuseCommand } from "../available.ts";
import { endComparing } from "./attempt.ts";
import { isOnList, selectRow, turnLive } from "./move.ts";
import { nextItem, regroup, setPage } from "./page.ts";
import { clearSearch, withFilter } from "./typing.ts";

/** One level back; never out of the app. */
export function back(screen: Screen): Screen {
  const pane = currentPane(screen);
  if (screen.dialogs.length > 0) return closeDialog(screen);
  if (screen.zoomed) return { ...screen, zoomed: false };
  if (pane !== null && pane.where === "page" && paneState(screen, pane.id).search !== "") {
    return clearSearch(screen);
  }
  if (screen.page !== "tasks") return setPage(screen, "tasks");
  const compared = endComparing(screen);
  if (compared !== null) return compared;
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
  if (screen.page === "live") return turnLive(screen, 1);
  return { ...screen, focus: screen.focus === "list" ? "detail" : "list" };
}

export function refuseFocus(screen: Screen): string | null {
  if (screen.page === "live") return liveTasks(screen).length > 1 ? null : "there is one pane here";
  return screen.page === "tasks" ? null : "there is one pane here";
}

export function openLive(screen: Screen): Screen {
  return { ...screen, page: "live", zoomed: false };
}

export function refuseLive(screen: Screen): string | null {
  return screen.page === "live" ? "they are shown already; esc goes back" : null;
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
    switch (dialog?.kind) {
      case "help":
        return replaceDialog(screen, {
          ...dialog,
          top: within(dialog.top + by, lastHelpTop(screen)),
        });
      case "start":
        return replaceDialog(screen, {
          ...dialog,
          top: within(dialog.top + by, lastStartTop(screen, dialog)),
        });
      case "detail":
        return replaceDialog(screen, {
          ...dialog,
          top: within(dialog.top + by, lastDetailTop(screen, dialog)),
        });
      case "pick":
        return replaceDialog(screen, {
          ...dialog,
          selected: within(dialog.selected + by, dialog.choices.length - 1),
        });
      case "palette":
        return replaceDialog(screen, {
          ...dialog,
          selected: within(dialog.selected + by, paletteEntries(screen).length - 1),
        });
      default:
        return screen;
    }
  };
}

/** What lies beyond an end would have to be come back from, key by key. */
function within(wanted: number, last: number): number {
  return Math.max(0, Math.min(last, wanted));
}

const arrangements: readonly Arrangement[] = ["order", "milestone", "status", "tree"];

export function rearrange(screen: Screen): Screen {
  if (screen.page !== "tasks") return regroup(screen);
  const at = arrangements.indexOf(arrangementOf(screen));
  const arrangement = arrangements[(at + 1) % arrangements.length] ?? "order";
  const next = { ...screen, list: { ...screen.list, arrangement, top: 0 } };
  const row = selectedRow(next);
  return say(row < 0 ? next : selectRow(next, row), `arranged by ${arrangement}`);
}

export function refuseRearrange({ page, spec }: Screen): string | null {
  if (page === "tasks" && spec.tasks.length === 0) return "there are no tasks";
  return page === "tasks" || page === "costs" || page === "timeline"
    ? null
    : "there is nothing to arrange here";
}

export function pickChoice(screen: Screen): Screen {
  const dialog = screen.dialogs.at(-1);
  const choice = dialog?.kind === "pick" ? dialog.choices[dialog.selected] : undefined;
  return choice === undefined ? screen : ask(closeDialog(screen), choice.request);
}

/** To the next that waits for a person, round and round. */
export function nextWaiting(screen: Screen): Screen {
  if (screen.page === "inbox") return nextItem(screen);
  const { rows, indexOf } = taskRows(screen);
  const waiting = inbox(screen).flatMap((item) =>
    item.task === null ? [] : indexOf.get(item.task) ?? []
  )
    .sort((one, other) => one - other);
  const now = selectedRow(screen);
  const at = waiting.find((row) => row > now) ?? waiting[0];
  if (at === undefined || rows[at] === undefined) return nextItem(screen);
  return selectRow({ ...screen, page: "tasks", focus: "list" }, at);
}

export function refuseNextWaiting(screen: Screen): string | null {
  const waiting = inbox(screen);
  if (waiting.length === 0) return "nothing waits for you";
  if (screen.page === "inbox") {
    return waiting.length > 1 ? null : "this is the only one that waits for you";
  }
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
  const { command, about, argument, field } = dialog;
  const text = textFor(argument, field.text);
  const closed = closeDialog(screen);
  const list = { ...closed.list, marks: about.length > 1 ? new Set<string>() : closed.list.marks };
  return about.reduce<Screen>(
    (next, args) => ask(next, { kind: "tell", command, args: { ...args, [argument]: text } }),
    { ...closed, list },
  );
}

export function refuseSubmit(screen: Screen): string | null {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "ask") return null;
  const text = textFor(dialog.argument, dialog.field.text);
  if (text === "") return dialog.isOptional ? null : "it is empty";
  const reasons = dialog.about.map((args) =>
    refuseCommand(screen, dialog.command, { ...args, [dialog.argument]: text })
  );
  return reasons.includes(null) ? null : reasons[0] ?? null;
}

/** Dollars may be written with their sign. */
function textFor(argument: string, text: string): string {
  const trimmed = text.trim();
  return argument === "usd" ? trimmed.replace(/^\$\s*/, "") : trimmed;
}

function isElsewhere(screen: Screen): boolean {
  const { list, focus, page, zoomed, dialogs, notice } = screen;
  return dialogs.length > 0 || zoomed || page !== "tasks" || focus === "detail" ||
    list.filter !== "" || list.marks.size > 0 || notice !== null;
}

/** For this session; the config keeps it. */
export function nextTheme(screen: Screen): Screen {
  const names = themeNames;
  const theme = names[(names.indexOf(screen.theme) + 1) % names.length] ?? "dark";
  return say(
    { ...screen, theme },
    `colours: ${theme}; \`theme: ${theme}\` in the config keeps them`,
  );
}
