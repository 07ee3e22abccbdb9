// What settles things that wait: accept, drop, land, give back, raise a budget. Costly or final ones ask first.
import { usd } from "../../src/pipeline/outcome.ts";
import { knownUsd, spent } from "../../src/pipeline/cost.ts";
import { type Standing, standingOf, undoable } from "../../src/pipeline/run.ts";
import { refuseCommand } from "../available.ts";
import { budgetLimit, engineWarning, isRunning, selectedTask } from "../derive.ts";
import { duration, spend } from "../format.ts";
import { selectedItem } from "../inbox_item.ts";
import { createField } from "../input_field.ts";
import type { Request } from "../msg.ts";
import { ask, openDialog, type Screen } from "../screen.ts";

type Args = Readonly<Record<string, unknown>>;

/** Changes outside the project, or of git's own configuration, taken as they are. */
export function accept(screen: Screen): Screen {
  const args = acceptArgs(screen);
  const isGit = args.harness === true;
  return confirm(screen, {
    title: isGit ? "Accept the changed git configuration?" : `Accept what ${args.task} changed?`,
    verb: "accept",
    lines: isGit
      ? [
        "Hooks and filters in it run on this machine from now on, also in your own git commands.",
        "Landings go on.",
        ...engineWarning(screen),
      ]
      : [
        "Its changes outside the project go on to check and land with the rest.",
        ...engineWarning(screen),
      ],
    request: tell("resolve", args),
  });
}

export function refuseAccept(screen: Screen): string | null {
  return refuseCommand(screen, "resolve", acceptArgs(screen));
}

/** Git's configuration is meant where that is what is selected, or where nothing else is to be accepted. */
function acceptArgs(screen: Screen): Args {
  const task = selectedTask(screen)?.id ?? "";
  if (screen.page === "inbox" && selectedItem(screen)?.kind === "harness") return { harness: true };
  const standing = standingOf(screen.run, task);
  const waitsOutside = standing.at === "waiting" && standing.for.kind === "outside";
  const isMeant = screen.page !== "inbox" && screen.run.harness !== null && !waitsOutside;
  return isMeant ? { harness: true } : { task, how: "accept" };
}

export function drop(screen: Screen): Screen {
  const task = selectedTask(screen)?.id ?? "";
  return confirm(screen, {
    title: `Drop ${task}?`,
    verb: "drop",
    lines: [
      "What was made is not landed; its commit is kept. The task is held back until it is given back.",
    ],
    request: tell("resolve", { task, how: "drop" }),
  });
}

export function refuseDrop(screen: Screen): string | null {
  const task = selectedTask(screen)?.id;
  if (task === undefined) return "no task is selected";
  return refuseCommand(screen, "resolve", { task, how: "drop" });
}

export function land(screen: Screen): Screen {
  const { current } = screen.run;
  const target = current?.target || screen.about.target;
  if (isRunning(screen) && current?.integration === "merge") {
    return ask(screen, tell("land", {}));
  }
  return confirm(screen, {
    title: `Land on ${target}?`,
    verb: "land",
    lines: [
      `${target} moves forward to what has passed its checks.`,
      ...engineWarning(screen, false),
    ],
    request: tell("land", {}),
  });
}

export function refuseLand(screen: Screen): string | null {
  return refuseCommand(screen, "land");
}

/** The run's budget where that is what waits, else the task's. */
export function raise(screen: Screen): Screen {
  const task = raisesRun(screen) ? undefined : selectedTask(screen)?.id;
  return openDialog(screen, {
    kind: "ask",
    title: task === undefined ? "Raise the run's budget once" : `Raise the budget of ${task} once`,
    lines: [...budgetLines(screen, task), ...engineWarning(screen)],
    field: createField(),
    placeholder: "dollars, such as 1.50",
    isOptional: false,
    command: "budget",
    about: [task === undefined ? {} : { task }],
    argument: "usd",
  });
}

/** Asked with any sum: what would refuse it whatever is typed. */
export function refuseRaise(screen: Screen): string | null {
  if (raisesRun(screen)) return refuseCommand(screen, "budget", { usd: 1 });
  const task = selectedTask(screen)?.id;
  if (task === undefined) return "no task is selected";
  return refuseCommand(screen, "budget", { usd: 1, task });
}

function raisesRun(screen: Screen): boolean {
  if (screen.page === "costs") return true;
  return screen.page === "inbox" && selectedTask(screen) === undefined;
}

function budgetLines(screen: Screen, task: string | undefined): string[] {
  const { run } = screen;
  if (task !== undefined) {
    const limit = run.current?.limits.taskBudgetUsd ?? null;
    const raised = run.tasks.get(task)?.raisedUsd ?? 0;
    const most = limit === null ? "no budget of its own" : `of ${usd(limit + raised)}`;
    return [`${spendText(screen, task)}, ${most}.`];
  }
  const limit = budgetLimit(screen);
  const most = limit === null ? "no budget is set" : `of ${usd(limit)}`;
  return [`${spendText(screen, null)}, ${most}.`];
}

/** What is known to be paid, and what the limits count for it. */
function spendText({ run, glyphs }: Screen, task: string | null): string {
  const { usd: counted, isAtLeast } = spent(run, task);
  const known = spend({ usd: knownUsd(run, task), isAtLeast }, glyphs);
  return isAtLeast ? `${known} spent, counted as ${usd(counted)}` : `${known} spent`;
}

/** Names what would be taken back before it is. */
export function undo(screen: Screen): Screen {
  const action = undoable(screen.run);
  const event = screen.facts.findLast((each) => each.seq === action?.seq);
  const by = event !== undefined && "by" in event.fact ? `, by ${event.fact.by}` : "";
  const age = event === undefined ? "" : `, ${duration(screen.nowMs - event.atMs)} ago`;
  const what = `${action?.task ?? "the run"}: ${action?.what ?? ""}`;
  return confirm(screen, {
    title: `Take back "${what}"?`,
    verb: "take back",
    lines: [`${what}${by}${age}.`, ...beforeText(action?.before?.at ?? null)],
    request: tell("undo", {}),
  });
}

function beforeText(at: Standing["at"] | null): string[] {
  return at === null ? [] : [standsAgain[at]];
}

const standsAgain: Readonly<Record<Standing["at"], string>> = {
  idle: "It may be started again.",
  // The attempt itself is over, whatever is said of it now.
  working: "The attempt that was ended stays so; another may go on from what it left.",
  failed: "It stands as failed again.",
  waiting: "It waits for you again.",
  done: "It counts as done again.",
  held: "It is blocked again.",
  taken: "It is taken again.",
};

function confirm(
  screen: Screen,
  { title, verb, lines, request }: {
    readonly title: string;
    readonly verb: string;
    readonly lines: readonly string[];
    readonly request: Request;
  },
): Screen {
  return openDialog(screen, { kind: "confirm", title, lines, verb, requests: [request] });
}

function tell(command: string, args: Args): Request {
  return { kind: "tell", command, args };
}
