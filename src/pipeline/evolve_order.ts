// What the facts of orders, calls and agents do to a run: the ledger.
import type { FactOf, Told } from "./fact.ts";
import { type Run, taskState } from "./run.ts";
import { shared } from "./shared_text.ts";

export function acceptOrder(run: Run, fact: FactOf<"OrderAccepted">): void {
  const order = run.orders.get(fact.order);
  if (order && order.execution === null) order.execution = fact.execution;
}

/** A call that its order did not end was cut off; what it cost is not known. */
export function closeOrder(run: Run, id: string): void {
  for (const callId of run.orders.get(id)?.calls ?? []) {
    const call = run.calls.get(callId);
    if (call?.outcome === "running") call.outcome = "interrupted";
  }
  run.orders.delete(id);
}

export function startCall(run: Run, fact: FactOf<"CallStarted">, event: Told): void {
  if (run.calls.has(fact.call)) return;
  run.orders.get(fact.order)?.calls.push(fact.call);
  run.calls.set(fact.call, {
    id: fact.call,
    order: fact.order,
    task: fact.task,
    attempt: fact.attempt,
    stage: fact.stage,
    role: shared(fact.role),
    agent: shared(fact.agent),
    model: shared(fact.model),
    reservedUsd: fact.reservedUsd,
    run: shared(event.run ?? ""),
    outcome: "running",
    costUsd: null,
    tokens: null,
    durationMs: 0,
  });
}

/** Late costs count too: the ledger takes the end of a call after its order was closed. */
export function endCall(run: Run, fact: FactOf<"CallEnded">): void {
  const call = run.calls.get(fact.call);
  if (!call || (call.outcome !== "running" && call.costUsd !== null)) return;
  call.outcome = fact.outcome;
  call.costUsd = fact.costUsd;
  call.tokens = fact.tokens;
  call.durationMs = fact.durationMs;
  if (fact.model) call.model = shared(fact.model);
}

export function parkAgent(run: Run, fact: FactOf<"AgentParked">, event: Told): void {
  const before = run.agents.get(fact.agent);
  run.agents.set(fact.agent, {
    ...fact,
    times: (before?.times ?? 0) + 1,
    sinceMs: before?.sinceMs ?? event.atMs,
  });
}

export function reachBudget(run: Run, fact: FactOf<"BudgetReached">, event: Told): void {
  const { limitUsd, spentUsd, reserveUsd } = fact;
  if (fact.task === null) {
    if (run.current) run.current.budgetStop = { limitUsd, spentUsd, reserveUsd };
    return;
  }
  const state = taskState(run, fact.task);
  state.standing = {
    at: "waiting",
    sinceMs: event.atMs,
    for: { kind: "budget", limitUsd, spentUsd },
  };
}
