// Keeps what an agent had left in a slot when its engine died: paid work, captured before the slot is emptied.
import type { Capture } from "../runner/ports.ts";
import { exists } from "./branches.ts";
import { captureSlot } from "./capture.ts";
import type { Desk } from "./desk.ts";
import { harnessDiff } from "./harness.ts";
import { readState, type SlotState, type Work } from "./slot_state.ts";
import { linkedWorktrees, type Worktree, worktreeAt } from "./slots.ts";

/** Work that a dead engine left in a slot, kept as a commit. */
export interface Salvaged {
  readonly order: string;
  readonly task: string;
  readonly attempt: number;
  readonly sha: string;
  readonly harnessDiff: string | null;
}

/**
 * For the start of an engine: what is open, and what was captured last, told of or not. A slot whose work can't be
 * had stops no engine: it is left as it is until it is wanted, and then moved aside.
 */
export async function salvageAll(
  desk: Desk,
  onNotice: (message: string) => void,
): Promise<readonly Salvaged[]> {
  const worktrees = await linkedWorktrees(desk.opened.repository.commonDir);
  const kept: Salvaged[] = [];
  // The engine that died may have had more slots than this one.
  for (let number = 1; number <= Math.max(desk.slots + 1, MOST_SLOTS); number++) {
    if (desk.inUse.has(number) || !worktrees.has(desk.pathOf(number))) continue;
    try {
      const found = await salvageAt(desk, number, (state) => state.open ?? state.kept);
      if (found !== null) kept.push(found);
    } catch (error) {
      onNotice(cannotKeep(number, error));
    }
  }
  return kept;
}

export function cannotKeep(slot: number, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `What was begun in slot ${slot} can't be made a commit: ${why}`;
}

/** Before a slot is emptied: what was begun there and never captured. */
export function salvageOpen(desk: Desk, number: number): Promise<Salvaged | null> {
  return salvageAt(desk, number, (state) => state.open);
}

const MOST_SLOTS = 65;

/** Needs no more than git's own folder of the slot: its tree may be broken in any way. */
async function salvageAt(
  desk: Desk,
  number: number,
  workIn: (state: SlotState) => Work | null,
): Promise<Salvaged | null> {
  const { repository } = desk.opened;
  const root = desk.pathOf(number);
  const gitDir = (await linkedWorktrees(repository.commonDir)).get(root);
  if (gitDir === undefined || !await exists(root)) return null;
  const state = await readState(gitDir);
  const work = workIn(state);
  if (work === null) return null;
  const left = await leftIn(desk, worktreeAt(repository, number, root, gitDir), state);
  if (left === null || left.sha === null) return null;
  const { sha, changed } = left;
  const diff = harnessDiff(new Map(Object.entries(state.harness)), await desk.readHarness(gitDir));
  // An agent that left no file may have changed git's own settings all the same.
  if (!changed && sha === (work.continueFrom ?? work.base) && diff === null) return null;
  return { order: work.id, task: work.task, attempt: work.attempt, sha, harnessDiff: diff };
}

async function leftIn(
  desk: Desk,
  worktree: Worktree,
  state: SlotState,
): Promise<Capture | null> {
  const { gitDir, root } = worktree;
  if (state.open === null) return state.captured?.capture ?? null;
  const left = await captureSlot({
    git: desk.opened.git.at(worktree.place),
    gitDir,
    root,
    work: state.open,
    execution: state.open.id,
    key: desk.places.key,
    identity: desk.identity,
    sign: false,
    nowMs: desk.clock.now(),
    label: () => Promise.resolve({ kind: "none" }),
  });
  return left.capture;
}
