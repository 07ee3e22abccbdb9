// What the selected task asks for, and how it stands.
import type { Task } from "../../src/spec/spec.ts";
import { lastAttempt, standingOf } from "../../src/pipeline/run.ts";
import { callsOfTask, isEngineAlive, selectedTask } from "../derive.ts";
import { duration, plural, spend } from "../format.ts";
import type { Size } from "../grid.ts";
import { field, heading, item, prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, line, span } from "../spans.ts";
import { missingNeeds, taskLook } from "../task_look.ts";
import { nothing, type Pane, rows } from "./pane.ts";

export const overview: Pane = { id: "overview", title: "Overview", where: "tab", view };

function view(screen: Screen, area: Size) {
  const task = selectedTask(screen);
  if (task === undefined) return nothing(area, "No task is selected.");
  return rows([
    ...standingLines(screen, task, area.columns),
    [],
    ...about(task, area.columns),
    ...checklist(screen, task, area.columns),
    ...links(screen, task, area.columns),
  ]);
}

function standingLines(screen: Screen, task: Task, columns: number): Line[] {
  const look = taskLook({ run: screen.run, engineAlive: isEngineAlive(screen) }, task);
  const state = line(
    span(`${screen.glyphs[look.glyph]} ${look.word}`, { fg: look.role, bold: true }),
    ...standingDetail(screen, task),
  );
  return [...field("State", state, columns), ...attemptLines(screen, task, columns)];
}

/** What stands behind the word, in the words of the facts. */
function standingDetail(screen: Screen, task: Task): Line {
  const standing = standingOf(screen.run, task.id);
  const more = (text: string) => [span(`  ${sanitiseLabel(text)}`)];
  switch (standing.at) {
    case "failed":
      return more(`${standing.stage}: ${standing.failure.message}`);
    case "waiting":
      return more(waitingFor(standing.for));
    case "held":
      return more(`${standing.reason} (${standing.by})`);
    case "taken":
      return more(`by ${standing.by}`);
    case "done":
      return standing.commit === null ? [] : more(`landed as ${standing.commit.slice(0, 10)}`);
    case "working":
      return [];
    case "idle": {
      const needs = missingNeeds(screen.run, task, screen.spec.byId);
      return needs.length === 0 ? [] : more(`for ${needs.join(", ")}`);
    }
  }
}

function waitingFor(waiting: Extract<ReturnType<typeof standingOf>, { at: "waiting" }>["for"]) {
  switch (waiting.kind) {
    case "question":
      return waiting.question;
    case "conflict":
      return `conflicts in ${waiting.files.join(", ")}`;
    case "outside":
      return `changed outside the project: ${waiting.files.join(", ")}`;
    case "failure":
      return waiting.failure.message;
    case "budget":
      return "its budget is used up";
  }
}

function attemptLines(screen: Screen, task: Task, columns: number): Line[] {
  const state = screen.run.tasks.get(task.id);
  const attempt = lastAttempt(screen.run, task.id);
  if (!state || !attempt) return [];
  const took = duration((attempt.endedMs ?? screen.nowMs) - attempt.startedMs);
  const model = attempt.model === "" ? "" : ` (${attempt.model})`;
  const value = `${attempt.n}, with ${attempt.agent}${model}, ${took}: ${attempt.why}`;
  const cost = callsOfTask(screen, task.id);
  return [
    ...field("Attempt", [span(sanitiseLabel(value))], columns),
    ...!cost?.spend ? [] : field(
      "Cost",
      [span(`${spend(cost.spend, screen.glyphs)}, ${plural(cost.calls.length, "call")}`)],
      columns,
    ),
  ];
}

function about(task: Task, columns: number): Line[] {
  const estimate = task.estimate === "" ? "" : `, estimate ${task.estimate}`;
  return [
    ...field(
      "Priority",
      [span(`${task.priority.toUpperCase()}${sanitiseLabel(estimate)}`)],
      columns,
    ),
    ...task.milestone === ""
      ? []
      : field("Milestone", [span(sanitiseLabel(task.milestone))], columns),
    ...task.description === "" ? [] : [[], ...prose(task.description, columns)],
  ];
}

function checklist(screen: Screen, task: Task, columns: number): Line[] {
  const part = (title: string, isTest: boolean): Line[] => {
    const items = task.checklist.filter((each) => each.isTest === isTest);
    if (items.length === 0) return [];
    const done = items.filter((each) => each.done).length;
    const lines = items.flatMap((each) => {
      const mark = each.done
        ? span(screen.glyphs.checked, { fg: "ok" })
        : span(screen.glyphs.unchecked, { fg: "muted" });
      return item(mark, each.text, columns);
    });
    return [[], [...heading(title), span(` ${done}/${items.length}`, { fg: "muted" })], ...lines];
  };
  return [...part("Checklist", false), ...part("Tests", true)];
}

function links(screen: Screen, task: Task, columns: number): Line[] {
  const needs = task.needs.flatMap((id) => taskLink(screen, id, columns));
  const blocked = screen.spec.tasks.filter((other) => other.needs.includes(task.id));
  return [
    ...needs.length === 0 ? [] : [[], heading("Needs"), ...needs],
    ...blocked.length === 0
      ? []
      : [[], heading("Needed by"), ...blocked.flatMap((one) => taskLink(screen, one.id, columns))],
    ...task.tracesTo.length === 0
      ? []
      : [[], heading("Traces to"), [span(sanitiseLabel(task.tracesTo.join(", ")))]],
  ];
}

function taskLink(screen: Screen, id: string, columns: number): Line[] {
  const task = screen.spec.byId.get(id);
  if (task === undefined) {
    return item(span("?", { fg: "error" }), `${id} is not in the spec`, columns);
  }
  const look = taskLook({ run: screen.run, engineAlive: isEngineAlive(screen) }, task);
  const mark = span(`${screen.glyphs[look.glyph]} ${look.word.padEnd(9)}`, { fg: look.role });
  return item(mark, `${task.id} ${task.name}`, columns);
}
