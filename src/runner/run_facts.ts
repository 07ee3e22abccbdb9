// The facts that open a run, and those that a request or a dead engine makes of it.
import type { Fact, Uuid } from "../pipeline/fact.ts";
import type { Run } from "../pipeline/run.ts";
import { cutOff } from "./admit.ts";
import type { Engine, RunRequest, StopRequest } from "./engine.ts";

export function startedFact(run: Uuid, request: RunRequest): Fact {
  return {
    type: "RunStarted",
    run,
    version: request.version,
    mode: request.mode,
    target: request.target,
    selection: request.selection,
    skipInProgress: request.skipInProgress,
    integration: request.integration,
    limits: request.limits,
    by: request.by,
  };
}

/** What the log believes is running was cut off when its engine died. */
export function interruptedFacts(run: Run, salvaged: Engine["salvaged"]): readonly Fact[] {
  return [...run.orders.values()].flatMap((order): Fact[] => {
    const left = salvaged.get(order.id);
    const { task, attempt } = order;
    const stages = run.tasks.get(task)?.attempts.find((each) => each.n === attempt)?.stages;
    // Once implement has passed, what its agent changed has been told.
    const diff = stages?.implement?.status === "passed" ? null : left?.harnessDiff ?? null;
    return [
      ...(diff === null ? [] : [{ type: "HarnessChanged" as const, task, attempt, diff }]),
      ...cutOff(run, order, "engine_died", left?.sha ?? null),
      { type: "OrderLost", order: order.id, reason: "engine_died" },
    ];
  });
}

export function requestedFacts(run: Run, request: StopRequest): readonly Fact[] {
  const { by } = request;
  if (request.kind === "pause") {
    return [run.current?.paused ? { type: "RunResumed", by } : { type: "RunPaused", by }];
  }
  return [{ type: "StopRequested", mode: request.mode, by, reason: `stopped by ${by}` }];
}
