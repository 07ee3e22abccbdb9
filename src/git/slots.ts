// Where slots are, and whether the folder there is truly ours. Nothing is emptied or removed on the word of
// a path: the repository's own list of worktrees must name the folder, else it is moved aside.
import { basename, dirname, isAbsolute, resolve } from "node:path";
import type { Git, Place } from "./git.ts";
import type { Repository } from "./discover.ts";
import { mendTie } from "./mend.ts";
import { exists, linkedGitDirs, readText } from "./branches.ts";

export interface SlotPlaces {
  /** null for the plain project. */
  readonly key: string | null;
  readonly stateHome: string;
  /** `worktree.root` of the config, absolute; empty: not set. */
  readonly root: string;
  /** Can a folder be made beside the repository? Told apart for tests. */
  readonly canWrite?: (folder: string) => Promise<boolean>;
}

export interface Worktree {
  readonly number: number;
  readonly root: string;
  readonly gitDir: string;
  readonly place: Place;
  readonly isNew: boolean;
  readonly notices: readonly string[];
}

/** The path of slot `n`, decided once per engine. */
export async function slotPaths(
  repository: Repository,
  places: SlotPlaces,
): Promise<(n: number) => string> {
  const name = basename(repository.home) || "repository";
  const key = places.key === null ? "" : `-${places.key}`;
  if (places.root !== "") return (n) => `${places.root}/.${name}.spec-tui${key}-${n}`;
  const parent = dirname(repository.home);
  const canWrite = places.canWrite ?? canMakeFolder;
  if (parent !== repository.home && await canWrite(parent)) {
    return (n) => `${parent === "/" ? "" : parent}/.${name}.spec-tui${key}-${n}`;
  }
  return (n) => `${places.stateHome}/spec-tui/${places.key ?? name}/${n}`;
}

/** Root → git folder of every linked worktree, as the repository itself lists them. */
export async function linkedWorktrees(commonDir: string): Promise<ReadonlyMap<string, string>> {
  const listed = await Promise.all((await linkedGitDirs(commonDir)).map(async (gitDir) => {
    const pointer = await readText(`${gitDir}/gitdir`) ?? "";
    const root = pointer.replace(/\/\.git\n?$/, "");
    // Relative to the git folder where the user's git keeps it so (`worktree.useRelativePaths`).
    return [root === "" || isAbsolute(root) ? root : resolve(gitDir, root), gitDir] as const;
  }));
  return new Map(listed);
}

/** The slot as a worktree of this repository, made or mended where it is not one. */
export async function openSlot(
  git: Git,
  repository: Repository,
  number: number,
  root: string,
  commit: string,
): Promise<Worktree> {
  const gitDir = (await linkedWorktrees(repository.commonDir)).get(root) ?? null;
  const isThere = await isOurs(root, gitDir);
  if (gitDir !== null && isThere) {
    await mendTie({ gitDir, root, commit });
    return worktreeAt(repository, number, root, gitDir);
  }
  const notices = await setAside(root);
  await Deno.mkdir(dirname(root), { recursive: true });
  // Forced: the list may still name a folder that is gone. Pruning would also drop the user's own entries.
  await git.run(["worktree", "add", "--force", "--detach", "--", root, commit], {
    timeoutMs: 600_000,
  });
  const made = (await linkedWorktrees(repository.commonDir)).get(root);
  if (made === undefined) {
    throw new Error(`Cannot make slot ${number}: git does not list "${root}"`);
  }
  return { ...worktreeAt(repository, number, root, made), isNew: true, notices };
}

/** Moves whatever is at a path out of the way, never removing it. */
export async function setAside(root: string): Promise<readonly string[]> {
  if (!await exists(root)) return [];
  for (let n = 1;; n++) {
    const aside = `${root}.aside-${n}`;
    if (await exists(aside)) continue;
    await Deno.rename(root, aside);
    return [`"${basename(root)}" was not a slot of ours; it is now "${basename(aside)}"`];
  }
}

/** The repository lists the folder and the folder names the repository. */
async function isOurs(root: string, gitDir: string | null): Promise<boolean> {
  if (gitDir === null) return false;
  const info = await Deno.lstat(`${root}/.git`).catch(() => null);
  return info?.isFile === true && await readText(`${root}/.git`) === `gitdir: ${gitDir}\n`;
}

/** A worktree as listed, not looked at. */
export function worktreeAt(
  repository: Repository,
  number: number,
  root: string,
  gitDir: string,
): Worktree {
  const env = { GIT_DIR: gitDir, GIT_WORK_TREE: root, GIT_COMMON_DIR: repository.commonDir };
  return { number, root, gitDir, place: { dir: root, env }, isNew: false, notices: [] };
}

async function canMakeFolder(parent: string): Promise<boolean> {
  const probe = `${parent}/.spec-tui-probe-${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(probe);
    await Deno.remove(probe);
    return true;
  } catch {
    return false;
  }
}
