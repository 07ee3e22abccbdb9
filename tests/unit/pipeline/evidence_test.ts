import assert from "node:assert/strict";
import { tellingLines } from "../../../src/pipeline/evidence.ts";

Deno.test("what failed is shown, though more was printed after it", () => {
  const tap =
    "ok 1 - a\nnot ok 2 - b\n  # expected 3, found 4\n\nok 3 - c\nok 4 - d\n1..4\n# 3 passed";
  assert.deepEqual(tellingLines(tap, 3).lines, [
    "not ok 2 - b",
    "  # expected 3, found 4",
    "ok 3 - c",
  ]);
  const pytest = "collected 2 items\ntest_a.py .F\n=== FAILURES ===\nE  assert 1 == 2\n1 failed";
  assert.equal(tellingLines(pytest, 2).lines[0], "=== FAILURES ===");
  assert.deepEqual(tellingLines("building\nsrc/a.ts:3: error: no such name\ndone", 2).lines, [
    "src/a.ts:3: error: no such name",
    "done",
  ]);
});

Deno.test("where nothing tells of a failure the end is shown, and a sum of none tells of nothing", () => {
  assert.deepEqual(tellingLines("one\n\ntwo\nthree\n", 2).lines, ["two", "three"]);
  assert.deepEqual(tellingLines("5 passed, 0 failed\nerrors: 0\nleft early\n", 1).lines, [
    "left early",
  ]);
  assert.deepEqual(tellingLines("", 5), { lines: [], before: 0, after: 0 });
});

Deno.test("what is left out is counted, and no room is left unused", () => {
  const text = ["a", "b", "error: c", "d", "e"].join("\n");
  assert.deepEqual(tellingLines(text, 2), { lines: ["error: c", "d"], before: 2, after: 1 });
  assert.deepEqual(tellingLines(text, 4), {
    lines: ["b", "error: c", "d", "e"],
    before: 1,
    after: 0,
  });
});
