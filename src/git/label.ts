// `task/…`: a branch for people to look at. It is moved by compare-and-swap and only where it is ours;
// nothing reads it back.
import { basename } from "node:path";
import type { Git } from "./git.ts";
import { type Branch, operationOn } from "./branches.ts";
import { attemptsOf, isBranchName } from "./refs.ts";

export interface Labelling {
  readonly git: Git;
  readonly commonDir: string;
  readonly key: string | null;
  readonly task: string;
  /** Short name of the branch. */
  readonly branch: string;
  readonly sha: string;
  /** Refs as they are: the label among them, and the attempts of its task. */
  readonly refs: readonly Branch[];
}

/** Returns why it was left alone, or null. */
export async function moveLabel(labelling: Labelling): Promise<string | null> {
  const { git, branch, sha } = labelling;
  if (!isBranchName(branch)) return `Branch "${branch}" was not made: git takes no such name`;
  const ref = `refs/heads/${branch}`;
  const label = labelling.refs.find((found) => found.ref === ref);
  if (label?.sha === sha) return null;
  const why = await whyLeftAlone(labelling, ref, label);
  if (why !== null) return `Branch "${branch}" was left where it is: ${why}`;
  const answer = await git.run(["update-ref", ref, sha, label?.sha ?? ""], {
    okCodes: [0, 1, 128],
  });
  if (answer.code === 0) return null;
  return `Branch "${branch}" was left where it is: ${answer.stderr.trim()}`;
}

async function whyLeftAlone(
  labelling: Labelling,
  ref: string,
  label: Branch | undefined,
): Promise<string | null> {
  if (label === undefined) return null;
  if (label.worktree !== null) return `it is checked out in "${basename(label.worktree)}"`;
  const operation = await operationOn(labelling.commonDir, ref);
  if (operation !== null) return `a ${operation} stands on it`;
  const attempts = attemptsOf(labelling.key, labelling.task);
  const isOurs = labelling.refs.some((found) =>
    found.ref.startsWith(attempts) && found.sha === label.sha
  );
  return isOurs ? null : "it holds commits that are not this task's";
}
