// Metadata as other teams write it: read, or an error with its place. A task that is done must not start again
// because its status was written in another way.
import assert from "node:assert/strict";
import { errors, finding, spec, task, warnings } from "./given_spec.ts";

const READ: readonly (readonly [string, string])[] = [
  ["TODO | P1", "p1 todo"],
  ["🔴 | ✅", "p0 done"],
  ["🟠 | ⬜ TODO", "p1 todo"],
  ["P1|⏸", "p1 blocked"],
  ["P1 ｜ DONE", "p1 done"],
  ["Owner: Bob | P1 | DONE", "p1 done"],
  ["P1 | DONE | @bob | #tag", "p1 done"],
  ["P1 | TODO (was DONE)", "p1 todo"],
  ["P1 | DONE (2025-01-01)", "p1 done"],
  ["P1 | BLOCKED: waiting", "p1 blocked"],
  ["P1\nDONE", "p1 done"],
  ["- P1\n- DONE", "p1 done"],
  ["- **P1**\n- **DONE**", "p1 done"],
  ["**Priority:** 🔴\n**Status:** ✅", "p0 done"],
  ["**Priority:** P1 (high)\n**Status:** in progress (50%)", "p1 in_progress"],
];

for (const [lines, expected] of READ) {
  Deno.test(`${JSON.stringify(lines)} reads as ${expected}`, () => {
    const read = spec("### TASK-001: x", ...lines.split("\n"));
    const { priority, status } = task(read, "TASK-001");
    assert.equal(`${priority} ${status}`, expected);
    assert.deepEqual(errors(read), []);
  });
}

/** What is written, the code of the error, and what it says was found. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ["High | DONE", "bad-metadata", "High | DONE"],
  ["🔴 Critical | ✅ DONE | 1d", "bad-metadata", "Critical | ✅ DONE | 1d"],
  ["Bob | DONE", "bad-metadata", "Bob | DONE"],
  ["(P1 | DONE)", "bad-metadata", "(P1 | DONE)"],
  ["P1 (DONE)", "bad-metadata", "P1 (DONE)"],
  ["| P1 | DONE |", "bad-metadata", "| P1 | DONE |"],
  ["| Status | DONE |", "bad-metadata", "| Status | DONE |"],
  ["| Priority | Status |\n|---|---|\n| P1 | DONE |", "bad-metadata", "| P1 | DONE |"],
  ["> P1 | DONE", "bad-metadata", "> P1 | DONE"],
  ["> **Status:** DONE", "bad-metadata", "> **Status:** DONE"],
  ["Priority P1 | Status DONE", "bad-metadata", "Priority P1 | Status DONE"],
  ["state: DONE", "bad-metadata", "state: DONE"],
  ["status = DONE", "bad-metadata", "status = DONE"],
  ["**Статус:** DONE", "bad-metadata", "**Статус:** DONE"],
  ["Р1 | DONE", "bad-metadata", "Р1 | DONE"],
  ["Ｐ1 | DONE", "bad-metadata", "Ｐ1 | DONE"],
  ["P1 | DОNE", "bad-status", "DОNE"],
  ["P1 | D\u200bONE", "bad-status", "D\u200bONE"],
  ["P1 | (DONE)", "bad-status", "(DONE)"],
  ["P1 | ❌", "bad-status", "❌"],
  ["P1 | ~~TODO~~", "bad-status", "TODO~~"],
  ["P1 | ~~TODO~~ DONE", "bad-status", "TODO~~ DONE"],
  ["P1 | TODO → DONE", "bad-status", "TODO → DONE"],
  ["P1 | TODO/DONE", "bad-status", "TODO/DONE"],
  ["P1 | TODO DONE", "bad-status", "TODO DONE"],
  ["P1 | TODO ✅ DONE", "bad-status", "TODO ✅ DONE"],
  ["**Priority:** P1, Status: DONE", "bad-priority", "P1, Status: DONE"],
  ["**Status:** Not started", "bad-status", "Not started"],
  ["P1 | TODO | DONE", "duplicate-metadata", "DONE"],
  ["P1 | P2 | DONE", "duplicate-metadata", "P2"],
  ["P1 | TODO\nP1 | DONE", "late-metadata", "P1 | DONE"],
];

for (const [lines, code, found] of REFUSED) {
  Deno.test(`${JSON.stringify(lines)} is an error`, () => {
    const read = spec("### TASK-001: x", ...lines.split("\n"));
    const error = finding(read, code);
    assert.deepEqual([error.severity, error.found], ["error", found]);
    assert.ok(error.line > 1 && error.column > 0 && error.expected && error.fix);
  });
}

for (
  const name of [
    "x ✅",
    "✅ x",
    "x [DONE]",
    "x (P1 | DONE)",
    "x — DONE",
    "[DONE] x",
    "x ⏸️",
    "x: DONE",
  ]
) {
  Deno.test(`a status in the name "${name}" is an error without metadata, and a name with it`, () => {
    const error = finding(spec(`### TASK-001: ${name}`, "Text."), "bad-metadata");
    assert.deepEqual([error.severity, error.line, error.found], ["error", 1, name]);
    assert.deepEqual(errors(spec(`### TASK-001: ${name}`, "P1 | TODO")), []);
  });
}

Deno.test("words that only mention a status are text", () => {
  for (
    const line of [
      "TODO: write this down.",
      "Turn every DONE into a tick.",
      "The status is DONE when P0 and P1 are.",
      "| Case | Result |\n|---|---|\n| a | b |",
      "> Quoted: nothing is done.",
      "Set `status: done` in the database.",
    ]
  ) {
    const read = spec("### TASK-001: x", ...line.split("\n"));
    assert.deepEqual(errors(read), [], line);
    assert.ok(warnings(read).includes("no-metadata"));
    assert.equal(task(read, "TASK-001").description, line);
  }
});

Deno.test("a status without a priority is said to be read as P0", () => {
  assert.ok(warnings(spec("### TASK-001: x", "✅ DONE | Est: 1d")).includes("no-priority"));
  assert.ok(!warnings(spec("### TASK-001: x", "P0 | DONE")).includes("no-priority"));
});

Deno.test("what a status that cannot be read probably meant is told", () => {
  const fix = (words: string) =>
    finding(spec("### TASK-001: x", `P1 | ${words}`), "bad-status").fix;
  assert.equal(fix("Not started"), "Write TODO");
  assert.equal(fix("✅ Completed"), "Write DONE");
  assert.equal(fix("ready for review"), "Write REVIEW");
  assert.equal(fix("on hold"), "Write BLOCKED");
});
