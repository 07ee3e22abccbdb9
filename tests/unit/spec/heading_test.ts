import assert from "node:assert/strict";
import { errors, finding, ids, spec, task, warnings } from "./given_spec.ts";

Deno.test("two to six hashes, any separator and any upper-case prefix make a task", () => {
  const read = spec(
    "## TASK-001: two hashes",
    "### TASK-002 : a space before the colon",
    "#### TASK-003:none after it",
    "##### TASK-004 — em dash",
    "###### TASK-005 – en dash",
    "### TASK-006 - hyphen",
    "### [TASK-007]: brackets",
    "### [TASK-008] Bracketed: with a colon later",
    "### **TASK-009: bold**",
    "### **TASK-010**: bold id",
    "### TASK-011：full width colon",
    "### TASK-12B: a letter",
    "### TASK-1.2: a sub-number",
    "   ### TASK-013: three spaces ###",
    "### `TASK-014`: code",
  );
  assert.deepEqual(read.tasks.map((one) => [one.id, one.name]), [
    ["TASK-001", "two hashes"],
    ["TASK-002", "a space before the colon"],
    ["TASK-003", "none after it"],
    ["TASK-004", "em dash"],
    ["TASK-005", "en dash"],
    ["TASK-006", "hyphen"],
    ["TASK-007", "brackets"],
    ["TASK-008", "Bracketed: with a colon later"],
    ["TASK-009", "bold"],
    ["TASK-010", "bold id"],
    ["TASK-011", "full width colon"],
    ["TASK-12B", "a letter"],
    ["TASK-1.2", "a sub-number"],
    ["TASK-013", "three spaces"],
    ["TASK-014", "code"],
  ]);
  assert.deepEqual(errors(read), []);
});

Deno.test("a name keeps its own dashes, colons, hashes and emoji", () => {
  const read = spec(
    "### TASK-001: Integration — routes: C# & `a | b` 🚀",
    "### TASK-002: Issue #12 ##",
    "### TASK-003: Seen <!-- not part of it -->",
  );
  assert.deepEqual(read.tasks.map((one) => one.name), [
    "Integration — routes: C# & `a | b` 🚀",
    "Issue #12",
    "Seen",
  ]);
});

Deno.test("another prefix is a task's once it stands over a metadata line", () => {
  const read = spec(
    "### KAP-002: metadata",
    "P1 | TODO",
    "### KAP-003: same prefix, none",
    "### GE-FR-001: reserved, yet with metadata",
    "P2 | DONE | Est: 1d",
    "### DESIGN-P5-001: no task",
    "Words.",
  );
  assert.deepEqual(ids(read), ["KAP-002", "KAP-003", "GE-FR-001"]);
});

Deno.test("a field or a checkbox is enough for a prefix that is nobody else's", () => {
  const read = spec(
    "### FOO-1: field",
    "- **Priority:** P1",
    "### BAR-1: box",
    "- [ ] do",
    "### REQ-001: a requirement",
    "**Priority:** P0",
    "- [ ] accepted",
    "### ADR-001: a decision",
    "**Status:** Accepted",
  );
  assert.deepEqual(ids(read), ["FOO-1", "BAR-1"]);
});

Deno.test("a heading with an id and nothing below it is named in a warning", () => {
  const read = spec("### TASK-001: x", "P1 | TODO", "### KAP-009: lost?", "Only words.");
  assert.deepEqual(ids(read), ["TASK-001"]);
  assert.equal(finding(read, "heading-not-a-task").line, 3);
});

Deno.test("milestones, summaries and ranges are no tasks", () => {
  const read = spec(
    "## Milestone 1: MVP",
    "### TASK-001: x",
    "## Summary by Milestone",
    "### MVP (Milestone 1)",
    "## TASK-001..TASK-009 overview",
    "## TASK-001 – TASK-009: overview",
    "## Task summary",
    "## Tasks",
    "## Testing Tasks",
    "### Notes on TASK-001",
  );
  assert.deepEqual(ids(read), ["TASK-001"]);
  assert.deepEqual(errors(read), []);
});

for (
  const heading of [
    "### TASK-1A x",
    "### task-001: x",
    "### Task 1: x",
    "### TASK_001: x",
    "### TASK001: x",
    "### ✅ TASK-001: x",
    "### [ ] TASK-001: x",
    "### 1. TASK-001: x",
    "# TASK-001: x",
    "###TASK-001: x",
    "####### TASK-001: x",
    "### TASK-001 x",
  ]
) {
  Deno.test(`"${heading}" is an error, not a silence`, () => {
    const read = spec("### TASK-900: fine", "P1 | TODO", "", heading);
    const found = finding(read, "unreadable-heading");
    assert.equal(found.severity, "error");
    assert.equal(found.line, 4);
    assert.match(found.fix ?? "", /### TASK-\w+: Name/);
    assert.deepEqual(ids(read), ["TASK-900"]);
  });
}

Deno.test("a look-alike of another prefix is an error only where that prefix is a task's", () => {
  const read = spec("### KAP-001: x", "P1 | TODO", "### kap-002: y", "### utf-8: z");
  assert.deepEqual(errors(read), ["unreadable-heading"]);
  assert.equal(finding(read, "unreadable-heading").line, 3);
});

Deno.test("a task without a name is kept, with a warning", () => {
  const read = spec("### TASK-001", "P1 | TODO");
  assert.equal(task(read, "TASK-001").name, "");
  assert.ok(warnings(read).includes("no-name"));
});

Deno.test("four spaces make code, not a heading", () => {
  assert.deepEqual(ids(spec("### TASK-001: x", "", "    ### TASK-002: y")), ["TASK-001"]);
});
