// What is said before a run: warnings, each once, and the first line, which tells what is about to happen.
import { formatDiagnostics } from "../host/diagnostics.ts";
import { limitsOf } from "../host/run_settings.ts";
import { oldHistory, WHAT_COUNTS } from "../host/old_history.ts";
import { exists } from "../host/root.ts";
import { checkAgents, type Ground } from "../host/preflight.ts";
import type { Project } from "../host/project.ts";
import { formatProblem } from "../config/describe.ts";
import type { RunLimits, Selection } from "../pipeline/fact.ts";
import type { Spec } from "../spec/spec.ts";
import { clip } from "./table.ts";
import { count, dollars, duration, harmless } from "./text.ts";

const MOST_DIAGNOSTICS = 20;

/** Config, spec and agents: what will be ignored, was assumed, or is missing. Throws when no agent is left. */
export function warningLines(project: Project, spec: Spec): string[] {
  const { resolved, notes, config } = project;
  const problems = [...notes, ...resolved.warnings].map((problem) => formatProblem(problem));
  const assumed = config.file === null ? resolved.assumed : [];
  const found = spec.diagnostics.filter((each) => each.severity === "warning");
  const name = `spec/${config.specPrefix}tasks.md`;
  const shown = found.slice(0, MOST_DIAGNOSTICS);
  const diagnostics = shown.length === 0 ? [] : formatDiagnostics(name, shown).split("\n");
  if (found.length > shown.length) {
    diagnostics.push(`${found.length - shown.length} more: spec-tui validate`);
  }
  const agents = checkAgents(project).map((line) => `warning: ${line}`);
  const { test, lint } = config.commands;
  // Without a file, what was assumed says so.
  const checks = config.file !== null && test === "" && lint === ""
    ? ["warning: neither commands.test nor commands.lint is set: whatever an agent writes lands"]
    : [];
  const all = [...problems, ...history(project), ...assumed, ...checks, ...diagnostics, ...agents];
  return [...new Set(all.map(harmless))];
}

/** Said until something has run here. */
function history(project: Project): string[] {
  const path = exists(project.databasePath) ? null : oldHistory(project);
  return path === null ? [] : [`${path}: note: ${WHAT_COUNTS}`];
}

/** How many files of the checkout no agent will see; 0 without git. */
export async function uncommitted(project: Project): Promise<number> {
  const { repository } = project;
  if (repository === null) return 0;
  const own = `${
    repository.subdir === "" ? "" : `${repository.subdir}/`
  }spec/${project.config.specPrefix}tasks.md`;
  const { stdout } = await project.git.run([
    "status",
    "--porcelain",
    "-z",
    "--untracked-files=normal",
  ]);
  const fields = stdout.split("\0");
  let files = 0;
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? "";
    if (field === "") continue;
    // A rename is followed by its old name.
    if (/^[RC]|^.[RC]/.test(field)) at++;
    if (field.slice(3) !== own) files++;
  }
  return files;
}

export function firstLine(project: Project, ground: Ground, selection: Selection): string {
  const limits = limitsOf(project, ground);
  const where = ground.mode === "plain"
    ? "no git: one at a time, in place"
    : `git, landing on ${ground.target}`;
  const parts = [
    selectionText(selection),
    where,
    `${limits.agents.length > 1 ? "agents" : "agent"} ${limits.agents.join(" → ")}`,
    count(limits.jobs, "job"),
    ...limitTexts(limits, project),
  ];
  return harmless(parts.join(" · "));
}

/** Empty when every file is committed. */
export function uncommittedLine(files: number): string {
  if (files === 0) return "";
  return `your checkout has ${count(files, "uncommitted file")}, agents will not see ${
    files === 1 ? "it" : "them"
  }`;
}

function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case "all":
      return "all tasks";
    case "next":
      return "the next task";
    case "watch":
      return "watching";
    case "tasks":
      return selection.ids.length === 0 ? "landing only" : clip(selection.ids.join(", "), 60);
    case "milestone":
      return `milestone "${selection.text}"`;
  }
}

function limitTexts(limits: RunLimits, project: Project): string[] {
  const { taskTimeoutMs } = project.config.limits;
  return [
    count(limits.maxAttempts, "attempt"),
    `${duration(taskTimeoutMs).replace(" 0 s", "")} a call`,
    ...(limits.budgetUsd === null ? [] : [`budget ${dollars(limits.budgetUsd)}`]),
    ...(limits.taskBudgetUsd === null ? [] : [`${dollars(limits.taskBudgetUsd)} a task`]),
    ...(limits.sessionMs === 0
      ? []
      : [`session ${duration(limits.sessionMs).replace(" 0 s", "")}`]),
  ];
}
