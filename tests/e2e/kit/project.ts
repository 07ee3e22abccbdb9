// A project of its own for one story: a temporary repository with its own HOME, git identity and PATH. Its
// folder has a parent of its own, so that worktree slots beside it go when the story ends.
import { dirname, join } from "node:path";
import { type FakeAgent, makeAgent } from "../../fixtures/agents/make_agent.ts";
import type { Scenario } from "../../fixtures/agents/scenario.ts";
import { processesWith } from "./observe.ts";
import { safePath } from "./safe_path.ts";
import { type SpecTask, specText } from "./tasks.ts";

export type Files = Readonly<Record<string, string>>;

export interface ProjectOptions {
  /** Text of `spec/tasks.md`, or its tasks. */
  readonly spec?: string | readonly SpecTask[];
  readonly prefix?: string;
  /** Text of `spec-tui.config.yaml`, or its keys. */
  readonly config?: string | Readonly<Record<string, unknown>>;
  /** Absent: `spec-tui.config.yaml`. */
  readonly configFile?: string;
  /** Further files of the first commit, relative to the project. */
  readonly files?: Files;
  /** The project is this folder of a bigger repository. */
  readonly subdir?: string;
  readonly git?: "committed" | "no_commit" | "none";
  readonly mainBranch?: string;
  /** The user's unfinished work: changed, staged, untracked and ignored files. */
  readonly dirty?: Files;
  readonly staged?: Files;
  readonly untracked?: Files;
  readonly ignored?: Files;
  /** Agents on the PATH; absent: a `claude` that does the default. */
  readonly agents?: Readonly<Record<string, Scenario>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Project extends AsyncDisposable {
  /** Where the program is started. */
  readonly root: string;
  readonly repository: string;
  readonly home: string;
  readonly bin: string;
  readonly mainBranch: string;
  readonly env: Readonly<Record<string, string>>;
  /** A value only this project's processes carry, in `KIT_COOKIE`. */
  readonly cookie: string;
  readonly agents: Readonly<Record<string, FakeAgent>>;
  git(...argv: readonly string[]): Promise<string>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

export const DEFAULT_CONFIG: Readonly<Record<string, unknown>> = {
  agent: "claude",
  max_retries: 2,
  retry_delay_seconds: 0,
  commands: { test: "true", lint: "" },
  hooks: { post_done: { run_review: false } },
};

export async function createProject(options: ProjectOptions = {}): Promise<Project> {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "spec-tui-e2e-" }));
  const repository = join(top, "project");
  const root = join(repository, options.subdir ?? "");
  const bin = join(top, "bin");
  const home = join(top, "home");
  for (const folder of [root, bin, home, join(top, "tmp")]) {
    await Deno.mkdir(folder, { recursive: true });
  }
  const mainBranch = options.mainBranch ?? "main";
  const cookie = crypto.randomUUID();
  const env = await environment({ top, home, bin, cookie, mainBranch, more: options.env ?? {} });
  const project: Project = {
    root,
    repository,
    home,
    bin,
    mainBranch,
    env,
    cookie,
    agents: await makeAgents(bin, options.agents ?? { claude: { rules: [] } }),
    git: (...argv) => git(repository, env, argv),
    read: (path) => Deno.readTextFile(join(root, path)),
    write: (path, text) => writeFiles(root, { [path]: text }),
    [Symbol.asyncDispose]: async () => {
      await endAll(project);
      await removeTree(top);
    },
  };
  await fill(project, options);
  return project;
}

export async function git(
  cwd: string,
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: [...argv],
    cwd,
    env,
    clearEnv: true,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot git ${argv.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trimEnd();
}

async function fill(project: Project, options: ProjectOptions): Promise<void> {
  const kind = options.git ?? "committed";
  const { root } = project;
  const spec = options.spec ?? [{ name: "First" }];
  await writeFiles(root, {
    [`spec/${options.prefix ?? ""}tasks.md`]: typeof spec === "string" ? spec : specText(spec),
    [options.configFile ?? "spec-tui.config.yaml"]: configText(options.config ?? {}),
    ...options.files,
  });
  if (options.ignored !== undefined) {
    const names = Object.keys(options.ignored).map((path) => `/${path}`);
    await writeFiles(root, { ".gitignore": names.join("\n") + "\n" });
  }
  if (kind !== "none") await project.git("init", "-q");
  if (kind === "committed") {
    await project.git("add", "-A");
    await project.git("commit", "-qm", "Begin");
  }
  await writeFiles(root, { ...options.ignored, ...options.untracked, ...options.staged });
  const staged = Object.keys(options.staged ?? {});
  if (staged.length > 0) await git(root, project.env, ["add", "--", ...staged]);
  await writeFiles(root, options.dirty ?? {});
}

function configText(config: string | Readonly<Record<string, unknown>>): string {
  // JSON is YAML.
  return typeof config === "string"
    ? config
    : JSON.stringify({ ...DEFAULT_CONFIG, ...config }, null, 2) + "\n";
}

async function makeAgents(
  bin: string,
  scenarios: Readonly<Record<string, Scenario>>,
): Promise<Readonly<Record<string, FakeAgent>>> {
  const agents: Record<string, FakeAgent> = {};
  for (const [name, scenario] of Object.entries(scenarios)) {
    agents[name] = await makeAgent(bin, name, scenario);
  }
  return agents;
}

async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
}

async function environment(
  { top, home, bin, cookie, mainBranch, more }: {
    readonly top: string;
    readonly home: string;
    readonly bin: string;
    readonly cookie: string;
    readonly mainBranch: string;
    readonly more: Readonly<Record<string, string>>;
  },
): Promise<Readonly<Record<string, string>>> {
  const gitConfig = join(home, ".gitconfig");
  await Deno.writeTextFile(
    gitConfig,
    `[user]\n\tname = Ada Tester\n\temail = ada@example.invalid\n` +
      `[init]\n\tdefaultBranch = ${mainBranch}\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n`,
  );
  const ownHome = Deno.env.get("HOME") ?? "";
  return {
    PATH: await safePath(bin, join(top, "tools")),
    HOME: home,
    USER: "ada",
    TMPDIR: join(top, "tmp"),
    LANG: "C.UTF-8",
    TERM: "dumb",
    NO_COLOR: "1",
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: "1",
    XDG_STATE_HOME: join(home, ".local/state"),
    XDG_CONFIG_HOME: join(home, ".config"),
    // A HOME of its own would lose the packages, and tests must not fetch them.
    DENO_DIR: Deno.env.get("DENO_DIR") ?? defaultDenoDir(ownHome),
    DENO_NO_UPDATE_CHECK: "1",
    KIT_COOKIE: cookie,
    ...allowance(),
    ...more,
  };
}

/** A smoke build's SQLite is older than the one that the program insists on. */
function allowance(): Readonly<Record<string, string>> {
  const value = Deno.env.get("SPEC_TUI_ALLOW_OLD_SQLITE");
  return value === undefined ? {} : { SPEC_TUI_ALLOW_OLD_SQLITE: value };
}

function defaultDenoDir(home: string): string {
  if (Deno.build.os === "darwin") return join(home, "Library/Caches/deno");
  return join(Deno.env.get("XDG_CACHE_HOME") ?? join(home, ".cache"), "deno");
}

/** What a failing test leaves must not outlive it. */
async function endAll(project: Project): Promise<void> {
  for (const pid of await processesWith(project)) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // gone
    }
  }
}

/** Retried: a process that is just ending may still write into it. */
async function removeTree(path: string): Promise<void> {
  for (let left = 20; left > 0; left--) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
