// A run in which the first tasks of a spec have landed, as the facts that a real engine records for each.
import { evolve } from "../../src/pipeline/evolve.ts";
import type { Event, Fact, RunLimits } from "../../src/pipeline/fact.ts";
import { emptyRun, type Run } from "../../src/pipeline/run.ts";
import type { Spec, TaskId } from "../../src/spec/spec.ts";

const LIMITS: RunLimits = {
  budgetUsd: null,
  taskBudgetUsd: null,
  maxRetryCostUsd: null,
  budgetReserveUsd: 1,
  maxAttempts: 2,
  maxConsecutiveFailures: 0,
  onTaskFailure: "skip",
  retryDelayMs: 0,
  jobs: 3,
  limitWaitMs: 0,
  sessionMs: 0,
  stopOnRedBase: false,
  agents: ["fast"],
  perAgent: {},
};

export function given(spec: Spec, landed: number): Run {
  const run = emptyRun();
  const facts = [
    started(),
    ...spec.ordered.slice(0, landed).flatMap((task) => landedFacts(task.id)),
  ];
  facts.forEach((fact, index) => evolve(run, eventOf(fact, index + 1)));
  return run;
}

export function started(run = "run"): Fact {
  return {
    type: "RunStarted",
    run,
    version: "bench",
    mode: "plain",
    target: "",
    selection: { kind: "all" },
    skipInProgress: false,
    integration: "merge",
    limits: LIMITS,
    by: "bench",
  };
}

/** All that one task leaves in the log when nothing goes wrong. */
export function landedFacts(task: TaskId): Fact[] {
  const at = { task, attempt: 1 };
  const order = crypto.randomUUID();
  const call = crypto.randomUUID();
  const passed = { type: "StagePassed", ...at, durationMs: 5, sha: null, tree: null } as const;
  return [
    {
      type: "AttemptStarted",
      ...at,
      agent: "fast",
      model: "",
      base: null,
      continueFrom: null,
      why: "first attempt",
    },
    {
      type: "OrderIssued",
      ...at,
      order,
      stages: ["implement", "check", "review"],
      agent: "fast",
      reservedUsd: 1,
      hash: order.slice(0, 8),
      candidate: null,
    },
    { type: "OrderAccepted", order, execution: crypto.randomUUID() },
    { type: "StageStarted", ...at, stage: "prepare" },
    { ...passed, stage: "prepare", detail: "slot 1" },
    { type: "StageStarted", ...at, stage: "implement" },
    {
      type: "CallStarted",
      ...at,
      call,
      order,
      stage: "implement",
      role: "implement",
      agent: "fast",
      model: "",
      reservedUsd: 1,
    },
    {
      type: "CallEnded",
      call,
      outcome: "answered",
      costUsd: 0.01,
      tokens: null,
      model: "",
      durationMs: 5,
      exitCode: 0,
    },
    { ...passed, stage: "implement", detail: "" },
    { type: "StageStarted", ...at, stage: "check" },
    { ...passed, stage: "check", detail: "tests passed", tests: null },
    { type: "StageSkipped", ...at, stage: "review", why: "not built" },
    { type: "StageSkipped", ...at, stage: "approve", why: "not asked for" },
    { type: "OrderClosed", order },
    {
      type: "TaskLanded",
      ...at,
      landing: crypto.randomUUID(),
      commit: null,
      durationMs: 0,
      statusInTree: false,
    },
    { type: "StatusWritten", task, status: "done" },
  ];
}

function eventOf(fact: Fact, seq: number): Event {
  const run = "run";
  return { seq, id: `e${seq}`, origin: "bench", originN: seq, atMs: seq, run, fence: 1, fact };
}
