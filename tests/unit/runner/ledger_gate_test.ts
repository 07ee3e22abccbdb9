import assert from "node:assert/strict";
import type { Event, Fact } from "../../../src/pipeline/fact.ts";
import { createLedgerGate } from "../../../src/runner/ledger_gate.ts";

const never = { sleep: (_ms: number, signal?: AbortSignal) => aborted(signal) };
const atOnce = { sleep: () => Promise.resolve() };

Deno.test("a call begins once its start is committed, whichever came first", async () => {
  const gate = createLedgerGate(never);
  const { signal } = new AbortController();
  const waiting = gate.recorded("call-1", signal);
  gate.see(started("another"));
  gate.see(started("call-1"));
  assert.equal(await waiting, "started");
  gate.see(started("call-2"));
  assert.equal(await gate.recorded("call-2", signal), "started");
  gate.see(refused("call-3"));
  assert.equal(await gate.recorded("call-3", signal), "refused");
});

Deno.test("a call that is stopped, or that nobody records in time, does not begin", async () => {
  const stop = new AbortController();
  const waiting = createLedgerGate(never).recorded("call-1", stop.signal);
  stop.abort();
  assert.equal(await waiting, "nobody");
  assert.equal(
    await createLedgerGate(atOnce).recorded("call-1", new AbortController().signal),
    "nobody",
  );
});

function started(call: string): Event {
  const fact: Fact = {
    type: "CallStarted",
    call,
    order: "o1",
    task: "TASK-1",
    attempt: 1,
    stage: "implement",
    role: "implement",
    agent: "claude",
    model: "",
    reservedUsd: 1,
  };
  return eventOf(fact);
}

function refused(call: string): Event {
  return eventOf({
    type: "CallRefused",
    call,
    task: "TASK-1",
    attempt: 1,
    role: "remind",
    limitUsd: 1,
    spentUsd: 1,
    reserveUsd: 1,
  });
}

function eventOf(fact: Fact): Event {
  return { seq: 1, id: "e1", origin: "x", originN: 1, atMs: 0, run: "r1", fence: 1, fact };
}

function aborted(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
