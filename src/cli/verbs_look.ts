// Verbs that only look, and those by which a person decides.
import { look, TASK } from "./rows.ts";
import { command, unspoken } from "./spoken.ts";
import type { OptionRow, VerbRow } from "./verb.ts";

export const STATUS: VerbRow = {
  ...look,
  name: "status",
  summary: "Where the spec stands, and what waits for a person",
  load: async () => (await import("./verbs/status.ts")).status,
};

const SORT: OptionRow = {
  name: "sort",
  value: "BY",
  summary: "id, cost, tokens or name",
  choices: ["id", "cost", "tokens", "name"],
};

export const LOOK_VERBS: readonly VerbRow[] = [
  STATUS,
  {
    ...look,
    name: "inbox",
    summary: "What waits for a person, with the commands that settle it",
    load: async () => (await import("./verbs/inbox.ts")).inbox,
  },
  {
    ...look,
    name: "why",
    summary: "Why a task is where it is",
    arguments: [TASK],
    load: async () => (await import("./verbs/why.ts")).whyVerb,
  },
  {
    ...look,
    name: "logs",
    summary: "What an agent or a check printed: the end of the newest one",
    arguments: [{
      ...TASK,
      isRequired: false,
      summary: "id of a task; without it the newest call",
    }],
    options: [
      { name: "follow", short: "f", summary: "go on as it grows, into the task's next calls" },
      { name: "all", summary: "the whole transcript" },
      { name: "prompt", summary: "what the agent was asked" },
      { name: "check", summary: "what the newest check ran and printed" },
      { name: "attempt", value: "N", summary: "of that attempt" },
      { name: "lines", short: "n", value: "N", summary: "how many lines (default 40)" },
    ],
    load: async () => (await import("./verbs/logs.ts")).logs,
  },
  {
    ...look,
    name: "costs",
    summary: "What each task has cost",
    options: [SORT],
    load: async () => (await import("./verbs/costs.ts")).costs,
  },
];

export const DECIDE_VERBS: readonly VerbRow[] = [
  command("retry"),
  command("answer"),
  command("skip"),
  command("resolve"),
  command("land"),
  {
    ...look,
    name: "budget",
    group: "Decide",
    summary: "What is spent, reserved and allowed; `budget raise USD` allows more",
    load: async () => (await import("./verbs/budget.ts")).budget,
  },
  command("budget"),
  command("undo"),
  ...unspoken(),
];
