// What a slot remembers between uses, in its git folder: never in its tree, where an agent's commit would
// sweep it up and `clean` would take it.
import type { Capture, Order } from "../runner/ports.ts";
import { readText } from "./branches.ts";

/** As much of an order as capturing needs. */
export type Work = Pick<
  Order,
  | "id"
  | "task"
  | "title"
  | "attempt"
  | "base"
  | "continueFrom"
  | "subdir"
  | "branch"
  | "protectedPaths"
>;

export interface SetUp {
  /** Of the lockfiles and the command. */
  readonly hash: string;
  /** Kept folders that stood there afterwards. */
  readonly folders: readonly string[];
}

export interface SlotState {
  /** The task that stood here last. */
  readonly task: string | null;
  /** Work that was started here and is not captured yet. */
  readonly open: Work | null;
  /** Work that was captured here last: an engine may die before it has told of it. */
  readonly kept: Work | null;
  /** What the last finished set-up saw and made, and what the one under way sees. */
  readonly setUp: SetUp | null;
  readonly settingUp: string | null;
  /** Links we made, repository-relative: not the agent's work. */
  readonly links: readonly string[];
  /** Stamp of the index when nothing in it was hidden from git. */
  readonly index: string;
  /** Config, hooks and info as they were when the slot was taken. */
  readonly harness: Readonly<Record<string, string>>;
  readonly captured: { readonly execution: string; readonly capture: Capture } | null;
}

export const EMPTY_STATE: SlotState = {
  task: null,
  open: null,
  kept: null,
  setUp: null,
  settingUp: null,
  links: [],
  index: "",
  harness: {},
  captured: null,
};

const FILE = "spec-tui.json";

/** A state that cannot be read is an empty one: it costs a set-up, nothing else. */
export async function readState(gitDir: string): Promise<SlotState> {
  const text = await readText(`${gitDir}/${FILE}`);
  if (text === null) return EMPTY_STATE;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return EMPTY_STATE;
    const state = { ...EMPTY_STATE, ...value as Partial<SlotState> };
    const isSound = Array.isArray(state.links) && [state.open, state.kept].every(isWork) &&
      typeof state.harness === "object" && state.harness !== null;
    return isSound ? state : EMPTY_STATE;
  } catch {
    return EMPTY_STATE;
  }
}

/** An agent can write here, too. */
function isWork(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== "object") return false;
  const { id, task, base } = value as Partial<Work>;
  return typeof id === "string" && typeof task === "string" && typeof base === "string";
}

export async function changeState(
  gitDir: string,
  change: Partial<SlotState>,
): Promise<SlotState> {
  const state = { ...await readState(gitDir), ...change };
  const path = `${gitDir}/${FILE}`;
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(state));
  await Deno.rename(`${path}.new`, path);
  return state;
}

export function workOf(order: Order): Work {
  const { id, task, title, attempt, base, continueFrom, subdir, branch, protectedPaths } = order;
  return { id, task, title, attempt, base, continueFrom, subdir, branch, protectedPaths };
}
