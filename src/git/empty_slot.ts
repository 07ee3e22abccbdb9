// Brings a slot to a commit with nothing else in it: no half-done operation, no change, no stray file, but
// the kept dependency folders. Only ever called for a worktree that `slots.ts` has confirmed as ours.
import type { Git } from "./git.ts";
import { exists } from "./branches.ts";
import { nameList } from "./changes.ts";
import { stamp } from "./guard.ts";
import { updateSubmodules } from "./submodules.ts";

export interface Emptying {
  /** Stands in the slot. */
  readonly git: Git;
  readonly gitDir: string;
  readonly root: string;
  /** The project's folder in the slot. */
  readonly cwd: string;
  readonly commit: string;
  /** It was made for this commit just now: there is nothing to empty. */
  readonly isNew: boolean;
  readonly keep: readonly string[];
  /** Stamp of an index that hides nothing. */
  readonly knownIndex: string;
  readonly timeoutMs: number;
}

/** Returns notices. */
export async function emptySlot(emptying: Emptying): Promise<readonly string[]> {
  if (!emptying.isNew) await empty(emptying);
  return await exists(`${emptying.root}/.gitmodules`) ? await updateSubmodules(emptying) : [];
}

async function empty(emptying: Emptying): Promise<void> {
  const { git, gitDir, root, commit } = emptying;
  await Deno.mkdir(root, { recursive: true });
  await abortOperations(gitDir);
  await dropHiddenFlags(git, gitDir, emptying.knownIndex);
  const checkout = () =>
    git.run(["checkout", "--quiet", "--force", "--detach", "--no-recurse-submodules", commit], {
      timeoutMs: emptying.timeoutMs,
    });
  try {
    await checkout();
  } catch {
    // A HEAD or index that an agent broke: both are rebuilt from the commit.
    await Deno.writeTextFile(`${gitDir}/HEAD`, `${commit}\n`);
    await removeFile(`${gitDir}/index`);
    await checkout();
  }
  for (const folder of new Set([root, emptying.cwd])) await dropKeptLinks(folder, emptying.keep);
  await clean(git, emptying);
}

const OPERATION_FILES = [
  "MERGE_HEAD",
  "MERGE_MODE",
  "MERGE_MSG",
  "MERGE_RR",
  "AUTO_MERGE",
  "SQUASH_MSG",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "REBASE_HEAD",
  "BISECT_START",
  "BISECT_LOG",
  "BISECT_TERMS",
  "BISECT_NAMES",
  "BISECT_EXPECTED_REV",
  "index.lock",
  "HEAD.lock",
  "rebase-merge",
  "rebase-apply",
  "sequencer",
];

/** The locks here are of dead processes: the slot's agent and its children have ended. */
export async function removeLocks(gitDir: string): Promise<void> {
  await removeFile(`${gitDir}/index.lock`);
  await removeFile(`${gitDir}/HEAD.lock`);
}

async function abortOperations(gitDir: string): Promise<void> {
  await Promise.all(OPERATION_FILES.map((name) => removeFile(`${gitDir}/${name}`)));
}

/**
 * `assume-unchanged` and `skip-worktree` make git blind to a file: an agent's change would be neither
 * captured nor emptied. A sparse checkout of the user's own uses the second one rightly.
 */
export async function dropHiddenFlags(
  git: Git,
  gitDir: string,
  knownIndex: string,
): Promise<boolean> {
  if (knownIndex !== "" && stamp(`${gitDir}/index`) === knownIndex) return false;
  const listed = await git.run(["ls-files", "-v", "-z"], { okCodes: [0, 128] });
  if (listed.code !== 0) {
    await removeFile(`${gitDir}/index`);
    return true;
  }
  const text = new TextDecoder("latin1").decode(listed.bytes);
  const hidden = [...text.matchAll(/(?<=^|\0)([a-zS]) ([^\0]+)\0/g)];
  if (hidden.length === 0) return false;
  const isSparse = await isSparseCheckout(git);
  const names = hidden.filter(([, tag]) => tag !== "S" || !isSparse).map(([, , name]) => name);
  if (names.length === 0) return false;
  const stdin = nameList(names.map((name) => name ?? ""));
  for (const flag of ["--no-assume-unchanged", ...(isSparse ? [] : ["--no-skip-worktree"])]) {
    await git.run(["update-index", flag, "-z", "--stdin"], { stdin });
  }
  return true;
}

async function isSparseCheckout(git: Git): Promise<boolean> {
  const answer = await git.run(["config", "--type=bool", "--get", "core.sparseCheckout"], {
    okCodes: [0, 1],
  });
  return answer.stdout.trim() === "true";
}

/** Two passes where folders are kept: only what is both ignored and kept may stay. */
async function clean(git: Git, emptying: Emptying): Promise<void> {
  const options = { timeoutMs: emptying.timeoutMs };
  if (emptying.keep.length === 0) {
    await git.run(["clean", "-ffdxq"], options);
    return;
  }
  await git.run(["clean", "-ffdq"], options);
  const kept = emptying.keep.map((name) => `--exclude=!${name.replace(/\/+$/, "")}`);
  await git.run(["clean", "-ffdXq", ...kept], options);
}

/** A kept folder that is a link leads out of the slot: the next set-up would write there. */
async function dropKeptLinks(folder: string, keep: readonly string[]): Promise<void> {
  for (const name of keep) {
    const path = `${folder}/${name}`;
    const info = await Deno.lstat(path).catch(() => null);
    if (info?.isSymlink === true && !name.includes("/")) await Deno.remove(path);
  }
}

async function removeFile(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
