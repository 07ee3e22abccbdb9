// The merge queue of one target: a ref nobody checks out. Merges are objects first; the queue moves only by
// compare-and-swap, so whatever dies in between, a task lands at most once.
import type { Candidate, LandRequest, MergeQueue } from "../runner/merge_queue.ts";
import { advanceTarget } from "./advance.ts";
import { type Branch, isAncestor, operationOn, readBranches } from "./branches.ts";
import type { Identity } from "./discover.ts";
import { type Git, GitRefused } from "./git.ts";
import { mergeTrees } from "./merge.ts";
import { commitTree, oneLine } from "./objects.ts";
import { integrationBranch, isBranchName, queueRef } from "./refs.ts";
import type { OpenRepository } from "./repository.ts";
import { editFile, readFileInTree } from "./tree_edit.ts";

export interface QueueSetup {
  readonly opened: OpenRepository;
  readonly target: string;
  readonly identity: Identity;
  readonly sign: boolean;
  readonly integration: "merge" | "branch" | "pr";
  /** `tasks.md` within the repository. */
  readonly tasksPath: string;
  /** The text with the task's status and checklist set; null: the text has no such task. */
  readonly editTasks: (text: string, task: string) => string | null;
  readonly lockWaitMs: number;
  /** Told when the integration branch was left alone, and why. */
  readonly onNotice: (message: string) => void;
}

export interface GitQueue extends MergeQueue {
  /** Is it in the queue? */
  isLanded(commit: string): Promise<boolean>;
  /** Is the user's copy of a file as it was committed, in the index and on disk? */
  isClean(path: string): Promise<boolean>;
  /** Has this engine moved the queue there? */
  hasMoved(sha: string): boolean;
}

interface Queueing extends QueueSetup {
  /** Where this engine moved the queue. */
  readonly moves: Set<string>;
}

interface Ends {
  readonly queue: string | null;
  readonly target: Branch;
}

/** The queue's commit is known to descend from the target's. */
interface Ahead {
  target: string;
  queue: string;
}

function isAhead(known: Ahead, { queue, target }: Ends): boolean {
  return known.queue === queue && known.target === target.sha;
}

const CONTENDED = 20;
const REFUSED = [0, 1, 128];

export function openQueue(asked: QueueSetup): GitQueue {
  if (!isBranchName(asked.target)) {
    throw new Error(`Cannot open a queue for "${asked.target}": git takes no such branch name`);
  }
  const setup: Queueing = { ...asked, moves: new Set() };
  const { git } = setup.opened;
  // What this engine knows without asking: the tip it last saw, the tips its candidates were made on, and a
  // target's commit that a queue's tip descends from.
  let lastTip: string | null = null;
  const prepared = new Map<string, string>();
  const ahead: Ahead = { target: "", queue: "" };
  return {
    hasMoved: (sha) => setup.moves.has(sha),
    async tip() {
      const found = await tip(setup, ahead);
      lastTip = "sha" in found ? found.sha : null;
      return found;
    },
    async prepare(request) {
      const queue = lastTip ?? (await readEnds(setup)).queue;
      if (queue === null) throw new Error(`Cannot land ${request.task}: the queue was never read`);
      const ready = await prepare(setup, queue, request);
      if ("commit" in ready) prepared.set(ready.commit, ready.queueOld);
      return ready;
    },
    async land(candidate) {
      const isOwn = prepared.get(candidate.commit) === candidate.queueOld;
      // Only an optimistic guess: the compare-and-swap is what counts.
      lastTip = null;
      const outcome = await land(setup, candidate, isOwn);
      if (outcome === "landed") {
        prepared.clear();
        if (ahead.queue === candidate.queueOld) ahead.queue = candidate.commit;
      }
      return outcome;
    },
    advance: () => advance(setup, ahead),
    isLanded: async (commit) => {
      const { queue } = await readEnds(setup);
      return queue !== null && await isAncestor(git, commit, queue);
    },
    isClean: (path) => isClean(git, path),
  };
}

async function tip(
  setup: Queueing,
  ahead: Ahead,
): Promise<Awaited<ReturnType<MergeQueue["tip"]>>> {
  const { git } = setup.opened;
  for (let round = 0; round < CONTENDED; round++) {
    const ends = await readEnds(setup);
    const { queue, target } = ends;
    if (queue === null) {
      if (await moveQueue(setup, target.sha, "")) return { sha: target.sha, merged: null };
      continue;
    }
    if (isAhead(ahead, ends) || await isAncestor(git, target.sha, queue)) {
      Object.assign(ahead, { queue, target: target.sha });
      return { sha: queue, merged: null };
    }
    const merged = await mergeTarget(setup, queue, target.sha);
    if ("conflict" in merged) return merged;
    if (await moveQueue(setup, merged.sha, queue)) return { sha: merged.sha, merged: target.sha };
  }
  throw new Error(`Cannot read the queue of ${setup.target}: others keep moving it`);
}

/** The queue with the target's own new commits: the target itself where the queue has nothing else. */
async function mergeTarget(
  setup: QueueSetup,
  queue: string,
  target: string,
): Promise<{ readonly sha: string } | { readonly conflict: readonly string[] }> {
  const { git } = setup.opened;
  if (await isAncestor(git, queue, target)) return { sha: target };
  const merged = await mergeTrees(git, queue, target);
  if ("conflict" in merged) return merged;
  // The target's own time, so that the same two commits always make the same merge.
  const seconds = Number(await git.text(["show", "-s", "--format=%ct", target]));
  const sha = await commitTree(git, {
    tree: merged.tree,
    parents: [queue, target],
    message: `Merge ${setup.target} into the queue`,
    identity: setup.identity,
    atMs: seconds * 1000,
    sign: setup.sign,
  });
  return { sha };
}

async function prepare(
  setup: QueueSetup,
  queue: string,
  request: LandRequest,
): Promise<Candidate | { readonly conflict: readonly string[] }> {
  const { git } = setup.opened;
  const [merged, mayEdit] = await Promise.all([
    mergeTrees(git, queue, request.branchCommit),
    isClean(git, setup.tasksPath),
  ]);
  if ("conflict" in merged) return merged;
  const found = await readFileInTree(git, merged.tree, setup.tasksPath, request.branchCommit);
  const edit = (text: string) => setup.editTasks(text, request.task);
  const edited = mayEdit ? await editFile(git, found, edit) : null;
  const tree = edited ?? merged.tree;
  const parents = [...new Set([queue, request.branchCommit])];
  const commit = await commitTree(git, {
    tree,
    parents,
    message: landMessage(request),
    identity: setup.identity,
    atMs: request.atMs,
    sign: setup.sign,
  });
  return {
    commit,
    tree,
    parents,
    queueOld: queue,
    needsCheck: merged.tree !== found.otherTree,
    statusInTree: edited !== null,
  };
}

function landMessage(request: LandRequest): string {
  const trailers = `Spec-Tui-Task: ${oneLine(request.task)}\nSpec-Tui-Fence: ${request.fence}`;
  return `${request.message.trim() || oneLine(request.task)}\n\n${trailers}`;
}

async function land(
  setup: Queueing,
  candidate: { readonly commit: string; readonly queueOld: string },
  isOwn: boolean,
): Promise<"landed" | "moved"> {
  const { git } = setup.opened;
  const { commit, queueOld } = candidate;
  if (!isOwn && !await isMadeOn(git, commit, queueOld)) return "moved";
  const didMove = await moveQueue(setup, commit, queueOld);
  if (didMove && setup.integration === "merge") return "landed";
  const { queue } = await readEnds(setup);
  if (queue === null || !await isAncestor(git, commit, queue)) return "moved";
  if (setup.integration !== "merge") await moveIntegration(setup, queue);
  return "landed";
}

/** An intent replayed after a crash is looked at again. False: its objects did not survive a power cut. */
async function isMadeOn(git: Git, commit: string, queueOld: string): Promise<boolean> {
  const args = ["rev-list", "--parents", "--max-count=1", commit, "--"];
  const found = await git.run(args, { okCodes: [0, 128] });
  if (found.code !== 0) return false;
  const line = found.stdout.trim();
  if (line.split(" ")[1] === queueOld) return true;
  throw new Error(`Cannot land ${commit}: it was not made on ${queueOld} (found "${line}")`);
}

async function advance(
  setup: QueueSetup,
  ahead: Ahead,
): Promise<Awaited<ReturnType<MergeQueue["advance"]>>> {
  const ends = await readEnds(setup);
  const { queue, target } = ends;
  if (queue === null) return { advanced: null };
  return await advanceTarget({
    git: setup.opened.git,
    commonDir: setup.opened.repository.commonDir,
    target: setup.target,
    branch: target,
    queue,
    isAhead: isAhead(ahead, ends),
    lockWaitMs: setup.lockWaitMs,
  });
}

/** False when the queue is not at `old` (empty: does not exist). */
async function moveQueue(setup: Queueing, sha: string, old: string): Promise<boolean> {
  const args = ["update-ref", "--no-deref", queueRef(setup.target), sha, old];
  const { git } = setup.opened;
  for (let round = 0;; round++) {
    // Known before it is there: an agent's end may be looked at in between.
    setup.moves.add(sha);
    const answer = await git.run(args, { okCodes: REFUSED });
    if (answer.code === 0) return true;
    if (/but expected|already exists|unable to resolve reference/.test(answer.stderr)) return false;
    if (round >= CONTENDED) throw whyNotMoved(setup.target, answer.stderr);
  }
}

/** A queue `a` that was used before keeps any queue `a/b` from being made. */
function whyNotMoved(target: string, stderr: string): Error {
  const inTheWay = /'(refs\/[^']+)' exists; cannot create/.exec(stderr)?.[1];
  if (inTheWay === undefined) return new Error(`Cannot move the queue: ${stderr.trim()}`);
  return new GitRefused(
    `Cannot make the queue of ${target}: the ref "${inTheWay}" is in its way`,
    `git branch kept ${inTheWay} && git update-ref -d ${inTheWay}`,
  );
}

/** The branch people look at, or that is pushed; never moved under somebody who has it checked out. */
async function moveIntegration(setup: QueueSetup, queue: string): Promise<void> {
  const { git, repository } = setup.opened;
  const ref = integrationBranch(setup.target);
  const branch = (await readBranches(git, [ref])).find((found) => found.ref === ref);
  if (branch?.sha === queue) return;
  const leave = (why: string) =>
    setup.onNotice(`Branch "${ref.slice("refs/heads/".length)}" was left where it is: ${why}`);
  if (branch !== undefined && branch.worktree !== null) return leave("it is checked out");
  const operation = await operationOn(repository.commonDir, ref);
  if (operation !== null) return leave(`a ${operation} stands on it`);
  if (branch !== undefined && !await isAncestor(git, branch.sha, queue)) {
    return leave("it has commits the queue lacks");
  }
  const answer = await git.run(["update-ref", "--no-deref", ref, queue, branch?.sha ?? ""], {
    okCodes: REFUSED,
  });
  if (answer.code !== 0) leave(answer.stderr.trim());
}

async function readEnds(setup: QueueSetup): Promise<Ends> {
  const [queueName, targetName] = [queueRef(setup.target), `refs/heads/${setup.target}`];
  const refs = await readBranches(setup.opened.git, [queueName, targetName]);
  const target = refs.find((branch) => branch.ref === targetName);
  if (target === undefined) {
    throw new GitRefused(
      `Cannot go on: there is no branch "${setup.target}" to land on any more`,
      `git branch ${setup.target} COMMIT, or set main_branch; what was done is kept`,
    );
  }
  const queue = refs.find((branch) => branch.ref === queueName)?.sha ?? null;
  return { queue, target };
}

async function isClean(git: Git, path: string): Promise<boolean> {
  const args = ["--literal-pathspecs", "status", "--porcelain", "-z", "--untracked-files=all"];
  const answer = await git.run([...args, "--no-renames", "--ignore-submodules", "--", path]);
  return answer.bytes.length === 0;
}
