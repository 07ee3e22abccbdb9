// What is done to tasks: each goes as a command to the engine, or is answered by the same rules without one.
import { commandRow, refuseCommand, refuseOnTasks } from "../available.ts";
import { chosenTasks, engineWarning, isRunning, selectedTask } from "../derive.ts";
import { plural } from "../format.ts";
import { standingOf } from "../../src/pipeline/run.ts";
import { createField } from "../input_field.ts";
import type { Request } from "../msg.ts";
import { ask, openDialog, type Screen } from "../screen.ts";
import { selectedRow, taskRows } from "../task_rows.ts";
import { selectRow } from "./move.ts";

/** Gives the command for each chosen task that allows it. */
export function tellTasks(command: string, args: Readonly<Record<string, unknown>> = {}) {
  return (screen: Screen): Screen => {
    const requests = tellings(screen, command, args);
    return requests.reduce(ask, withoutMarks(screen));
  };
}

/** The same, once a person has said yes. */
export function confirmTasks(command: string, verb: string, lines: readonly string[]) {
  return (screen: Screen): Screen => {
    const requests = tellings(screen, command, {});
    const ids = requests.map((each) => each.kind === "tell" ? String(each.args.task) : "");
    const title = `${verb} ${ids.length === 1 ? ids[0] : plural(ids.length, "task")}?`;
    return openDialog(screen, { kind: "confirm", title, lines, verb, requests });
  };
}

export function refuseTasks(command: string, args: Readonly<Record<string, unknown>> = {}) {
  return (screen: Screen) => refuseOnTasks(screen, command, args);
}

/** What has failed is tried again at once; what is done, or would start an engine, costs: asked first. */
export function retry(screen: Screen): Screen {
  const isDoneOver = chosenTasks(screen).some((id) => standingOf(screen.run, id).at === "done");
  if (isRunning(screen) && !isDoneOver) return tellTasks("retry")(screen);
  return confirmTasks("retry", "retry", [
    ...isDoneOver ? ["It is done: agents are paid for doing it again."] : [],
    ...engineWarning(screen),
    "The earlier attempt is continued.",
  ])(screen);
}

/** Asks for a text and gives it with the command to each chosen task that allows it; an answer, to one alone. */
export function askFor(
  command: string,
  argument: string,
  look: {
    readonly title: (id: string) => string;
    readonly placeholder: string;
    readonly isOptional: boolean;
    readonly lines?: (screen: Screen) => readonly string[];
  },
) {
  return (screen: Screen): Screen => {
    const ids = command === "answer"
      ? [selectedTask(screen)?.id ?? ""]
      : chosenTasks(screen).filter(
        (task) => refuseCommand(screen, command, { task }) === null,
      );
    return openDialog(screen, {
      kind: "ask",
      title: look.title(ids.length === 1 ? ids[0] ?? "" : plural(ids.length, "task")),
      lines: look.lines?.(screen) ?? [],
      field: createField("", true),
      placeholder: look.placeholder,
      isOptional: look.isOptional,
      command,
      about: ids.map((task) => ({ task })),
      argument,
    });
  };
}

/** What an answer starts, and the question that waits for it, as lines. */
export function questionLines(screen: Screen): readonly string[] {
  const standing = screen.run.tasks.get(selectedTask(screen)?.id ?? "")?.standing;
  return [
    ...engineWarning(screen),
    ...standing?.at === "waiting" && standing.for.kind === "question"
      ? standing.for.question.split("\n")
      : [],
  ];
}

/** An argument is still to be typed: what would refuse it whatever is typed. */
export function refuseBeforeText(command: string, argument: string) {
  return (screen: Screen) => {
    const task = selectedTask(screen);
    if (task === undefined) return "no task is selected";
    return refuseCommand(screen, command, { task: task.id, [argument]: "…" });
  };
}

export function refuseUndo(screen: Screen): string | null {
  return refuseCommand(screen, "undo");
}

export function refuseMark(screen: Screen): string | null {
  return screen.page === "tasks" ? refuseWithoutTask(screen) : "tasks are marked in their list: 1";
}

export function toggleMark(screen: Screen): Screen {
  const { selected, marks } = screen.list;
  if (selected === null) return screen;
  const next = new Set(marks);
  if (!next.delete(selected)) next.add(selected);
  const marked = { ...screen, list: { ...screen.list, marks: next } };
  const { rows } = taskRows(marked);
  const below = rows.findIndex((row, at) => at > selectedRow(marked) && row.kind === "task");
  return below < 0 ? marked : selectRow(marked, below);
}

export function copyTask(screen: Screen): Screen {
  const task = selectedTask(screen);
  if (task === undefined) return screen;
  const ids = chosenTasks(screen);
  const text = ids.length > 1 ? ids.join(" ") : task.id;
  return ask(screen, { kind: "copy", text, what: text });
}

export function editSpec(screen: Screen): Screen {
  return ask(screen, { kind: "edit_spec", line: selectedTask(screen)?.line ?? 1 });
}

export function refuseWithoutTask(screen: Screen): string | null {
  return selectedTask(screen) === undefined ? "no task is selected" : null;
}

function tellings(
  screen: Screen,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Request[] {
  const takesTask = commandRow(command)?.takesTask === true;
  return chosenTasks(screen)
    .filter((task) => takesTask && refuseCommand(screen, command, { ...args, task }) === null)
    .map((task) => ({ kind: "tell", command, args: { ...args, task } }));
}

function withoutMarks(screen: Screen): Screen {
  if (screen.list.marks.size === 0) return screen;
  return { ...screen, list: { ...screen.list, marks: new Set() } };
}
