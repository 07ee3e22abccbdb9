// The slots agents work in: worktrees beside the repository, taken, captured and released. The user's own
// checkout is only ever read here.
import type { Capture, Order, Slot, Workspaces } from "../runner/ports.ts";
import { baseOf, captureSlot, keepAttempt } from "./capture.ts";
import {
  cwdOf,
  type Desk,
  giveBack,
  planLabelOf,
  refsFor,
  type Taken,
  takenAt,
  type WorkspacesSetup,
} from "./desk.ts";
import { harnessDiff, openHarness } from "./harness.ts";
import { hooksFolder, runHooks } from "./hooks.ts";
import { moveLabel } from "./label.ts";
import { attemptRef } from "./refs.ts";
import { salvageAll, type Salvaged } from "./salvage.ts";
import { keptFolders } from "./set_up.ts";
import { changeState, readState, workOf } from "./slot_state.ts";
import { slotPaths } from "./slots.ts";
import { takeSlot } from "./take_slot.ts";
import { movedRefs } from "./witness.ts";

export interface GitWorkspaces extends Workspaces {
  /** The set-up command passed; capturing says so as well. */
  setUpDone(slot: Slot): Promise<void>;
  /** Keeps what an earlier engine's agents left. For the start, before any slot is taken. */
  salvage(onNotice?: (message: string) => void): Promise<readonly Salvaged[]>;
  /** A person accepted the repository's config and hooks as they stand. */
  acceptHarness(): Promise<unknown>;
}

export async function openWorkspaces(setup: WorkspacesSetup): Promise<GitWorkspaces> {
  const { repository, git, isHeld } = setup.opened;
  const readHarness = openHarness(repository.commonDir).read;
  const desk: Desk = {
    ...setup,
    pathOf: await slotPaths(repository, setup.places),
    hooks: await hooksFolder(git, repository.commonDir),
    readHarness,
    trusted: isHeld ? Promise.resolve(null) : readHarness(),
    inUse: new Set(),
    waiting: new Set(),
    taken: new Map(),
  };
  return {
    take: (order) => takeSlot(desk, order),
    capture: (slot, order, execution) => capture(desk, slot, order, execution),
    hooks: (slot, order, sha) => hooks(desk, slot, order, sha),
    release(slot) {
      desk.taken.delete(slot.number);
      giveBack(desk, slot.number);
    },
    setUpDone: (slot) => confirmSetUp(takenAt(desk, slot)),
    salvage: (onNotice = () => {}) => salvageAll(desk, onNotice),
    acceptHarness: () => desk.trusted = readHarness(),
  };
}

async function capture(
  desk: Desk,
  slot: Slot,
  order: Order,
  execution: string,
): Promise<Capture> {
  const taken = takenAt(desk, slot);
  const { git, worktree } = taken;
  await confirmSetUp(taken);
  const refs = await refsFor(desk, order.task);
  const left = await captureSlot({
    git,
    gitDir: worktree.gitDir,
    root: worktree.root,
    work: workOf(order),
    execution,
    key: desk.places.key,
    identity: desk.identity,
    sign: desk.sign,
    nowMs: desk.clock.now(),
    label: (sha) => planLabelOf(desk, order, sha, refs),
  });
  const [now, seen] = await Promise.all([
    desk.readHarness(worktree.gitDir),
    movedRefs({
      git: desk.opened.git,
      commonDir: desk.opened.repository.commonDir,
      root: worktree.root,
      target: desk.target,
      label: order.branch,
      isOurQueue: desk.isOurQueue ?? (() => false),
      before: taken.refs,
      after: refs,
      start: order.continueFrom ?? baseOf(order),
      head: left.head,
    }),
  ]);
  const diff = [harnessDiff(taken.harness, now), ...seen.alarms].filter((part) => part !== null);
  return {
    ...left.capture,
    harnessDiff: diff.length === 0 ? null : diff.join("\n"),
    notices: [...left.capture.notices, ...seen.notices],
  };
}

async function hooks(desk: Desk, slot: Slot, order: Order, sha: string) {
  const taken = takenAt(desk, slot);
  const { worktree, git } = taken;
  const harnessChanged = await untrusted(desk, taken);
  if (harnessChanged !== null) {
    const output = `Cannot run the commit hooks: config or hooks changed\n${harnessChanged}`;
    return { passed: false, output, sha, notices: [], harnessChanged };
  }
  const base = baseOf(order);
  const { links, index } = await readState(worktree.gitDir);
  const { root, gitDir } = worktree;
  const { subdir, protectedPaths } = order;
  const start = order.continueFrom ?? base;
  const outcome = await runHooks({
    git,
    gitDir,
    root,
    userRoot: desk.opened.repository.topLevel,
    folder: desk.hooks,
    staging: { git, gitDir, root, base, start, subdir, protectedPaths, links, knownIndex: index },
    sha,
    identity: desk.identity,
    sign: desk.sign,
    env: desk.hookEnv(order),
    nowMs: desk.clock.now(),
    timeoutMs: order.limits.commandMs,
  });
  if (outcome.sha === sha) return outcome;
  await keepAttempt(
    git,
    attemptRef(desk.places.key, order.task, order.attempt, order.id),
    outcome.sha,
  );
  const plan = await planLabelOf(desk, order, outcome.sha, await refsFor(desk, order.task));
  return { ...outcome, notices: [...outcome.notices, ...await moveLabel(git, plan)] };
}

/** What a hook would run, or run beside, that no person has seen; null when there is no such thing. */
async function untrusted(desk: Desk, { worktree, harness }: Taken): Promise<string | null> {
  const [trusted, now] = await Promise.all([desk.trusted, desk.readHarness(worktree.gitDir)]);
  if (trusted === null) return harnessDiff(new Map(), now);
  const own = [...harness].filter(([name]) => name.startsWith("slot/"));
  return harnessDiff(new Map([...trusted, ...own]), now);
}

async function confirmSetUp(taken: Taken): Promise<void> {
  const { worktree, order } = taken;
  const state = await readState(worktree.gitDir);
  if (state.settingUp === null || state.settingUp === state.setUp?.hash) return;
  const folders = await keptFolders(cwdOf(worktree.root, order), order.setup.keep);
  await changeState(worktree.gitDir, { setUp: { hash: state.settingUp, folders } });
}
