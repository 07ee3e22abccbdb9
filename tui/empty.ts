// What stands there instead of tasks: no spec, or one that can't be read; and which agents could work on one.
import type { Size } from "./grid.ts";
import { keyOf } from "./key_hints.ts";
import { type Draw, lines } from "./layout.ts";
import { panel } from "./panel.ts";
import { field, heading, prose } from "./prose.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { KnownAgent, Screen } from "./screen.ts";
import { type Line, span, truncateLine } from "./spans.ts";

export function welcome(
  screen: Screen,
  state: { readonly kind: "missing" | "broken"; readonly message: string },
): Draw {
  return (area) => {
    const columns = Math.max(10, area.columns - 6);
    const body: Line[] = state.kind === "missing"
      ? missing(screen, { columns, rows: area.rows - 3 })
      : broken(screen, state.message, columns);
    const padded = [[], ...body].map((line): Line => [span("  "), ...line]);
    return panel("Tasks", lines(padded), { glyphs: screen.glyphs, focused: true })(area);
  };
}

function broken(screen: Screen, message: string, columns: number): Line[] {
  return [
    [span("The spec can't be read.", { fg: "error", bold: true })],
    [],
    ...prose(message, columns),
    [],
    ...prose(
      `${keyOf(screen, "edit")} opens it in your editor; this screen follows the file. ` +
        "Nothing is lost: what was done stands in the log.",
      columns,
    ),
  ];
}

function missing(screen: Screen, { columns, rows }: Size): Line[] {
  const { about } = screen;
  const others = about.otherSpecs;
  const head = [
    [span("There is no spec here yet.", { fg: "title", bold: true })],
    [],
    ...prose(
      `A spec is a markdown file of tasks, \`${about.tasksPath}\`: what is to be built, in steps ` +
        "that an agent can do and a command can check. Agents then build, test and land them.",
      columns,
    ),
    [],
    choice(screen, "edit", "write it in your editor; this screen follows the file"),
    ...others.length === 0 ? [] : [choice(screen, "specs", otherText(others))],
    choice(screen, "demo", "watch a sample project being built; it costs nothing"),
    choice(screen, "quit", "leave"),
    [],
    [span("Writing one in a dialogue (spec-tui plan) is not built yet.", { fg: "muted" })],
    [],
  ].map((line) => truncateLine(line, columns, screen.glyphs.more));
  return [...head, ...agentsWithin(screen, { columns, rows: rows - head.length })];
}

/** By their names alone where there is no room to say how each is installed. */
function agentsWithin(screen: Screen, { columns, rows }: Size): Line[] {
  const full = agentLines(screen, columns);
  if (full.length <= rows) return full;
  const names = installable(screen).map((agent) => agent.name).join(", ");
  return [
    ...full.slice(0, 1),
    ...prose(`One of ${names}; \`spec-tui doctor\` says how. The demo does without.`, columns),
  ];
}

function choice(screen: Screen, name: string, text: string): Line {
  return [span(keyOf(screen, name).padEnd(4), { fg: "key", bold: true }), span(text)];
}

function otherText([first = "", ...rest]: readonly string[]): string {
  const more = rest.length === 0 ? "" : `, or ${rest.length} more`;
  return sanitiseLabel(`open spec/${first}tasks.md${more}`);
}

/** Those that are there; how to get one where none is. */
export function agentLines(screen: Screen, columns: number): Line[] {
  const { about, glyphs } = screen;
  const there = about.agents.filter((agent) => agent.isThere);
  if (there.length > 0) {
    const names = there.map((agent) => agent.name).join(", ");
    return [
      heading("Agents"),
      ...field("Found", [span(sanitiseLabel(names), { fg: "ok" })], columns, 8),
    ];
  }
  return [
    [span("No agent is installed here.", { fg: "warn", bold: true })],
    ...prose("One of these does the work; the demo does without.", columns),
    ...installable(screen).flatMap((agent): Line[] => agentLine(agent, columns)),
  ].map((line) => truncateLine(line, columns, glyphs.more));
}

function installable({ about }: Screen): readonly KnownAgent[] {
  return about.agents.filter(({ install }) => install !== "");
}

function agentLine({ name, install, login }: KnownAgent, columns: number): Line[] {
  const label = span(sanitiseLabel(name).padEnd(12), { fg: "accent" });
  const how = login === "" ? [] : [span(`  login: ${sanitiseLabel(login)}`, { fg: "muted" })];
  const line = [label, span(sanitiseLabel(install)), ...how];
  return [truncateLine(line, columns)];
}
