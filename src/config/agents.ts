// Which agents there are, and in which order they are asked.
import type { ConfiguredAgent } from "./config.ts";
import type { Layer } from "./layer.ts";
import { type ConfigProblem, describeValue, type Place, placeOf } from "./problem.ts";
import type { Settings } from "./schema.ts";
import { suggest } from "./suggest.ts";

/** What the agents' own code knows, handed in so that nothing is imported from it. */
export interface AgentTable {
  /** Names of the built-in CLIs: `claude`, `codex`, … */
  readonly known: readonly string[];
  /** Adapter for an executable, by its basename; `custom` when none fits. */
  adapterOf(command: string): string;
  /** What is wrong with a command template, or null. */
  templateProblem?(template: string): string | null;
}

export interface Agents {
  readonly ordered: readonly ConfiguredAgent[];
  readonly all: readonly ConfiguredAgent[];
  readonly problems: readonly ConfigProblem[];
}

export function resolveAgents(
  merged: Settings,
  set: Layer,
  effective: Layer,
  table: AgentTable,
): Agents {
  const entries = merged.agents ?? {};
  // `custom` speaks to other programs; it is none itself.
  const known = table.known.filter((name) => name !== "custom");
  const names = [...new Set([ownAgentName(set, table), ...Object.keys(entries), ...known])];
  const all = names.map((name) => agentNamed(name, merged, set, table));
  const byName = new Map(all.map((agent) => [agent.name, agent]));
  const wanted = [...new Set([merged.agent ?? "", ...merged.fallback ?? []])]
    .filter((name) => name !== "");
  return {
    ordered: wanted.flatMap((name) => byName.get(name) ?? []).map(asImplementer(merged)),
    all,
    problems: [
      ...unknownNames(merged, effective, names),
      ...withoutCommand(merged, set, table),
      ...badTemplates(merged, set, table),
    ],
  };
}

/** Name of the agent that `claude_command` and its companions describe: its adapter, or its basename. */
export function ownAgentName(set: Layer, table: AgentTable): string {
  const command = ownCommand(set);
  const adapter = table.adapterOf(command);
  return adapter === "custom" ? basename(command) : adapter;
}

function agentNamed(
  name: string,
  merged: Settings,
  set: Layer,
  table: AgentTable,
): ConfiguredAgent {
  const entries = merged.agents ?? {};
  const entry = Object.hasOwn(entries, name) ? entries[name] ?? {} : {};
  const isOwn = name === ownAgentName(set, table);
  const template = entry.command_template ?? (isOwn ? merged.command_template : "") ?? "";
  const command = entry.command ||
    (isOwn ? ownCommand(set) : programOf(entry.command_template ?? "") || name);
  return {
    name,
    adapter: adapterFor(name, command, template, table),
    command,
    model: entry.model ?? (isOwn ? merged.claude_model : "") ?? "",
    template,
    skipPermissions: merged.skip_permissions ?? true,
    env: entry.env ?? {},
  };
}

/** A wrapper of one's own under a known CLI's name is spoken to as that CLI. */
function adapterFor(name: string, command: string, template: string, table: AgentTable): string {
  const adapter = table.adapterOf(command);
  return adapter === "custom" && template === "" && table.known.includes(name) ? name : adapter;
}

/** `claude_command`, else what its template runs, else spec-runner's default. */
function ownCommand(set: Layer): string {
  return textAt(set, "claude_command") || programOf(textAt(set, "command_template")) || "claude";
}

/** First word of a template that names its program itself; empty when it says `{cmd}`. */
function programOf(template: string): string {
  if (template.includes("{cmd}")) return "";
  const [, double, single, bare] = /^\s*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(template) ?? [];
  return double ?? single ?? bare ?? "";
}

function textAt(set: Layer, key: string): string {
  const value = set.get(key)?.value;
  return typeof value === "string" ? value.trim() : "";
}

/** The implementer's own model replaces the first agent's, as in spec-runner. */
function asImplementer(
  merged: Settings,
): (agent: ConfiguredAgent, index: number) => ConfiguredAgent {
  const model = merged.personas?.["implementer"]?.model ?? "";
  return (agent, index) => index === 0 && model !== "" ? { ...agent, model } : agent;
}

function unknownNames(
  merged: Settings,
  effective: Layer,
  names: readonly string[],
): readonly ConfigProblem[] {
  const agent = merged.agent ?? "";
  const fallback = merged.fallback ?? [];
  const uses = [
    ...(agent === "" ? [] : [{ key: "agent", name: agent, path: [] }]),
    ...fallback.map((name, index) => ({ key: "fallback", name, path: [index] })),
    ...Object.keys(merged.limits ?? {}).map((name) => ({ key: "limits", name, path: [name] })),
  ];
  return uses.filter(({ name }) => !names.includes(name)).map(({ key, name, path }) => {
    const near = suggest(name, names);
    return {
      severity: "error",
      code: "unknown-agent",
      ...placeIn(effective, key, path),
      key,
      message: `${key} names an agent that is not known`,
      found: JSON.stringify(name),
      expected: `one of ${names.join(", ")}`,
      fix: near === null ? `describe it under agents: ${name}` : `did you mean ${near}?`,
    };
  });
}

function withoutCommand(
  merged: Settings,
  set: Layer,
  table: AgentTable,
): readonly ConfigProblem[] {
  const entries = Object.entries(merged.agents ?? {});
  const own = ownAgentName(set, table);
  const isKnown = (name: string) => table.known.includes(name) || name === own;
  const isBare = ([name, entry]: typeof entries[number]) =>
    !entry.command && !entry.command_template && !isKnown(name);
  return entries.filter(isBare).map(([name]) => ({
    severity: "error",
    code: "no-command",
    ...placeIn(set, "agents", [name]),
    key: `agents.${name}`,
    message: `agents.${name} says not what to run`,
    found: "no command",
    expected: `command, as ${name} is none of ${table.known.join(", ")}`,
    fix: `add agents.${name}.command`,
  }));
}

/** Found at the call, it would fail task after task. */
function badTemplates(merged: Settings, set: Layer, table: AgentTable): readonly ConfigProblem[] {
  const entries = Object.entries(merged.agents ?? {}).map(([name, { command_template }]) => ({
    key: `agents.${name}.command_template`,
    template: command_template ?? "",
    place: placeIn(set, "agents", [name, "command_template"]),
  }));
  const own = {
    key: "command_template",
    template: merged.command_template ?? "",
    place: placeIn(set, "command_template", []),
  };
  return [own, ...entries].flatMap(({ key, template, place }) => {
    const why = template === "" ? null : table.templateProblem?.(template) ?? null;
    if (why === null) return [];
    return [{
      severity: "error",
      code: "bad-template",
      ...place,
      key,
      message: `${key} cannot be used: ${why}`,
      found: describeValue(template, false),
      expected: "a command line with {prompt_file}, {prompt}, {model} or {cmd}",
    }];
  });
}

function placeIn(layer: Layer, key: string, path: readonly PropertyKey[]): Place {
  return layer.get(key)?.within(path) ?? placeOf("");
}

function basename(command: string): string {
  const last = command.split(/[/\\]/).at(-1) ?? "";
  const name = last.replace(/\.(?:exe|cmd|bat|sh|py|js|ts|mjs)$/i, "").replace(/[^\w.-]+/g, "-");
  return name.replace(/^[^A-Za-z0-9]+/, "") || "custom";
}
