// What `why` says of a task that waits for nothing is what keeps `plan` from starting it.
import assert from "node:assert/strict";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { notNow } from "../../../src/pipeline/not_now.ts";
import { why } from "../../../src/pipeline/why.ts";
import {
  attempt,
  closed,
  ended,
  failed,
  landed,
  named,
  NOW,
  parkedAgent,
  planned,
  retried,
  runOf,
  specOf,
  started,
} from "../../given.ts";

const spec = specOf({ a: [], b: [], c: [] });
const now = { nowMs: NOW + 1000, elapsedMs: 1000 };

/** A failed attempt that is over. */
function gone(task: string, n = 1): Fact[] {
  return [...attempt(task, n), ...failed(task, n, "implement"), closed(task, n)];
}

const parked = parkedAgent(NOW + 60_000);

const cases: readonly (readonly [name: string, facts: readonly Fact[], says: RegExp])[] = [
  [
    "tasks that failed in a row",
    [started({ maxAttempts: 1 }), ...gone("a"), ...gone("b")],
    /nothing starts: 2 tasks in a row failed/,
  ],
  ["a run that is paused", [started(), { type: "RunPaused", by: "x" }], /nothing starts: paused/],
  ["a run that has ended", [started(), ended()], /nothing starts: the run has ended/],
  [
    "a run of others",
    [started({}, { kind: "tasks", ids: ["a"] })],
    /this run was not asked for it/,
  ],
  [
    "a run of one",
    [started({}, { kind: "next" }), ...attempt("a")],
    /asked for one task, and took another/,
  ],
  ["workers that are busy", [started({ jobs: 1 }), ...attempt("a")], /all workers are busy/],
  ["an agent at its limit", [started(), parked], /no agent is free for it/],
  [
    "no money",
    [started({ budgetUsd: 1.5 }), ...attempt("a", 1, { reservedUsd: 1 })],
    /its next call could go over the budget: \$0\.00 of \$1\.50/,
  ],
];

for (const [name, facts, says] of cases) {
  Deno.test(`why a task is not started: ${name}`, () => {
    const run = runOf(facts);
    const task = spec.byId.get("c");
    assert.ok(task);
    assert.ok(!named(planned(spec, run, now).effects).includes("attempt c"), name);
    assert.match(notNow(spec, run, task, now), says);
    assert.ok(why(spec, run, "c", now).some(({ text }) => says.test(text)));
  });
}

Deno.test("why a task is not started: nothing, when it is about to be", () => {
  const run = runOf([started(), ...landed("a")]);
  const effects = named(planned(spec, run, now).effects);
  assert.deepEqual(effects.filter((name) => name.startsWith("attempt")), [
    "attempt b",
    "attempt c",
  ]);
  for (const id of ["b", "c"]) {
    const task = spec.byId.get(id);
    assert.ok(task);
    assert.equal(notNow(spec, run, task, now), "");
  }
});

Deno.test("without an engine nothing starts, and a task that was tried is not said to be new", () => {
  const run = runOf([started(), ...gone("a")]);
  assert.deepEqual(why(spec, run, "b", null).map(({ text }) => text), [
    "b has not been started",
    "nothing starts: no engine is running",
  ]);
  const again = runOf([started(), ...gone("a"), retried("a", "tui:ada")]);
  assert.equal(why(spec, again, "a", now)[0]?.text, "a is to be tried again");
});
