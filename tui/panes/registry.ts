// The panes, in the order of their tabs and pages. A new one is its file and a row here.
import type { Page, Screen, TabId } from "../screen.ts";
import type { Pane } from "./pane.ts";
import { overview } from "./overview.ts";
import { output } from "./output.ts";
import { diff } from "./diff.ts";
import { checks } from "./checks.ts";
import { review } from "./review.ts";
import { attempts } from "./attempts.ts";
import { why } from "./why.ts";
import { inbox } from "./inbox.ts";
import { runs } from "./runs.ts";
import { costs } from "./costs.ts";
import { timeline } from "./timeline.ts";
import { facts } from "./facts.ts";

export const panes: readonly Pane[] = [
  overview,
  output,
  diff,
  checks,
  review,
  attempts,
  why,
  inbox,
  runs,
  costs,
  timeline,
  facts,
];

export const tabs: readonly Pane[] = panes.filter((pane) => pane.where === "tab");

/** The pane on the right, or the page that fills the screen; null for a page that is not there. */
export function currentPane(screen: Screen): Pane | null {
  return paneNamed(screen.page === "tasks" ? screen.tab : screen.page);
}

export function paneNamed(id: TabId | Page): Pane | null {
  return panes.find((pane) => pane.id === id) ?? null;
}
