// The repository's side of `doctor`.
import { operationIn } from "../git/branches.ts";
import { resolveTarget } from "../git/discover.ts";
import type { Repository } from "../git/discover.ts";
import { unwritableFolder, writableFix } from "../git/writable.ts";
import { count } from "../reports/words.ts";
import { fail, type Finding, ok, warn } from "./doctor.ts";
import type { Project } from "./project.ts";

export async function checkGit(project: Project): Promise<readonly Finding[]> {
  const { discovery } = project;
  const name = "repository";
  switch (discovery.kind) {
    case "none":
      return [
        warn(name, "none: agents work in place, one at a time", "git init, and a first commit"),
      ];
    case "bare":
    case "inside_git_dir":
      return [fail(name, "bare, or this is its git folder", "go to a checkout")];
    case "refused":
      return [fail(name, discovery.message, "see what git says above")];
    case "unborn":
      return [
        fail(name, `"${discovery.topLevel}" has no commit`, 'git add -A && git commit -m "Start"'),
      ];
    case "found":
      return await checkRepository(project, discovery.repository);
  }
}

async function checkRepository(
  project: Project,
  repository: Repository,
): Promise<readonly Finding[]> {
  const { identity, subdir, branch } = repository;
  return [
    ok("repository", `${repository.topLevel}${subdir === "" ? "" : `, project in ${subdir}`}`),
    identity === null
      ? fail(
        "identity",
        "git knows no name and e-mail for commits",
        "git config user.name NAME && git config user.email MAIL",
      )
      : ok("identity", `${identity.name} <${identity.email}>`),
    await writableFinding(repository),
    await targetFinding(project, repository, branch),
    await operationFinding(repository),
    await changesFinding(project),
  ];
}

async function writableFinding({ commonDir }: Repository): Promise<Finding> {
  const folder = await unwritableFolder(commonDir);
  return folder === null ? ok("git folder", "writable") : fail(
    "git folder",
    `git can't write to "${folder}": nothing can run`,
    writableFix(commonDir),
  );
}

async function targetFinding(
  project: Project,
  repository: Repository,
  branch: string | null,
): Promise<Finding> {
  const found = await resolveTarget(project.git, repository, project.config.git.mainBranch);
  switch (found.kind) {
    case "found":
      return ok("target", `${found.target}${branch === found.target ? ", checked out here" : ""}`);
    case "missing":
      return fail(
        "target",
        `no branch "${found.target}"`,
        `git branch ${found.target}, or set main_branch`,
      );
    case "invalid":
      return fail("target", `"${found.target}" is not a branch name`, "set main_branch");
    case "detached":
      return fail("target", "HEAD is detached and no main branch was found", "set main_branch");
  }
}

async function operationFinding({ gitDir }: Repository): Promise<Finding> {
  const operation = await operationIn(gitDir);
  return operation === null
    ? ok("operation", "none in progress")
    : warn("operation", `${operation} in progress: landed work will wait`, "finish or abort it");
}

async function changesFinding(project: Project): Promise<Finding> {
  const status = await project.git.run(["status", "--porcelain", "-z", "--untracked-files=normal"]);
  const entries = status.stdout.split("\0").filter((entry) => /^.. ./.test(entry)).length;
  return entries === 0 ? ok("checkout", "clean") : warn(
    "checkout",
    `${count(entries, "uncommitted file")} that agents will not see`,
    "commit what they need",
  );
}

/** `.env` and its like are ignored by git, so a slot has none unless it is linked. */
export async function checkIgnoredFiles(project: Project): Promise<readonly Finding[]> {
  const missing = await filesThatSlotsLack(project);
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 5).join(", ");
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : "";
  return [
    warn("ignored files", `worktrees lack ${shown}${more}`, `set worktree.link: [${shown}]`),
  ];
}

export async function filesThatSlotsLack(project: Project): Promise<readonly string[]> {
  const { repository, config } = project;
  if (repository === null) return [];
  const listed = await project.git.run([
    "ls-files",
    "--others",
    "--ignored",
    "--exclude-standard",
    "--directory",
    "-z",
    "--",
    ":(glob).env*",
    ":(glob)*/.env*",
  ]);
  const files = listed.stdout.split("\0").filter((file) => file !== "");
  return files.filter((file) => !config.worktree.link.includes(file));
}
