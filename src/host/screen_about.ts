// What the screen knows of a project before anything ran: its name and branch, its limits, the agents there are.
import { basename, dirname, join } from "node:path";
import { agentByName } from "../agents/registry.ts";
import { splitWords } from "../agents/words.ts";
import type { ConfiguredAgent } from "../config/config.ts";
import type { About, KnownAgent } from "../../tui/screen.ts";
import { actorOf } from "./face.ts";
import { onPath } from "./programs.ts";
import { type Project, projectName } from "./project.ts";
import { VERSION } from "./version.ts";

export function aboutOf(project: Project): About {
  const { config, repository } = project;
  return {
    project: projectName(project),
    branch: repository?.branch ?? "",
    target: repository === null ? "" : config.git.mainBranch,
    noTarget: repository !== null
      ? ""
      : project.discovery.kind === "unborn"
      ? "no commit yet"
      : "without git",
    tasksPath: `spec/${basename(project.tasksPath)}`,
    budgetUsd: config.limits.budgetUsd,
    jobs: config.limits.jobs,
    by: actorOf(project.environment, "tui"),
    version: VERSION,
    zoneMinutes: -new Date().getTimezoneOffset(),
    agents: config.allAgents.filter((agent) => agent.name !== "custom").map((agent) =>
      agentAbout(project, agent)
    ),
    otherSpecs: otherSpecs(project),
  };
}

function agentAbout({ config, environment }: Project, agent: ConfiguredAgent): KnownAgent {
  const adapter = agentByName(agent.adapter);
  const text = agent.template !== "" && !agent.template.includes("{cmd}")
    ? agent.template
    : agent.command;
  const cut = splitWords(text);
  const program = (cut.ok ? cut.words[0] : text) ?? text;
  return {
    name: agent.name,
    title: adapter?.title ?? agent.name,
    isThere: program !== "" && onPath(program, environment) !== null,
    isUsed: config.agents.some((used) => used.name === agent.name),
    // The demo's is built in: none that could be had.
    install: agent.adapter === "demo" ? "" : adapter?.install ?? "",
    login: adapter?.login ?? "",
  };
}

/** Prefixes of the other specs beside this one. */
function otherSpecs({ root, tasksPath }: Project): string[] {
  try {
    return [...Deno.readDirSync(dirname(tasksPath))]
      .filter((entry) => entry.isFile && entry.name.endsWith("tasks.md"))
      .filter((entry) => join(root, "spec", entry.name) !== tasksPath)
      .map((entry) => entry.name.slice(0, -"tasks.md".length))
      .sort();
  } catch {
    return [];
  }
}
