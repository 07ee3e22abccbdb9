// Reports are claims. Only what is admitted here becomes a fact: an open order, its first execution,
// the next number. Money in a late claim still counts.
import { type Fact, type FailureKind, type Stage, STAGES } from "../pipeline/fact.ts";
import { affordCall } from "../pipeline/cost.ts";
import type { Run } from "../pipeline/run.ts";
import type { OpenOrder } from "../pipeline/ledger.ts";
import type { Claim, Report } from "./ports.ts";

export interface Admission {
  readonly facts: readonly Fact[];
  /** Number of the last admitted report of each execution. */
  readonly refused: string | null;
}

const BACKOFF_MS = [30_000, 60_000, 120_000, 240_000, 300_000];

/** `last` is the number of the last report admitted of this execution; 0 for none. */
export function admit(run: Run, report: Report, last: number, nowMs: number): Admission {
  const order = run.orders.get(report.order);
  const refusal = refuse(order, report, last);
  if (refusal !== null) return { facts: lateMoney(run, report, refusal), refused: refusal };
  if (!order) return { facts: [], refused: null };
  const facts: Fact[] = [];
  if (order.execution === null) {
    facts.push({ type: "OrderAccepted", order: order.id, execution: report.execution });
  }
  facts.push(...claimed(run, order, report.claim, nowMs));
  return { facts, refused: null };
}

function refuse(order: OpenOrder | undefined, report: Report, last: number): string | null {
  if (!order) return "the order is not open";
  if (order.execution !== null && order.execution !== report.execution) {
    return `another execution has this order (expected ${order.execution}, found ${report.execution})`;
  }
  if (report.n <= last) return "seen before";
  if (report.n !== last + 1) return `a report is missing (expected ${last + 1}, found ${report.n})`;
  return null;
}

/** A repeated report says nothing new; another refused one is recorded, and its cost counts. */
function lateMoney(run: Run, report: Report, reason: string): readonly Fact[] {
  if (reason === "seen before") return [];
  const { claim } = report;
  const facts: Fact[] = [];
  if (claim.type === "call_ended" && run.calls.has(claim.call)) {
    facts.push({ ...claim, type: "CallEnded" });
  }
  const costUsd = claim.type === "call_ended" ? claim.costUsd : null;
  return [...facts, { type: "ReportRefused", order: report.order, reason, costUsd }];
}

function claimed(run: Run, order: OpenOrder, claim: Claim, nowMs: number): readonly Fact[] {
  const at = { task: order.task, attempt: order.attempt };
  switch (claim.type) {
    case "call_started":
      return [callStarted(run, order, claim)];
    case "call_ended":
      return callEnded(run, order, claim);
    case "noticed":
      return [{ type: "Noticed", ...at, message: claim.message }];
    case "harness_changed":
      return [{ type: "HarnessChanged", ...at, diff: claim.diff }];
    case "files_excluded":
      return [{ type: "FilesExcluded", ...at, files: claim.files, why: claim.why }];
    case "blocked":
      return [{ ...claim, type: "QuestionAsked", ...at }];
    case "closed":
      return [...cutOff(run, order, "executor_lost"), { type: "OrderClosed", order: order.id }];
    case "lost":
      return [
        ...cutOff(run, order, claim.reason),
        { type: "OrderLost", order: order.id, reason: claim.reason },
      ];
    case "stage_started":
    case "stage_passed":
    case "stage_failed":
    case "stage_interrupted":
      return order.candidate === null
        ? stageFacts(run, order, claim, nowMs)
        : candidateFacts(run, order, claim);
  }
}

function callStarted(
  run: Run,
  order: OpenOrder,
  { call, role, stage }: Extract<Claim, { type: "call_started" }>,
): Fact {
  const { task, attempt, agent, reservedUsd } = order;
  const asked = affordCall(run, order);
  if (!asked.ok) {
    const { limitUsd, spentUsd, reserveUsd } = asked;
    return { type: "CallRefused", task, attempt, call, role, limitUsd, spentUsd, reserveUsd };
  }
  return {
    type: "CallStarted",
    task,
    attempt,
    call,
    order: order.id,
    stage,
    role,
    agent,
    model: "",
    reservedUsd,
  };
}

function callEnded(
  run: Run,
  order: OpenOrder,
  claim: Extract<Claim, { type: "call_ended" }>,
): Fact[] {
  const facts: Fact[] = [{ ...claim, type: "CallEnded" }];
  const { budgetUsd, taskBudgetUsd, maxRetryCostUsd } = run.current?.limits ?? {};
  const isLimited = (budgetUsd ?? taskBudgetUsd ?? maxRetryCostUsd ?? null) !== null;
  if (isLimited && claim.costUsd !== null && claim.costUsd > order.reservedUsd) {
    const [cost, reserved] = [claim.costUsd.toFixed(2), order.reservedUsd.toFixed(2)];
    // A fraction of a cent is nothing to be told of.
    if (cost === reserved) return facts;
    const message = `The call cost $${cost}, over its reservation of $${reserved}`;
    facts.push({ type: "Noticed", task: order.task, attempt: order.attempt, message });
  }
  return facts;
}

type StageClaim = Extract<Claim, { type: `stage_${string}` }>;

function stageFacts(run: Run, order: OpenOrder, claim: StageClaim, nowMs: number): readonly Fact[] {
  const at = { task: order.task, attempt: order.attempt, stage: claim.stage };
  switch (claim.type) {
    case "stage_started":
      return [{ type: "StageStarted", ...at }];
    case "stage_passed":
      return [{ ...claim, type: "StagePassed", ...at }, ...afterPassing(run, order, claim.stage)];
    case "stage_failed":
      return [{ ...claim, type: "StageFailed", ...at }, ...parked(run, order, claim, nowMs)];
    case "stage_interrupted":
      return [{ type: "StageInterrupted", ...at, reason: "stopped", sha: claim.sha }];
  }
}

function afterPassing(run: Run, order: OpenOrder, stage: Stage): Fact[] {
  const at = { task: order.task, attempt: order.attempt };
  if (stage === "implement" && run.agents.has(order.agent)) {
    return [{ type: "AgentFreed", agent: order.agent }];
  }
  return stage === "check" ? gateFacts(at.task, at.attempt) : [];
}

/** Review and approve are stages from the start; until they are built each says that it did not run. */
export function gateFacts(task: string, attempt: number): Fact[] {
  return [
    { type: "StageSkipped", task, attempt, stage: "review", why: "not built" },
    { type: "StageSkipped", task, attempt, stage: "approve", why: "not asked for" },
  ];
}

const PARKING: ReadonlySet<FailureKind> = new Set<FailureKind>([
  "agent_limit",
  "agent_auth",
  "agent_network",
  "agent_missing",
]);

function parked(
  run: Run,
  order: OpenOrder,
  claim: Extract<Claim, { type: "stage_failed" }>,
  nowMs: number,
): Fact[] {
  const { kind, message } = claim.failure;
  if (!PARKING.has(kind)) return [];
  return [{
    type: "AgentParked",
    agent: order.agent,
    kind,
    untilMs: parkedUntil(run, order.agent, kind, claim.resetsAtMs ?? null, nowMs),
    message,
  }];
}

/** A login or a missing program needs a person; a limit without a time is tried again, ever later. */
function parkedUntil(
  run: Run,
  agent: string,
  kind: FailureKind,
  resetsAtMs: number | null,
  nowMs: number,
): number | null {
  if (kind === "agent_auth" || kind === "agent_missing") return null;
  if (resetsAtMs !== null && resetsAtMs > nowMs) return resetsAtMs;
  const times = run.agents.get(agent)?.times ?? 0;
  return nowMs + (BACKOFF_MS[Math.min(times, BACKOFF_MS.length - 1)] ?? 300_000);
}

/** The check of a merged commit, or of the base before the first paid call. */
function candidateFacts(run: Run, order: OpenOrder, claim: StageClaim): readonly Fact[] {
  if (order.task === "") return baseFacts(order, claim);
  const landing = run.landing;
  if (!landing || landing.commit !== order.candidate) return [];
  if (claim.type === "stage_passed" && claim.stage === "check") {
    const { durationMs } = claim;
    return [{ type: "LandChecked", landing: landing.id, commit: landing.commit, durationMs }];
  }
  if (claim.type !== "stage_failed") return [];
  const { task, attempt } = order;
  return [
    {
      ...claim,
      type: "StageFailed",
      task,
      attempt,
      stage: "land",
      sha: landing.commit,
      tree: null,
    },
    { type: "LandVoided", landing: landing.id, why: "check failed on the merged commit" },
  ];
}

function baseFacts(order: OpenOrder, claim: StageClaim): readonly Fact[] {
  if (order.task !== "" || (claim.type !== "stage_passed" && claim.type !== "stage_failed")) {
    return [];
  }
  if (claim.type === "stage_passed" && claim.stage !== "check") return [];
  const passed = claim.type === "stage_passed";
  const tests = claim.type === "stage_passed" ? claim.tests ?? null : null;
  return [{
    type: "BaseChecked",
    sha: order.candidate || null,
    passed,
    tests: tests === null ? null : tests.passed + tests.failed,
    message: claim.type === "stage_passed" ? claim.detail : claim.failure.message,
    durationMs: claim.durationMs,
  }];
}

/** Stages that an order left running when it ended were cut off. */
export function cutOff(
  run: Run,
  order: OpenOrder,
  reason: "executor_lost" | "engine_died",
  /** What was left, kept as a commit. */
  sha: string | null = null,
): readonly Fact[] {
  if (order.candidate !== null) return [];
  const attempt = run.tasks.get(order.task)?.attempts.find((each) => each.n === order.attempt);
  if (!attempt) return [];
  // Of one that a person ended only what it left is still to be said.
  const isEnding = attempt.end?.kind === "superseded" && sha !== null;
  if (attempt.end !== null && !isEnding) return [];
  const stage = STAGES.find((each) => attempt.stages[each]?.status === "running") ??
    (attempt.stages.implement?.status === "passed" ? null : "implement");
  if (stage === null) return [];
  return [{
    type: "StageInterrupted",
    task: order.task,
    attempt: order.attempt,
    stage,
    reason,
    sha,
  }];
}
