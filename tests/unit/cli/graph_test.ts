import assert from "node:assert/strict";
import { graphLines } from "../../../src/cli/graph.ts";
import { specOf } from "../../given.ts";

const label = (task: { id: string; name: string }) => `${task.id} ${task.name}`;

Deno.test("a task stands under each task it needs, opened once", () => {
  const spec = specOf({ a: [], b: ["a"], c: ["a"], d: ["b", "c"], e: ["d"] });
  assert.deepEqual(graphLines(spec, label), [
    "a Do a",
    "|-- b Do b",
    "|   `-- d Do d",
    "|       `-- e Do e",
    "`-- c Do c",
    "    `-- d (see above)",
  ]);
});

Deno.test("a cycle is shown where it closes, and what hangs on it is not lost", () => {
  const spec = specOf({ a: [], x: ["z"], y: ["x"], z: ["y"], w: ["z"] });
  assert.deepEqual(graphLines(spec, label), [
    "a Do a",
    "x Do x",
    "`-- y Do y",
    "    `-- z Do z",
    "        |-- x (cycle: x -> y -> z -> x)",
    "        `-- w Do w",
  ]);
});

Deno.test("a task that needs itself, and one that needs an unknown one, end", () => {
  assert.deepEqual(graphLines(specOf({ a: ["a"], b: ["gone"] }), label), [
    "b Do b",
    "a Do a",
    "`-- a (cycle: a -> a)",
  ]);
});

Deno.test("a chain of thousands is walked without growing wide", () => {
  const needs = Object.fromEntries(
    Array.from({ length: 5000 }, (_, at) => [`t${at}`, at === 0 ? [] : [`t${at - 1}`]]),
  );
  const lines = graphLines(specOf(needs), label);
  assert.equal(lines.length, 5000);
  assert.ok(lines.every((line) => line.length < 300));
});
