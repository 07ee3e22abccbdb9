// What was meant as a task and is none: each is an error at its place, or a run would leave it out in silence.
import assert from "node:assert/strict";
import { errors, finding, ids, spec, warnings } from "./given_spec.ts";

const OTHER = ["### TASK-900: Other", "P1 | TODO", ""];

const HEADINGS = [
  "# TASK-001: A",
  "####### TASK-001: A",
  "###TASK-001: A",
  "### TASK-001 A",
  "### TASK-001 | A",
  "### (TASK-001) A",
  "### [x] TASK-001: A",
  "### 1.2 TASK-001: A",
  "### Task: TASK-001: A",
  "### DONE TASK-001: A",
  "### <!-- c --> TASK-001: A",
  "### <a id='x'></a>TASK-001: A",
  "### ✅ TASK-001: A",
  "### TASK--001: A",
  "### TASK -001: A",
  "### TASK – 001: A",
  "### TASK-A: A",
  "### TASK-: A",
  "### TASK-001_x: A",
  "### TASK-OO1: A",
  "### TASK‑001: A",
  "### ТАSК-001: A",
  "### ＴＡＳＫ-001: A",
  "### \u200bTASK-001: A",
  "### TASK-٠٠١: A",
  "- ### TASK-001: A",
];

for (const heading of HEADINGS) {
  Deno.test(`"${heading}" is an error with or without metadata`, () => {
    for (const below of ["P1 | TODO", "Text."]) {
      const read = spec(...OTHER, heading, below);
      assert.deepEqual(ids(read), ["TASK-900"]);
      const found = finding(read, "unreadable-heading");
      assert.equal(found.severity, "error");
      assert.equal(found.line, 4);
      assert.match(found.fix ?? "", /TASK-\d+/);
    }
  });
}

const LINES = [
  "**TASK-001: A**",
  "**TASK-001**: A",
  "TASK-001: A",
  "- **TASK-001**: A",
  "- [ ] TASK-001: A",
  "1. TASK-001: A",
  "h3. TASK-001: A",
  "== TASK-001: A",
  "<h3>TASK-001: A</h3>",
  "\\### TASK-001: A",
  "＃＃＃ TASK-001: A",
  "TASK-001: A\n---",
  "TASK-001: A\n-----------",
];

for (const line of LINES) {
  Deno.test(`${JSON.stringify(line)} over metadata is an error, wherever it stands`, () => {
    const inside = finding(spec(...OTHER, line, "P1 | TODO"), "unreadable-heading");
    assert.deepEqual([inside.severity, inside.line], ["error", 4]);
    const outside = finding(spec("# Tasks", line, "P1 | TODO", ...OTHER), "unreadable-heading");
    assert.deepEqual([outside.severity, outside.line], ["error", 2]);
    assert.deepEqual(errors(spec(...OTHER, line, "Text.")), []);
  });
}

Deno.test("metadata under a heading without an id is an error; under a group a warning", () => {
  for (
    const heading of ["### Add a login", "### A (TASK-001)", "### ЗАД-1: A", "### TASK-001..3: A"]
  ) {
    const found = finding(spec(...OTHER, heading, "", "P1 | TODO"), "unreadable-heading");
    assert.deepEqual([found.severity, found.line, found.column], ["error", 4, 5]);
  }
  for (const heading of ["## Milestone 1: Login", "### Phase 2", "## Login"]) {
    const read = spec(...OTHER, heading, "P1 | IN_PROGRESS");
    assert.deepEqual(errors(read), []);
    assert.ok(warnings(read).includes("unreadable-heading"));
  }
  assert.deepEqual(errors(spec(...OTHER, "### Notes", "P1 bugs | and more")), []);
});

Deno.test("an example in indented code is text", () => {
  assert.deepEqual(
    errors(spec("Write it so:", "", "    ### TASK-001: A", "    P1 | TODO", "", ...OTHER)),
    [],
  );
});

Deno.test("a heading that is struck out is an error, unless its task is done or blocked", () => {
  const read = spec("### ~~TASK-001: A~~", "P1 | TODO");
  assert.equal(finding(read, "struck-heading").line, 1);
  assert.deepEqual(errors(spec("### ~~TASK-001: A~~", "P1 | DONE")), []);
});

Deno.test("a name loses what is no part of it, and nothing else", () => {
  const name = (heading: string) => spec(heading, "P1 | TODO").tasks[0]?.name;
  assert.equal(name("### TASK-001: A {#anchor}"), "A");
  assert.equal(name("### TASK-001: A <!-- c -->"), "A");
  assert.equal(name("### [TASK-001: A]"), "A");
  assert.equal(name("### [TASK-001] Read a[i]"), "Read a[i]");
  assert.equal(name("### **TASK-001**: make it **bold**"), "make it **bold**");
  assert.equal(name("### **TASK-001: make it so**"), "make it so");
});
