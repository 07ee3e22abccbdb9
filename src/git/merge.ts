// Merges two commits without a worktree: a tree, or the files that conflict.
import type { Git } from "./git.ts";

export type Merged =
  | { readonly tree: string }
  | { readonly conflict: readonly string[] };

/** `git` stands in the user's checkout: the built-in merge attributes are read from there, nothing is written. */
export async function mergeTrees(git: Git, ours: string, theirs: string): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs];
  const answer = await git.run(args, { okCodes: [0, 1, 128] });
  const [tree = "", ...names] = answer.stdout.split("\0");
  if (answer.code === 0) return { tree };
  if (answer.code === 1) return { conflict: [...new Set(names.filter((name) => name !== ""))] };
  if (/unrelated histories/.test(answer.stderr)) {
    return { conflict: ["(the whole history: the two share no commit)"] };
  }
  throw new Error(`Cannot merge ${theirs} into ${ours}: ${answer.stderr.trim()}`);
}
