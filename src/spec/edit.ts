// Changes one mark of one task and nothing else. Each edit is proved: the new text is read again, and unless
// exactly that task differs in exactly that way, the edit throws instead of returning.
import { applied, type Edit } from "./apply.ts";
import { readFields } from "./fields.ts";
import { allLines } from "./line_table.ts";
import { scanLines } from "./lines.ts";
import { parseSpec } from "./parse.ts";
import { rereadTask } from "./reread.ts";
import type { Span, Spec, Status, Task, TaskId } from "./spec.ts";
import { readStatus } from "./status_mark.ts";
import { STATUS_EMOJI, statusWord } from "./words.ts";

export { decodeSpec, encodeSpec } from "./bytes.ts";

export function setStatus(spec: Spec, id: TaskId, status: Status): string {
  const task = onlyTask(spec, id, "set the status of");
  return reread(spec, [statusEdit(spec.text, task, status)], { ...task, status }).text;
}

/** `index` counts the checklist from 0. */
export function setChecklistItem(spec: Spec, id: TaskId, index: number, done: boolean): string {
  const task = onlyTask(spec, id, "change the checklist of");
  const item = task.checklist[index];
  if (item === undefined) {
    throw new Error(
      `Cannot change the checklist of "${id}": no such item ` +
        `(expected 0 to ${task.checklist.length - 1}, found ${index})`,
    );
  }
  if (item.done === done) return spec.text;
  const checklist = task.checklist.with(index, { ...item, done });
  const edits = [{ ...item.mark, text: done ? "x" : " " }];
  return reread(spec, edits, { ...task, checklist }).text;
}

/** DONE, and every item of the checklist ticked. */
export function completeTask(spec: Spec, id: TaskId): string {
  return withTaskDone(spec, id).text;
}

/** The same, as the spec that the new text reads as. */
export function withTaskDone(spec: Spec, id: TaskId): Spec {
  const task = onlyTask(spec, id, "complete");
  const open = task.checklist.filter((item) => !item.done);
  const edits = [
    statusEdit(spec.text, task, "done"),
    ...open.map((item) => ({ ...item.mark, text: "x" })),
  ];
  const checklist = task.checklist.map((item) => ({ ...item, done: true }));
  return reread(spec, edits, { ...task, status: "done", checklist });
}

function onlyTask(spec: Spec, id: TaskId, what: string): Task {
  const task = spec.byId.get(id);
  if (task === undefined) {
    throw new Error(`Cannot ${what} "${id}": the spec has no such task`);
  }
  if (spec.tasks.some((other) => other.id === id && other !== task)) {
    throw new Error(`Cannot ${what} "${id}": the spec has several tasks of that id`);
  }
  return task;
}

function statusEdit(text: string, task: Task, status: Status): Edit {
  const span = task.statusSpan;
  if (span === null) return insertedLine(text, task, status);
  const mark = `${STATUS_EMOJI[status]} ${statusWord(status)}`;
  if (span.start === span.end) {
    const before = text.slice(Math.max(0, span.start - 40), span.start);
    const isField = /status[*_ ]{0,4}[:：]?[*_ ]{0,4}$/i.test(before);
    return { ...span, text: isField ? ` ${mark}` : ` | ${mark}` };
  }
  return { ...span, text: restyled(text, span, status) };
}

/** The new status in the style of the old one: with or without emoji, its case, its joint. */
function restyled(text: string, span: Span, status: Status): string {
  const word = readStatus(text, span)?.word ?? "";
  const prefix = text.slice(span.start, span.end - word.length);
  const emoji = prefix.replace(/[\s*_~`[]+$/, "");
  const lead = emoji === "" ? prefix : STATUS_EMOJI[status] + prefix.slice(emoji.length);
  return lead + (word === "" ? "" : wordLike(word, status));
}

function wordLike(old: string, status: Status): string {
  const word = statusWord(status);
  const joint = /[ -]/.exec(old.trim())?.[0];
  if (old === old.toUpperCase()) return joint === undefined ? word : word.replace("_", joint);
  if (old === old.toLowerCase()) {
    return (joint === undefined ? word : word.replace("_", joint)).toLowerCase();
  }
  return word.split("_").map((part) => part.charAt(0) + part.slice(1).toLowerCase())
    .join(joint ?? (old.includes("_") ? "_" : " "));
}

/** A metadata line right under the heading, for a task that has none. */
function insertedLine(text: string, task: Task, status: Status): Edit {
  const lines = allLines(scanLines(text).lines);
  const heading = lines[task.line - 1];
  const end = heading?.end ?? task.span.start;
  const ending = /^(?:\r\n|\n|\r)/.exec(text.slice(end, end + 2))?.[0] ??
    /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const below = lines.slice(task.line).find((line) => line.kind !== "blank");
  const field = below === undefined || below.start >= task.span.end
    ? undefined
    : readFields(text, below.content, below.end)[0];
  const mark = `${STATUS_EMOJI[status]} ${statusWord(status)}`;
  const isList = field?.name === "priority" || field?.name === "estimate";
  const line = isList && below !== undefined && field.start === below.content
    ? `${text.slice(below.start, field.start)}**Status:** ${mark}`
    : `${task.priority.toUpperCase()} | ${mark}`;
  return { start: end, end, text: ending + line };
}

/** The new text as it reads, which is the same spec but for `expected`. */
function reread(before: Spec, edits: readonly Edit[], expected: Task): Spec {
  const task = before.byId.get(expected.id);
  const near = task === undefined ? null : rereadTask(before, task, edits);
  const now = near?.byId.get(expected.id);
  if (near !== null && now !== undefined && isAlike(now, expected)) return near;
  const after = parseSpec(applied(before.text, edits));
  const isSame = after.tasks.length === before.tasks.length &&
    after.tasks.every((task, index) => {
      const old = before.tasks[index];
      return old !== undefined && isAlike(task, old.id === expected.id ? expected : old);
    });
  const errors = (spec: Spec) => spec.diagnostics.filter((one) => one.severity === "error").length;
  if (isSame && errors(after) <= errors(before)) return after;
  throw new Error(
    `Cannot edit "${expected.id}": the new text would not read as the old one with that one change`,
  );
}

function isAlike(left: Task, right: Task): boolean {
  return left.id === right.id && left.name === right.name && left.priority === right.priority &&
    left.status === right.status && left.estimate === right.estimate &&
    left.description === right.description && left.milestone === right.milestone &&
    isSameList(left.needs, right.needs) && isSameList(left.blocks, right.blocks) &&
    isSameList(left.tracesTo, right.tracesTo) &&
    left.checklist.length === right.checklist.length &&
    left.checklist.every((item, index) => {
      const other = right.checklist[index];
      return item.text === other?.text && item.done === other.done && item.isTest === other.isTest;
    });
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
