// Answers that many views need, kept up with the facts.
import type { Spend } from "../src/pipeline/cost.ts";
import { lastAttempt, type Run } from "../src/pipeline/run.ts";
import type { Task, TaskId } from "../src/spec/spec.ts";
import { memo } from "./memo.ts";
import { paneState, type Screen } from "./screen.ts";
import { tally, type TaskCalls } from "./tally.ts";

export type { TaskCalls } from "./tally.ts";

export function progress(screen: Screen) {
  return tallyOf(screen).counts;
}

export function inbox(screen: Screen) {
  return tallyOf(screen).inbox;
}

export function totalSpent(screen: Screen): Spend {
  return tallyOf(screen).spent;
}

/** The calls of a task in the order they were made, and what they cost. */
export function callsOfTask(screen: Screen, id: TaskId): TaskCalls | undefined {
  return tallyOf(screen).calls.get(id);
}

/** Another number whenever a task came to stand elsewhere. */
export function moves(screen: Screen): number {
  return tallyOf(screen).moves;
}

/** The one that keys are about: on the Inbox that of its row, among live panes that of the one in focus. */
export function selectedTask(screen: Screen): Task | undefined {
  const id = taskInHand(screen);
  return id === null ? undefined : screen.spec.byId.get(id);
}

function taskInHand(screen: Screen): TaskId | null {
  switch (screen.page) {
    case "inbox":
      return itemTask(screen);
    case "live":
      return liveFocus(screen);
    default:
      return screen.list.selected;
  }
}

/** Tasks that somebody works on, in the order they were begun. */
export function liveTasks(screen: Screen): readonly TaskId[] {
  return isEngineAlive(screen) ? workingOf(screen.run, screen.run.seq) : [];
}

const workingOf = memo((run: Run, _seq: number): readonly TaskId[] =>
  [...run.working].sort((one, other) =>
    (lastAttempt(run, one)?.startedMs ?? 0) - (lastAttempt(run, other)?.startedMs ?? 0)
  )
);

/** The live pane that has the keys. */
export function liveFocus(screen: Screen): TaskId | null {
  const tasks = liveTasks(screen);
  const { selected } = screen.list;
  return selected !== null && tasks.includes(selected) ? selected : tasks[0] ?? null;
}

function itemTask(screen: Screen): TaskId | null {
  const items = inbox(screen);
  return items[Math.min(paneState(screen, "inbox").cursor, items.length - 1)]?.task ?? null;
}

/** What a command on tasks is about: the marked ones, else the selected one. */
export function chosenTasks(screen: Screen): readonly TaskId[] {
  if (screen.list.marks.size > 0 && screen.page === "tasks") return [...screen.list.marks];
  const task = taskInHand(screen);
  return task === null ? [] : [task];
}

export function isEngineAlive(screen: Screen): boolean {
  return screen.engine.kind === "alive";
}

/** Is a run going on, with an engine that lives? */
export function isRunning(screen: Screen): boolean {
  return isEngineAlive(screen) && screen.run.current !== null && screen.run.current.end === null;
}

/** How long what has no end yet has gone on; null when its engine died, nobody knows when. */
export function openFor(screen: Screen, sinceMs: number): number | null {
  return isEngineAlive(screen) ? screen.nowMs - sinceMs : null;
}

/** Without an engine, what makes work possible starts one: said before it is done. */
export function engineWarning(screen: Screen, pays = true): readonly string[] {
  if (isRunning(screen)) return [];
  return [pays ? "This starts an engine, which pays for agents." : "This starts an engine."];
}

/** The money limit in force: the run's while it goes on, else the config's; raises included. */
export function budgetLimit(screen: Screen): number | null {
  const { current, raisedUsd } = screen.run;
  const limit = current && !current.end ? current.limits.budgetUsd : screen.about.budgetUsd;
  return limit === null ? null : limit + raisedUsd;
}

function tallyOf({ spec, run, facts }: Screen) {
  return tally(spec, run, facts);
}
