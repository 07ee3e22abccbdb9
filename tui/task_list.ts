// The list of tasks: only rows in sight are made.
import { type Attempt, lastAttempt } from "../src/pipeline/run.ts";
import type { Task } from "../src/spec/spec.ts";
import { attemptTook } from "./attempt_line.ts";
import { callsOfTask, isEngineAlive } from "./derive.ts";
import { plural, spend } from "./format.ts";
import type { Draw, View } from "./layout.ts";
import { kept } from "./memo.ts";
import { list } from "./list.ts";
import { panel } from "./panel.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { Screen } from "./screen.ts";
import { alignLine, type Line, lineWidth, span, truncateLine } from "./spans.ts";
import { arrangementOf, doneIn, selectedRow, type TaskRow, taskRows } from "./task_rows.ts";
import { taskLook } from "./task_look.ts";

/** Most frames come of what agents say: then the list is as it was. */
export function taskList(screen: Screen): Draw {
  return (area) => drawn([...partsOf(screen), area.columns, area.rows], () => listOf(screen)(area));
}

const drawn = kept<View>();

/** All of the screen but what the list does not show; ages are in whole seconds. */
function partsOf(screen: Screen): readonly unknown[] {
  const { nowMs, requests: _, notice: _1, outputs: _2, output: _3, panes: _4, ...rest } = screen;
  return [Math.floor(nowMs / 1000), screen.run.seq, ...Object.values(rest)];
}

function listOf(screen: Screen): Draw {
  const { rows, shown } = taskRows(screen);
  const { list: state, spec, glyphs } = screen;
  const isFocused = screen.focus === "list";
  const total = spec.tasks.length;
  const note = state.filter !== "" ? `${shown}/${total} "${state.filter}"` : noteOf(screen);
  const widest = Math.max(
    4,
    ...rows.slice(0, 200).map((row) => row.kind === "task" ? row.task.id.length : 0),
  );
  return panel(
    `Tasks ${total}`,
    list({
      total: rows.length,
      top: state.top,
      selected: selectedRow(screen),
      focused: isFocused,
      glyphs,
      id: "tasks",
      line: (index, columns) => rowLine(screen, rows[index], columns, Math.min(widest, 14)),
      empty: emptyLine(screen),
    }),
    {
      focused: isFocused,
      glyphs,
      note: note === "" ? [] : [span(sanitiseLabel(note), { fg: "muted" })],
    },
  );
}

function noteOf(screen: Screen): string {
  const { marks } = screen.list;
  if (marks.size > 0) return `${marks.size} marked`;
  const errors = screen.spec.diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return `${plural(errors, "error")} in the spec`;
  const arrangement = arrangementOf(screen);
  return arrangement === "order" ? "" : `by ${arrangement}`;
}

function emptyLine({ spec, specState }: Screen): Line {
  const text = specState.kind === "reading"
    ? "Reading the spec"
    : spec.tasks.length === 0
    ? "The spec has no tasks."
    : "Nothing fits the filter; esc clears it.";
  return [span(` ${text}`, { fg: "muted" })];
}

function rowLine(screen: Screen, row: TaskRow | undefined, columns: number, idWidth: number): Line {
  if (row === undefined) return [];
  if (row.kind === "group") {
    const count: Line = [
      span(`  ${doneIn(screen, row.members)}/${row.members.length}`, { fg: "muted" }),
    ];
    return [
      ...truncateLine(
        [span(` ${sanitiseLabel(row.title)}`, { fg: "title", bold: true })],
        columns - lineWidth(count) - 1,
        screen.glyphs.more,
      ),
      ...count,
    ];
  }
  return taskLine(screen, row.task, row.depth, { columns, idWidth });
}

function taskLine(
  screen: Screen,
  task: Task,
  depth: number,
  { columns, idWidth }: { readonly columns: number; readonly idWidth: number },
): Line {
  const { glyphs, list: state } = screen;
  const look = taskLook({ run: screen.run, engineAlive: isEngineAlive(screen) }, task);
  const isMarked = state.marks.has(task.id);
  const indent = " ".repeat(Math.min(depth, 6) * 2);
  const head: Line = [
    span(isMarked ? glyphs.marked : " ", { fg: "key" }),
    span(`${indent}${glyphs[look.glyph]} ${look.word.padEnd(9)} `, { fg: look.role }),
    ...alignLine([span(sanitiseLabel(task.id), { fg: "muted" })], idWidth, "left", glyphs.more),
    span(" "),
  ];
  const tail = columns >= wideList ? figures(screen, task) : essence(screen, task);
  const used = lineWidth(head) + lineWidth(tail);
  const name = alignLine(
    [span(sanitiseLabel(task.name))],
    Math.max(0, columns - used),
    "left",
    glyphs.more,
  );
  return [...head, ...name, ...tail];
}

/** Cells inside the border from which all figures have room. */
const wideList = 62;

/** Attempt, age and cost, right-aligned in fixed columns. */
function figures(screen: Screen, task: Task): Line {
  const attempt = lastAttempt(screen.run, task.id);
  const cost = callsOfTask(screen, task.id);
  const price = cost?.spend ? spend(cost.spend, screen.glyphs) : "";
  return [
    span(nth(screen, attempt).padStart(4), { fg: "warn" }),
    span(age(screen, attempt).padStart(8), { fg: "muted" }),
    span(`${price.padStart(9)} `),
  ];
}

/** Where room is short, what matters now: how often it was tried, and how long it has been at work. */
function essence(screen: Screen, task: Task): Line {
  const attempt = lastAttempt(screen.run, task.id);
  const isOpen = attempt !== null && attempt.endedMs === null;
  const parts = [
    span(nth(screen, attempt), { fg: "warn" }),
    span(isOpen ? age(screen, attempt) : "", { fg: "muted" }),
  ].filter((part) => part.text !== "");
  return parts.flatMap((part) => [span(" "), part]);
}

function nth({ glyphs }: Screen, attempt: Attempt | null): string {
  return attempt !== null && attempt.n > 1 ? `${glyphs.attempt}${attempt.n}` : "";
}

function age(screen: Screen, attempt: Attempt | null): string {
  return attempt === null ? "" : attemptTook(screen, attempt);
}
