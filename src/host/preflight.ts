// What must be so before anything is paid for. Each refusal names what was found and what to do.
import { basename } from "node:path";
import { agentByName } from "../agents/registry.ts";
import { gitVersion } from "../git/git.ts";
import type { Identity, Repository } from "../git/discover.ts";
import { resolveTarget } from "../git/discover.ts";
import { unwritableFolder, writableFix } from "../git/writable.ts";
import type { Spec } from "../spec/spec.ts";
import { formatDiagnostics } from "./diagnostics.ts";
import { programOf } from "./doctor_agents.ts";
import type { Project } from "./project.ts";
import { onPath } from "./programs.ts";
import { UserError } from "./user_error.ts";

export type Ground =
  | { readonly mode: "plain" }
  | {
    readonly mode: "git";
    readonly repository: Repository;
    readonly identity: Identity;
    readonly target: string;
  };

/** Throws `UserError` with exit code 2 for the spec, 3 for the surroundings. */
export async function findGround(project: Project): Promise<Ground> {
  const { discovery } = project;
  switch (discovery.kind) {
    case "none":
      return { mode: "plain" };
    case "bare":
    case "inside_git_dir":
      throw refused("the repository is bare or this is its git folder", "run it in a checkout");
    case "refused":
      throw refused(discovery.message, "see `spec-tui doctor`");
    case "unborn":
      throw refused(
        `the repository "${discovery.topLevel}" has no commit yet`,
        'make its first one: git add -A && git commit -m "Start"',
      );
    case "found":
      return await findGitGround(project, discovery.repository);
  }
}

async function findGitGround(project: Project, repository: Repository): Promise<Ground> {
  try {
    await gitVersion(project.git);
  } catch (error) {
    throw refused(
      error instanceof Error ? error.message : String(error),
      "install git 2.38 or later",
    );
  }
  if (repository.identity === null) {
    throw refused(
      "git knows no name and e-mail for commits",
      "git config user.name NAME && git config user.email MAIL",
    );
  }
  const unwritable = await unwritableFolder(repository.commonDir);
  if (unwritable !== null) {
    throw refused(
      `git can't write to "${unwritable}", so nothing that is made could be kept`,
      writableFix(repository.commonDir),
    );
  }
  const found = await resolveTarget(project.git, repository, project.config.git.mainBranch);
  switch (found.kind) {
    case "found":
      return { mode: "git", repository, identity: repository.identity, target: found.target };
    case "missing":
      throw refused(
        `there is no branch "${found.target}" to land on`,
        `git branch ${found.target}, or set main_branch`,
      );
    case "invalid":
      throw new UserError(`Cannot run: main_branch "${found.target}" is not a branch name`);
    case "detached":
      throw refused(
        "HEAD is detached and no main branch was found",
        "set main_branch to the branch to land on",
      );
  }
}

function refused(why: string, hint: string): UserError {
  return new UserError(`Cannot run: ${why}`, { hint, exitCode: 3 });
}

/** Errors stop (exit 2); warnings come back as lines to print. */
export function checkSpec(project: Project, spec: Spec): readonly string[] {
  const name = `spec/${basename(project.tasksPath)}`;
  const errors = spec.diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) {
    throw new UserError(
      `Cannot run: the spec has ${errors.length} ${errors.length === 1 ? "error" : "errors"}\n${
        formatDiagnostics(name, errors)
      }`,
      {
        hint: "`spec-tui validate` lists all",
      },
    );
  }
  return spec.diagnostics.length === 0 ? [] : [formatDiagnostics(name, spec.diagnostics)];
}

/** An agent that is nowhere on PATH is named with how to install it; one of the chain is enough. */
export function checkAgents(project: Project): readonly string[] {
  const { agents } = project.config;
  if (agents.length === 0) {
    throw refused(
      "no agent is installed or named",
      "install one (`spec-tui doctor` lists them), or set `agent`",
    );
  }
  const missing = agents.filter((agent) =>
    onPath(programOf(agent), project.environment) === null && agent.adapter !== "demo"
  );
  const lines = missing.map((agent) => {
    const install = agentByName(agent.adapter)?.install ?? "";
    return `${agent.name}: "${programOf(agent)}" is not on PATH${install ? `; ${install}` : ""}`;
  });
  if (missing.length === agents.length) throw refused("no agent can be found", lines.join("\n"));
  return lines;
}
