// Brings the target branch up to the queue: a fast-forward in whichever worktree has it checked out, else of
// the ref alone. Git itself refuses where files of the user's are in the way, and then the work waits.
import { dirname, resolve } from "node:path";
import type { MergeQueue } from "../runner/merge_queue.ts";
import { type Branch, exists, operationIn, operationOn, readText } from "./branches.ts";
import { type Git, GitFailure, isLockHeld } from "./git.ts";
import { checkoutPlace } from "./repository.ts";
import { linkedWorktrees } from "./slots.ts";

export type Advanced = Awaited<ReturnType<MergeQueue["advance"]>>;
type Waiting = Extract<Advanced, { readonly waits: unknown }>;

export interface Advancing {
  readonly git: Git;
  readonly commonDir: string;
  readonly target: string;
  readonly branch: Branch;
  readonly queue: string;
  /** The queue is known to descend from where the branch is: nothing to ask. */
  readonly isAhead: boolean;
  readonly lockWaitMs: number;
}

export async function advanceTarget(advancing: Advancing): Promise<Advanced> {
  const { git, branch, queue, target, commonDir } = advancing;
  if (branch.sha === queue) return { advanced: null };
  if (!advancing.isAhead) {
    const common = await git.run(["merge-base", branch.sha, queue], { okCodes: [0, 1] });
    if (common.stdout.trim() === queue) return { advanced: null };
    if (common.stdout.trim() !== branch.sha) return diverged(target);
  }
  const operation = await operationOn(commonDir, branch.ref);
  if (operation !== null) return busy(target, operation);
  // Moved as a ref, it would move the branch it stands for under whoever has that one checked out.
  if (branch.aliasOf !== null) return busy(target, `a change into a name for ${branch.aliasOf}`);
  const root = await rootOf(advancing);
  if (root === "unknown") return busy(target, "a checkout in a folder that git can't name");
  const gitDir = root === null ? null : await gitDirAt(commonDir, root);
  if (root === null || gitDir === null) return await moveRef(advancing);
  const inside = await operationIn(gitDir);
  if (inside !== null) return busy(target, inside);
  return await fastForward(advancing, gitDir, root);
}

/**
 * The folder that has the target checked out; null: none has. Of a main worktree that does not stand around its
 * git folder (a submodule, `--separate-git-dir`, a bare repository) git names the git folder itself: a
 * fast-forward there would write the files among git's own.
 */
async function rootOf({ git, branch, commonDir }: Advancing): Promise<string | null> {
  if (branch.worktree !== commonDir) return branch.worktree;
  const { GIT_DIR, GIT_WORK_TREE } = git.place.env;
  if (GIT_DIR === commonDir && GIT_WORK_TREE !== undefined) return GIT_WORK_TREE;
  const ask = async (...args: readonly string[]) =>
    (await git.run(["config", ...args], { okCodes: [0, 1] })).stdout.trimEnd();
  if (await ask("--type=bool", "--get", "core.bare") === "true") return null;
  const named = await ask("--get", "core.worktree");
  return named === "" ? "unknown" : await Deno.realPath(resolve(commonDir, named));
}

async function fastForward(
  advancing: Advancing,
  gitDir: string,
  root: string,
): Promise<Advanced> {
  const { git, branch, queue, target, commonDir } = advancing;
  const there = git.at(checkoutPlace(commonDir, gitDir, root));
  // It may have been switched a moment ago; reftable repositories keep no branch in this file.
  const head = (await readText(`${gitDir}/HEAD`))?.trim();
  if (head !== `ref: ${branch.ref}` && head !== "ref: refs/heads/.invalid") {
    return busy(target, "a checkout");
  }
  const deleted = await deletedByHand(there, root, branch.sha, queue);
  if (deleted.length > 0) return overlap(target, deleted);
  try {
    await there.run([...FAST_FORWARD, queue], {
      lockWaitMs: advancing.lockWaitMs,
      timeoutMs: 600_000,
      // Cut off, it would leave the user's files half in one commit and half in the other.
      isWhole: true,
      env: { GIT_CEILING_DIRECTORIES: dirname(root) },
    });
    return { advanced: queue };
  } catch (error) {
    if (error instanceof GitFailure) return refusal(target, error.stderr) ?? rethrow(error);
    throw error;
  }
}

/** Each flag undoes a setting that would stash, squash or overwrite ignored files of the user's. */
const FAST_FORWARD = [
  "merge",
  "--ff-only",
  "--no-overwrite-ignore",
  "--no-autostash",
  "--no-squash",
  "--no-verify-signatures",
  "--no-stat",
  "--quiet",
];

async function moveRef(advancing: Advancing): Promise<Advanced> {
  const { git, branch, queue, target } = advancing;
  const args = ["update-ref", "--no-deref", "-m", "spec-tui: land", branch.ref, queue, branch.sha];
  const answer = await git.run(args, { okCodes: [0, 1, 128] });
  if (answer.code === 0) return { advanced: queue };
  return refusal(target, answer.stderr) ?? diverged(target);
}

/** What git said, as a reason to wait; null when it is none we know. */
export function refusal(target: string, stderr: string): Waiting | null {
  if (isLockHeld(stderr)) {
    const file = /Unable to create '(?:[^\n]*\/)?([^/\n]+\.lock)'/.exec(stderr)?.[1] ?? "a lock";
    return busy(target, `another git command (${file})`);
  }
  if (/would be overwritten|would be removed|would lose untracked files/.test(stderr)) {
    const files = [...stderr.matchAll(/^\t(.+)$/gm)].map((match) => match[1] ?? "");
    return overlap(target, files);
  }
  const started = /concluded your (merge|cherry-pick)|(unmerged files|unresolved conflict)/
    .exec(stderr);
  if (started !== null) return busy(target, started[1] ?? "merge");
  if (/Not possible to fast-forward|is at .* but expected/.test(stderr)) return diverged(target);
  return null;
}

function overlap(target: string, files: readonly string[]): Waiting {
  return {
    waits: { kind: "overlap", files },
    message: `Cannot bring ${target} up to date: your own changes are in the way (${
      files.join(", ")
    })`,
  };
}

/** Git takes a file that is gone for one that is unchanged, and would put it back in its new form. */
async function deletedByHand(
  there: Git,
  root: string,
  old: string,
  queue: string,
): Promise<readonly string[]> {
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=MT"];
  const changed = (await there.run([...args, old, queue, "--"])).stdout.split("\0");
  const names = changed.filter((name) => name !== "");
  const isGone = await Promise.all(names.map(async (name) => !await exists(`${root}/${name}`)));
  const gone = names.filter((_, n) => isGone[n]);
  if (gone.length === 0) return [];
  // A sparse checkout leaves files out rightly; `--deleted` knows them.
  const listed = await there.run(["ls-files", "--deleted", "-z"]);
  const deleted = new Set(listed.stdout.split("\0"));
  return gone.filter((name) => deleted.has(name));
}

function busy(target: string, what: string): Waiting {
  return {
    waits: { kind: "operation", what },
    message: `Cannot bring ${target} up to date: ${what} is in progress there`,
  };
}

function diverged(target: string): Waiting {
  return {
    waits: { kind: "diverged", files: [] },
    message: `Cannot bring ${target} up to date: it has commits the queue lacks`,
  };
}

/** null for a worktree whose folder is gone: nothing there can be overwritten. */
async function gitDirAt(commonDir: string, root: string): Promise<string | null> {
  const isThere = await Deno.stat(root).then(() => true, () => false);
  if (!isThere) return null;
  return (await linkedWorktrees(commonDir)).get(root) ?? commonDir;
}

function rethrow(error: Error): never {
  throw error;
}
