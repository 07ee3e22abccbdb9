// The launch sheet: what a run would do, before anything is paid for.
import { describeSelection } from "../actions/run.ts";
import { agentLines } from "../empty.ts";
import { plural } from "../format.ts";
import type { LaunchSheet } from "../launch_sheet.ts";
import { field, prose } from "../prose.ts";
import { sanitiseLabel } from "../sanitise.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import type { Dialog } from "./dialog.ts";
import { lastTop, scrollBox, scrollWidth } from "./scroll_box.ts";

const columns = 84;
const around = 5;
const mostTasks = 12;
const mostFiles = 6;

type StartDialog = Extract<Dialog, { kind: "start" }>;

export function startLayer(screen: Screen, dialog: StartDialog): Layer {
  const title = `Start: ${sanitiseLabel(describeSelection(dialog.selection))}`;
  const box = { title, context: "start", columns, around } as const;
  return scrollBox(screen, box, { all: bodyOf(screen, dialog), top: dialog.top });
}

/** How far it scrolls. */
export function lastStartTop(screen: Screen, dialog: StartDialog): number {
  return lastTop(screen, bodyOf(screen, dialog).length, around);
}

function bodyOf(screen: Screen, { sheet }: StartDialog): readonly Line[] {
  return sheet === null
    ? [[span("Looking at the project", { fg: "muted" })]]
    : sheetLines(screen, sheet, scrollWidth(screen, columns));
}

function sheetLines(screen: Screen, sheet: LaunchSheet, width: number): Line[] {
  if (sheet.refused !== "") {
    const hasAgent = screen.about.agents.some((agent) => agent.isThere);
    return [
      ...prose(sheet.refused, width, { fg: "error" }),
      ...hasAgent ? [] : [[], ...agentLines(screen, width)],
    ];
  }
  return [
    ...taskLines(sheet, width),
    ...whereLines(sheet, width),
    ...listOf(
      "Agents",
      sheet.agents.map(({ name, note }) => note === "" ? name : `${name}: ${note}`),
      width,
    ),
    ...listOf("Commands", sheet.commands.map(({ name, command }) => `${name}: ${command}`), width),
    ...field("Limits", [
      span(sheet.limits.map(({ name, value }) => `${name} ${value}`).join(", ") || "none"),
    ], width),
    ...sheet.warnings.flatMap((text, at) => [
      ...at === 0 ? [[]] : [],
      ...prose(text, width, { fg: "warn" }),
    ]),
  ];
}

function taskLines({ tasks }: LaunchSheet, width: number): Line[] {
  const digits = String(Math.min(tasks.length, mostTasks)).length;
  const shown = tasks.slice(0, mostTasks).map(({ id, name }, at) =>
    sanitiseLabel(`${String(at + 1).padStart(digits)}  ${id} ${name}`)
  );
  const rest = tasks.length - shown.length;
  const lines = [...shown, ...rest > 0 ? [`and ${rest} more`] : []];
  const count = plural(tasks.length, "task");
  return listOf(
    "Tasks",
    tasks.length === 0 ? ["nothing to do"] : [`${count}, in this order:`, ...lines],
    width,
  );
}

function whereLines(sheet: LaunchSheet, width: number): Line[] {
  if (sheet.mode === "plain") {
    return field("Where", [span("in place, one at a time: there is no git repository")], width);
  }
  const onTarget = sheet.head === sheet.target
    ? "HEAD is on it"
    : `HEAD is on ${sheet.head === "" ? "no branch" : sheet.head}`;
  const files = sheet.uncommitted.slice(0, mostFiles);
  const more = sheet.uncommitted.length - files.length;
  return [
    ...field(
      "Target",
      [span(`${sheet.target} (${onTarget}), integration ${sheet.integration}`)],
      width,
    ),
    ...field(
      "Worktrees",
      [span(sanitiseLabel(`${sheet.jobs} at once, in ${sheet.worktrees}`))],
      width,
    ),
    ...sheet.uncommitted.length === 0 ? [] : listOf("Not seen", [
      `${plural(sheet.uncommitted.length, "uncommitted file")}, which agents will not see:`,
      ...files,
      ...more > 0 ? [`and ${more} more`] : [],
    ], width),
    ...sheet.lacking.length === 0 ? [] : listOf("Lacking", [
      "ignored by git, so the worktrees lack them; worktree.link shares them:",
      ...sheet.lacking.slice(0, mostFiles),
      ...sheet.lacking.length > mostFiles ? [`and ${sheet.lacking.length - mostFiles} more`] : [],
    ], width),
  ];
}

function listOf(name: string, values: readonly string[], width: number): Line[] {
  return (values.length === 0 ? ["none"] : values).flatMap((value, at) =>
    field(at === 0 ? name : "", [span(sanitiseLabel(value))], width)
  );
}
