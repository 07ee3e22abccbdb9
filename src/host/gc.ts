// `gc`: what can go without losing a commit, or would go. Only while no engine works.
import { join } from "node:path";
import { acquireLock } from "../store/lock.ts";
import { collect, type Garbage, listGarbage } from "../git/gc.ts";
import { openRepository } from "../git/repository.ts";
import { slotPaths } from "../git/slots.ts";
import { systemClock } from "./clock.ts";
import { holderOf } from "./face.ts";
import type { Project } from "./project.ts";
import { UserError } from "./user_error.ts";

export interface Collected {
  readonly going: readonly Garbage[];
  readonly staying: readonly Garbage[];
}

/** Slots of an earlier, higher `jobs` are looked for as well. */
const MOST_SLOTS = 64;

export async function collectGarbage(project: Project, isDryRun: boolean): Promise<Collected> {
  const { repository } = project;
  if (repository === null) return { going: [], staying: [] };
  Deno.mkdirSync(project.stateDir, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(project.lockPath, holderOf("gc"), { clock: systemClock });
  if (lock.kind === "held") {
    throw new UserError("Cannot collect garbage: an engine works on this spec", {
      hint: "`spec-tui stop` ends it",
      exitCode: 3,
    });
  }
  try {
    const { config, environment, key } = project;
    const opened = await openRepository(repository, environment, systemClock, true);
    const root = config.worktree.root === "" ? "" : join(project.root, config.worktree.root);
    const pathOf = await slotPaths(repository, { key, stateHome: stateHome(environment), root });
    const collecting = { opened, key, pathOf, slots: Math.max(MOST_SLOTS, config.limits.jobs) };
    const all = await listGarbage(collecting);
    const going = await collect(collecting, isDryRun);
    return { going, staying: all.filter((each) => each.keptBecause !== null) };
  } finally {
    lock.release();
  }
}

export function stateHome(environment: Readonly<Record<string, string>>): string {
  const { XDG_STATE_HOME, HOME } = environment;
  return XDG_STATE_HOME || join(HOME || "/tmp", ".local", "state");
}
