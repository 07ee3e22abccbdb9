// Every verb, in the order of the help. Those that change a run derive from the rows of src/app/commands.ts;
// the palette and MCP read the same rows.
import { type CommandRow, COMMANDS } from "../app/commands.ts";
import type { ArgumentRow, OptionRow, VerbGroup, VerbRow } from "./verb.ts";

const TASK: ArgumentRow = {
  name: "task",
  summary: "id of a task, such as TASK-001",
  isRequired: true,
  completes: "task",
};
const FRESH: OptionRow = {
  name: "fresh",
  summary: "start over instead of continuing earlier attempts",
};
const JUNIT: OptionRow = {
  name: "junit",
  value: "FILE",
  summary: "write the tasks as a JUnit report",
  completes: "file",
};
const look = {
  group: "Look",
  isReadOnly: true,
  hasJson: true,
  arguments: [],
  options: [],
} as const;
const spec = {
  group: "Spec",
  isReadOnly: true,
  hasJson: true,
  arguments: [],
  options: [],
} as const;
const project = {
  group: "Project",
  isReadOnly: true,
  hasJson: true,
  arguments: [],
  options: [],
} as const;

/** How a command of the table is spoken: its words beyond a task's id, its options, where it stands. */
interface Spoken {
  readonly name?: string;
  readonly group: VerbGroup;
  readonly summary?: string;
  readonly arguments?: readonly ArgumentRow[];
  readonly options?: readonly OptionRow[];
}

const SPOKEN: Readonly<Record<string, Spoken>> = {
  stop: { group: "Work", options: [{ name: "now", summary: "end the attempts in progress" }] },
  pause: { group: "Work" },
  resume: { group: "Work" },
  retry: {
    group: "Decide",
    options: [
      FRESH,
      { name: "model", value: "NAME", summary: "model for this task from now on" },
      { name: "note", value: "TEXT", summary: "said to the agent" },
      JUNIT,
    ],
  },
  skip: { group: "Decide" },
  answer: {
    group: "Decide",
    arguments: [{
      name: "text",
      summary: "the answer; without it, standard input is read",
      isRequired: false,
      isVariadic: true,
    }],
    options: [JUNIT],
  },
  resolve: {
    group: "Decide",
    arguments: [
      { ...TASK, isRequired: false, summary: "id of a task, or nothing with --harness" },
      { name: "how", summary: "accept, retry or drop", isRequired: false },
    ],
    options: [{ name: "harness", summary: "the changed git configuration is meant, not a task" }],
  },
  land: { group: "Decide", options: [JUNIT] },
  budget: {
    name: "budget raise",
    group: "Decide",
    arguments: [{ name: "usd", summary: "dollars on top of the limit", isRequired: true }],
    options: [{ name: "task", short: "t", value: "ID", summary: "of one task", completes: "task" }],
  },
  undo: { group: "Decide" },
  reset: { group: "Project", options: [{ name: "logs", summary: "remove the transcripts too" }] },
  start: {
    name: "task start",
    group: "Spec",
    options: [{ name: "force", short: "f", summary: "though tasks it needs are not done" }],
  },
  done: {
    name: "task done",
    group: "Spec",
    options: [{ name: "force", short: "f", summary: "though its checklist is not ticked" }],
  },
  block: {
    name: "task block",
    group: "Spec",
    arguments: [{
      name: "reason",
      summary: "shown wherever it is",
      isRequired: false,
      isVariadic: true,
    }],
  },
  todo: { name: "task todo", group: "Spec" },
};

/** A new row of the command table has a verb by standing there. */
function verbOf(row: CommandRow): VerbRow {
  const spoken: Spoken = SPOKEN[row.name] ?? { group: "Decide" };
  const ownTask = row.takesTask && spoken.arguments?.[0]?.completes !== "task";
  return {
    name: spoken.name ?? row.name,
    group: spoken.group,
    summary: spoken.summary ?? row.summary,
    arguments: [...(ownTask ? [TASK] : []), ...(spoken.arguments ?? [])],
    options: spoken.options ?? [],
    isReadOnly: false,
    hasJson: true,
    isHidden: row.summary.endsWith("(not built yet)"),
    load: async () => (await import("./verbs/command.ts")).commandVerb(row),
  };
}

function command(name: string): VerbRow {
  const row = COMMANDS.find((each) => each.name === name);
  if (!row) throw new Error(`Cannot make verb "${name}": src/app/commands.ts has no such row`);
  return verbOf(row);
}

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

const STATUS: VerbRow = {
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

export const VERBS: readonly VerbRow[] = [
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
    summary: "What an agent printed: the end of the newest transcript",
    arguments: [{
      ...TASK,
      isRequired: false,
      summary: "id of a task; without it the newest call",
    }],
    options: [
      { name: "follow", short: "f", summary: "go on as it grows, into the task's next calls" },
      { name: "all", summary: "the whole transcript" },
      { name: "prompt", summary: "what the agent was asked" },
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
  ...COMMANDS.filter((row) => SPOKEN[row.name] === undefined).map(verbOf),
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
  {
    ...project,
    name: "config",
    summary: "Every setting, its value and where it came from",
    options: [{ name: "json-schema", summary: "print the config file's JSON Schema, for editors" }],
    load: async () => (await import("./verbs/config.ts")).config,
  },
  {
    ...project,
    name: "doctor",
    summary: "Check tools, agents, git, disk and state, each with its fix",
    options: [
      { name: "paid", summary: "call each agent once, for real; needs --max-usd" },
      { name: "max-usd", value: "USD", summary: "the most these calls may cost together" },
    ],
    load: async () => (await import("./verbs/doctor.ts")).doctor,
  },
  {
    ...project,
    name: "export",
    summary: "Write the state for other tools",
    hasJson: false,
    isGroup: true,
    load: () => Promise.reject(new Error("Cannot call a group of verbs")),
  },
  {
    ...project,
    name: "export state",
    summary: "spec-runner's SQLite state, for tools that read it",
    hasJson: false,
    arguments: [{ name: "file", summary: "where to", isRequired: true, completes: "file" }],
    options: [{ name: "force", short: "f", summary: "replace the file" }],
    load: async () => (await import("./verbs/export.ts")).exportState,
  },
  {
    ...project,
    name: "export json",
    summary: "All facts of the log as JSON Lines",
    hasJson: false,
    arguments: [{
      name: "file",
      summary: "where to; standard output without it",
      isRequired: false,
      completes: "file",
    }],
    options: [{ name: "force", short: "f", summary: "replace the file" }],
    load: async () => (await import("./verbs/export.ts")).exportJson,
  },
  {
    ...project,
    name: "gc",
    summary: "Remove slots and attempts that nothing needs any more",
    isReadOnly: false,
    options: [{ name: "dry-run", summary: "only say what would go" }],
    load: async () => (await import("./verbs/gc.ts")).gc,
  },
  command("reset"),
  {
    ...project,
    name: "completions",
    summary: "Print a shell's completion script",
    hasJson: false,
    arguments: [{
      name: "shell",
      summary: "bash, zsh or fish",
      isRequired: true,
      choices: ["bash", "zsh", "fish"],
    }],
    load: async () => (await import("./verbs/completions.ts")).completions,
  },
  {
    ...project,
    name: "demo",
    summary: "Play a sample project through: no key, no network, under 30 s",
    hasJson: false,
    options: [
      { name: "dir", value: "DIR", summary: "where to make it", completes: "folder" },
      {
        name: "keep",
        summary: "keep the folder although all went well (the default)",
        isHidden: true,
      },
    ],
    load: async () => (await import("./verbs/demo.ts")).demo,
  },
  {
    ...project,
    name: "__demo-agent",
    summary: "The demo's scripted agent",
    hasJson: false,
    isHidden: true,
    load: async () => (await import("./verbs/demo_agent.ts")).demoAgent,
  },
  {
    ...project,
    name: "__complete",
    summary: "Ids of tasks, for completions",
    hasJson: false,
    isHidden: true,
    load: async () => (await import("./verbs/completions.ts")).completeTasks,
  },
];

/** No verb at all. */
export const BARE: VerbRow = {
  ...STATUS,
  name: "",
  load: async () => (await import("./verbs/bare.ts")).bare,
};
