// Verbs by which work is done.
import { command } from "./spoken.ts";
import { FRESH, JUNIT } from "./rows.ts";
import type { VerbRow } from "./verb.ts";

const RUN: VerbRow = {
  name: "run",
  group: "Work",
  summary: "Have agents do tasks: implement, check, land",
  detail: "Without a selection the next ready task is done.",
  isReadOnly: false,
  hasJson: true,
  arguments: [],
  options: [
    {
      name: "task",
      short: "t",
      value: "ID",
      summary: "these tasks; several by commas or repetition",
      repeats: true,
      completes: "task",
    },
    { name: "all", short: "a", summary: "all tasks, as they become ready" },
    {
      name: "milestone",
      short: "m",
      value: "TEXT",
      summary: "tasks whose milestone contains the text",
    },
    { name: "restart", summary: "leave out tasks that the file says are in progress" },
    { name: "force", summary: "start --task before its needs are done; the lock is never skipped" },
    FRESH,
    { name: "dry-run", summary: "print the tasks that would start, as JSON, and stop" },
    { name: "json-result", summary: "print the tasks' results as JSON at the end" },
    JUNIT,
    { name: "tui", summary: "on the full screen" },
  ],
  load: async () => (await import("./verbs/run.ts")).run,
};

const WATCH: VerbRow = {
  name: "watch",
  group: "Work",
  summary: "Do tasks as they become ready, until stopped",
  isReadOnly: false,
  hasJson: true,
  arguments: [],
  options: [{ name: "tui", summary: "on the full screen" }],
  load: async () => (await import("./verbs/watch.ts")).watch,
};

export const WORK_VERBS: readonly VerbRow[] = [
  RUN,
  WATCH,
  {
    name: "tui",
    group: "Work",
    summary: "Open the full-screen app",
    isReadOnly: false,
    hasJson: false,
    arguments: [],
    options: [],
    load: async () => (await import("./verbs/tui.ts")).tui,
  },
  command("stop"),
  command("pause"),
  command("resume"),
];
