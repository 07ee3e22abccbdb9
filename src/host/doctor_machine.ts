// The machine's side of `doctor`: programs, disk space, and the state that earlier runs left.
import { dirname } from "node:path";
import { gitVersion } from "../git/git.ts";
import { probeLock } from "../store/lock.ts";
import { runCommand } from "./command.ts";
import { fail, type Finding, ok, warn } from "./doctor.ts";
import { openForReading } from "./reading.ts";
import { onPath } from "./programs.ts";
import type { Project } from "./project.ts";
import { VERSION } from "./version.ts";

export async function checkTools(project: Project): Promise<readonly Finding[]> {
  const { environment } = project;
  const sh = onPath("sh", environment);
  return [
    ok("spec-tui", `${VERSION} on Deno ${Deno.version.deno}, ${Deno.build.os} ${Deno.build.arch}`),
    await gitFinding(project),
    sh === null ? fail("sh", "not on PATH", "install a POSIX shell") : ok("sh", sh),
    finderOfProcesses(environment),
  ];
}

async function gitFinding(project: Project): Promise<Finding> {
  try {
    return ok("git", await gitVersion(project.git));
  } catch (error) {
    return fail(
      "git",
      error instanceof Error ? error.message : String(error),
      "install git 2.38 or later",
    );
  }
}

/** What a stopped agent leaves behind is found by its environment. */
function finderOfProcesses(environment: Readonly<Record<string, string>>): Finding {
  const hasProc = Deno.build.os === "linux";
  const needed = hasProc ? "grep" : "ps";
  return onPath(needed, environment) === null
    ? warn(
      "processes",
      `${needed} is not on PATH: a stopped agent's helpers may live on`,
      `install ${needed}`,
    )
    : ok("processes", `found by ${needed}`);
}

/** The first word of each command, as the shell would look it up; more of a command is not guessed at. */
export async function checkCommands(project: Project): Promise<readonly Finding[]> {
  const { checks, worktree } = project.config;
  const rows = [
    ["commands.test", checks.test],
    ["commands.lint", checks.lint],
    ["commands.lint_fix", checks.lintFix],
    ["worktree.setup", worktree.setup],
  ] as const;
  const found = await Promise.all(
    rows.map(([key, command]) => commandFinding(project, key, command)),
  );
  return found.filter((each) => each !== null);
}

async function commandFinding(
  project: Project,
  key: string,
  command: string,
): Promise<Finding | null> {
  const word = /^[\w./+-]+(?=\s|$)/.exec(command.trim())?.[0];
  if (word === undefined) return null;
  const argv = ["sh", "-c", 'command -v -- "$1" >/dev/null', "sh", word];
  const ran = await runCommand(argv, project.environment, 10_000, { cwd: project.root });
  if (ran.code === 0 || ran.code === null) return null;
  return warn(key, `"${word}" is not found: ${command}`, `install ${word}, or set ${key}`);
}

const ENOUGH_MB = 2048;
const TOO_LITTLE_MB = 200;

export async function checkDisk(project: Project): Promise<readonly Finding[]> {
  const places = [
    ["disk (state)", nearestFolder(project.stateDir)],
    ["disk (worktrees)", dirname(project.repository?.home ?? project.root)],
  ] as const;
  return await Promise.all(places.map(([name, path]) => diskFinding(project, name, path)));
}

async function diskFinding(project: Project, name: string, path: string): Promise<Finding> {
  const ran = await runCommand(["df", "-Pk", path], project.environment, 10_000);
  const free = /\s(\d+)\s+\d+%/.exec(ran.stdout.trim().split("\n").at(-1) ?? "")?.[1];
  if (ran.code !== 0 || free === undefined) {
    return warn(name, `not known for "${path}"`, "look at it yourself: df -h");
  }
  const mb = Math.floor(Number(free) / 1024);
  const detail = `${mb >= 10_240 ? `${Math.floor(mb / 1024)} GB` : `${mb} MB`} free at ${path}`;
  if (mb < TOO_LITTLE_MB) return fail(name, detail, "free some space");
  return mb < ENOUGH_MB ? warn(name, detail, "free some space") : ok(name, detail);
}

function nearestFolder(path: string): string {
  for (let folder = path;; folder = dirname(folder)) {
    try {
      if (Deno.statSync(folder).isDirectory) return folder;
    } catch { /* look above */ }
    if (dirname(folder) === folder) return folder;
  }
}

export function checkState(project: Project): readonly Finding[] {
  return [stateFinding(project), lockFinding(project)];
}

function stateFinding(project: Project): Finding {
  try {
    const log = openForReading(project);
    if (log === null) return ok("state", "nothing has run yet");
    const wrong = log.quickCheck();
    const events = log.database.db.prepare("SELECT count(*) AS n FROM events").get()?.n;
    log.close();
    return wrong.length === 0
      ? ok("state", `${String(events ?? "?")} facts in ${project.databasePath}`)
      : fail("state", wrong.slice(0, 3).join("; "), `keep a copy of ${project.databasePath} first`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = error instanceof Error && "hint" in error ? String(error.hint) : "";
    return fail("state", why, hint || `look at ${project.databasePath}`);
  }
}

function lockFinding(project: Project): Finding {
  const { alive, holder } = probeLock(project.lockPath);
  if (!alive) return ok("engine", "none is running");
  const who = holder === null ? "" : `, pid ${holder.pid} on ${holder.host} (${holder.command})`;
  return ok("engine", `one is running${who}`);
}
