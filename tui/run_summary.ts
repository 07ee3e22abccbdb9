// What one run came to: what was done, what it cost, which commits, and what to do next.
import { usd } from "../src/pipeline/outcome.ts";
import type { RunInfo } from "../src/pipeline/run.ts";
import { describeSelection } from "./actions/run.ts";
import { isRunning } from "./derive.ts";
import { dayTime, duration, plural, spend } from "./format.ts";
import { keyOf } from "./key_hints.ts";
import { field, heading, prose } from "./prose.ts";
import type { RunRow } from "./run_history.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { Screen } from "./screen.ts";
import { type Line, span, wrapLine } from "./spans.ts";
import { standingText } from "./standing_text.ts";

export function runSummary(screen: Screen, row: RunRow, columns: number): Line[] {
  const { info } = row;
  const text = (name: string, value: string) => field(name, [span(sanitiseLabel(value))], columns);
  return [
    ...text("Outcome", outcomeText(screen, row)),
    ...text("Asked for", `${describeSelection(info.selection)}, by ${info.by}`),
    ...text(
      "Started",
      `${dayTime(info.startedMs, screen.about.zoneMinutes)}${tookText(screen, row)}`,
    ),
    ...text("Cost", costText(screen, row)),
    ...text("Landed on", info.mode === "plain" ? "no branch: worked in place" : targetText(row)),
    ...named("Failed", row.failed, screen, columns),
    ...named("Waiting", row.waiting, screen, columns),
    [],
    heading("Next"),
    ...nextSteps(screen, row).flatMap((step) => prose(step, columns)),
    ...commits(screen, row, columns),
  ];
}

/** Empty when its engine died, nobody knows when. */
export function runTook(screen: Screen, { info }: RunRow): string {
  if (info.end !== null) return duration(info.end.durationMs);
  return goesOn(screen, info) ? duration(Math.max(0, screen.nowMs - info.startedMs)) : "";
}

function goesOn(screen: Screen, info: RunInfo): boolean {
  return info === screen.run.current && isRunning(screen);
}

function outcomeText(screen: Screen, { info }: RunRow): string {
  if (info.end === null) {
    return goesOn(screen, info) ? "it has not ended" : "cut off: its engine died";
  }
  return `${info.end.reason} (exit code ${info.end.exitCode})`;
}

function tookText(screen: Screen, row: RunRow): string {
  const took = runTook(screen, row);
  if (took === "") return "";
  return row.info.end === null ? `, for ${took} so far` : `, took ${took}`;
}

function costText({ glyphs }: Screen, { spend: cost, calls, attempts, info }: RunRow): string {
  const limit = info.limits.budgetUsd === null ? "" : ` of ${usd(info.limits.budgetUsd)}`;
  return `${spend(cost, glyphs)}${limit}: ${plural(calls, "call")} in ${
    plural(attempts, "attempt")
  }`;
}

function targetText({ info }: RunRow): string {
  return info.integration === "merge" ? info.target : `the queue of ${info.target}`;
}

function commits(screen: Screen, { landed }: RunRow, columns: number): Line[] {
  if (landed.length === 0) return [];
  return [
    [],
    [...heading("Landed"), span(` ${landed.length}`, { fg: "muted" })],
    ...landed.map(({ task, commit }): Line => [
      span(`${screen.glyphs.done} `, { fg: "ok" }),
      span(`${(commit ?? "no commit").slice(0, 10).padEnd(11)}`, { fg: "muted" }),
      span(sanitiseLabel(`${task} ${screen.spec.byId.get(task)?.name ?? ""}`).slice(0, columns)),
    ]),
  ];
}

/** Each with the words of what it came to, where it still stands so. */
function named(name: string, ids: readonly string[], screen: Screen, columns: number): Line[] {
  if (ids.length === 0) return [];
  return [
    [],
    [...heading(name), span(` ${ids.length}`, { fg: "muted" })],
    ...ids.flatMap((id): Line[] => {
      const task = screen.spec.byId.get(id);
      const text = task === undefined ? "" : standingText(screen, task);
      return [
        [span(sanitiseLabel(`${id} ${task?.name ?? ""}`).slice(0, columns))],
        ...text === "" ? [] : indented(text, columns),
      ];
    }),
  ];
}

function indented(text: string, columns: number): Line[] {
  return wrapLine([span(sanitiseLabel(text), { fg: "muted" })], Math.max(1, columns - 2))
    .map((line) => [span("  "), ...line]);
}

function nextSteps(screen: Screen, row: RunRow): string[] {
  const { info } = row;
  const isLatest = info === screen.run.current;
  const key = (name: string) => keyOf(screen, name);
  const steps: string[] = [];
  const isCutOff = info.end === null && !goesOn(screen, info);
  if (goesOn(screen, info)) steps.push(`${key("stop")} stops it after the attempts in progress.`);
  if (isLatest && isCutOff) steps.push(`${key("start")} starts a run, which goes on from there.`);
  if (isLatest && row.waiting.length > 0) steps.push(`${key("inbox")} shows what waits for you.`);
  if (isLatest && row.failed.length > 0) {
    steps.push(`${key("why")} on a failed task says why; ${key("retry")} tries it again.`);
  }
  if (row.landed.length > 0 && info.mode === "git") {
    steps.push(
      info.integration === "merge"
        ? `\`git log --oneline ${info.target}\` shows the commits.`
        : `${key("land")} lets ${info.target} follow the queue.`,
    );
  }
  if (isLatest && info.end !== null) {
    steps.push(`${key("edit")} opens the spec for more tasks; ${key("start")} starts a run.`);
  }
  return steps.length > 0 ? steps : ["Nothing is left to do about it."];
}
