// Keeps what an agent had left in a slot when its engine died: paid work, captured before the slot is emptied.
import { exists } from "./branches.ts";
import { baseOf, captureSlot, readHead } from "./capture.ts";
import type { Desk } from "./desk.ts";
import { harnessDiff } from "./harness.ts";
import { readState } from "./slot_state.ts";
import { linkedWorktrees, type Worktree, worktreeAt } from "./slots.ts";

/** Work that a dead engine left in a slot, kept as a commit. */
export interface Salvaged {
  readonly order: string;
  readonly task: string;
  readonly attempt: number;
  readonly sha: string;
  readonly harnessDiff: string | null;
}

export async function salvageAll(desk: Desk): Promise<readonly Salvaged[]> {
  const kept: Salvaged[] = [];
  for (let number = 1; number <= desk.slots + 1; number++) {
    const found = desk.inUse.has(number) ? null : await salvageAt(desk, number);
    if (found !== null) kept.push(found);
  }
  return kept;
}

/** Needs no more than git's own folder of the slot: its tree may be broken in any way. */
export async function salvageAt(desk: Desk, number: number): Promise<Salvaged | null> {
  const { repository } = desk.opened;
  const root = desk.pathOf(number);
  const gitDir = (await linkedWorktrees(repository.commonDir)).get(root);
  if (gitDir === undefined || !await exists(root)) return null;
  return await salvage(desk, worktreeAt(repository, number, root, gitDir));
}

async function salvage(desk: Desk, worktree: Worktree): Promise<Salvaged | null> {
  const { gitDir, root } = worktree;
  const { open, harness } = await readState(gitDir);
  if (open === null) return null;
  const git = desk.opened.git.at(worktree.place);
  const before = await readHead(git, gitDir, open.continueFrom ?? baseOf(open));
  const left = await captureSlot({
    git,
    gitDir,
    root,
    work: open,
    execution: open.id,
    key: desk.places.key,
    identity: desk.identity,
    sign: false,
    nowMs: desk.clock.now(),
    label: () => Promise.resolve({ kind: "none" }),
  });
  const { sha, changed } = left.capture;
  if (sha === null || (!changed && before === (open.continueFrom ?? open.base))) return null;
  const diff = harnessDiff(new Map(Object.entries(harness)), await desk.readHarness(gitDir));
  return { order: open.id, task: open.task, attempt: open.attempt, sha, harnessDiff: diff };
}
