// What the screen's first frame needs of a project besides log and spec: where they are, what lands where, the
// limits, the look. Finding it takes git, YAML and the schema, a third of a second on a busy machine; so the answer
// is kept under all that it hangs on. Nothing is done by it: before a key counts, the project is opened in earnest.
import type { OpenRequest, Project } from "./project.ts";
import { memoryFor } from "./look.ts";
import { type Entry as Remembered, memoryIn } from "./memory.ts";
import { exists } from "./root.ts";

export interface RememberedScreen {
  readonly root: string;
  readonly stateDir: string;
  readonly databasePath: string;
  readonly lockPath: string;
  readonly tasksPath: string;
  /** Empty without git. */
  readonly gitDir: string;
  readonly target: string;
  readonly budgetUsd: number | null;
  readonly jobs: number;
  readonly theme: string;
  readonly keys: Readonly<Record<string, string>>;
}

type Entry = RememberedScreen & Remembered;

const memory = memoryIn("screen.json", isEntry);

/** Null when the config, a variable, a flag or the version is another one, or the spec is gone. */
export function recallScreen(request: OpenRequest): RememberedScreen | null {
  const { folder, under } = memoryFor(request);
  const found = memory.recall(folder, under);
  return found !== null && exists(found.tasksPath) ? found : null;
}

export function rememberScreen(request: OpenRequest, project: Project): void {
  const { folder, under } = memoryFor(request);
  if (!project.stateDir.startsWith(`${folder}/`)) return;
  memory.remember(folder, { under, ...entryOf(project) });
}

function entryOf(project: Project): RememberedScreen {
  const { root, stateDir, databasePath, lockPath, tasksPath, config, repository } = project;
  return {
    root,
    stateDir,
    databasePath,
    lockPath,
    tasksPath,
    gitDir: repository?.gitDir ?? "",
    target: repository === null ? "" : config.git.mainBranch,
    budgetUsd: config.limits.budgetUsd,
    jobs: config.limits.jobs,
    theme: config.screen.theme,
    keys: config.screen.keys,
  };
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const entry: Partial<Record<keyof Entry, unknown>> = value;
  const { under, root, stateDir, databasePath, lockPath, tasksPath, gitDir, target, theme } = entry;
  const texts = [under, root, stateDir, databasePath, lockPath, tasksPath, gitDir, target, theme];
  const isKeys = typeof entry.keys === "object" && entry.keys !== null &&
    Object.values(entry.keys).every((each) => typeof each === "string");
  return texts.every((each) => typeof each === "string") && isKeys &&
    (entry.budgetUsd === null || typeof entry.budgetUsd === "number") &&
    typeof entry.jobs === "number";
}
