// One thing that waits for a person, for the screen: its sign, the keys that settle it, and which it is while
// the list changes.
import { lastAttempt } from "../src/pipeline/run.ts";
import { usd } from "../src/pipeline/outcome.ts";
import type { InboxItem } from "../src/pipeline/waiting.ts";
import { callsOfTask, inbox } from "./derive.ts";
import { plural, spend } from "./format.ts";
import type { GlyphName } from "./glyphs.ts";
import { paneState, type Screen } from "./screen.ts";
import type { Role } from "./style.ts";

export interface ItemLook {
  readonly glyph: GlyphName;
  /** At most nine letters. */
  readonly word: string;
  readonly role: Role;
  /** Names of the bindings that settle it, the likeliest first. */
  readonly keys: readonly string[];
}

const looks: Readonly<Record<InboxItem["kind"], ItemLook>> = {
  question: { glyph: "waiting", word: "asks", role: "waiting", keys: ["answer", "skip"] },
  conflict: { glyph: "waiting", word: "conflict", role: "warn", keys: ["retry", "drop"] },
  outside: { glyph: "waiting", word: "outside", role: "warn", keys: ["accept", "retry", "drop"] },
  failure: {
    glyph: "failed",
    word: "failed",
    role: "error",
    keys: ["retry", "retry-with", "skip"],
  },
  budget: { glyph: "waiting", word: "budget", role: "warn", keys: ["raise", "skip"] },
  target: { glyph: "wait", word: "target", role: "warn", keys: ["land"] },
  harness: { glyph: "failed", word: "git", role: "error", keys: ["accept"] },
  agent: { glyph: "failed", word: "agent", role: "error", keys: ["start"] },
  held: { glyph: "blocked", word: "blocked", role: "warn", keys: ["give-back", "skip"] },
  taken: { glyph: "marked", word: "taken", role: "info", keys: ["mark-done", "give-back"] },
};

export function itemLook(item: InboxItem): ItemLook {
  const look = looks[item.kind];
  return item.kind === "budget" && item.task === null ? { ...look, keys: ["raise"] } : look;
}

/** The same item, whatever comes and goes around it. */
export function itemKey(item: InboxItem): string {
  return `${item.kind} ${item.task ?? item.title}`;
}

/** The one under the cursor of the Inbox. */
export function selectedItem(screen: Screen): InboxItem | undefined {
  const items = inbox(screen);
  return items[Math.min(paneState(screen, "inbox").cursor, items.length - 1)];
}

/** What was kept, and what it cost so far; nothing for items of no task. */
export function keptAndCost(screen: Screen, task: string): { name: string; text: string }[] {
  const attempt = lastAttempt(screen.run, task);
  const calls = callsOfTask(screen, task);
  const rows: { name: string; text: string }[] = [];
  if (attempt?.commit) {
    rows.push({
      name: "Kept",
      text: `attempt ${attempt.n} as commit ${attempt.commit.slice(0, 10)}; a retry continues it`,
    });
  }
  if (calls?.spend) {
    const cost = spend(calls.spend, screen.glyphs);
    rows.push({ name: "Cost", text: `${cost} in ${plural(calls.calls.length, "call")}` });
  }
  const raised = screen.run.tasks.get(task)?.raisedUsd ?? 0;
  if (raised > 0) rows.push({ name: "Raised", text: `by ${usd(raised)}` });
  return rows;
}
