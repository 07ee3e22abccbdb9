// Another task is selected: what is shown of it begins at its top, and its output at its end.
import type { TaskId } from "../../src/spec/spec.ts";
import { detailOfOther } from "../detail.ts";
import { tabs } from "../panes/registry.ts";
import type { Screen } from "../screen.ts";

export function selectTask(screen: Screen, selected: TaskId): Screen {
  if (selected === screen.list.selected) return screen;
  const kept = Object.entries(screen.panes).filter(([id]) => !tabs.some((pane) => pane.id === id));
  return {
    ...screen,
    list: { ...screen.list, selected },
    panes: Object.fromEntries(kept),
    output: { ...screen.output, follow: true, hit: null },
    detail: detailOfOther(screen.detail),
  };
}
