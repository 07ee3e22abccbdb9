// Verbs about the spec and its tasks.
import { spec, TASK } from "./rows.ts";
import { command } from "./spoken.ts";
import type { ArgumentRow, OptionRow, VerbRow } from "./verb.ts";

const LIST_OPTIONS: readonly OptionRow[] = [
  {
    name: "status",
    short: "s",
    value: "STATUS",
    summary: "only these",
    choices: ["todo", "in_progress", "review", "done", "blocked"],
  },
  {
    name: "priority",
    short: "p",
    value: "P",
    summary: "only these",
    choices: ["p0", "p1", "p2", "p3"],
  },
  { name: "milestone", short: "m", value: "TEXT", summary: "whose milestone contains the text" },
];

const INDEX: ArgumentRow = {
  name: "index",
  summary: "number of the item, from 0 as `show` prints it",
  isRequired: true,
};

export const TASK_VERBS: readonly VerbRow[] = [
  {
    ...spec,
    name: "validate",
    summary: "Check the spec and the config; exit 2 on errors",
    load: async () => (await import("./verbs/validate.ts")).validate,
  },
  {
    ...spec,
    name: "task",
    summary: "Read and edit the tasks of the spec",
    hasJson: false,
    isGroup: true,
    load: () => Promise.reject(new Error("Cannot call a group of verbs")),
  },
  {
    ...spec,
    name: "task list",
    aliases: ["ls"],
    summary: "The tasks, one a line",
    options: LIST_OPTIONS,
    load: async () => (await import("./verbs/task_list.ts")).taskList,
  },
  {
    ...spec,
    name: "task show",
    summary: "One task, with its numbered checklist",
    arguments: [TASK],
    load: async () => (await import("./verbs/task_show.ts")).taskShow,
  },
  command("start"),
  command("done"),
  command("block"),
  command("todo"),
  {
    ...spec,
    name: "task check",
    summary: "Tick an item of a checklist, or untick it",
    isReadOnly: false,
    arguments: [TASK, INDEX],
    load: async () => (await import("./verbs/task_check.ts")).taskCheck,
  },
  {
    ...spec,
    name: "task stats",
    summary: "Counts by status, priority and milestone",
    load: async () => (await import("./verbs/task_stats.ts")).taskStats,
  },
  {
    ...spec,
    name: "task next",
    summary: "The tasks that could start now",
    load: async () => (await import("./verbs/task_next.ts")).taskNext,
  },
  {
    ...spec,
    name: "task graph",
    summary: "Who needs whom, as a tree; cycles are shown",
    load: async () => (await import("./verbs/task_graph.ts")).taskGraph,
  },
  ...["export-gh", "sync-to-gh", "sync-from-gh"].map((name): VerbRow => ({
    ...spec,
    name: `task ${name}`,
    summary: "GitHub issues (not built yet)",
    isReadOnly: false,
    isHidden: true,
    options: [{ name: "dry-run", summary: "change nothing" }],
    load: async () => (await import("./verbs/not_built.ts")).notBuilt,
  })),
];
