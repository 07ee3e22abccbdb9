// Makes an attempt's commit of whatever an agent left in its slot, and keeps it under a ref that is only ever
// created. The agent's own commits stay below it when they descend from the attempt's base.
import type { Capture } from "../runner/ports.ts";
import type { Git } from "./git.ts";
import type { Identity } from "./discover.ts";
import { isAncestor, readText } from "./branches.ts";
import { removeLocks } from "./empty_slot.ts";
import { labelLine, type LabelPlan, moveLabel } from "./label.ts";
import { mendTie } from "./mend.ts";
import { stamp } from "./guard.ts";
import { commitTree, oneLine } from "./objects.ts";
import { attemptRef } from "./refs.ts";
import { changeState, readState, type SlotState, type Work } from "./slot_state.ts";
import { type Staged, stageTree } from "./stage_tree.ts";

export interface Capturing {
  /** Stands in the slot. */
  readonly git: Git;
  readonly gitDir: string;
  readonly root: string;
  readonly work: Work;
  readonly execution: string;
  readonly key: string | null;
  readonly identity: Identity;
  readonly sign: boolean;
  readonly nowMs: number;
  /** What is to become of the task's branch. */
  readonly label: (sha: string) => Promise<LabelPlan>;
}

/** What was found in the slot, and the commit its HEAD named then. */
export interface Left {
  readonly capture: Capture;
  readonly head: string | null;
}

export async function captureSlot(capturing: Capturing): Promise<Left> {
  const { git, gitDir, work } = capturing;
  const base = baseOf(work);
  const start = work.continueFrom ?? base;
  await mendTie({ gitDir, root: capturing.root, commit: start });
  await removeLocks(gitDir);
  const state = await readState(gitDir);
  const [staged, head] = await Promise.all([
    stageTree({
      git,
      gitDir,
      root: capturing.root,
      base,
      start,
      subdir: work.subdir,
      protectedPaths: work.protectedPaths,
      links: state.links,
      knownIndex: state.index,
      which: "all",
    }),
    readHead(git, gitDir, start),
  ]);
  const again = sameAsBefore(state, capturing.execution, head, staged);
  if (again !== null) return { capture: again, head };
  const rewritten = head !== null && head !== start && !await isAncestor(git, base, head);
  const parent = head === null || rewritten ? start : head;
  const sha = await commitOf(capturing, staged, parent);
  const plan: LabelPlan = staged.changed ? await capturing.label(sha) : { kind: "none" };
  const notices = await keep(capturing, sha, rewritten ? head : null, plan);
  const capture = {
    sha,
    tree: staged.tree,
    changed: staged.changed,
    excluded: staged.excluded,
    outside: staged.outside,
    rewritten,
    harnessDiff: null,
    notices: [...staged.notices, ...notices],
  };
  const captured = { execution: capturing.execution, capture };
  await changeState(gitDir, { captured, open: null, kept: work, index: stamp(`${gitDir}/index`) });
  return { capture, head };
}

export function baseOf(work: Work): string {
  if (work.base === null) throw new Error(`Cannot capture ${work.task}: its order has no base`);
  return work.base;
}

/** null when HEAD names nothing: an orphan branch, or a file an agent broke. */
export async function readHead(
  git: Git,
  gitDir: string,
  expected: string,
): Promise<string | null> {
  if ((await readText(`${gitDir}/HEAD`))?.trim() === expected) return expected;
  const answer = await git.run(["rev-parse", "-q", "--verify", "HEAD^{commit}"], {
    okCodes: [0, 1, 128],
  });
  return answer.code === 0 ? answer.stdout.trim() : null;
}

/** Puts the slot's HEAD on a commit, detached, whatever it was on. */
export async function detachHead(git: Git, gitDir: string, sha: string): Promise<void> {
  const answer = await git.run(["update-ref", "--no-deref", "HEAD", sha], {
    okCodes: [0, 1, 128],
  });
  if (answer.code !== 0) await Deno.writeTextFile(`${gitDir}/HEAD`, `${sha}\n`);
}

/** Keeps a commit under a ref of its own: the name, or the name and a number for later rounds. */
export async function keepAttempt(
  git: Git,
  name: string,
  sha: string,
): Promise<void> {
  for (let round = 1;; round++) {
    const ref = round === 1 ? name : `${name}-${round}`;
    const answer = await git.run(["update-ref", ref, sha, ""], { okCodes: [0, 1, 128] });
    if (answer.code === 0) return;
    const held = await git.run(["rev-parse", "-q", "--verify", ref], { okCodes: [0, 1, 128] });
    if (held.code !== 0) {
      throw new Error(`Cannot keep an attempt as "${ref}": ${answer.stderr.trim()}`);
    }
    if (held.stdout.trim() === sha) return;
  }
}

function sameAsBefore(
  state: SlotState,
  execution: string,
  head: string | null,
  staged: Staged,
): Capture | null {
  if (state.captured?.execution !== execution) return null;
  const { capture } = state.captured;
  return capture.sha === head && capture.tree === staged.tree ? capture : null;
}

async function commitOf(capturing: Capturing, staged: Staged, parent: string): Promise<string> {
  const { git, work } = capturing;
  const isSame = parent === work.base
    ? !staged.changed
    : await git.text(["rev-parse", `${parent}^{tree}`]) === staged.tree;
  if (isSame) return parent;
  const title = oneLine(`${work.task}: ${work.title}`);
  return await commitTree(git, {
    tree: staged.tree,
    parents: [parent],
    message: `${title}\n\nSpec-Tui-Attempt: ${work.attempt}`,
    identity: capturing.identity,
    atMs: capturing.nowMs,
    sign: capturing.sign,
  });
}

/** History that does not descend from the base is kept beside the commit made of its files. */
async function keep(
  capturing: Capturing,
  sha: string,
  stray: string | null,
  plan: LabelPlan,
): Promise<readonly string[]> {
  const { git, gitDir, work, key, execution } = capturing;
  const name = attemptRef(key, work.task, work.attempt, execution);
  if (stray === null) {
    const all = `create ${name} ${sha}\n${labelLine(plan)}option no-deref\nupdate HEAD ${sha}\n`;
    const answer = await git.run(["update-ref", "--stdin"], { stdin: all, okCodes: [0, 1, 128] });
    if (answer.code === 0) return plan.kind === "left" ? [plan.notice] : [];
  }
  await keepAttempt(git, name, sha);
  if (stray !== null) await keepAttempt(git, `${name}-left`, stray);
  await detachHead(git, gitDir, sha);
  return await moveLabel(git, plan);
}
