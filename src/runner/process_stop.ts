// The one way to stop a process and all it started. A group kill misses the tools of agents, which have
// sessions of their own: INT to the leader, TERM to everything, then KILL until a sweep finds nothing.
import { PROJECT_COOKIE } from "./child_env.ts";
import type { Clock } from "./ports.ts";
import { sweep, type Swept } from "./sweep.ts";

const ASK_MS = 2_000;
const TERM_MS = 1_000;

export interface Tree {
  readonly pid: number;
  readonly cookie: string;
  /** Resolves when the leader has ended. */
  readonly exited: Promise<unknown>;
  readonly clock: Clock;
}

/** Stops a running process: asks its leader, then ends whatever is left. */
export async function stopTree(tree: Tree): Promise<Swept> {
  send(tree.pid, "SIGINT");
  const over = new AbortController();
  await Promise.race([tree.exited, tree.clock.sleep(ASK_MS, over.signal)]);
  over.abort();
  return await endLeft(tree);
}

/** After a leader ended by itself: what it left behind is ended too. Nothing left is the cheap, usual case. */
export async function endLeft(
  tree: Pick<Tree, "pid" | "cookie">,
  look: typeof sweep = sweep,
): Promise<Swept> {
  const session = isGroupAlive(tree.pid) ? { session: tree.pid } : {};
  try {
    return await look({ cookie: tree.cookie, graceMs: TERM_MS, ...session });
  } catch (error) {
    // No process can be started any more, or the look is held: the group is what can be reached without one.
    const found = send(-tree.pid, "SIGKILL") ? 1 : 0;
    return { found, left: found, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** KILL at once for everything that carries the cookie. */
export async function stopNow(cookie: string): Promise<Swept> {
  return await sweep({ cookie, graceMs: 0 });
}

/** At the start of an engine: ends what an earlier one of this spec left. The caller holds the spec's lock. */
export async function sweepProject(project: string): Promise<Swept> {
  return await sweep({ cookie: `${PROJECT_COOKIE}=${project}`, graceMs: TERM_MS });
}

function send(pid: number, signal: Deno.Signal | number): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function isGroupAlive(leader: number): boolean {
  return send(-leader, 0);
}
