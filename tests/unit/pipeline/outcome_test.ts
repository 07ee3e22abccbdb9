import assert from "node:assert/strict";
import { fatesOf, outcome } from "../../../src/pipeline/outcome.ts";
import { emptyRun } from "../../../src/pipeline/run.ts";
import { runOf, specOf } from "../../given.ts";

const held = (task: string) =>
  ({ type: "TaskHeld", task, reason: "later", by: "cli:ada" }) as const;

Deno.test("a task waits when all that it needs waits, however far away", () => {
  const spec = specOf({ a: [], b: ["a"], c: ["b"], d: [], e: ["c", "d"] });
  const run = runOf([held("a")]);
  const fates = Object.fromEntries(fatesOf(spec, run, spec.tasks));
  assert.deepEqual(fates, {
    a: "waiting",
    b: "waiting",
    c: "waiting",
    d: "unfinished",
    e: "unfinished",
  });
});

Deno.test("a chain of ten thousand needs has an end, whichever of them is asked first", () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `t${n}`);
  const needs = ids.map((id, n) => [id, n === 0 ? [] : [`t${n - 1}`]] as const);
  const spec = specOf(Object.fromEntries(needs.toReversed()));
  const run = runOf([held("t0")]);
  assert.equal(fatesOf(spec, run, spec.tasks).get("t9999"), "waiting");
  assert.equal(outcome(spec, emptyRun(), "", 0).unfinished.length, 10_000);
});

Deno.test("needs that go round in a circle are unfinished, and end", () => {
  const spec = specOf({ a: ["b"], b: ["c"], c: ["a"], d: ["a"] });
  const fates = fatesOf(spec, emptyRun(), spec.tasks);
  assert.deepEqual([...new Set(fates.values())], ["unfinished"]);
});
