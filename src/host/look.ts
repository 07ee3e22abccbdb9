// What looking at a project needs of it, found without a program and without the config's schema. Whoever shows
// a run asks every few seconds, so the answer of the long way is kept beside the state, under all that it hangs on.
import { dirname, join, resolve } from "node:path";
import { configCandidates } from "../config/candidates.ts";
import type { Config } from "../config/config.ts";
import type { Repository } from "../git/discover.ts";
import { textHash } from "../spec/hash.ts";
import { memoryIn } from "./memory.ts";
import type { OpenRequest } from "./project.ts";
import { exists, isFile, nearestRoot, readText, realFolder } from "./root.ts";
import type { Places } from "./reading.ts";
import { VERSION } from "./version.ts";

/** A `Project` is one as well. */
export interface Looked extends Places {
  readonly root: string;
  readonly repository: Pick<Repository, "gitDir"> | null;
  readonly config: {
    readonly limits: Pick<Config["limits"], "budgetUsd" | "taskBudgetUsd">;
  };
}

/** Throws what `openProject` throws: only what it accepted is ever remembered. */
export async function lookAt(request: OpenRequest): Promise<Looked> {
  const { folder, under } = memoryFor(request);
  const known = memory.recall(folder, under);
  if (known !== null) return lookedFrom(known, request.environment);
  const { openProject } = await import("./project.ts");
  const project = await openProject(request);
  if (dirname(project.stateDir) === folder) memory.remember(folder, entryOf(under, project));
  return project;
}

/** Where what is known of a project is kept, and under which name: another config, another name. */
export function memoryFor(
  request: OpenRequest,
): { readonly folder: string; readonly under: string } {
  const start = startOf(request);
  return { folder: stateFolder(start), under: keyOf(request, start) };
}

interface Entry {
  readonly under: string;
  readonly root: string;
  readonly stateDir: string;
  readonly databasePath: string;
  readonly lockPath: string;
  readonly tasksPath: string;
  /** Empty without git. */
  readonly gitDir: string;
  readonly budgetUsd: number | null;
  readonly taskBudgetUsd: number | null;
}

const memory = memoryIn("looked.json", isEntry);

function startOf({ cwd, environment, flags }: OpenRequest): string {
  const asked = flags.projectRoot ?? environment.SPEC_TUI_PROJECT_ROOT ?? "";
  const start = realFolder(resolve(cwd, asked || "."));
  return asked === "" ? nearestRoot(start) : start;
}

/** Everything that decides whether the config is accepted, and what is found. */
function keyOf({ environment, flags, isReadOnly }: OpenRequest, start: string): string {
  const existing = configCandidates.filter((name) => exists(join(start, name)));
  const texts = existing.map((name) => readText(join(start, name)));
  const variables = Object.entries(environment)
    .filter(([name]) => /^(?:SPEC_TUI_|GIT_|HOME$|XDG_CONFIG_HOME$)/.test(name)).sort();
  return textHash(
    JSON.stringify([VERSION, start, existing, texts, variables, flags, isReadOnly]),
  );
}

/** Where states are kept if git is asked; its own word is compared before anything is remembered. */
function stateFolder(start: string): string {
  for (let folder = start;; folder = dirname(folder)) {
    const git = join(folder, ".git");
    if (exists(git)) return join(commonDir(git), "spec-tui");
    if (dirname(folder) === folder) return join(start, ".spec-tui");
  }
}

/** `.git` is a file in a linked worktree. */
function commonDir(git: string): string {
  const target = /^gitdir: (.+?)\n?$/.exec(isFile(git) ? readText(git) ?? "" : "")?.[1];
  if (target === undefined) return git;
  const gitDir = resolve(dirname(git), target);
  return resolve(gitDir, readText(join(gitDir, "commondir"))?.trim() ?? ".");
}

function entryOf(under: string, looked: Looked & { readonly stateDir: string }): Entry {
  const { root, stateDir, databasePath, lockPath, tasksPath } = looked;
  const { budgetUsd, taskBudgetUsd } = looked.config.limits;
  const gitDir = looked.repository?.gitDir ?? "";
  return {
    under,
    root,
    stateDir,
    databasePath,
    lockPath,
    tasksPath,
    gitDir,
    budgetUsd,
    taskBudgetUsd,
  };
}

function lookedFrom(entry: Entry, environment: Looked["environment"]): Looked {
  const { gitDir, budgetUsd, taskBudgetUsd } = entry;
  return {
    ...entry,
    environment,
    repository: gitDir === "" ? null : { gitDir },
    config: { limits: { budgetUsd, taskBudgetUsd } },
  };
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const entry: Partial<Record<keyof Entry, unknown>> = value;
  const { under, root, stateDir, databasePath, lockPath, tasksPath, gitDir } = entry;
  const texts = [under, root, stateDir, databasePath, lockPath, tasksPath, gitDir];
  return texts.every((each) => typeof each === "string") &&
    [entry.budgetUsd, entry.taskBudgetUsd].every((each) =>
      each === null || typeof each === "number"
    );
}
