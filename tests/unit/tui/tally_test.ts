import assert from "node:assert/strict";
import fc from "fast-check";
import { knownUsd, spent } from "../../../src/pipeline/cost.ts";
import { evolve } from "../../../src/pipeline/evolve.ts";
import type { Event } from "../../../src/pipeline/fact.ts";
import { emptyRun, type Run } from "../../../src/pipeline/run.ts";
import { inboxItems } from "../../../src/pipeline/waiting.ts";
import { counts } from "../../../src/reports/status.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import type { Spec } from "../../../src/spec/spec.ts";
import { tally } from "../../../tui/tally.ts";
import { taskLook } from "../../../tui/task_look.ts";
import { anyFact, anyFacts } from "./any_fact.ts";
import { events, idOf, implementing, runStarted, specText } from "./given_screen.ts";

const spec = parseSpec(specText(5));

Deno.test("what is kept up fact by fact is what counting everything gives", () => {
  fc.assert(
    fc.property(anyFacts, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 }), (
      facts,
      sizes,
    ) => {
      const run = emptyRun();
      const seen: Event[] = [];
      const all = events(facts);
      for (const size of [...sizes, all.length]) {
        for (const event of all.splice(0, size)) {
          evolve(run, event);
          seen.push(event);
        }
        assertSame(spec, run, seen);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a cost that comes late, and an action taken back, are counted", () => {
  const run = emptyRun();
  const [one, call] = [idOf(1), `call-${idOf(1)}-1`];
  const all = events([
    runStarted,
    ...implementing(one),
    { type: "OrderClosed", order: `order-${one}-1` },
    {
      type: "CallEnded",
      call,
      outcome: "answered",
      costUsd: 0.25,
      tokens: null,
      model: "",
      durationMs: 5,
      exitCode: 0,
    },
    { type: "TaskHeld", task: idOf(2), reason: "later", by: "cli:ada" },
    { type: "ActionUndone", seq: 8, what: "blocked", by: "cli:ada" },
  ]);
  for (const [at, event] of all.entries()) {
    evolve(run, event);
    assertSame(spec, run, all.slice(0, at + 1));
  }
  assert.equal(tally(spec, run, all).spent.usd, 0.25);
});

Deno.test("a task whose group changes is a move, whatever changed it", () => {
  fc.assert(
    fc.property(anyFacts, anyFact, (facts, last) => {
      const run = emptyRun();
      const all = events([...facts, last]);
      for (const event of all.slice(0, -1)) evolve(run, event);
      const groups = () =>
        spec.tasks.flatMap((task) =>
          [true, false].map((engineAlive) => taskLook({ run, engineAlive }, task).group)
        ).join();
      const before = { groups: groups(), moves: tally(spec, run, all.slice(0, -1)).moves };
      for (const event of all.slice(-1)) evolve(run, event);
      const after = tally(spec, run, all).moves;
      if (groups() !== before.groups) assert.notEqual(after, before.moves);
    }),
    { numRuns: 500 },
  );
});

Deno.test("facts that were forgotten, another spec and tasks of one id are counted anew", () => {
  const run = emptyRun();
  const all = events([runStarted, ...implementing(idOf(1)), ...implementing(idOf(2))]);
  for (const event of all.slice(0, 3)) evolve(run, event);
  assertSame(spec, run, all.slice(0, 3));
  for (const event of all.slice(3)) evolve(run, event);
  assertSame(spec, run, all.slice(-1));
  assertSame(parseSpec(specText(2)), run, all);
  const twins = parseSpec(specText(1) + "\n" + specText(1));
  assert.equal(tally(twins, run, all).counts.running, counts(twins, run).running);
});

Deno.test("nothing is counted again while no fact came", () => {
  const run = emptyRun();
  const all = events([runStarted, ...implementing(idOf(1))]);
  for (const event of all) evolve(run, event);
  assert.equal(tally(spec, run, all), tally(spec, run, all));
});

function assertSame(of: Spec, run: Run, facts: readonly Event[]): void {
  const found = tally(of, run, facts);
  assert.deepEqual(found.counts, counts(of, run));
  assert.deepEqual(found.inbox, inboxItems(of, run));
  const known = knownUsd(run);
  assert.ok(Math.abs(found.spent.usd - known) < 1e-9, `${found.spent.usd} ${known}`);
  assert.equal(found.spent.isAtLeast, spent(run).isAtLeast);
  for (const task of of.tasks) {
    const calls = [...run.calls.values()].filter((call) => call.task === task.id);
    const one = found.calls.get(task.id);
    assert.deepEqual(one?.calls ?? [], calls);
    assert.equal(one?.spend?.usd ?? 0, knownUsd(run, task.id));
  }
}
