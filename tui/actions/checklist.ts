// Ticking items of the selected task's checklist, in the file.
import { areas } from "../areas.ts";
import { selectedTask } from "../derive.ts";
import { itemAtCursor } from "../panes/overview.ts";
import { ask, type Screen } from "../screen.ts";

/** What the file says afterwards shows by itself. */
export function tickItem(screen: Screen): Screen {
  const task = selectedTask(screen);
  const index = itemAtCursor(screen, areas(screen).detail);
  const item = index === null ? undefined : task?.checklist[index];
  if (task === undefined || index === null || item === undefined) return screen;
  return ask(screen, {
    kind: "tick_item",
    task: task.id,
    index,
    text: item.text,
    done: !item.done,
  });
}

export function refuseTick(screen: Screen): string | null {
  const task = selectedTask(screen);
  if (task === undefined) return "no task is selected";
  if (task.checklist.length === 0) return "it has no checklist";
  const isItem = itemAtCursor(screen, areas(screen).detail) !== null;
  return isItem ? null : "this is no checklist item: j and k go to one";
}
