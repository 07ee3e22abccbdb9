// What this run has come to so far: how many of the selected tasks are done, and what its own calls cost.
import type { Event } from "../pipeline/fact.ts";
import { selectedTasks } from "../pipeline/outcome.ts";
import { isDone, type Run } from "../pipeline/run.ts";
import type { Spec } from "../spec/spec.ts";

export interface Tally {
  readonly done: number;
  readonly total: number;
  /** What is known. */
  readonly usd: number;
  /** Some call's cost is not known. */
  readonly isAtLeast: boolean;
}

export interface TallyKeeper {
  add(event: Event, run: Run, spec: Spec): Tally;
}

const CHANGES_STANDING: ReadonlySet<string> = new Set([
  "RunStarted",
  "SpecRead",
  "TaskLanded",
  "TaskMarkedDone",
  "TaskSkipped",
  "TaskReleased",
  "TaskHeld",
  "TaskTaken",
  "TaskRetried",
  "ActionUndone",
  "HistoryReset",
  "AttemptStarted",
]);

export function createTally(): TallyKeeper {
  let tally: Tally = { done: 0, total: 0, usd: 0, isAtLeast: false };
  return {
    add({ fact }, run, spec) {
      if (fact.type === "RunStarted") tally = { done: 0, total: 0, usd: 0, isAtLeast: false };
      if (fact.type === "CallEnded") {
        tally = {
          ...tally,
          usd: tally.usd + (fact.costUsd ?? 0),
          isAtLeast: tally.isAtLeast || fact.costUsd === null,
        };
      }
      if (CHANGES_STANDING.has(fact.type)) {
        const tasks = selectedTasks(spec, run);
        const done = tasks.filter((task) => isDone(run, task.id)).length;
        tally = { ...tally, done, total: tasks.length };
      }
      return tally;
    },
  };
}
