// The launch sheet: the project looked at as a start would find it, nothing changed by looking.
import { join } from "node:path";
import { candidates, selector } from "../pipeline/candidates.ts";
import type { RunLimits, Selection } from "../pipeline/fact.ts";
import { usd } from "../pipeline/outcome.ts";
import type { Run } from "../pipeline/run.ts";
import { isDone, standingOf } from "../pipeline/run.ts";
import type { Spec, Task } from "../spec/spec.ts";
import type { LaunchSheet } from "../../tui/launch_sheet.ts";
import { asStarted } from "./as_read.ts";
import { limitsOf } from "./run_settings.ts";
import { readRun } from "./reading.ts";
import { runCommand } from "./command.ts";
import { agentVersion } from "./doctor_agents.ts";
import { filesThatSlotsLack } from "./doctor_git.ts";
import { slotPaths } from "../git/slots.ts";
import { stateHome } from "./trees.ts";
import { checkAgents, checkSpec, findGround, type Ground } from "./preflight.ts";
import type { Project } from "./project.ts";
import { UserError } from "./user_error.ts";

export async function lookBeforeStart(
  project: Project,
  selection: Selection,
  by: string,
): Promise<LaunchSheet> {
  try {
    const { spec, run } = readRun(project);
    checkSpec(project, spec);
    const ground = await findGround(project);
    const missing = checkAgents(project);
    const limits = limitsOf(project, ground);
    await asStarted(project, run, spec, { selection, skipInProgress: false, limits, by });
    const tasks = order(spec, run);
    const warnings = leftOut(spec, run, tasks);
    return await sheetOf(project, { selection, ground, limits, missing, tasks, warnings });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const refused = error.hint === "" ? error.message : `${error.message}\n${error.hint}`;
    return { ...emptySheet(project, selection), refused };
  }
}

/** As they would start, each after what it needs; those that can't start in this run are left out. */
function order(spec: Spec, run: Run): Task[] {
  const wanted = selector(spec, run);
  const first = [...candidates(spec, run)];
  const tasks = spec.ordered.filter((task) =>
    wanted(task) && !isDone(run, task.id) && !waitsForPerson(run, task)
  );
  if (run.current?.selection.kind === "next") return first.slice(0, 1);
  const placed = new Set(spec.tasks.filter((task) => isDone(run, task.id)).map((task) => task.id));
  const result: Task[] = [];
  for (let left = tasks; left.length > 0;) {
    const ready = left.filter((task) => task.needs.every((need) => placed.has(need)));
    if (ready.length === 0) break;
    for (const task of ready) placed.add(task.id);
    result.push(...ready);
    left = left.filter((task) => !placed.has(task.id));
  }
  return result;
}

function waitsForPerson(run: Run, task: Task): boolean {
  return ["waiting", "held", "taken"].includes(standingOf(run, task.id).at);
}

/** Wanted, and not among those that would start: they wait for a person, or for one that does. */
function leftOut(spec: Spec, run: Run, placed: readonly Task[]): string[] {
  if (run.current?.selection.kind === "next") return [];
  const wanted = selector(spec, run);
  const open = spec.tasks.filter((task) => wanted(task) && !isDone(run, task.id));
  const count = open.length - placed.length;
  if (count <= 0) return [];
  const noun = count === 1 ? "1 task is" : `${count} tasks are`;
  return [`${noun} left out: a person is waited for, or a task that is not part of this run`];
}

interface Found {
  readonly selection: Selection;
  readonly ground: Ground;
  readonly limits: RunLimits;
  readonly missing: readonly string[];
  readonly tasks: readonly Task[];
  readonly warnings: readonly string[];
}

async function sheetOf(project: Project, found: Found): Promise<LaunchSheet> {
  const { ground, limits } = found;
  const isGit = ground.mode === "git";
  const [uncommitted, lacking, slots, agents] = await Promise.all([
    isGit ? uncommittedFiles(project) : [],
    isGit ? filesThatSlotsLack(project) : [],
    isGit ? slotsOf(project, limits.jobs) : "",
    agentNotes(project, found.missing),
  ]);
  return {
    ...emptySheet(project, found.selection),
    tasks: found.tasks.map(({ id, name }) => ({ id, name })),
    mode: ground.mode,
    target: ground.mode === "git" ? ground.target : "",
    jobs: limits.jobs,
    worktrees: slots,
    uncommitted,
    lacking,
    agents,
    commands: commandsOf(project),
    limits: limitTexts(limits),
    warnings: [...found.warnings, ...project.resolved.warnings.map((each) => each.message)],
  };
}

function emptySheet(project: Project, selection: Selection): LaunchSheet {
  const { config, repository } = project;
  return {
    selection,
    tasks: [],
    mode: repository === null ? "plain" : "git",
    target: config.git.mainBranch,
    head: repository?.branch ?? "",
    integration: config.git.integration,
    jobs: config.limits.jobs,
    worktrees: "",
    uncommitted: [],
    lacking: [],
    agents: [],
    commands: [],
    limits: [],
    warnings: project.resolved.warnings.map((each) => each.message),
    refused: "",
  };
}

/** Where the worktrees are, or will be. */
async function slotsOf(project: Project, jobs: number): Promise<string> {
  const { repository, config, root, key, environment } = project;
  if (repository === null) return "";
  const pathOf = await slotPaths(repository, {
    key,
    stateHome: stateHome(project),
    root: config.worktree.root === "" ? "" : join(root, config.worktree.root),
    // Looking makes no folder, not even for a moment.
    canWrite: async (folder) =>
      (await runCommand(["sh", "-c", 'test -w "$0"', folder], environment, 2000)).code === 0,
  });
  return jobs === 1 ? pathOf(1) : `${pathOf(1)} to ${jobs}`;
}

/** Model and version of each; or how to get it where it is missing. */
async function agentNotes(
  project: Project,
  missing: readonly string[],
): Promise<{ name: string; note: string }[]> {
  return await Promise.all(project.config.agents.map(async (agent) => {
    const lack = missing.find((text) => text.startsWith(`${agent.name}:`));
    if (lack !== undefined) {
      return { name: agent.name, note: lack.slice(agent.name.length + 1).trim() };
    }
    const parts = [agent.model, await agentVersion(project, agent)];
    return { name: agent.name, note: parts.filter((part) => part !== "").join(", ") };
  }));
}

function commandsOf({ config }: Project): { name: string; command: string }[] {
  const { test, lint } = config.checks;
  const { setup } = config.worktree;
  return [
    { name: "setup", command: setup },
    { name: "test", command: test === "" ? "none: nothing is checked" : test },
    { name: "lint", command: lint },
  ].filter(({ command }) => command !== "");
}

function limitTexts(limits: RunLimits): { name: string; value: string }[] {
  const rows = [
    { name: "budget", value: limits.budgetUsd === null ? "none" : usd(limits.budgetUsd) },
    { name: "per task", value: limits.taskBudgetUsd === null ? "" : usd(limits.taskBudgetUsd) },
    { name: "attempts", value: String(limits.maxAttempts) },
    {
      name: "stops after failures in a row",
      value: limits.maxConsecutiveFailures === 0 ? "" : String(limits.maxConsecutiveFailures),
    },
  ];
  return rows.filter(({ value }) => value !== "");
}

/** The spec itself is read from the checkout, so that one is seen. */
async function uncommittedFiles(project: Project): Promise<string[]> {
  const { repository, git, config } = project;
  if (repository === null) return [];
  const prefix = repository.subdir === "" ? "" : `${repository.subdir}/`;
  const own = `${prefix}spec/${config.specPrefix}tasks.md`;
  const { stdout } = await git.run(["status", "--porcelain", "-z", "--untracked-files=normal"]);
  const fields = stdout.split("\0");
  const files: string[] = [];
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? "";
    if (field === "") continue;
    // A rename is followed by its old name.
    if (/^[RC]|^.[RC]/.test(field)) at++;
    if (field.slice(3) !== own) files.push(field.slice(3));
  }
  return files;
}
