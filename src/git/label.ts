// `task/…`: a branch for people to look at. It is moved by compare-and-swap and only where it is ours;
// nothing reads it back.
import { basename } from "node:path";
import type { Git } from "./git.ts";
import { type Branch, operationOn } from "./branches.ts";
import { attemptsOf, isBranchName } from "./refs.ts";

export interface Labelling {
  readonly commonDir: string;
  readonly key: string | null;
  readonly task: string;
  /** Short name of the branch. */
  readonly branch: string;
  readonly sha: string;
  /** Refs as they are: the label among them, and the attempts of its task. */
  readonly refs: readonly Branch[];
}

export type LabelPlan =
  | { readonly kind: "none" }
  | { readonly kind: "left"; readonly notice: string }
  /** `old` is empty for a branch that is not there yet. */
  | { readonly kind: "move"; readonly ref: string; readonly sha: string; readonly old: string };

export async function planLabel(labelling: Labelling): Promise<LabelPlan> {
  const { branch, sha } = labelling;
  if (!isBranchName(branch)) {
    return { kind: "left", notice: `Branch "${branch}" was not made: git takes no such name` };
  }
  const ref = `refs/heads/${branch}`;
  const label = labelling.refs.find((found) => found.ref === ref);
  if (label?.sha === sha) return { kind: "none" };
  const why = await whyLeftAlone(labelling, ref, label);
  if (why !== null) return { kind: "left", notice: leftAlone(ref, why) };
  return { kind: "move", ref, sha, old: label?.sha ?? "" };
}

/** A line for `update-ref --stdin`. */
export function labelLine(plan: LabelPlan): string {
  if (plan.kind !== "move") return "";
  return plan.old === ""
    ? `create ${plan.ref} ${plan.sha}\n`
    : `option no-deref\nupdate ${plan.ref} ${plan.sha} ${plan.old}\n`;
}

/** Returns notices. */
export async function moveLabel(git: Git, plan: LabelPlan): Promise<readonly string[]> {
  if (plan.kind === "none") return [];
  if (plan.kind === "left") return [plan.notice];
  const answer = await git.run(["update-ref", "--no-deref", plan.ref, plan.sha, plan.old], {
    okCodes: [0, 1, 128],
  });
  return answer.code === 0 ? [] : [leftAlone(plan.ref, answer.stderr.trim())];
}

function leftAlone(ref: string, why: string): string {
  return `Branch "${ref.slice("refs/heads/".length)}" was left where it is: ${why}`;
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
