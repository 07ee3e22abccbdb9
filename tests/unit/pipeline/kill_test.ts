import assert from "node:assert/strict";
import type { Fact } from "../../../src/pipeline/fact.ts";
import {
  attempt,
  closed,
  given,
  intended,
  named,
  passed,
  planned,
  ready,
  retried,
  runOf,
  specOf,
  started,
} from "../../given.ts";
import { continuation } from "../../../src/runner/continuation.ts";

const spec = specOf({ a: [] });
const working = [started(), ...attempt("a"), ...passed("a", 1, "prepare")];
const killed: Fact = {
  type: "TaskHeld",
  task: "a",
  reason: "its attempt was ended by cli:ada",
  by: "cli:ada",
};

function cutOff(sha: string | null): Fact {
  return {
    type: "StageInterrupted",
    task: "a",
    attempt: 1,
    stage: "implement",
    reason: "stopped",
    sha,
  };
}

Deno.test("killing an attempt holds its task, and ends its order", () => {
  given(working).when("kill", { task: "a" }).then(killed);
  const run = runOf([...working, killed]);
  assert.equal(run.tasks.get("a")?.standing.at, "held");
  assert.deepEqual(named(planned(spec, run).effects), ["stop_order"]);
});

Deno.test("kill is refused where there is no attempt, and while the work is being landed", () => {
  given(started()).when("kill", { task: "a" }).refused(/not in an attempt/);
  given(started(), ready("a"), intended("a")).when("kill", { task: "a" }).refused(/being landed/);
  given(started(), ready("a")).when("kill", { task: "a" }).then(killed);
});

Deno.test("what a killed attempt left comes late, and the next one goes on from it", () => {
  const run = runOf([...working, killed, cutOff("left"), closed("a"), retried("a")]);
  const state = run.tasks.get("a");
  assert.equal(state?.attempts[0]?.commit, "left");
  assert.equal(state?.attempts[0]?.end?.kind, "superseded");
  assert.equal(state?.standing.at, "idle");
  const next = continuation(state, "claude", "tip");
  assert.deepEqual([next.base, next.commit], ["base", "left"]);
  assert.deepEqual(named(planned(spec, run).effects), ["attempt a"]);
});

Deno.test("an attempt that passed or failed just before it was killed keeps its work too", () => {
  const run = runOf([...working, killed, ...passed("a", 1, "implement")]);
  assert.equal(run.tasks.get("a")?.attempts[0]?.commit, "a-sha-1");
  assert.equal(run.tasks.get("a")?.standing.at, "held");
});

Deno.test("late facts of an attempt that ended by itself change nothing", () => {
  const run = runOf([...working, cutOff(null), cutOff("late")]);
  assert.equal(run.tasks.get("a")?.attempts[0]?.commit, null);
});

Deno.test("no new attempt starts while the ended one is still leaving", () => {
  const leaving = runOf([...working, killed, retried("a")]);
  assert.deepEqual(named(planned(spec, leaving).effects), ["stop_order"]);
  const left = runOf([...working, killed, retried("a"), cutOff("left"), closed("a")]);
  assert.deepEqual(named(planned(spec, left).effects), ["attempt a"]);
});

Deno.test("a killed attempt that was checked does not land", () => {
  const run = runOf([started(), ...ready("a"), killed]);
  assert.deepEqual(named(planned(spec, run).effects), []);
});

Deno.test("undoing it does not bring the ended attempt back to life", () => {
  const run = runOf([...working, killed]);
  const seq = run.actions.at(-1)?.seq ?? 0;
  const undone = runOf([
    ...working,
    killed,
    { type: "ActionUndone", seq, what: "blocked", by: "cli:ada" },
  ]);
  assert.equal(undone.tasks.get("a")?.standing.at, "idle");
});
