// Each fact as one line for a person, or nothing where it only keeps the books.
import { usd, usedOf } from "../pipeline/outcome.ts";
import type { Fact, Failure } from "../pipeline/fact.ts";
import type { TaskId } from "../spec/spec.ts";
import { count, duration } from "./words.ts";

export type Level = "debug" | "info" | "warning" | "error";
export type Tone = "plain" | "good" | "bad" | "warn" | "quiet";

export interface Line {
  readonly level: Level;
  readonly tone: Tone;
  readonly task: TaskId | null;
  readonly text: string;
  /** Further lines, such as the tail of a failing check. */
  readonly evidence: string;
}

export function describeFact(fact: Fact): Line | null {
  const task = "task" in fact ? fact.task : null;
  const line = (level: Level, tone: Tone, text: string, evidence = ""): Line => ({
    level,
    tone,
    task: task === "" ? null : task,
    text,
    evidence,
  });
  switch (fact.type) {
    case "RunStarted":
      return null;
    case "RunEnded":
      return null;
    case "RunPaused":
      return line("warning", "warn", `paused by ${fact.by}; what is in progress goes on`);
    case "RunResumed":
      return line("warning", "plain", `resumed by ${fact.by}`);
    case "StopRequested":
      return line(
        "warning",
        "warn",
        fact.mode === "hard"
          ? `${fact.reason}: ending what is in progress`
          : `${fact.reason}: ends after the attempts in progress`,
      );
    case "SpecRead":
      return line("debug", "quiet", specRead(fact.tasks, fact.changes.length));
    case "BaseChecked":
      return fact.passed
        ? line("debug", "quiet", `the checks pass before any work (${duration(fact.durationMs)})`)
        : line("warning", "warn", "the checks fail before any work", fact.message);
    case "TaskTaken":
      return line("info", "plain", `taken by ${fact.by}`);
    case "TaskReleased":
      return line("info", "plain", `given back by ${fact.by}`);
    case "TaskMarkedDone":
      return line("info", "good", `marked done by ${fact.by}`);
    case "TaskHeld":
      return line("warning", "warn", `blocked by ${fact.by}: ${fact.reason}`);
    case "TaskSkipped":
      return line("info", "warn", `skipped by ${fact.by}`);
    case "TaskRetried":
      return line(
        "info",
        "plain",
        `to be tried again${fact.fresh ? ", from scratch" : ""}, by ${fact.by}`,
      );
    case "QuestionAnswered":
      return line("info", "plain", `answered by ${fact.by}: ${fact.text}`);
    case "WaitResolved":
      return line("info", "plain", `settled by ${fact.by}: ${fact.how}`);
    case "HarnessAccepted":
      return line("info", "plain", `changed git configuration accepted by ${fact.by}`);
    case "BudgetRaised":
      return line("info", "plain", `budget raised by ${usd(fact.usd)}, by ${fact.by}`);
    case "HistoryReset":
      return line("info", "plain", `history reset by ${fact.by}`);
    case "CommandRefused":
      return line("warning", "warn", `${fact.command} refused: ${fact.reason}`);
    case "ActionUndone":
      return line("info", "plain", `${fact.what} undone by ${fact.by}`);
    case "AttemptStarted":
      return line("info", "plain", attemptText(fact));
    case "StageStarted":
      return line("debug", "quiet", `${fact.stage} starts`);
    case "StagePassed":
      return line(stageLevel(fact.stage), "plain", passedText(fact));
    case "StageFailed":
      return line("error", "bad", failedText(fact.stage, fact.failure), fact.failure.evidence);
    case "StageInterrupted":
      return line("warning", "warn", `${fact.stage} interrupted: ${INTERRUPTED[fact.reason]}`);
    case "StageSkipped":
      return line("debug", "quiet", `${fact.stage} skipped: ${fact.why}`);
    case "QuestionAsked":
      return line("warning", "warn", `asks: ${fact.question}`, `spec-tui answer ${fact.task} "…"`);
    case "FilesExcluded":
      return line(
        "warning",
        "warn",
        `${count(fact.files.length, "file")} left out: ${fact.why}`,
        fact.files.join("\n"),
      );
    case "Noticed":
      return line("warning", "warn", fact.message);
    case "OrderIssued":
    case "OrderAccepted":
    case "OrderClosed":
      return null;
    case "OrderLost":
      return line("debug", "quiet", `order lost: ${INTERRUPTED[fact.reason]}`);
    case "ReportRefused":
      return line("warning", "warn", `a report was refused: ${fact.reason}`);
    case "CallStarted":
      return line("debug", "quiet", `${fact.agent} is called (${fact.role})`);
    case "CallRefused":
      return line(
        "warning",
        "warn",
        `a call (${fact.role}) was not made: ${usd(fact.spentUsd)} of ${
          usd(fact.limitUsd)
        } spent, it would reserve ${usd(fact.reserveUsd)}`,
      );
    case "CallEnded":
      return line("debug", "quiet", callText(fact));
    case "AgentParked":
      return line("warning", "warn", parkedText(fact));
    case "AgentFreed":
      return line("info", "plain", `${fact.agent} is free again`);
    case "BudgetReached":
      return line(
        "warning",
        "warn",
        `the budget was reached: ${usedOf(fact)}, the next call reserves ${usd(fact.reserveUsd)}`,
      );
    case "LandIntended":
      return line("debug", "quiet", `to land as ${short(fact.commit)}`);
    case "LandChecked":
      return line("debug", "quiet", `checked as merged (${duration(fact.durationMs)})`);
    case "LandVoided":
      return line("info", "warn", `not landed: ${fact.why}`);
    case "TaskLanded":
      return line(
        "info",
        "good",
        fact.commit === null ? "done" : `landed as ${short(fact.commit)}`,
      );
    case "StatusNotWritten":
      return line("warning", "warn", `its status could not be written: ${fact.reason}`);
    case "StatusWritten":
      return line("debug", "quiet", `tasks.md says ${fact.status}`);
    case "TargetMerged":
      return line(
        "info",
        "plain",
        `${fact.target} has moved to ${short(fact.from)}: merged into the queue`,
      );
    case "TargetAdvanced":
      return line("debug", "quiet", `${fact.target} is at ${short(fact.to)}`);
    case "TargetWaits":
      return line("warning", "warn", `landed work waits to reach ${fact.target}`, fact.message);
    case "LandRequested":
      return line("info", "plain", `landing asked for by ${fact.by}`);
    case "HarnessChanged":
      return line(
        "error",
        "bad",
        "the repository's own configuration changed: landings wait",
        fact.diff,
      );
  }
}

const INTERRUPTED = {
  stopped: "stopped",
  engine_died: "the engine died",
  executor_lost: "its executor was lost",
  killed: "it was killed",
} as const;

function stageLevel(stage: string): Level {
  return stage === "implement" || stage === "check" ? "info" : "debug";
}

function specRead(tasks: number, changes: number): string {
  return `the spec has ${count(tasks, "task")}${changes > 0 ? `, ${changes} not to do` : ""}`;
}

function attemptText(fact: Extract<Fact, { type: "AttemptStarted" }>): string {
  const model = fact.model === "" ? "" : ` (${fact.model})`;
  const reason = fact.attempt > 1 && fact.why !== "" ? `: ${fact.why}` : "";
  return `attempt ${fact.attempt} with ${fact.agent}${model}${reason}`;
}

function passedText(fact: Extract<Fact, { type: "StagePassed" }>): string {
  const tests = fact.tests ? `, ${count(fact.tests.passed, "test")} passed` : "";
  const noOp = fact.noOp ? ", nothing to change" : "";
  return `${fact.stage} passed in ${duration(fact.durationMs)}${tests}${noOp}`;
}

/** Who refused, then the first line of why. */
function failedText(stage: string, failure: Failure): string {
  return `${stage} failed (${failure.kind.replaceAll("_", " ")}): ${failure.message}`;
}

function callText(fact: Extract<Fact, { type: "CallEnded" }>): string {
  const cost = fact.costUsd === null ? "cost unknown" : usd(fact.costUsd);
  return `call ${fact.outcome.replace("_", " ")} in ${duration(fact.durationMs)}, ${cost}`;
}

function parkedText(fact: Extract<Fact, { type: "AgentParked" }>): string {
  const until = fact.untilMs === null
    ? "not used any more in this run"
    : `not used until ${new Date(fact.untilMs).toISOString()}`;
  // The message names the agent, too.
  const why = fact.message.replace(/^Agent "[^"]*": /, "");
  return `${fact.agent}: ${why} (${until})`;
}

function short(sha: string): string {
  return sha.slice(0, 10);
}
