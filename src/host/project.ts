// One project on this machine: where its root, its repository, its config and its state are.
import { basename, isAbsolute, join, resolve } from "node:path";
import { agents as knownAgents, detectAdapter } from "../agents/registry.ts";
import { templateProblem } from "../agents/template.ts";
import { chooseConfigFile, configCandidates } from "../config/candidates.ts";
import { type Config, resolveConfig, type Resolved } from "../config/config.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { detectProject } from "../config/detect.ts";
import { formatProblems } from "../config/describe.ts";
import type { Flags } from "../config/flag_table.ts";
import { discover, type Discovery, type Repository } from "../git/discover.ts";
import { type Git, openGit } from "../git/git.ts";
import { projectKey } from "../git/refs.ts";
import { gitForLooking } from "../git/repository.ts";
import { systemClock } from "./clock.ts";
import { onPath } from "./programs.ts";
import { exists, nearestRoot, readText, realFolder } from "./root.ts";
import { UserError } from "./user_error.ts";

export interface Project {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly git: Git;
  readonly discovery: Discovery;
  readonly repository: Repository | null;
  readonly config: Config;
  readonly resolved: Resolved;
  readonly notes: readonly ConfigProblem[];
  /** `key` null: the plain project of its repository. */
  readonly key: string | null;
  readonly stateDir: string;
  readonly databasePath: string;
  readonly lockPath: string;
  readonly logsDir: string;
  readonly tasksPath: string;
}

export interface OpenRequest {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: Flags;
  /** Verbs that only look read past what isn't built. */
  readonly isReadOnly: boolean;
}

/** Throws `UserError` (exit 2) with every problem of the config, each with its place. */
export async function openProject(request: OpenRequest): Promise<Project> {
  const { environment } = request;
  const asked = request.flags.projectRoot ?? environment.SPEC_TUI_PROJECT_ROOT ?? "";
  const start = realFolder(resolve(request.cwd, asked || "."));
  const near = asked === "" ? nearestRoot(start) : start;
  const git = openGit({ dir: near, env: environment, clock: systemClock });
  const discovery = await discover(git);
  const read = await readConfig(near, request, git, discovery);
  const { config } = read.resolved;
  const root = config.paths.root === "." || asked !== ""
    ? near
    : realFolder(resolve(near, config.paths.root));
  const repository = discovery.kind === "found" ? discovery.repository : null;
  const places = statePlaces(root, repository, config.specPrefix);
  return {
    root,
    environment,
    git: repository === null
      ? git
      : gitForLooking(near, repository.commonDir, environment, systemClock),
    discovery,
    repository,
    config,
    resolved: read.resolved,
    notes: read.notes,
    tasksPath: join(root, "spec", `${config.specPrefix}tasks.md`),
    ...places,
  };
}

async function readConfig(root: string, request: OpenRequest, git: Git, discovery: Discovery) {
  const existing = configCandidates.filter((name) => exists(join(root, name)));
  const { path, notes } = chooseConfigFile(existing);
  const resolved = resolveConfig({
    file: path === null ? null : { path, text: readConfigText(join(root, path)) },
    environment: request.environment,
    flags: request.flags,
    detected: detectProject(await projectFacts(root, request.environment, git, discovery)),
    agents: {
      known: knownAgents.map((agent) => agent.name),
      adapterOf: detectAdapter,
      templateProblem,
    },
    isReadOnly: request.isReadOnly,
  });
  if ("problems" in resolved) {
    throw new UserError(formatProblems(resolved.problems), { exitCode: 2 });
  }
  return { resolved, notes };
}

const MAX_CONFIG_BYTES = 1024 * 1024;

function readConfigText(path: string): string {
  try {
    const { size, isFile } = Deno.statSync(path);
    if (!isFile) throw new UserError(`Cannot read ${path}: it is no regular file`);
    if (size > MAX_CONFIG_BYTES) {
      throw new UserError(
        `Cannot read ${path}: it is too large (expected at most 1 MB, found ${size} bytes)`,
      );
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof TypeError
      ? "it is not valid UTF-8"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new UserError(`Cannot read ${path}: ${why}`, { cause: error });
  }
}

async function projectFacts(
  root: string,
  environment: Readonly<Record<string, string>>,
  git: Git,
  discovery: Discovery,
) {
  const files = [...Deno.readDirSync(root)].map((entry) => entry.name);
  const text = (name: string) => (files.includes(name) ? readText(join(root, name)) : null);
  return {
    files,
    packageJson: text("package.json"),
    denoJson: text("deno.json") ?? text("deno.jsonc"),
    pyproject: text("pyproject.toml"),
    cargoToml: text("Cargo.toml"),
    composerJson: text("composer.json"),
    makefile: text("Makefile"),
    justfile: text("justfile"),
    branches: await branchFacts(git, discovery),
    agentsOnPath: knownAgents.map((agent) => agent.name).filter((name) =>
      onPath(name, environment) !== null
    ),
  };
}

async function branchFacts(git: Git, discovery: Discovery) {
  if (discovery.kind !== "found") return { originHead: null, current: null, exists: [] };
  const refs = await git.text([
    "for-each-ref",
    "--format=%(refname) %(symref)",
    "refs/heads/main",
    "refs/heads/master",
    "refs/remotes/origin/HEAD",
  ]);
  const lines = refs.split("\n").map((line) => line.split(" "));
  const origin = lines.find(([name]) => name === "refs/remotes/origin/HEAD")?.[1];
  const exists = lines.flatMap(([name]) => name?.startsWith("refs/heads/") ? [name.slice(11)] : []);
  return {
    originHead: origin ? origin.replace("refs/remotes/", "") : null,
    current: discovery.repository.branch,
    exists,
  };
}

/** `<git common dir>/spec-tui/<key>/`, or `.spec-tui/<key>/` without git. */
function statePlaces(root: string, repository: Repository | null, prefix: string) {
  const { key, isPlain } = projectKey(repository?.subdir ?? "", prefix);
  const stateDir = repository
    ? join(repository.commonDir, "spec-tui", key)
    : join(root, ".spec-tui", key);
  return {
    key: isPlain ? null : key,
    stateDir,
    databasePath: join(stateDir, "state.db"),
    lockPath: join(stateDir, "engine.lock"),
    logsDir: join(stateDir, "logs"),
  };
}

/** For messages: the project's folder as its name. */
export function projectName(project: Pick<Project, "root">): string {
  return basename(project.root);
}

/** A path from config, from the project's root. */
export function fromRoot(project: Project, path: string): string {
  return isAbsolute(path) ? path : join(project.root, path);
}

/** A path of the project as the repository names it. */
export function inRepository(project: Project, path: string): string {
  const subdir = project.repository?.subdir ?? "";
  return subdir === "" ? path : `${subdir}/${path}`;
}
