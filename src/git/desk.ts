// What the parts of `workspaces.ts` share: its set-up, and which slots are taken for what.
import type { Clock, Order, Slot } from "../runner/ports.ts";
import type { Branch } from "./branches.ts";
import type { Identity } from "./discover.ts";
import type { Git } from "./git.ts";
import type { Harness } from "./harness.ts";
import { type LabelPlan, planLabel } from "./label.ts";
import { attemptsOf } from "./refs.ts";
import type { OpenRepository } from "./repository.ts";
import type { Work } from "./slot_state.ts";
import type { SlotPlaces, Worktree } from "./slots.ts";
import { readWatched } from "./witness.ts";

export interface WorkspacesSetup {
  readonly opened: OpenRepository;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly target: string;
  readonly places: SlotPlaces;
  /** N; one more is made for the re-checks of landings. */
  readonly slots: number;
  /** False: no `task/…` branches. */
  readonly labels: boolean;
  readonly sign: boolean;
  /** Did this engine move the queue there? Absent: nobody lands here. */
  readonly isOurQueue?: (sha: string) => boolean;
  /** What the user's hooks get: their environment, and the cookie of the order. */
  readonly hookEnv: (order: Order) => Readonly<Record<string, string>>;
}

export interface Taken {
  readonly worktree: Worktree;
  readonly git: Git;
  readonly order: Order;
  readonly harness: Harness;
  readonly refs: readonly Branch[];
}

export interface Desk extends WorkspacesSetup {
  readonly pathOf: (n: number) => string;
  readonly hooks: string;
  readonly readHarness: (slotDir?: string) => Promise<Harness>;
  /** What the user's hooks may run beside: as it was when the engine opened or a person accepted it; null: nothing. */
  trusted: Promise<Harness | null>;
  readonly inUse: Set<number>;
  /** Called when a slot is given back. */
  readonly waiting: Set<() => void>;
  readonly taken: Map<number, Taken>;
}

/** What is to become of the task's label; nothing where no labels are wanted. */
export async function planLabelOf(
  desk: Desk,
  order: Order,
  sha: string,
  refs: readonly Branch[],
): Promise<LabelPlan> {
  if (!desk.labels || order.branch === "") return { kind: "none" };
  const { commonDir } = desk.opened.repository;
  const { task, branch } = order;
  return await planLabel({ commonDir, key: desk.places.key, task, branch, sha, refs });
}

export async function refsFor(desk: Desk, task: string): Promise<readonly Branch[]> {
  return await readWatched(desk.opened.git, [attemptsOf(desk.places.key, task)]);
}

export function cwdOf(root: string, work: Pick<Work, "subdir">): string {
  return work.subdir === "" ? root : `${root}/${work.subdir}`;
}

export function giveBack(desk: Desk, number: number): void {
  desk.inUse.delete(number);
  for (const wake of desk.waiting) wake();
}

export function takenAt(desk: Desk, slot: Slot): Taken {
  const taken = desk.taken.get(slot.number);
  if (taken === undefined) throw new Error(`Cannot use slot ${slot.number}: it was not taken`);
  return taken;
}
