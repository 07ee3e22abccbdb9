// The trees an engine works in: slots and the merge queue of a repository, or the project's own folder.
import { join } from "node:path";
import { openPlainWorkspaces } from "../git/plain.ts";
import { openQueue } from "../git/queue.ts";
import { openRepository } from "../git/repository.ts";
import { openWorkspaces } from "../git/workspaces.ts";
import { type Cookies, ENGINE_COOKIE, ORDER_COOKIE, PROJECT_COOKIE } from "../runner/child_env.ts";
import type { Workspaces } from "../runner/ports.ts";
import type { MergeQueue } from "../runner/merge_queue.ts";
import type { Engine } from "../runner/engine.ts";
import { completeTask } from "../spec/edit.ts";
import { parseSpec } from "../spec/parse.ts";
import { systemClock } from "./clock.ts";
import type { Ground } from "./preflight.ts";
import { inRepository, type Project } from "./project.ts";

export interface Trees {
  readonly workspaces: Workspaces;
  readonly queue: MergeQueue | null;
  readonly diff: (from: string, to: string) => Promise<string>;
  readonly salvaged: Engine["salvaged"];
  /** Git's configuration as it stands is the user's from now on. */
  readonly acceptHarness: () => Promise<void>;
}

export interface TreesRequest {
  readonly onNotice: (message: string) => void;
  /** By which what the user's hooks start is found, as what orders start is. */
  readonly cookies: Cookies;
  /** A change of git's configuration still waits for a person. */
  readonly isSuspect: boolean;
}

const DIFF_BYTES = 60_000;

/** The user's environment less what agents, checks and hooks must not have. */
function withoutDenied({ environment, config }: Project): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !config.envDeny.includes(name)),
  );
}

export async function openTrees(
  project: Project,
  ground: Ground,
  { onNotice, cookies, isSuspect }: TreesRequest,
): Promise<Trees> {
  const { config } = project;
  if (ground.mode === "plain") {
    const workspaces = openPlainWorkspaces(project.root);
    const nothing = () => Promise.resolve();
    return {
      workspaces,
      queue: null,
      diff: () => Promise.resolve(""),
      salvaged: new Map(),
      acceptHarness: nothing,
    };
  }
  const { repository } = ground;
  const opened = await openRepository(repository, project.environment, systemClock, isSuspect);
  const queue = openQueue({
    opened,
    target: ground.target,
    identity: ground.identity,
    sign: config.git.sign,
    integration: config.git.integration,
    tasksPath: inRepository(project, `spec/${config.specPrefix}tasks.md`),
    editTasks: editTasks,
    lockWaitMs: 10_000,
    onNotice,
  });
  const workspaces = await openWorkspaces({
    opened,
    clock: systemClock,
    identity: ground.identity,
    target: ground.target,
    places: {
      key: project.key,
      stateHome: stateHome(project),
      root: config.worktree.root === "" ? "" : join(project.root, config.worktree.root),
    },
    slots: config.limits.jobs,
    labels: config.git.keepLabel,
    isOurQueue: queue.hasMoved,
    sign: config.git.sign,
    hookEnv: (order) => ({
      ...withoutDenied(project),
      [ORDER_COOKIE]: order.id,
      [PROJECT_COOKIE]: cookies.project,
      [ENGINE_COOKIE]: cookies.engine,
    }),
  });
  const left = await workspaces.salvage(onNotice);
  return {
    workspaces,
    queue,
    diff: async (from, to) => {
      const args = ["diff", "--no-ext-diff", "--no-color", "--no-textconv", from, to, "--"];
      return (await opened.git.run(args, { mostBytes: DIFF_BYTES })).stdout;
    },
    salvaged: new Map(left.map((each) => [each.order, each])),
    acceptHarness: async () => {
      await Promise.all([opened.guard.accept(), workspaces.acceptHarness()]);
    },
  };
}

/** The task done and its checklist ticked; null when that text has no such task, or has it twice. */
function editTasks(text: string, task: string): string | null {
  const spec = parseSpec(text);
  const found = spec.tasks.filter((each) => each.id === task);
  return found.length === 1 ? completeTask(spec, task) : null;
}

export function stateHome(project: Project): string {
  const { XDG_STATE_HOME, HOME } = project.environment;
  return XDG_STATE_HOME || join(HOME || "/tmp", ".local", "state");
}
