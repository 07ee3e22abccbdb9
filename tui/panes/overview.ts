// What the selected task asks for, and how it stands: its text, its checklist, what it needs and serves, and
// the requirements and design it traces to.
import type { Spec, Task } from "../../src/spec/spec.ts";
import { lastAttempt } from "../../src/pipeline/run.ts";
import { agentOf, attemptSpend, attemptTook, endLook, stageLines } from "../attempt_line.ts";
import { callsOfTask, isEngineAlive, selectedTask } from "../derive.ts";
import type { DocSection } from "../detail.ts";
import { plural, spend } from "../format.ts";
import type { Size } from "../grid.ts";
import { memo } from "../memo.ts";
import { field, heading, item, prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, line, span } from "../spans.ts";
import { standingText } from "../standing_text.ts";
import { taskLook } from "../task_look.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const overview: Pane = {
  id: "overview",
  title: "Overview",
  where: "tab",
  hasCursor: true,
  view,
};

function view(screen: Screen, area: Size): Body {
  const rows = overviewRows(screen, area);
  if (rows === null) return nothing(area, "No task is selected.");
  return { total: rows.length, line: (at) => rows[at]?.line ?? [] };
}

/** The checklist's item that the cursor is on. */
export function itemAtCursor(screen: Screen, area: Size): number | null {
  const rows = overviewRows(screen, area) ?? [];
  return rows[Math.min(paneState(screen, "overview").cursor, rows.length - 1)]?.item ?? null;
}

interface Row {
  readonly line: Line;
  /** Which item of the checklist it shows. */
  readonly item: number | null;
}

function overviewRows(screen: Screen, area: Size): readonly Row[] | null {
  const task = selectedTask(screen);
  if (task === undefined) return null;
  return [
    ...plainRows([
      ...standingLines(screen, task, area.columns),
      ...about(task, area.columns),
    ]),
    ...checklist(screen, task, area.columns),
    ...plainRows([
      ...links(screen, task, area.columns),
      ...traces(screen, task, area.columns),
    ]),
  ];
}

function plainRows(lines: readonly Line[]): Row[] {
  return lines.map((one) => ({ line: one, item: null }));
}

function standingLines(screen: Screen, task: Task, columns: number): Line[] {
  const look = taskLook({ run: screen.run, engineAlive: isEngineAlive(screen) }, task);
  const state = line(
    span(`${screen.glyphs[look.glyph]} ${look.word}`, { fg: look.role, bold: true }),
    ...standingDetail(screen, task),
  );
  return [...field("State", state, columns), ...attemptLines(screen, task, columns)];
}

function standingDetail(screen: Screen, task: Task): Line {
  const text = standingText(screen, task);
  return text === "" ? [] : [span(`  ${sanitiseLabel(text)}`)];
}

function attemptLines(screen: Screen, task: Task, columns: number): Line[] {
  const attempt = lastAttempt(screen.run, task.id);
  if (attempt === null) return [];
  const isOpen = attempt.end === null && isEngineAlive(screen);
  const long = attemptTook(screen, attempt);
  const width = 12;
  const stages = stageLines(screen, attempt, Math.max(1, columns - width));
  const spent = attemptSpend(screen, attempt);
  const all = callsOfTask(screen, task.id);
  const ofAll = all?.spend && all.calls.some((call) => call.attempt !== attempt.n)
    ? `; all attempts ${spend(all.spend, screen.glyphs)}, ${plural(all.calls.length, "call")}`
    : "";
  const { word, role } = endLook(screen, attempt);
  const value: Line = [
    span(`${attempt.n}, `),
    span(word, { fg: role }),
    span(long === "" ? "" : `, ${isOpen ? "for" : "took"} ${long}`),
    span(`, ${agentOf(attempt)}`),
  ];
  return [
    ...field("Attempt", value, columns),
    ...stages.map((one, at): Line => [
      span((at === 0 ? "Stages" : "").padEnd(width), { fg: "muted" }),
      ...one,
    ]),
    ...spent === null ? [] : field(
      "Cost",
      [span(`${spend(spent, screen.glyphs)}${isOpen ? " so far" : ""}${ofAll}`)],
      columns,
    ),
    ...attempt.n === 1
      ? []
      : field("Why", [span(sanitiseLabel(attempt.why), { fg: "muted" })], columns),
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

function checklist(screen: Screen, task: Task, columns: number): Row[] {
  const part = (title: string, isTest: boolean): Row[] => {
    const items = task.checklist.map((each, index) => ({ ...each, index })).filter((each) =>
      each.isTest === isTest
    );
    if (items.length === 0) return [];
    const done = items.filter((each) => each.done).length;
    const rows = items.flatMap((each): Row[] => {
      const mark = each.done
        ? span(screen.glyphs.checked, { fg: "ok" })
        : span(screen.glyphs.unchecked, { fg: "muted" });
      return item(mark, each.text, columns, each.done ? { fg: "muted" } : undefined)
        .map((one) => ({ line: one, item: each.index }));
    });
    const count = span(` ${done}/${items.length}`, { fg: "muted" });
    return [...plainRows([[], [...heading(title), count]]), ...rows];
  };
  return [...part("Checklist", false), ...part("Tests", true)];
}

const neededBy = memo((spec: Spec, id: string) =>
  spec.tasks.filter((other) => other.needs.includes(id))
);

function links(screen: Screen, task: Task, columns: number): Line[] {
  const needs = task.needs.flatMap((id) => taskLink(screen, id, columns));
  const needed = neededBy(screen.spec, task.id);
  return [
    ...needs.length === 0 ? [] : [[], heading("Needs"), ...needs],
    ...needed.length === 0
      ? []
      : [[], heading("Needed by"), ...needed.flatMap((one) => taskLink(screen, one.id, columns))],
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

/** The texts behind the ids, as the files have them now. */
function traces(screen: Screen, task: Task, columns: number): Line[] {
  if (task.tracesTo.length === 0) return [];
  const { docs } = screen.detail;
  const isHere = docs?.ids.join("\n") === task.tracesTo.join("\n");
  if (!isHere) {
    return [[], heading("Traces to"), [span(sanitiseLabel(task.tracesTo.join(", ")))]];
  }
  return (docs?.sections ?? []).flatMap((one) => [[], ...sectionLines(one, columns)]);
}

function sectionLines({ id, file, text }: DocSection, columns: number): Line[] {
  if (file === "") {
    const none = "neither requirements.md nor design.md has it";
    return [[
      span(sanitiseLabel(id), { fg: "title", bold: true }),
      span(`  ${none}`, { fg: "warn" }),
    ]];
  }
  const [first = "", ...rest] = text.split("\n");
  const name = first.replace(/^#+\s*/, "");
  const isHeading = name !== first;
  return [
    [
      span(sanitiseLabel(isHeading ? name : id), { fg: "title", bold: true }),
      span(`  ${file}`, { fg: "muted" }),
    ],
    ...withoutLeadingBlanks(isHeading ? rest : [first, ...rest]).flatMap((each) =>
      docLine(each, columns)
    ),
  ];
}

function withoutLeadingBlanks(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((text) => text.trim() !== "");
  return at < 0 ? [] : lines.slice(at);
}

function docLine(text: string, columns: number): Line[] {
  const title = /^#+\s+(.*)$/.exec(text)?.[1];
  if (title !== undefined) return prose(title, columns, { bold: true });
  const listed = /^(\s*)[-*+]\s+(.*)$/.exec(text);
  if (listed === null) return prose(text, columns);
  const [, indent = "", rest = ""] = listed;
  const lead = " ".repeat(Math.min(indent.length, 8));
  return item(span("-", { fg: "muted" }), rest, columns - lead.length)
    .map((one): Line => lead === "" ? one : [span(lead), ...one]);
}
