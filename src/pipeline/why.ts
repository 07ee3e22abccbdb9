// Why a task is where it is (P17): the causal chain from facts, each line with its evidence.
import type { Spec, TaskId } from "../spec/spec.ts";
import { type Attempt, type Run, standingOf } from "./run.ts";
import { openNeeds } from "./candidates.ts";
import { knownUsd, spent } from "./cost.ts";
import { notNow, type Now } from "./not_now.ts";
import { usd } from "./outcome.ts";
import { STAGES } from "./fact.ts";
import { tellingLines } from "./evidence.ts";

export interface Reason {
  readonly text: string;
  /** Indentation: 0 is the answer, deeper lines are its causes. */
  readonly depth: number;
}

/** The answer first, then what led to it. `now` is null while no engine runs. */
export function why(spec: Spec, run: Run, id: TaskId, now: Now | null): Reason[] {
  const task = spec.byId.get(id);
  const standing = standingOf(run, id);
  const reasons: Reason[] = [{ text: `${id} ${answer(run, id)}`, depth: 0 }];
  if (!task) return [{ text: `${id} is not in the spec`, depth: 0 }];
  if (standing.at === "idle" || standing.at === "failed") {
    for (const need of openNeeds(run, task)) {
      reasons.push({ text: `needs ${need}, which ${answer(run, need)}`, depth: 1 });
      reasons.push(...causes(spec, run, need, 2, new Set([id])));
    }
    if (openNeeds(run, task).length === 0) {
      const text = now === null
        ? "nothing starts: no engine is running"
        : notNow(spec, run, task, now);
      if (text !== "") reasons.push({ text, depth: 1 });
    }
  }
  for (const attempt of run.tasks.get(id)?.attempts ?? []) reasons.push(...attemptReasons(attempt));
  const cost = spent(run, id);
  if (cost.usd > 0) {
    const sum = `${cost.isAtLeast ? "≥ " : ""}${usd(knownUsd(run, id))}`;
    reasons.push({ text: `cost ${sum}`, depth: 1 });
  }
  return reasons;
}

function causes(spec: Spec, run: Run, id: TaskId, depth: number, seen: Set<TaskId>): Reason[] {
  const task = spec.byId.get(id);
  if (!task || seen.has(id) || depth > 20) return [];
  seen.add(id);
  return openNeeds(run, task).flatMap((need) => [
    { text: `needs ${need}, which ${answer(run, need)}`, depth },
    ...causes(spec, run, need, depth + 1, seen),
  ]);
}

/** One clause: where it stands. */
function answer(run: Run, id: TaskId): string {
  const standing = standingOf(run, id);
  switch (standing.at) {
    case "idle":
      return run.tasks.get(id)?.attempts.length ? "is to be tried again" : "has not been started";
    case "working":
      return `is in attempt ${standing.attempt}, at ${standing.stage}`;
    case "failed":
      return `failed at ${standing.stage} of attempt ${standing.attempt}: ${standing.failure.message}`;
    case "waiting":
      return `waits for a person: ${standing.for.kind}`;
    case "done":
      return doneHow(standing);
    case "held":
      return `is blocked by ${standing.by}: ${standing.reason}`;
    case "taken":
      return `is taken by ${standing.by}`;
  }
}

function doneHow(
  standing: { how: "landed" | "marked" | "outside" | "skipped"; commit: string | null },
): string {
  if (standing.how === "landed") {
    return `landed${standing.commit ? ` as ${standing.commit.slice(0, 10)}` : ""}`;
  }
  if (standing.how === "marked") return "was marked done by a person";
  if (standing.how === "skipped") return "was skipped by a person";
  return "was done before the first run";
}

function attemptReasons(attempt: Attempt): Reason[] {
  const head = `attempt ${attempt.n} with ${attempt.agent}${
    attempt.model ? ` (${attempt.model})` : ""
  }: ${attempt.why}`;
  const lines: Reason[] = [{ text: head, depth: 1 }];
  for (const stage of STAGES) {
    const record = attempt.stages[stage];
    if (!record) continue;
    if (record.status === "passed") {
      lines.push({
        text: `${stage} passed${record.detail ? `: ${shortened(record.detail)}` : ""}`,
        depth: 2,
      });
    }
    if (record.status === "failed") lines.push(...failed(stage, record.failure));
    if (record.status === "interrupted") {
      lines.push({ text: `${stage} interrupted: ${record.reason}`, depth: 2 });
    }
    if (record.status === "skipped") {
      lines.push({ text: `${stage} skipped: ${record.why}`, depth: 2 });
    }
    if (record.status === "running") lines.push({ text: `${stage} is running`, depth: 2 });
  }
  if (attempt.commit) lines.push({ text: `commit ${attempt.commit.slice(0, 10)}`, depth: 2 });
  if (attempt.end?.kind === "blocked") {
    lines.push({ text: `asked: ${attempt.end.question}`, depth: 2 });
  }
  if (attempt.end?.kind === "superseded") {
    lines.push({ text: "given up: a person's word came in between", depth: 2 });
  }
  return lines;
}

/** A commit is named as everywhere else. */
function shortened(detail: string): string {
  return /^[0-9a-f]{40,64}$/.test(detail) ? detail.slice(0, 10) : detail;
}

function failed(
  stage: string,
  failure: { kind: string; message: string; evidence: string },
): Reason[] {
  return [
    { text: `${stage} failed (${failure.kind}): ${failure.message}`, depth: 2 },
    ...tellingLines(failure.evidence, 5).lines.map((line) => ({ text: line, depth: 3 })),
  ];
}
