import assert from "node:assert/strict";
import { boundEvidence, failureOf, fingerprintOf } from "../../../src/runner/failure.ts";

function fingerprint(
  evidence: string,
  kind: "test_failure" | "lint_failure" = "test_failure",
): string {
  return failureOf(kind, "Test failed", evidence).fingerprint;
}

Deno.test("the same failure seen twice has one fingerprint though times, paths, numbers and order differ", () => {
  const first = [
    "running 3 tests from /home/ada/.repo.spec-tui-3f2a-1/tests/sum_test.ts",
    "\x1b[31msum adds\x1b[0m ... FAILED (12.4ms)",
    "AssertionError: expected 3 to equal 4 at 0x7ffee4 (commit 3f2a9c1d)",
    "at file:///home/ada/.repo.spec-tui-3f2a-1/src/sum.ts:12:7",
    "2026-11-20T10:11:12.123Z error in 59s",
    "b fails",
  ];
  const second = [
    "running 3 tests from /home/ada/.repo.spec-tui-3f2a-2/tests/sum_test.ts",
    "b fails",
    "sum adds ... FAILED (1.1s)",
    "AssertionError: expected 3 to equal 5 at 0x1234 (commit 99aa00ff)",
    "at file:///home/ada/.repo.spec-tui-3f2a-2/src/sum.ts:14:9",
    "2026-11-21T00:00:00.001Z error in 1m 3s",
  ];
  assert.equal(fingerprint(first.join("\n")), fingerprint(second.join("\r\n")));
});

Deno.test("another test, another kind and another message have other fingerprints", () => {
  const base = fingerprint("sum adds ... FAILED");
  assert.notEqual(base, fingerprint("sum subtracts ... FAILED"));
  assert.notEqual(base, fingerprint("sum adds ... FAILED", "lint_failure"));
  assert.notEqual(fingerprint("src/a.ts: error"), fingerprint("src/b.ts: error"));
  assert.notEqual(
    failureOf("no_verdict", "one reason", "").fingerprint,
    failureOf("no_verdict", "another reason", "").fingerprint,
  );
});

Deno.test("chatter around a failure does not change its fingerprint", () => {
  assert.equal(
    fingerprint("compiling a\nsum ... FAILED\n"),
    fingerprint("compiling b\n\nsum ... FAILED"),
  );
});

Deno.test("short evidence is kept as it is, without colours and control characters", () => {
  const failure = failureOf(
    "task_failed",
    "no",
    "a \x1b[1mbold\x1b[0m\x07 word\r\nnext\t\x00tab\n\n",
  );
  assert.equal(failure.evidence, "a bold word\nnext\ttab");
  assert.equal(failure.message, "no");
});

Deno.test("long evidence keeps its first lines and its last 8 KB, cut at line ends", () => {
  const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}`);
  const { evidence } = failureOf("test_failure", "Test failed", lines.join("\n"));
  assert.ok(evidence.length < 10 * 1024);
  const kept = evidence.split("\n");
  assert.equal(kept[0], "line 0");
  assert.equal(kept.at(-1), "line 4999");
  const mark = kept.findIndex((line) => line.includes("left out"));
  assert.ok(mark > 5);
  assert.ok(kept.every((line, at) => at === mark || /^line \d+$/.test(line)));
});

Deno.test("evidence of one endless line is bounded and stays well-formed", () => {
  const evidence = boundEvidence("x" + "🙂".repeat(50_000));
  assert.ok(evidence.length < 10 * 1024);
  assert.ok(evidence.isWellFormed());
});

Deno.test("the hash is FNV-1a of 64 bits", () => {
  assert.equal(fingerprintOf(""), "cbf29ce484222325");
  assert.equal(fingerprintOf("a"), "af63dc4c8601ec8c");
  assert.equal(fingerprintOf("foobar"), "85944171f73967e8");
});
