// May this be done now? Asked of the same rows that the engine answers by, so that the footer, the palette
// and a key pressed in vain say what the engine would say.
import { type CommandRow, COMMANDS } from "../src/app/commands.ts";
import type { Ask } from "../src/app/refusals.ts";
import { lastAttempt, standingOf } from "../src/pipeline/run.ts";
import { chosenTasks, isEngineAlive } from "./derive.ts";
import { keyOf } from "./key_hints.ts";
import type { Screen } from "./screen.ts";

export type Args = Readonly<Record<string, unknown>>;

export function commandRow(name: string): CommandRow | undefined {
  return COMMANDS.find((row) => row.name === name);
}

/** Why this command can't be given now, or null. */
export function refuseCommand(screen: Screen, name: string, args: Args = {}): string | null {
  const row = commandRow(name);
  if (row === undefined) return `there is no command "${name}"`;
  if (row.needsEngine && !isEngineAlive(screen)) return "no run is in progress";
  return refuseRetry(screen, name, args) ?? row.refuse(askOf(screen, args));
}

/** Here a retry is no way to begin, and what leads on is a key. */
function refuseRetry(screen: Screen, name: string, { task }: Args): string | null {
  if (name !== "retry" || typeof task !== "string") return null;
  const standing = standingOf(screen.run, task);
  if (standing.at === "waiting" && standing.for.kind === "question") {
    return `it waits for your answer: ${keyOf(screen, "answer")}`;
  }
  if (standing.at !== "idle" || lastAttempt(screen.run, task) !== null) return null;
  return `it has not been tried yet: ${
    isEngineAlive(screen)
      ? `${keyOf(screen, "why")} says what it waits for`
      : `${keyOf(screen, "start")} starts a run`
  }`;
}

/** For commands about tasks: refused when every chosen task refuses, with the first one's reason. */
export function refuseOnTasks(screen: Screen, name: string, args: Args = {}): string | null {
  const ids = chosenTasks(screen);
  if (ids.length === 0) return "no task is selected";
  let first: string | null = null;
  for (const id of ids) {
    const reason = screen.spec.byId.has(id)
      ? refuseCommand(screen, name, { ...args, task: id })
      : "it is no longer in the spec";
    if (reason === null) return null;
    first ??= reason;
  }
  return first;
}

function askOf(screen: Screen, args: Args): Ask {
  return { spec: screen.spec, run: screen.run, args, by: screen.about.by };
}
