// Opens a repository for the engine: git standing in the user's checkout, guarded against what agents write
// into its config.
import type { Clock } from "../runner/ports.ts";
import type { Repository } from "./discover.ts";
import { type Git, openGit, type Place } from "./git.ts";
import { type Guard, openGuard } from "./guard.ts";
import { openHarness } from "./harness.ts";
import { harnessDiff } from "./harness.ts";
import { linkedWorktrees } from "./slots.ts";
import { readState } from "./slot_state.ts";

export interface OpenRepository {
  readonly repository: Repository;
  /** Stands in the user's checkout. */
  readonly git: Git;
  /** How git may be told of the user's checkout for reading, or at landing. */
  readonly guard: Guard;
  /** What git would run may be an agent's: nothing of it is trusted until a person accepts it. */
  readonly isHeld: boolean;
}

export async function openRepository(
  repository: Repository,
  env: Readonly<Record<string, string>>,
  clock: Clock,
  /** The config may be an agent's: nothing in it is trusted until a person accepts it. */
  isSuspect = false,
): Promise<OpenRepository> {
  const place = checkoutPlace(repository.commonDir, repository.gitDir, repository.topLevel);
  const bare = openGit({ dir: repository.topLevel, env, clock }).at(place);
  const isHeld = isSuspect || await changedWhileNobodyWatched(repository.commonDir);
  const guard = await openGuard(bare, repository.commonDir, isHeld);
  const git = openGit({ dir: repository.topLevel, env, clock, overrides: guard.overrides });
  return { repository, git: git.at(place), guard, isHeld };
}

/** For a face that only looks: no program runs that the repository's own config names. */
export function gitForLooking(
  dir: string,
  commonDir: string,
  env: Readonly<Record<string, string>>,
  clock: Clock,
): Git {
  const bare = openGit({ dir, env, clock });
  let opening: Promise<Guard> | null = null;
  const guard = () => opening ??= openGuard(bare, commonDir, true);
  const overrides = async (place: Place) => await (await guard()).overrides(place);
  return openGit({ dir, env, clock, overrides });
}

/** Names a worktree outright: a `core.worktree` in the config cannot lead elsewhere. */
export function checkoutPlace(commonDir: string, gitDir: string, root: string): Place {
  const linked: Record<string, string> = gitDir === commonDir ? {} : { GIT_COMMON_DIR: commonDir };
  return { dir: root, env: { GIT_DIR: gitDir, GIT_WORK_TREE: root, ...linked } };
}

/** An engine died while an agent ran here, and the config is not what it was before that agent. */
async function changedWhileNobodyWatched(commonDir: string): Promise<boolean> {
  const reader = openHarness(commonDir);
  for (const gitDir of (await linkedWorktrees(commonDir)).values()) {
    const state = await readState(gitDir);
    if (state.open === null) continue;
    const before = new Map(Object.entries(state.harness));
    if (harnessDiff(before, await reader.read(gitDir)) !== null) return true;
  }
  return false;
}
