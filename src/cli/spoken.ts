// The commands of src/app/commands.ts as verbs; the palette and MCP read the same rows.
import { type CommandRow, COMMANDS } from "../app/commands.ts";
import { FRESH, JUNIT, TASK } from "./rows.ts";
import type { ArgumentRow, OptionRow, VerbGroup, VerbRow } from "./verb.ts";

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
      { name: "yes", short: "y", summary: "though it is done: it is paid for again" },
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

export function command(name: string): VerbRow {
  const row = COMMANDS.find((each) => each.name === name);
  if (!row) throw new Error(`Cannot make verb "${name}": src/app/commands.ts has no such row`);
  return verbOf(row);
}

/** Rows that nobody gave words of their own. */
export function unspoken(): VerbRow[] {
  return COMMANDS.filter((row) => SPOKEN[row.name] === undefined).map(verbOf);
}
