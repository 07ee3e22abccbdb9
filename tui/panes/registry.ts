// The panes, in the order of their tabs and pages. A new one is its file and a row here.
import type { Page, Screen, TabId } from "../screen.ts";
import type { Pane } from "./pane.ts";
import { overview } from "./overview.ts";
import { output } from "./output.ts";
import { why } from "./why.ts";

export const panes: readonly Pane[] = [overview, output, why];

export const tabs: readonly Pane[] = panes.filter((pane) => pane.where === "tab");

/** The pane on the right, or the page that fills the screen; null for a page that is not there. */
export function currentPane(screen: Screen): Pane | null {
  return paneNamed(screen.page === "tasks" ? screen.tab : screen.page);
}

export function paneNamed(id: TabId | Page): Pane | null {
  return panes.find((pane) => pane.id === id) ?? null;
}
