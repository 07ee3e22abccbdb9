// Reads refs, and who stands on them.
import type { Git } from "./git.ts";

export interface Branch {
  readonly ref: string;
  readonly sha: string;
  /** The worktree that has it checked out. */
  readonly worktree: string | null;
  /** The ref it is another name of. */
  readonly aliasOf: string | null;
}

const FORMAT = "%(refname)%00%(objectname)%00%(worktreepath)%00%(symref)%00";

/** Every ref under the patterns: a whole name, or a folder of names. */
export async function readBranches(
  git: Git,
  patterns: readonly string[],
): Promise<readonly Branch[]> {
  const answer = await git.run(["for-each-ref", `--format=${FORMAT}`, "--", ...patterns]);
  const fields = answer.stdout.split("\0");
  const branches: Branch[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [ref = "", sha = "", worktree = "", symref = ""] = fields.slice(at, at + 4);
    const aliasOf = symref || null;
    branches.push({ ref: ref.replace(/^\n/, ""), sha, worktree: worktree || null, aliasOf });
  }
  return branches;
}

export async function readBranch(git: Git, ref: string): Promise<Branch | null> {
  return (await readBranches(git, [ref])).find((branch) => branch.ref === ref) ?? null;
}

/** Is `older` reachable from `newer`? A commit is reachable from itself. */
export async function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  if (older === newer) return true;
  const answer = await git.run(["merge-base", "--is-ancestor", older, newer], { okCodes: [0, 1] });
  return answer.code === 0;
}

const OPERATIONS = [
  ["merge", "MERGE_HEAD"],
  ["cherry-pick", "CHERRY_PICK_HEAD"],
  ["revert", "REVERT_HEAD"],
  ["rebase", "rebase-merge"],
  ["rebase", "rebase-apply"],
  ["sequence of picks", "sequencer"],
] as const;

/** What a worktree is in the middle of, from the files in its git folder; null when nothing. */
export async function operationIn(gitDir: string): Promise<string | null> {
  for (const [name, file] of OPERATIONS) {
    if (await exists(`${gitDir}/${file}`)) return name;
  }
  return null;
}

/** A rebase or a bisect detaches HEAD, so the branch it will come back to looks free. */
export async function operationOn(commonDir: string, ref: string): Promise<string | null> {
  for (const gitDir of [commonDir, ...await linkedGitDirs(commonDir)]) {
    for (const file of ["rebase-merge/head-name", "rebase-apply/head-name"]) {
      if ((await readText(`${gitDir}/${file}`))?.trim() === ref) return "rebase";
    }
    const bisected = (await readText(`${gitDir}/BISECT_START`))?.trim();
    if (bisected !== undefined && `refs/heads/${bisected}` === ref) return "bisect";
  }
  return null;
}

/** Git folders of the linked worktrees. */
export async function linkedGitDirs(commonDir: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(`${commonDir}/worktrees`)) names.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort().map((name) => `${commonDir}/worktrees/${name}`);
}

export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** null when it cannot be read. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return null;
  }
}
