// The text of `status`.
import { basename } from "node:path";
import { VERSION } from "../host/version.ts";
import { systemClock } from "../host/clock.ts";
import type { Reading } from "../host/reading.ts";
import type { Looked } from "../host/look.ts";
import { ledgerOf, type Paid } from "../reports/ledger.ts";
import { openNeeds } from "../pipeline/candidates.ts";
import { type Run, standingOf } from "../pipeline/run.ts";
import { counts, type StateWord, stateWord } from "../reports/status.ts";
import type { Spec, Task } from "../spec/spec.ts";
import { inboxText } from "./inbox_text.ts";
import { clip, table } from "./table.ts";
import { count, dollars, duration, oneLine, type Style } from "./text.ts";

const MOST_DONE = 20;

export function statusText(project: Looked, reading: Reading, style: Style): string {
  const { spec, run } = reading;
  const inbox = inboxText(spec, run, style);
  return [
    ...head(project, reading, style),
    "",
    ...taskLines(spec, run, style),
    ...(inbox === "" ? [] : ["", style.bold("Waiting for you"), inbox]),
  ].join("\n");
}

function head(project: Looked, { spec, run, engine }: Reading, style: Style): string[] {
  const sum = counts(spec, run);
  const parts = [
    `${sum.done}/${sum.total} done`,
    ...(sum.running > 0 ? [`${sum.running} running`] : []),
    ...(sum.failed > 0 ? [style.red(`${sum.failed} failed`)] : []),
    ...(sum.waiting > 0 ? [style.yellow(`${sum.waiting} waiting`)] : []),
    ...(sum.notStarted > 0 ? [`${sum.notStarted} to do`] : []),
  ];
  const errors = spec.diagnostics.filter((each) => each.severity === "error").length;
  return [
    `${style.bold(oneLine(basename(project.root)))}  ${parts.join(" · ")}  ${
      style.dim(`spec-tui ${VERSION}`)
    }`,
    moneyLine(project, run),
    engineLine(run, engine),
    lastRunLine(run),
    errors > 0 ? style.red(`the spec has ${count(errors, "error")}: spec-tui validate`) : "",
  ].filter((line) => line !== "");
}

function moneyLine(project: Looked, run: Run): string {
  const { usd, unmeasured, input, output } = ledgerOf(run).total;
  if (run.calls.size === 0) return "";
  const { budgetUsd } = project.config.limits;
  const limit = budgetUsd === null ? "" : ` of ${dollars(budgetUsd + run.raisedUsd)}`;
  return `${dollars(usd, unmeasured > 0)} spent${limit}, ${count(run.calls.size, "call")}, tokens ${
    thousands(input)
  } in, ${thousands(output)} out`;
}

function thousands(n: number): string {
  return n > 999 ? `${(n / 1000).toFixed(1)}K` : String(n);
}

function engineLine(run: Run, { alive, holder }: Reading["engine"]): string {
  if (!alive) return "engine: not running";
  const who = holder === null
    ? ""
    : ` (pid ${holder.pid} on ${oneLine(holder.host)}, for ${
      duration(systemClock.now() - holder.startedAtMs)
    })`;
  const state = run.current?.paused ? ", paused" : run.current?.stop ? ", stopping" : "";
  return `engine: running${who}${state}`;
}

function lastRunLine({ current }: Run): string {
  if (current === null) return "no run yet: `spec-tui run --all`";
  if (current.end === null) return "";
  const { exitCode, reason, endedMs, durationMs } = current.end;
  return `last run: ${oneLine(reason)} (exit ${exitCode}, ${duration(durationMs)}, ended ${
    new Date(endedMs).toISOString().slice(0, 19).replace("T", " ")
  } UTC)`;
}

/** Done ones are many and quiet: the last of them, after what is not done. */
function taskLines(spec: Spec, run: Run, style: Style): string[] {
  if (spec.tasks.length === 0) return ["the spec has no tasks"];
  const { paid } = ledgerOf(run);
  const rows = spec.tasks.map((task) => ({ task, word: stateWord(spec, run, task) }));
  const open = rows.filter(({ word }) => word !== "done");
  const done = rows.filter(({ word }) => word === "done");
  const shown = [...open, ...done.slice(-MOST_DONE)].map(({ task, word }) => [
    `${MARKS[word]} ${oneLine(task.id)}`,
    word,
    clip(oneLine(task.name), 50),
    detail(run, task, paid(task.id)),
  ]);
  const lines = table(shown).map((line, at) => {
    const word = shown[at]?.[1];
    return word === "failed" ? style.red(line) : word === "done" ? style.dim(line) : line;
  });
  const hidden = done.length - Math.min(done.length, MOST_DONE);
  return hidden > 0 ? [...lines, style.dim(`… and ${hidden} more done`)] : lines;
}

const MARKS: Readonly<Record<StateWord, string>> = {
  done: "+",
  failed: "x",
  running: ">",
  waiting: "?",
  todo: ".",
};

function detail(run: Run, task: Task, paid: Paid): string {
  const attempts = run.tasks.get(task.id)?.attempts.length ?? 0;
  const parts = [
    ...(attempts > 0 ? [count(attempts, "attempt")] : []),
    ...(paid.usd > 0 ? [dollars(paid.usd, paid.unmeasured > 0)] : []),
    standingText(run, task),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function standingText(run: Run, task: Task): string {
  const standing = standingOf(run, task.id);
  switch (standing.at) {
    case "working":
      return standing.stage;
    case "failed":
      return oneLine(standing.failure.message);
    case "waiting":
      return `waits: ${standing.for.kind}`;
    case "held":
      return `blocked: ${oneLine(standing.reason)}`;
    case "taken":
      return `taken by ${oneLine(standing.by)}`;
    case "done":
      return standing.how === "landed" ? "" : standing.how;
    case "idle": {
      const open = openNeeds(run, task);
      return open.length > 0 ? `needs ${clip(open.join(", "), 40)}` : "";
    }
  }
}
