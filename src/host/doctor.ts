// `doctor`: what a run needs of this machine and this project, one finding a row, each with its fix. Nothing
// here costs money.
import { count } from "../reports/words.ts";
import type { Spec } from "../spec/spec.ts";
import type { Project } from "./project.ts";
import { checkAgentPrograms } from "./doctor_agents.ts";
import { checkGit, checkIgnoredFiles } from "./doctor_git.ts";
import { oldHistory, WHAT_COUNTS } from "./old_history.ts";
import { checkCommands, checkDisk, checkState, checkTools } from "./doctor_machine.ts";

export interface Finding {
  /** Short and stable, such as `git` or `agent claude`. */
  readonly name: string;
  readonly status: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to type or do; empty when all is well. */
  readonly fix: string;
}

export async function examine(project: Project, spec: Spec | null): Promise<readonly Finding[]> {
  const groups = await Promise.all([
    checkTools(project),
    checkGit(project),
    checkDisk(project),
    Promise.resolve(checkState(project)),
    Promise.resolve(checkProject(project, spec)),
    checkCommands(project),
    checkAgentPrograms(project),
    checkIgnoredFiles(project),
  ]);
  return groups.flat();
}

export function ok(name: string, detail: string): Finding {
  return { name, status: "ok", detail, fix: "" };
}

export function warn(name: string, detail: string, fix: string): Finding {
  return { name, status: "warn", detail, fix };
}

export function fail(name: string, detail: string, fix: string): Finding {
  return { name, status: "fail", detail, fix };
}

function checkProject(project: Project, spec: Spec | null): readonly Finding[] {
  const old = oldHistory(project);
  return [
    specFinding(project, spec),
    configFinding(project),
    checksFinding(project),
    ...old === null ? [] : [ok("old history", `${old}: ${WHAT_COUNTS}`)],
  ];
}

function specFinding(project: Project, spec: Spec | null): Finding {
  if (spec === null) {
    return fail("spec", `there is no file "${project.tasksPath}"`, "write one: see spec/FORMAT.md");
  }
  const errors = spec.diagnostics.filter((each) => each.severity === "error").length;
  const sum = `${count(spec.tasks.length, "task")}, ${count(errors, "error")}`;
  return errors > 0 ? fail("spec", sum, "spec-tui validate") : ok("spec", sum);
}

function configFinding(project: Project): Finding {
  const { file } = project.config;
  const problems = project.resolved.warnings.length + project.notes.length;
  if (file === null) {
    return warn("config", "none: everything is detected", "spec-tui config shows what was assumed");
  }
  return problems > 0
    ? warn("config", `${file}, ${count(problems, "remark")}`, "spec-tui config")
    : ok("config", file);
}

function checksFinding(project: Project): Finding {
  const { test, lint } = project.config.checks;
  const named = [test && `test: ${test}`, lint && `lint: ${lint}`].filter((part) => part !== "");
  return named.length === 0
    ? warn("checks", "none: whatever an agent writes will land", "set commands.test")
    : ok("checks", named.join("; "));
}
