// An attempt in one line, and what is known of its cost and its end, in the same words wherever it is shown.
import type { Attempt } from "../src/pipeline/run.ts";
import { type Stage, STAGES } from "../src/pipeline/fact.ts";
import type { Spend } from "../src/pipeline/cost.ts";
import { attemptsShown } from "./attempts.ts";
import { callsOfTask, isEngineAlive, openFor, selectedTask } from "./derive.ts";
import { duration, took } from "./format.ts";
import type { GlyphName } from "./glyphs.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { Screen } from "./screen.ts";
import { type Line, lineWidth, span } from "./spans.ts";
import type { Role } from "./style.ts";

/** `attempt 2/3  claude (opus)  landed`. */
export function attemptLine(screen: Screen, attempt: Attempt): Line {
  const count = attemptsShown(screen).length;
  const { word, role } = endLook(screen, attempt);
  return [
    span(`attempt ${attempt.n}/${count}`, { bold: true }),
    span(`  ${agentOf(attempt)}  `, { fg: "muted" }),
    span(word, { fg: role }),
  ];
}

export function agentOf({ agent, model }: Attempt): string {
  return sanitiseLabel(model === "" || model === agent ? agent : `${agent} (${model})`);
}

/** Of its calls so far; null before the first has begun. */
export function attemptSpend(screen: Screen, attempt: Attempt): Spend | null {
  const task = selectedTask(screen);
  const calls = task === undefined ? [] : callsOfTask(screen, task.id)?.calls ?? [];
  const own = calls.filter((call) => call.attempt === attempt.n);
  if (own.length === 0) return null;
  return {
    usd: own.reduce((sum, call) => sum + (call.costUsd ?? 0), 0),
    isAtLeast: own.some((call) => call.costUsd === null),
  };
}

/** Empty when its engine died: that was found out when the next one started, a night later perhaps. */
export function attemptTook(screen: Screen, { startedMs, endedMs, end }: Attempt): string {
  if (end?.kind === "interrupted" && end.reason === "engine_died") return "";
  if (endedMs !== null) return took(endedMs - startedMs);
  const openMs = openFor(screen, startedMs);
  return openMs === null ? "" : duration(openMs);
}

export interface EndLook {
  readonly word: string;
  readonly role: Role;
  readonly glyph: GlyphName;
}

export function endLook(
  screen: Screen,
  { end, stages }: Pick<Attempt, "end" | "stages">,
): EndLook {
  switch (end?.kind) {
    case "landed":
      return { word: "landed", role: "ok", glyph: "done" };
    case "failed":
      return { word: `${end.stage} failed`, role: "error", glyph: "failed" };
    case "agent":
      return { word: "agent could not work", role: "warn", glyph: "wait" };
    case "interrupted":
      return { word: "interrupted", role: "warn", glyph: "paused" };
    case "blocked":
      return { word: "asked a question", role: "waiting", glyph: "waiting" };
    case "superseded":
      return { word: "ended by a person", role: "warn", glyph: "blocked" };
    case undefined: {
      if (!isEngineAlive(screen)) return { word: "cut off", role: "warn", glyph: "paused" };
      const stage = Object.entries(stages).find(([, each]) => each.status === "running")?.[0];
      return {
        word: stage === undefined ? "in progress" : `at ${stage}`,
        role: "running",
        glyph: "running",
      };
    }
  }
}

/** All stages that were reached, as many to a row as fit. */
export function stageLines(screen: Screen, attempt: Attempt, columns: number): Line[] {
  const lines: Line[] = [];
  for (const stage of STAGES) {
    const part = stageParts(screen, stage, attempt);
    if (part.length === 0) continue;
    const last = lines.at(-1);
    const joined: Line = last === undefined ? part : [...last, span("  "), ...part];
    if (last !== undefined && lineWidth(joined) <= columns) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}

/** `✓ check 3s`; nothing for a stage that was not reached. */
function stageParts(screen: Screen, stage: Stage, { stages, end, endedMs }: Attempt): Line {
  const record = stages[stage];
  const { glyphs } = screen;
  const part = (glyph: GlyphName, role: Role, more: string): Line => [
    span(glyphs[glyph], { fg: role }),
    span(` ${stage}`),
    span(more === "" ? "" : ` ${more}`, { fg: "muted" }),
  ];
  switch (record?.status) {
    case undefined:
      return [];
    case "running":
      // A question ends the attempt in the midst of a stage, and so does a person.
      if (endedMs !== null) {
        const { glyph, role } = endLook(screen, { end, stages });
        return part(glyph, role, took(endedMs - record.sinceMs));
      }
      return runningPart(screen, record.sinceMs, part);
    case "passed":
      return part("done", "ok", took(record.durationMs));
    case "failed":
      return part("failed", "error", took(record.durationMs));
    case "interrupted":
      return part("paused", "warn", "cut off");
    case "skipped":
      return part("skipped", "muted", "skipped");
  }
}

function runningPart(
  screen: Screen,
  sinceMs: number,
  part: (glyph: GlyphName, role: Role, more: string) => Line,
): Line {
  const openMs = openFor(screen, sinceMs);
  return openMs === null
    ? part("paused", "warn", "cut off")
    : part("running", "running", duration(openMs));
}
