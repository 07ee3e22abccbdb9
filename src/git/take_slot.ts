// Takes a slot for an order: picks it, keeps what was left there, empties it and says what it lacks.
import { dirname } from "node:path";
import type { Order, Slot } from "../runner/ports.ts";
import { baseOf } from "./capture.ts";
import { cwdOf, type Desk, giveBack } from "./desk.ts";
import { stamp } from "./guard.ts";
import { emptySlot } from "./empty_slot.ts";
import { cannotKeep, salvageOpen } from "./salvage.ts";
import { linkPaths, lockHash, needsSetUp } from "./set_up.ts";
import { changeState, readState, workOf } from "./slot_state.ts";
import { linkedWorktrees, openSlot, setAside, type Worktree } from "./slots.ts";
import { readWatched } from "./witness.ts";

export async function takeSlot(desk: Desk, order: Order): Promise<Slot> {
  const commit = order.continueFrom ?? baseOf(order);
  const number = await pick(desk, order);
  try {
    return await prepare(desk, order, number, commit);
  } catch (error) {
    giveBack(desk, number);
    throw error;
  }
}

const PATIENCE_MS = 60_000;

/** An order that has told all it did may still be leaving its slot when the next one begins. */
async function pick(desk: Desk, order: Order): Promise<number> {
  const giveUpMs = desk.clock.elapsed() + PATIENCE_MS;
  for (;;) {
    // Listened for before looking, so that none is missed.
    const freed = new AbortController();
    const wake = () => freed.abort();
    desk.waiting.add(wake);
    try {
      const number = await pickFree(desk, order);
      if (number !== null) return number;
      const leftMs = giveUpMs - desk.clock.elapsed();
      if (leftMs <= 0) throw new Error(`Cannot take a slot for ${order.task}: all are in use`);
      await desk.clock.sleep(leftMs, freed.signal);
    } finally {
      desk.waiting.delete(wake);
    }
  }
}

/**
 * The slot of the task's earlier attempt, else the lowest free one; null when all are in use. A landing's check
 * takes the highest, which is its own: in any other the next attempt would wait for it.
 */
async function pickFree(desk: Desk, order: Order): Promise<number | null> {
  const worktrees = await linkedWorktrees(desk.opened.repository.commonDir);
  const count = desk.slots + (order.candidate ? 1 : 0);
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  const tasks = await Promise.all(numbers.map(async (n) => {
    const gitDir = worktrees.get(desk.pathOf(n));
    return gitDir === undefined ? null : (await readState(gitDir)).task;
  }));
  const free = numbers.filter((n) => !desk.inUse.has(n));
  const isLanding = order.candidate && order.task !== "";
  const number = isLanding ? free.at(-1) : free.find((n) => tasks[n - 1] === order.task) ?? free[0];
  if (number === undefined) return null;
  desk.inUse.add(number);
  return number;
}

async function prepare(desk: Desk, order: Order, number: number, commit: string): Promise<Slot> {
  const { opened } = desk;
  const [{ worktree, notices }, refs] = await Promise.all([
    standAt(desk, order, number, commit),
    readWatched(opened.git),
  ]);
  const { root, gitDir } = worktree;
  const git = opened.git.at(worktree.place);
  const cwd = cwdOf(root, order);
  await Deno.mkdir(cwd, { recursive: true });
  const linked = await linkPaths(opened.git, order, opened.repository.topLevel, root);
  const state = await readState(gitDir);
  const [hash, harness] = await Promise.all([
    lockHash(root, cwd, order.setup.command),
    desk.readHarness(gitDir),
  ]);
  const willWork = !order.candidate && order.stages.includes("implement");
  await changeState(gitDir, {
    task: order.task,
    open: willWork ? workOf(order) : null,
    kept: null,
    captured: null,
    links: linked.links,
    settingUp: hash,
    index: stamp(`${gitDir}/index`),
    harness: Object.fromEntries(harness),
  });
  desk.taken.set(number, { worktree, git, order, harness, refs });
  return {
    number,
    root,
    cwd,
    gitEnv: worktree.place.env,
    agentEnv: { GIT_CEILING_DIRECTORIES: dirname(root) },
    sameAsBefore: !worktree.isNew && state.task === order.task,
    needsSetup: order.setup.command !== "" && await needsSetUp(state.setUp, hash, cwd),
    notices: [...worktree.notices, ...notices, ...linked.notices],
  };
}

/** A slot that cannot be emptied (files of another user, say) is moved aside once and made anew. */
async function standAt(
  desk: Desk,
  order: Order,
  number: number,
  commit: string,
): Promise<{ readonly worktree: Worktree; readonly notices: readonly string[] }> {
  const { git, repository } = desk.opened;
  const root = desk.pathOf(number);
  const salvaged = await salvage(desk, number, root);
  const first = await openSlot(git, repository, number, root, commit);
  try {
    const notices = await empty(desk, order, first, commit);
    return { worktree: first, notices: [...salvaged, ...notices] };
  } catch (error) {
    if (first.isNew) throw error;
    const aside = await setAside(root);
    const second = await openSlot(git, repository, number, root, commit);
    const notices = await empty(desk, order, second, commit);
    return { worktree: second, notices: [...salvaged, ...aside, ...notices] };
  }
}

/** Returns notices. What can't be made a commit is kept as it stands. */
async function salvage(desk: Desk, number: number, root: string): Promise<readonly string[]> {
  try {
    const kept = await salvageOpen(desk, number);
    return kept === null ? [] : [`Work of ${kept.task} that was cut off is kept`];
  } catch (error) {
    return [cannotKeep(number, error), ...await setAside(root)];
  }
}

async function empty(
  desk: Desk,
  order: Order,
  worktree: Worktree,
  commit: string,
): Promise<readonly string[]> {
  return await emptySlot({
    git: desk.opened.git.at(worktree.place),
    gitDir: worktree.gitDir,
    root: worktree.root,
    cwd: cwdOf(worktree.root, order),
    commit,
    isNew: worktree.isNew,
    keep: order.setup.keep,
    knownIndex: (await readState(worktree.gitDir)).index,
    timeoutMs: Math.max(order.limits.commandMs, 60_000),
  });
}
