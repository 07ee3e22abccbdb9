// The inbox: everything that waits for a person, each with the commands that settle it.
import type { Spec, TaskId } from "../spec/spec.ts";
import { type Run, standingOf } from "./run.ts";
import { usd, usedOf } from "./outcome.ts";

export interface InboxItem {
  readonly kind:
    | "question"
    | "conflict"
    | "outside"
    | "failure"
    | "budget"
    | "target"
    | "harness"
    | "agent"
    | "held"
    | "taken";
  readonly task: TaskId | null;
  readonly title: string;
  /** What happened, with its evidence; may be several lines. */
  readonly detail: string;
  /** Each of these settles it. */
  readonly commands: readonly string[];
  readonly sinceMs: number | null;
}

export function inboxItems(spec: Spec, run: Run): InboxItem[] {
  return [
    ...spec.tasks.flatMap((task) => taskItem(run, task.id, task.name) ?? []),
    ...runItems(run),
  ];
}

/** What waits and belongs to no task. */
export function runItems(run: Run): InboxItem[] {
  const items: InboxItem[] = [];
  if (run.harness) items.push(harnessItem(run.harness));
  const budget = run.current?.budgetStop;
  if (budget) {
    items.push({
      kind: "budget",
      task: null,
      title: `The budget was reached: ${usedOf(budget)}`,
      detail: `The next call reserves ${usd(budget.reserveUsd)}.`,
      commands: [`spec-tui budget raise ${usd(Math.max(budget.reserveUsd, 1)).slice(1)}`],
      sinceMs: null,
    });
  }
  if (run.ahead?.waits) {
    items.push({
      kind: "target",
      task: null,
      title: `Landed work waits to reach ${run.current?.target ?? "the target"}`,
      detail: run.ahead.waits.message,
      commands: ["spec-tui land"],
      sinceMs: null,
    });
  }
  return [...items, ...agentItems(run)];
}

/** What one task waits for, if for anything. */
export function taskItem(run: Run, task: TaskId, name: string): InboxItem | null {
  const { standing } = run.tasks.get(task) ?? { standing: standingOf(run, task) };
  if (standing.at === "held") {
    const isStarted = (run.tasks.get(task)?.attempts.length ?? 0) > 0;
    return {
      kind: "held",
      task,
      title: `${task} is blocked`,
      detail: standing.reason,
      commands: [
        ...isStarted ? [`spec-tui retry ${task}`] : [],
        `spec-tui task todo ${task}`,
        `spec-tui skip ${task}`,
      ],
      sinceMs: null,
    };
  }
  if (standing.at === "taken") {
    return {
      kind: "taken",
      task,
      title: `${task} is taken by ${standing.by}`,
      detail: name,
      commands: [`spec-tui task done ${task}`, `spec-tui task todo ${task}`],
      sinceMs: null,
    };
  }
  if (standing.at !== "waiting") return null;
  return waitingItem(task, name, standing);
}

function waitingItem(
  task: TaskId,
  name: string,
  { for: waiting, sinceMs }: Extract<ReturnType<typeof standingOf>, { at: "waiting" }>,
): InboxItem {
  const base = { kind: waiting.kind, task, sinceMs };
  switch (waiting.kind) {
    case "question":
      return {
        ...base,
        title: `${task} asks`,
        detail: waiting.question,
        commands: [`spec-tui answer ${task} "…"`, `spec-tui skip ${task}`],
      };
    case "conflict":
      return {
        ...base,
        title: `${task} conflicts with what has landed`,
        detail: waiting.files.join("\n"),
        commands: [`spec-tui resolve ${task} retry`, `spec-tui resolve ${task} drop`],
      };
    case "outside":
      return {
        ...base,
        title: `${task} changed files outside the project`,
        detail: waiting.files.join("\n"),
        commands: [
          `spec-tui resolve ${task} accept`,
          `spec-tui resolve ${task} retry`,
          `spec-tui resolve ${task} drop`,
        ],
      };
    case "failure":
      return {
        ...base,
        title: `${task} failed: ${waiting.failure.message}`,
        detail: waiting.failure.evidence,
        commands: [`spec-tui retry ${task}`, `spec-tui skip ${task}`],
      };
    case "budget":
      return {
        ...base,
        title: `${task} reached its budget: ${usd(waiting.spentUsd)} of ${usd(waiting.limitUsd)}`,
        detail: name,
        commands: [`spec-tui budget raise 1.00 --task ${task}`, `spec-tui skip ${task}`],
      };
  }
}

function harnessItem(harness: NonNullable<Run["harness"]>): InboxItem {
  return {
    kind: "harness",
    task: harness.task,
    title: `The repository's own configuration changed while ${harness.task} was worked on`,
    detail: harness.diff,
    commands: ["spec-tui resolve --harness accept"],
    sinceMs: null,
  };
}

/** Agents that a person must mend: not found, or not logged in. */
function agentItems(run: Run): InboxItem[] {
  return [...run.agents].filter(([, parked]) => parked.untilMs === null).map(([agent, parked]) => ({
    kind: "agent",
    task: null,
    title: `${agent} can't work`,
    detail: parked.message,
    commands: ["spec-tui doctor", "spec-tui run --all"],
    sinceMs: null,
  }));
}
