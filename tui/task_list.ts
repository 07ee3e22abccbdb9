// The list of tasks: only rows in sight are made.
import { lastAttempt } from "../src/pipeline/run.ts";
import type { Task } from "../src/spec/spec.ts";
import { callsOfTask, isEngineAlive } from "./derive.ts";
import { duration, spend } from "./format.ts";
import type { Draw, View } from "./layout.ts";
import { kept } from "./memo.ts";
import { list } from "./list.ts";
import { panel } from "./panel.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { Screen } from "./screen.ts";
import { alignLine, type Line, lineWidth, span } from "./spans.ts";
import { selectedRow, type TaskRow, taskRows } from "./task_rows.ts";
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

function noteOf({ list }: Screen): string {
  if (list.marks.size > 0) return `${list.marks.size} marked`;
  return list.arrangement === "order" ? "" : `by ${list.arrangement}`;
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
    return [
      span(`${screen.glyphs.open} ${sanitiseLabel(row.title)} `, { fg: "title", bold: true }),
      span(`${row.done}/${row.total}`, { fg: "muted" }),
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
  const tail = columns >= 52 ? figures(screen, task, columns) : [];
  const used = lineWidth(head) + lineWidth(tail);
  const name = alignLine(
    [span(sanitiseLabel(task.name))],
    Math.max(0, columns - used),
    "left",
    glyphs.more,
  );
  return [...head, ...name, ...tail];
}

/** Attempt, age and cost, right-aligned in fixed columns. */
function figures(screen: Screen, task: Task, columns: number): Line {
  const attempt = lastAttempt(screen.run, task.id);
  const cost = callsOfTask(screen, task.id);
  const age = attempt === null
    ? ""
    : duration((attempt.endedMs ?? screen.nowMs) - attempt.startedMs);
  const nth = attempt !== null && attempt.n > 1 ? `${screen.glyphs.attempt}${attempt.n}` : "";
  const price = cost?.spend ? spend(cost.spend, screen.glyphs) : "";
  const priceLine = columns >= 62 ? [span(price.padStart(9))] : [];
  return [
    span(nth.padStart(4), { fg: "warn" }),
    span(age.padStart(8), { fg: "muted" }),
    ...priceLine,
  ];
}
