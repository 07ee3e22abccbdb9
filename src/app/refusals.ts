// Why a command cannot be carried out now, each as the sentence that a person reads; null when nothing forbids it.
import { openNeeds } from "../pipeline/candidates.ts";
import { type Run, standingOf } from "../pipeline/run.ts";
import type { Spec, TaskId } from "../spec/spec.ts";

export interface Ask {
  readonly spec: Spec;
  readonly run: Run;
  readonly args: Readonly<Record<string, unknown>>;
  readonly by: string;
}

export function refuseUnknown({ spec, args }: Ask): string | null {
  const id = args.task;
  if (typeof id !== "string" || id === "") return "it needs a task id";
  return spec.byId.has(id) ? null : `there is no task ${id} in the spec`;
}

export function task(ask: Ask): TaskId {
  return String(ask.args.task);
}

export function text(ask: Ask, name: string): string {
  const value = ask.args[name];
  return typeof value === "string" ? value : "";
}

export function running(ask: Ask): string | null {
  const standing = standingOf(ask.run, task(ask));
  if (standing.at !== "working") return null;
  return `it is in attempt ${standing.attempt}, at ${standing.stage}`;
}

export function noRun({ run }: Ask): string | null {
  return run.current && !run.current.end ? null : "no run is in progress";
}

/** A soft stop may become a hard one. */
export function refuseStop({ run, args }: Ask): string | null {
  const stop = run.current?.stop;
  if (!stop) return null;
  if (stop.mode === "hard") return "it is stopping already";
  return args.now === true
    ? null
    : "it is stopping already, after the attempts in progress; --now ends them";
}

export function refuseRetry(ask: Ask): string | null {
  const standing = standingOf(ask.run, task(ask));
  if (standing.at === "waiting" && standing.for.kind === "question") {
    return `it waits for an answer: spec-tui answer ${task(ask)} "…"`;
  }
  return null;
}

/** A merge that is being made is seconds from its end, and can't be told apart from one that is done. */
export function refuseKill(ask: Ask): string | null {
  if (standingOf(ask.run, task(ask)).at !== "working") return "it is not in an attempt";
  return ask.run.landing?.task === task(ask) ? "it is being landed" : null;
}

export function how(ask: Ask): "accept" | "retry" | "drop" {
  const value = text(ask, "how");
  return value === "accept" || value === "drop" ? value : "retry";
}

export function refuseResolve(ask: Ask): string | null {
  if (ask.args.harness === true) return ask.run.harness ? null : "git's configuration is as it was";
  const unknown = refuseUnknown(ask);
  if (unknown !== null) return unknown;
  if (!["accept", "retry", "drop"].includes(text(ask, "how"))) return "say accept, retry or drop";
  const standing = standingOf(ask.run, task(ask));
  if (standing.at !== "waiting") return "it waits for nothing";
  const { kind } = standing.for;
  if (kind !== "conflict" && kind !== "outside" && kind !== "failure") {
    return `it waits for ${kind}, which has its own command`;
  }
  return how(ask) === "accept" && kind !== "outside"
    ? `a ${kind} can't be accepted as it is`
    : null;
}

export function refuseRaise(ask: Ask): string | null {
  const usd = Number(ask.args.usd);
  if (!Number.isFinite(usd) || usd <= 0) {
    return `a raise is a number of dollars above 0 (found ${String(ask.args.usd)})`;
  }
  if (text(ask, "task") === "") return refuseLimitless(ask);
  return refuseUnknown(ask) ?? refuseLimitless(ask);
}

export function openTasks(ask: Ask): string | null {
  const found = ask.spec.byId.get(task(ask));
  const open = found ? openNeeds(ask.run, found) : [];
  return open.length > 0
    ? `it needs ${open.join(", ")} first (--force takes it all the same)`
    : null;
}

/** A raise on top of nothing would be said to count, and change nothing. */
function refuseLimitless({ run, args }: Ask): string | null {
  const limits = run.current?.limits;
  if (!limits) return "nothing has run yet: budget_usd or --budget sets the first budget";
  const isOfTask = typeof args.task === "string" && args.task !== "";
  const [found, ways] = isOfTask
    ? [limits.taskBudgetUsd ?? limits.maxRetryCostUsd, "task_budget_usd or --task-budget"]
    : [limits.budgetUsd, "budget_usd or --budget"];
  return found === null ? `the last run had no such limit: ${ways} sets one` : null;
}
