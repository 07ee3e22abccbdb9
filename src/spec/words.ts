// The closed vocabularies of the format: statuses and priorities, their emoji, and how a word is read.
import type { Priority, Status } from "./spec.ts";

export const STATUSES: readonly Status[] = ["todo", "in_progress", "review", "done", "blocked"];
export const PRIORITIES: readonly Priority[] = ["p0", "p1", "p2", "p3"];

export const STATUS_EMOJI: Readonly<Record<Status, string>> = {
  todo: "⬜",
  in_progress: "🔄",
  review: "🔍",
  done: "✅",
  blocked: "⏸️",
};

const PRIORITY_EMOJI: Readonly<Record<Priority, string>> = {
  p0: "🔴",
  p1: "🟠",
  p2: "🟡",
  p3: "🟢",
};

const STATUS_BY_LETTERS: ReadonlyMap<string, Status> = new Map([
  ["todo", "todo"],
  ["inprogress", "in_progress"],
  ["review", "review"],
  ["inreview", "review"],
  ["done", "done"],
  ["blocked", "blocked"],
]);

/** The usual spellings, so that few words need to be taken apart. */
const STATUS_BY_WORD: ReadonlyMap<string, Status> = new Map(
  STATUSES.map((status) => [statusWord(status), status]),
);

const PRIORITY_BY_WORD: ReadonlyMap<string, Priority> = new Map(
  PRIORITIES.map((priority) => [priority.toUpperCase(), priority]),
);

const MEANT: Readonly<Record<string, Status>> = {
  wip: "in_progress",
  started: "in_progress",
  doing: "in_progress",
  ongoing: "in_progress",
  running: "in_progress",
  active: "in_progress",
  complete: "done",
  completed: "done",
  finished: "done",
  closed: "done",
  shipped: "done",
  pending: "todo",
  open: "todo",
  new: "todo",
  planned: "todo",
  ready: "todo",
  backlog: "todo",
  notstarted: "todo",
  block: "blocked",
  paused: "blocked",
  hold: "blocked",
  onhold: "blocked",
  waiting: "blocked",
  readyforreview: "review",
  underreview: "review",
  reviewing: "review",
  tobedone: "todo",
  unstarted: "todo",
  resolved: "done",
  merged: "done",
  fixed: "done",
};

/** `IN PROGRESS`, `in-progress` and `IN_PROGRESS` are one word; null for a word that is no status. */
export function statusOf(word: string): Status | null {
  return STATUS_BY_WORD.get(word) ?? STATUS_BY_LETTERS.get(letters(word)) ?? null;
}

/** The status an emoji stands for, with or without its variation selector. */
export function statusOfEmoji(mark: string): Status | null {
  for (const status of STATUSES) {
    if (mark.includes(STATUS_EMOJI[status].replace("\uFE0F", ""))) return status;
  }
  return null;
}

/** What a word that is no status probably meant. */
export function statusMeant(word: string): Status | null {
  const key = letters(word);
  return Object.hasOwn(MEANT, key) ? MEANT[key] ?? null : null;
}

/** The canonical spelling: `IN_PROGRESS`. */
export function statusWord(status: Status): string {
  return status.toUpperCase();
}

export function priorityOf(word: string): Priority | null {
  const usual = PRIORITY_BY_WORD.get(word);
  if (usual !== undefined) return usual;
  const lower = word.toLowerCase();
  return PRIORITIES.find((priority) => priority === lower) ?? null;
}

/** `P0` for the one priority emoji among decorations. */
export function priorityOfEmoji(mark: string): string | null {
  const found = PRIORITIES.filter((priority) => mark.includes(PRIORITY_EMOJI[priority]));
  return found.length === 1 ? found[0]?.toUpperCase() ?? null : null;
}

function letters(word: string): string {
  return word.replace(/[\s_-]/g, "").toLowerCase();
}
