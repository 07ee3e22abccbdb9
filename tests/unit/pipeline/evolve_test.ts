import assert from "node:assert/strict";
import fc from "fast-check";
import { evolve, replay } from "../../../src/pipeline/evolve.ts";
import { afford, affordCall, knownUsd, reserved, spent } from "../../../src/pipeline/cost.ts";
import type { Event, Fact, RunLimits } from "../../../src/pipeline/fact.ts";
import { outcome } from "../../../src/pipeline/outcome.ts";
import { ledgerOf } from "../../../src/reports/ledger.ts";
import { emptyRun, isReadyToLand, type Run } from "../../../src/pipeline/run.ts";
import {
  attempt,
  called,
  callEnded,
  closed,
  events,
  failed,
  intended,
  landed,
  NOW,
  passed,
  planned,
  ready,
  retried,
  runOf,
  specOf,
  started,
} from "../../given.ts";

const TASKS = ["a", "b", "c"] as const;
const SPEC = specOf({ a: [], b: ["a"], c: [] });

/** Plausible pieces of a log, to be cut, repeated and shuffled. */
const piece: fc.Arbitrary<Fact[]> = fc.tuple(
  fc.constantFrom(...TASKS),
  fc.integer({ min: 1, max: 3 }),
  fc.constantFrom(
    "attempt",
    "implement",
    "check",
    "fail",
    "limit",
    "ready",
    "land",
    "close",
    "retry",
    "skip",
    "todo",
    "call",
    "price",
    "stop",
    "raise",
    "cut",
    "done",
    "undo",
    "reset",
    "read",
  ),
  fc.float({ min: 0, max: 5, noNaN: true }),
).map(([task, n, kind, usd]) => pieceOf(task, n, kind, usd));

function pieceOf(task: string, n: number, kind: string, usd: number): Fact[] {
  const by = "cli:ada";
  switch (kind) {
    case "attempt":
      return attempt(task, n);
    case "implement":
      return passed(task, n, "implement");
    case "check":
      return passed(task, n, "check");
    case "fail":
      return failed(task, n);
    case "limit":
      return failed(task, n, "implement", "agent_limit");
    case "ready":
      return ready(task, n);
    case "land":
      return [intended(task, false, n), ...landed(task, n).slice(-2)];
    case "close":
      return [closed(task, n)];
    case "retry":
      return [retried(task, by)];
    case "skip":
      return [{ type: "TaskSkipped", task, by }];
    case "todo":
      return [{ type: "TaskReleased", task, by }];
    case "done":
      return [{ type: "TaskMarkedDone", task, by }];
    case "undo":
      return [{ type: "ActionUndone", seq: n, what: "", by }];
    case "reset":
      return [{ type: "HistoryReset", by }];
    case "read":
      return [{
        type: "SpecRead",
        hash: `h${n}`,
        tasks: 3,
        head: "main",
        changes: [{ task, from: "todo", to: n === 1 ? "done" : n === 2 ? "blocked" : "todo" }],
      }];
    case "call":
      return [{
        type: "CallStarted",
        call: `call-${task}-${n}`,
        order: `order-${task}-${n}`,
        task,
        attempt: n,
        stage: "implement",
        role: "author",
        agent: "claude",
        model: "",
        reservedUsd: 1,
      }];
    case "price":
      return [{
        type: "CallEnded",
        call: `call-${task}-${n}`,
        outcome: "answered",
        costUsd: usd < 1 ? null : usd,
        tokens: null,
        model: "",
        durationMs: 1,
        exitCode: 0,
      }];
    case "stop":
      return [{ type: "StopRequested", mode: n === 1 ? "hard" : "soft", by, reason: "asked" }];
    case "raise":
      return [{ type: "BudgetRaised", task: n === 1 ? null : task, usd, by }];
    default:
      return [{
        type: "StageInterrupted",
        task,
        attempt: n,
        stage: "check",
        reason: "engine_died",
        sha: null,
      }];
  }
}

const history = fc.array(piece, { maxLength: 40 }).map((
  pieces,
) => [started({ budgetUsd: 10 }), ...pieces.flat()]);

function invariants(run: Run): void {
  for (const state of run.tasks.values()) {
    const open = state.attempts.filter((each) => each.end === null);
    assert.ok(open.length <= 1, `${state.id} has ${open.length} open attempts`);
    assert.equal(run.working.has(state.id), open.length === 1 && open[0] === state.attempts.at(-1));
    for (const each of state.attempts) {
      if (isReadyToLand(each)) {
        assert.equal(each.checked, each.commit, "ready, but not checked on its commit");
      }
    }
    assert.ok(state.used >= 0);
  }
  assert.ok(spent(run).usd >= 0 && reserved(run) >= 0);
}

Deno.test("any history keeps the invariants, and plan and outcome never throw on it", () => {
  fc.assert(
    fc.property(history, (facts) => {
      const run = emptyRun();
      for (const event of events(facts)) {
        evolve(run, event);
        invariants(run);
      }
      const next = planned(SPEC, run);
      const tasks = next.effects.flatMap((effect) =>
        effect.kind === "attempt" ? [effect.task.id] : []
      );
      assert.equal(new Set(tasks).size, tasks.length, "a task would start twice");
      assert.ok([0, 1, 3, 4].includes(outcome(SPEC, run, next.holding, NOW).exitCode));
    }),
    { numRuns: 400 },
  );
});

Deno.test("an event seen twice changes nothing", () => {
  fc.assert(
    fc.property(history, (facts) => {
      const once = replay(events(facts));
      const doubled: Event[] = events(facts).flatMap((event) => [event, event]);
      assert.deepEqual(replay(doubled), once);
    }),
    { numRuns: 100 },
  );
});

Deno.test("reports of different orders may be interleaved in any way", () => {
  const story = (
    task: string,
  ) => [
    ...attempt(task),
    ...passed(task, 1, "prepare"),
    ...passed(task, 1, "implement"),
    ...passed(task, 1, "check"),
    closed(task),
  ];
  fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }), (turns) => {
    const [left, right] = [story("a"), story("c")];
    const mixed: Fact[] = [];
    for (const isLeft of turns) {
      const fact = (isLeft ? left : right).shift();
      if (fact) mixed.push(fact);
    }
    const run = runOf([started(), ...mixed, ...left, ...right]);
    for (const task of ["a", "c"]) {
      assert.equal(run.tasks.get(task)?.attempts[0]?.checked, `${task}-sha-1`);
      assert.equal(run.tasks.get(task)?.standing.at, "working");
    }
  }));
});

Deno.test("a late fact about an ended attempt moves nothing", () => {
  const run = runOf([started(), ...landed("a"), ...failed("a", 1)]);
  assert.equal(run.tasks.get("a")?.standing.at, "done");
});

Deno.test("P10: an unknown cost counts as its reservation, and a late one still counts", () => {
  const call: Fact[] = [
    {
      type: "CallStarted",
      call: "x",
      order: "order-a-1",
      task: "a",
      attempt: 1,
      stage: "implement",
      role: "author",
      agent: "claude",
      model: "",
      reservedUsd: 2,
    },
  ];
  const end = (costUsd: number | null): Fact => ({
    type: "CallEnded",
    call: "x",
    outcome: "answered",
    costUsd,
    tokens: null,
    model: "",
    durationMs: 1,
    exitCode: 0,
  });
  const open = runOf([started(), ...attempt("a"), ...call]);
  assert.equal(reserved(open), 2);
  const unknown = runOf([started(), ...attempt("a"), ...call, end(null), closed("a")]);
  assert.deepEqual(spent(unknown), { usd: 2, isAtLeast: true });
  const lost = runOf([started(), ...attempt("a"), ...call, {
    type: "OrderLost",
    order: "order-a-1",
    reason: "engine_died",
  }]);
  assert.deepEqual(spent(lost), { usd: 2, isAtLeast: true });
  const late = runOf([started(), ...attempt("a"), ...call, closed("a"), end(0.5)]);
  assert.deepEqual(spent(late), { usd: 0.5, isAtLeast: false });
});

Deno.test("P10: a call starts only if spent and reserved leave room", () => {
  const ask = { task: "c", agent: "claude", attempt: 1, besideUsd: 0 };
  const one = runOf([started({ budgetUsd: 2 }), ...attempt("a")]);
  assert.equal(afford(one, ask).ok, true);
  const full = runOf([started({ budgetUsd: 1.5 }), ...attempt("a")]);
  const refused = afford(full, ask);
  assert.ok(!refused.ok && refused.mayFreeUp && refused.scope === "run");
  assert.equal(afford(one, { ...ask, besideUsd: 0.5 }).ok, false);
  const raised = runOf([started({ budgetUsd: 1.5 }), ...attempt("a"), {
    type: "BudgetRaised",
    task: null,
    usd: 1,
    by: "x",
  }]);
  assert.equal(afford(raised, ask).ok, true);
});

Deno.test("P10: each call of an order is judged by what all have cost by then, and holds its own reservation", () => {
  const called = (call: string, costUsd: number | null): Fact[] => [
    {
      type: "CallStarted",
      call,
      order: "order-a-1",
      task: "a",
      attempt: 1,
      stage: "implement",
      role: "implement",
      agent: "claude",
      model: "",
      reservedUsd: 1,
    },
    ...(costUsd === null ? [] : [{
      type: "CallEnded" as const,
      call,
      outcome: "answered" as const,
      costUsd,
      tokens: null,
      model: "",
      durationMs: 1,
      exitCode: 0,
    }]),
  ];
  const may = (limits: Partial<RunLimits>, ...facts: readonly Fact[]) => {
    const run = runOf([started(limits), ...attempt("a"), ...facts]);
    const order = run.orders.get("order-a-1");
    assert.ok(order);
    return affordCall(run, order).ok;
  };
  assert.equal(may({ budgetUsd: 1 }), true, "its own reservation is there for it");
  assert.equal(may({ budgetUsd: 1 }, ...called("x", 0)), true);
  assert.equal(may({ budgetUsd: 1.5 }, ...called("x", 0.9)), false);
  assert.equal(may({ budgetUsd: 2 }, ...called("x", 0.9)), true);
  assert.equal(may({ taskBudgetUsd: 1.5 }, ...called("x", 0.9)), false);
  assert.equal(may({ budgetUsd: 2.5 }, ...called("x", 0.9), ...attempt("b")), false);
  const second = runOf([started(), ...attempt("a"), ...called("x", 1), ...called("y", null)]);
  assert.deepEqual([spent(second).usd, reserved(second)], [1, 1]);
});

Deno.test("P10: a call that is told of twice, late or by two orders is paid for once", () => {
  const once = [started({ budgetUsd: 10 }), ...attempt("a"), ...called("a", 1, 0.4)];
  const [start] = called("a", 1, 0.4);
  assert.ok(start);
  const again = callEnded("call-a-1", 0.4);
  const histories: readonly (readonly Fact[])[] = [
    once,
    [...once, again],
    [...once, start, again],
    [...once, closed("a"), again],
    [...once, start],
    [...once, { ...start, order: "order-a-2", attempt: 2 } as Fact, again],
    [...once, callEnded("call-a-1", null)],
    [...once, callEnded("call-nobody", 0.4)],
    [started({ budgetUsd: 10 }), ...attempt("a"), start, closed("a"), again, again],
  ];
  for (const [index, facts] of histories.entries()) {
    const run = runOf(facts);
    const { usd, unmeasured, input, output } = ledgerOf(run).total;
    const all = [spent(run).usd, spent(run, "a").usd, knownUsd(run), knownUsd(run, "a"), usd];
    assert.deepEqual(all, [0.4, 0.4, 0.4, 0.4, 0.4], `history ${index}`);
    assert.deepEqual([unmeasured, input, output], [0, 10, 2], `history ${index}`);
    assert.deepEqual(spent(run).isAtLeast, false, `history ${index}`);
  }
});

Deno.test("the reservation is the median of the agent's priced calls", () => {
  const priced = [1, 9, 2].flatMap((usd, index): Fact[] => [
    {
      type: "CallStarted",
      call: `x${index}`,
      order: "o",
      task: "a",
      attempt: 1,
      stage: "implement",
      role: "author",
      agent: "claude",
      model: "",
      reservedUsd: 1,
    },
    {
      type: "CallEnded",
      call: `x${index}`,
      outcome: "answered",
      costUsd: usd,
      tokens: null,
      model: "",
      durationMs: 1,
      exitCode: 0,
    },
  ]);
  const asked = afford(runOf([started(), ...priced]), {
    task: "b",
    agent: "claude",
    attempt: 1,
    besideUsd: 0,
  });
  assert.equal(asked.reserveUsd, 2);
});

Deno.test("P11: the exit code is one function of what was recorded", () => {
  const code = (facts: Fact[], needs: Record<string, string[]> = { a: [], b: ["a"] }) =>
    outcome(specOf(needs), runOf(facts), "", NOW).exitCode;
  assert.equal(code([started(), ...landed("a"), ...landed("b")]), 0);
  assert.equal(code([started(), ...landed("a")]), 1);
  const thrice = [1, 2, 3].flatMap((n) => [...attempt("a", n), ...failed("a", n), closed("a", n)]);
  assert.equal(code([started(), ...thrice]), 1);
  const asked: Fact = { type: "QuestionAsked", task: "a", attempt: 1, question: "?", sha: null };
  assert.equal(code([started(), ...attempt("a"), asked, closed("a")]), 4);
  assert.equal(
    code([started(), ...landed("a"), ...landed("b"), {
      type: "TargetWaits",
      target: "main",
      reason: { kind: "overlap", files: ["x"] },
      message: "x is in the way",
    }]),
    4,
  );
  const missing: Fact = {
    type: "AgentParked",
    agent: "claude",
    kind: "agent_missing",
    untilMs: null,
    message: "claude is not installed",
  };
  assert.equal(code([started(), missing]), 3);
  const limited: Fact = {
    type: "AgentParked",
    agent: "claude",
    kind: "agent_limit",
    untilMs: NOW + 9e9,
    message: "limit",
  };
  assert.equal(code([started(), limited]), 1);
  assert.equal(
    code([started(), {
      type: "BudgetReached",
      task: null,
      limitUsd: 1,
      spentUsd: 1,
      reserveUsd: 1,
    }]),
    4,
  );
});
