// Real repositories in temporary folders, with an identity and a home of their own, for the tests of `src/git`.
import type { Clock, Order } from "../../../src/runner/ports.ts";
import type { LandRequest } from "../../../src/runner/merge_queue.ts";
import { discover, type Repository } from "../../../src/git/discover.ts";
import { openGit } from "../../../src/git/git.ts";
import { type GitQueue, openQueue, type QueueSetup } from "../../../src/git/queue.ts";
import { type OpenRepository, openRepository } from "../../../src/git/repository.ts";
import { openWorkspaces } from "../../../src/git/workspaces.ts";
import type { GitWorkspaces } from "../../../src/git/workspaces.ts";
import type { WorkspacesSetup } from "../../../src/git/desk.ts";

export const TASKS =
  "# Tasks\n\n### TASK-1: One\n🔴 P0 | ⬜ TODO\n\n### TASK-2: Two\n🔴 P0 | ⬜ TODO\n";
export const IDENTITY = { name: "Ada", email: "ada@example.com" };

export const clock: Clock = {
  now: () => 1_700_000_000_000,
  elapsed: () => performance.now(),
  turn: () => Promise.resolve(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    }),
};

export interface Given extends AsyncDisposable {
  /** Holds everything. */
  readonly root: string;
  /** The user's checkout. */
  readonly dir: string;
  readonly env: Record<string, string>;
  /** Git as the user or an agent would call it. */
  git(dir: string, ...args: string[]): Promise<string>;
  tryGit(dir: string, ...args: string[]): Promise<{ code: number; output: string }>;
  write(path: string, text: string): Promise<void>;
  commit(message: string): Promise<string>;
  open(dir?: string): Promise<OpenRepository>;
  workspaces(setup?: Partial<WorkspacesSetup>, dir?: string): Promise<GitWorkspaces>;
  queue(setup?: Partial<QueueSetup>): Promise<GitQueue>;
}

export async function givenRepository(
  files: Record<string, string> = { "a.txt": "a\n", "spec/tasks.md": TASKS },
): Promise<Given> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "spec-tui-git-" }));
  const dir = `${root}/work/project`;
  await Deno.mkdir(dir, { recursive: true });
  const given = describe(root, dir);
  await given.git(dir, "init", "--quiet", "--initial-branch=main");
  await given.git(dir, "config", "user.name", IDENTITY.name);
  await given.git(dir, "config", "user.email", IDENTITY.email);
  for (const [path, text] of Object.entries(files)) await given.write(`${dir}/${path}`, text);
  await given.commit("one");
  return given;
}

function describe(root: string, dir: string): Given {
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: root,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const tryGit = async (cwd: string, ...args: string[]) => {
    const output = await new Deno.Command("git", { args, cwd, env, clearEnv: true }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code: output.code, output: decode(output.stdout) + decode(output.stderr) };
  };
  const git = async (cwd: string, ...args: string[]) => {
    const { code, output } = await tryGit(cwd, ...args);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${output}`);
    return output.trimEnd();
  };
  const open = async (from = dir) => {
    const repository = await repositoryAt(from, env);
    return await openRepository(repository, env, clock);
  };
  return {
    root,
    dir,
    env,
    tryGit,
    git,
    open,
    async write(path, text) {
      await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(path, text);
    },
    async commit(message) {
      await git(dir, "add", "-A");
      await git(dir, "commit", "--quiet", "--allow-empty", "-m", message);
      return await git(dir, "rev-parse", "HEAD");
    },
    workspaces: async (setup = {}, from = dir) =>
      await openWorkspaces({
        opened: await open(from),
        clock,
        identity: IDENTITY,
        target: "main",
        places: { key: null, stateHome: `${root}/state`, root: "" },
        slots: 3,
        labels: true,
        sign: false,
        hookEnv: () => env,
        ...setup,
      }),
    queue: async (setup = {}) =>
      openQueue({
        opened: await open(),
        target: "main",
        identity: IDENTITY,
        sign: false,
        integration: "merge",
        tasksPath: "spec/tasks.md",
        editTasks: markDone,
        lockWaitMs: 200,
        onNotice: () => {},
        ...setup,
      }),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

export async function repositoryAt(
  dir: string,
  env: Record<string, string>,
): Promise<Repository> {
  const found = await discover(openGit({ dir, env, clock }));
  if (found.kind !== "found") throw new Error(`Cannot open "${dir}": ${found.kind}`);
  return found.repository;
}

export function markDone(text: string, task: string): string | null {
  const heading = new RegExp(`(### ${task}: .*\\n.*)⬜ TODO`);
  return text.includes(`### ${task}:`) ? text.replace(heading, "$1✅ DONE") : null;
}

export function orderFor(task: string, base: string, change: Partial<Order> = {}): Order {
  return {
    v: 1,
    id: crypto.randomUUID(),
    run: crypto.randomUUID(),
    task,
    title: "Do it",
    attempt: 1,
    stages: ["implement", "check", "review"],
    base,
    continueFrom: null,
    candidate: false,
    subdir: "",
    branch: `task/${task}-do-it`,
    prompt: "",
    reminder: "",
    agent: {
      name: "fake",
      adapter: "custom",
      command: "true",
      model: "",
      template: "",
      skipPermissions: false,
      env: {},
    },
    session: null,
    sessionTokens: null,
    calls: { implement: crypto.randomUUID(), remind: crypto.randomUUID() },
    limits: { wallMs: 60_000, silenceMs: 0, commandMs: 60_000, reservedUsd: 1 },
    checks: {
      test: "",
      lint: "",
      lintFix: "",
      lintBlocking: true,
      runGitHooks: true,
      baseTests: null,
    },
    setup: { command: "", keep: [], link: [] },
    protectedPaths: ["spec/tasks.md", "spec-tui.config.yaml"],
    envDeny: [],
    fence: 1,
    ...change,
  };
}

export function landing(task: string, branchCommit: string, base: string): LandRequest {
  return { task, branchCommit, base, message: `${task}: Do it`, atMs: 1_700_000_000_000, fence: 7 };
}

/** Every file of a folder with its kind, mode and content; git's own folder apart. */
export async function filesOf(dir: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const entry of Deno.readDir(dir)) {
    const path = `${dir}/${entry.name}`;
    if (entry.name === ".git") continue;
    const info = await Deno.lstat(path);
    if (info.isSymlink) files[entry.name] = `link ${await Deno.readLink(path)}`;
    else if (info.isDirectory) {
      const inner = Object.entries(await filesOf(path));
      for (const [name, text] of inner) files[`${entry.name}/${name}`] = text;
    } else {files[entry.name] = `${info.mode} ${
        new TextDecoder("latin1").decode(await Deno.readFile(path))
      }`;}
  }
  return files;
}

/** Everything of the user's that must not change: files, index, HEAD, stash, and refs that are not ours. */
export async function userState(given: Given): Promise<unknown> {
  const { git, dir } = given;
  return {
    files: await filesOf(dir),
    index: await git(dir, "ls-files", "--stage", "-v"),
    head: await Deno.readTextFile(`${dir}/.git/HEAD`),
    refs: (await git(dir, "for-each-ref", "--format=%(refname) %(objectname)")).split("\n")
      .filter((line) => !/^refs\/(spec-tui|heads\/(task|spec-tui))\//.test(line)),
    stash: await git(dir, "stash", "list"),
  };
}
