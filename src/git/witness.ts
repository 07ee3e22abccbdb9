// Refs are shared by all worktrees, so an agent can move any of them. What it moved is told, never repaired:
// a branch people stand on that now holds its commits is as grave as a changed config.
import { basename } from "node:path";
import type { Git } from "./git.ts";
import { type Branch, isAncestor, linkedGitDirs, readBranches, readText } from "./branches.ts";

export interface Seen {
  /** Branches that the agent made or moved, and the stash. */
  readonly notices: readonly string[];
  /** Moves that must stop landings. */
  readonly alarms: readonly string[];
}

export interface Witness {
  readonly git: Git;
  readonly commonDir: string;
  /** The slot's own folder: what the agent stands on there, nobody else does. */
  readonly root: string;
  readonly target: string;
  /** The task's label, which is ours to move. */
  readonly label: string;
  readonly before: readonly Branch[];
  readonly after: readonly Branch[];
  /** Did an engine of ours move the queue there? */
  readonly isOurQueue: (sha: string) => boolean;
  /** Where the slot stood before the agent came, and where its HEAD was after. */
  readonly start: string;
  readonly head: string | null;
}

const WATCHED = ["refs/heads", "refs/stash", "refs/spec-tui/queue"];
const MOST_LOOKED_AT = 50;

/** Branches, the stash and the queue; and what else is asked for. */
export async function readWatched(
  git: Git,
  others: readonly string[] = [],
): Promise<readonly Branch[]> {
  return await readBranches(git, [...WATCHED, ...others]);
}

export async function movedRefs(witness: Witness): Promise<Seen> {
  const { after } = witness;
  const shaBefore = new Map(witness.before.map((branch) => [branch.ref, branch.sha]));
  const moved = after.filter((branch) =>
    isWatched(branch) && shaBefore.get(branch.ref) !== branch.sha
  );
  const notices = moved.some((branch) => branch.ref === "refs/stash")
    ? ["The stash grew while the task ran; slots share it with your checkout"]
    : [];
  const alarms: string[] = [];
  const queued = new Set(after.filter(isQueue).map((branch) => branch.sha));
  for (const branch of moved.slice(0, MOST_LOOKED_AT)) {
    if (isOurs(witness, branch) || (queued.has(branch.sha) && !isQueue(branch))) continue;
    if (!await holdsAgentsWork(witness, branch)) continue;
    if (isQueue(branch)) {
      alarms.push(alarm(branch, shaBefore));
      continue;
    }
    const name = branch.ref.slice("refs/heads/".length);
    const isPeoples = branch.worktree !== null && branch.worktree !== witness.root;
    if (!isPeoples && name !== witness.target) {
      notices.push(`The agent made or moved branch "${name}"`);
    } else if (!await movedByItsWorktree(witness.commonDir, branch)) {
      alarms.push(alarm(branch, shaBefore));
    }
  }
  return { notices, alarms };
}

function alarm({ ref, sha }: Branch, before: ReadonlyMap<string, string>): string {
  return `--- ${ref} (moved from within the slot)\n-${before.get(ref) ?? "nothing"}\n+${sha}`;
}

function isWatched(branch: Branch): boolean {
  return WATCHED.some((name) => branch.ref === name || branch.ref.startsWith(`${name}/`));
}

function isQueue(branch: Branch): boolean {
  return branch.ref.startsWith("refs/spec-tui/queue/");
}

function isOurs(witness: Witness, branch: Branch): boolean {
  // What waits there lands with the next task, checked or not.
  if (isQueue(branch)) return witness.isOurQueue(branch.sha);
  return !branch.ref.startsWith("refs/heads/") || branch.ref.startsWith("refs/heads/spec-tui/") ||
    branch.ref === `refs/heads/${witness.label}`;
}

async function holdsAgentsWork(witness: Witness, branch: Branch): Promise<boolean> {
  if (witness.head === null || branch.sha === witness.start) return false;
  if (!await isAncestor(witness.git, branch.sha, witness.head)) return false;
  return !await isAncestor(witness.git, branch.sha, witness.start);
}

/** A commit, merge or pull in the worktree that has the branch writes that worktree's own log of HEAD. */
async function movedByItsWorktree(commonDir: string, branch: Branch): Promise<boolean> {
  if (branch.worktree === null) return false;
  for (const gitDir of [commonDir, ...await linkedGitDirs(commonDir)]) {
    if (basename(gitDir).includes(".spec-tui")) continue;
    const log = await readText(`${gitDir}/logs/HEAD`) ?? "";
    const recent = log.slice(-20_000).split("\n");
    if (recent.some((line) => line.split(" ")[1] === branch.sha)) return true;
  }
  return false;
}
