// What a person does: keys by the table, text into the field that is open, the mouse by what it is over.
import { move, scrollList, selectRow } from "./actions/move.ts";
import { typed } from "./actions/typing.ts";
import { areas, isTooSmall } from "./areas.ts";
import { bindingOf, perform } from "./dispatch.ts";
import { editField, type Field } from "./input_field.ts";
import type { InputEvent, MouseEvent } from "./input_event.ts";
import { hit } from "./layout.ts";
import { keepInside } from "./list.ts";
import { paletteEntries } from "./palette.ts";
import { roomOf } from "./panes/pane.ts";
import { currentPane } from "./panes/registry.ts";
import { selectTask } from "./actions/select_task.ts";
import { retryField, withRetryField } from "./actions/retry.ts";
import {
  ask,
  closeDialog,
  paneState,
  replaceDialog,
  sayWhyNot,
  type Screen,
  type TabId,
  withPane,
} from "./screen.ts";
import { selectedRow, taskRows } from "./task_rows.ts";
import { view } from "./view.ts";

export function updateInput(screen: Screen, event: InputEvent): Screen {
  switch (event.kind) {
    case "resize":
      return onResize(screen, event);
    case "end":
      return ask(screen, { kind: "quit", farewell: "" });
    case "focus":
      return screen;
    case "key":
      return isTooSmall(screen.size) && event.key !== "q" && event.key !== "ctrl+c"
        ? screen
        : onKey(screen, event);
    case "paste":
      return onText(screen, event) ?? screen;
    case "mouse":
      return isTooSmall(screen.size) ? screen : onMouse(screen, event);
  }
}

function onResize(screen: Screen, size: { columns: number; rows: number }): Screen {
  const next = { ...screen, size: { columns: size.columns, rows: size.rows } };
  const at = selectedRow(next);
  const { top } = next.list;
  const shown = at < 0 ? next : selectRow(next, at);
  const { rows } = areas(shown).list;
  return {
    ...shown,
    list: {
      ...shown.list,
      top: keepInside(shown.list.top, { total: taskRows(shown).rows.length, height: rows, top }),
    },
  };
}

/** A key that types goes to the open field first, unless the table gives it a meaning there. */
function onKey(screen: Screen, event: Extract<InputEvent, { kind: "key" }>): Screen {
  const binding = bindingOf(screen, event.key);
  if (binding === undefined) {
    return onText(screen, event) ?? sayWhyNot(screen, event.key, "it means nothing here");
  }
  if (binding.name === "palette-run") return runPalette(screen);
  return perform(screen, binding);
}

function runPalette(screen: Screen): Screen {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "palette") return screen;
  const entries = paletteEntries(screen);
  const chosen = entries[Math.min(dialog.selected, entries.length - 1)];
  return chosen === undefined ? screen : perform(closeDialog(screen), chosen);
}

/** Null when no field is open. */
function onText(screen: Screen, event: InputEvent): Screen | null {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind === "ask") {
    return edited(dialog.field, event, (field) => replaceDialog(screen, { ...dialog, field })) ??
      screen;
  }
  if (dialog?.kind === "palette") {
    return edited(
      dialog.field,
      event,
      (field) => replaceDialog(screen, { ...dialog, field, selected: 0 }),
    ) ?? screen;
  }
  if (dialog?.kind === "retry") {
    const field = retryField(dialog);
    if (field === null) return null;
    return edited(field, event, (next) => withRetryField(screen, next)) ?? screen;
  }
  if (dialog !== undefined || screen.typing === null) return null;
  return edited(screen.typing.field, event, (field) => typed(screen, field)) ?? screen;
}

function edited(field: Field, event: InputEvent, put: (field: Field) => Screen): Screen | null {
  const next = editField(field, event);
  return next === null ? null : put(next);
}

const wheelRows = 3;

function onMouse(screen: Screen, event: MouseEvent): Screen {
  if (screen.dialogs.length > 0) return wheelInDialog(screen, event);
  const over = hit(view(screen), event);
  if (over === null) return screen;
  if (event.action === "wheel") {
    const by = event.button === "up" ? -wheelRows : event.button === "down" ? wheelRows : 0;
    // What is under the wheel scrolls, whoever has the focus.
    if (over.id === "tasks") return scrollList(screen, by);
    const moved = move({ ...screen, focus: "detail" }, { by });
    return { ...moved, focus: screen.focus };
  }
  if (event.action !== "press" || event.button !== "left") return screen;
  if (over.id === "tasks") return clickTask({ ...screen, focus: "list" }, over.y);
  if (over.id.startsWith("tab:")) return { ...screen, tab: over.id.slice(4) as TabId };
  if (over.id.startsWith("live:")) {
    return selectTask(screen, over.id.slice(5));
  }
  return over.id === "pane" ? clickRow({ ...screen, focus: "detail" }, over.y) : screen;
}

function wheelInDialog(screen: Screen, { action, button }: MouseEvent): Screen {
  const binding = action === "wheel" ? bindingOf(screen, button) : undefined;
  if (binding === undefined) return screen;
  return Array.from({ length: wheelRows }).reduce<Screen>(
    (now) => perform(now, binding),
    screen,
  );
}

/** Where a pane has a cursor, it goes there. */
function clickRow(screen: Screen, y: number): Screen {
  const pane = currentPane(screen);
  if (pane?.hasCursor !== true) return screen;
  const area = areas(screen).detail;
  const body = pane.view(screen, area);
  const top = body.top ?? paneState(screen, pane.id).top;
  const cursor = keepInside(top, { total: body.total, height: roomOf(area, body), top }) + y;
  return cursor < body.total ? withPane(screen, pane.id, { cursor }) : screen;
}

function clickTask(screen: Screen, y: number): Screen {
  const { rows } = taskRows(screen);
  const height = areas(screen).list.rows;
  const top = keepInside(screen.list.top, { total: rows.length, height, top: screen.list.top });
  return selectRow(screen, top + y);
}
