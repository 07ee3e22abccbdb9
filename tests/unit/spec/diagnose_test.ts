import assert from "node:assert/strict";
import { parseSpec } from "../../../src/spec/parse.ts";
import { clean, errors, finding, spec, warnings } from "./given_spec.ts";

Deno.test("a spec with nothing wrong has no findings", () => {
  assert.deepEqual(spec(...clean("TASK-001"), ...clean("TASK-002", "[TASK-001]")).diagnostics, []);
});

Deno.test("an empty file and a file without tasks are errors", () => {
  for (const text of ["", "\n\n", "\uFEFF", "# Tasks\n\nSoon.\n"]) {
    const [only, ...rest] = parseSpec(text).diagnostics;
    assert.deepEqual([only?.code, only?.severity, only?.line, only?.column], [
      "no-tasks",
      "error",
      0,
      0,
    ]);
    assert.deepEqual(rest, []);
    assert.ok(only?.fix);
  }
});

Deno.test("a file whose only headings lack metadata names the likely one", () => {
  const read = spec("### KAP-001: Do it", "Only words.");
  assert.match(finding(read, "no-tasks").fix ?? "", /KAP-001/);
});

Deno.test("an id used twice is an error at each repeat", () => {
  const read = spec(...clean("TASK-001"), ...clean("TASK-001"), ...clean("TASK-001"));
  assert.deepEqual(errors(read), ["duplicate-id", "duplicate-id"]);
  assert.deepEqual(read.diagnostics.map((one) => [one.line, one.column]), [[6, 5], [11, 5]]);
  assert.match(read.diagnostics[0]?.message ?? "", /line 1/);
  assert.equal(read.byId.get("TASK-001"), read.tasks[0]);
});

Deno.test("a cycle is told once, with its whole path, from its first task on", () => {
  const read = spec(
    ...clean("TASK-001", "[TASK-004]"),
    ...clean("TASK-002", "[TASK-003]"),
    ...clean("TASK-003", "[TASK-001], [TASK-002]"),
    ...clean("TASK-004", "[TASK-002]"),
  );
  assert.deepEqual(errors(read), ["dependency-cycle"]);
  const cycle = finding(read, "dependency-cycle");
  assert.equal(cycle.found, "TASK-001 → TASK-004 → TASK-002 → TASK-003 → TASK-001");
  assert.equal(cycle.line, 4);
});

Deno.test("separate cycles are told separately, in the order of the file", () => {
  const read = spec(
    ...clean("TASK-004", "[TASK-003]"),
    ...clean("TASK-001", "[TASK-002]"),
    ...clean("TASK-002", "[TASK-001]"),
    ...clean("TASK-003", "[TASK-004]"),
  );
  assert.deepEqual(
    read.diagnostics.map((one) => one.found),
    ["TASK-004 → TASK-003 → TASK-004", "TASK-001 → TASK-002 → TASK-001"],
  );
});

Deno.test("a chain and a ring of ten thousand tasks are followed without a stack", () => {
  const chain = (last: number) =>
    Array.from(
      { length: 10_000 },
      (_, index) => `### TASK-${index}: x\n**Depends on:** [TASK-${(index + 1) % last}]\n`,
    ).join("");
  const ring = parseSpec(chain(10_000));
  assert.deepEqual(errors(ring), ["dependency-cycle"]);
  assert.deepEqual(errors(parseSpec(chain(10_001))), ["unknown-dependency"]);
});

Deno.test("a task that waits for itself is an error", () => {
  const read = spec(...clean("TASK-001", "[TASK-001]"));
  assert.deepEqual(errors(read), ["self-dependency"]);
});

Deno.test("the suggestion for an unknown id is the one it was probably meant to be", () => {
  for (
    const [written, meant] of [
      ["TASK-1", "TASK-001"],
      ["TSK-001", "TASK-001"],
      ["TASK-0O1", "TASK-001"],
      ["TASKS-012", "TASK-012"],
    ] as const
  ) {
    const read = spec(...clean("TASK-001"), ...clean("TASK-012"), ...clean("X-9", `[${written}]`));
    const [error] = read.diagnostics.filter((one) => one.severity === "error");
    assert.equal(error?.fix, `Did you mean ${meant}?`);
  }
});

Deno.test("warnings tell what a careful author would want to know", () => {
  const read = spec("### TASK-001: x", "P1 | TODO");
  assert.deepEqual(warnings(read), ["no-estimate", "no-traces"]);
  assert.deepEqual(errors(read), []);
});

Deno.test("a block that the other task does not know of is a warning", () => {
  const read = spec(...clean("TASK-001"), "**Blocks:** [TASK-002]", "", ...clean("TASK-002"));
  assert.deepEqual(warnings(read), ["one-sided-block"]);
  assert.equal(finding(read, "one-sided-block").line, 6);
  const mutual = spec(
    ...clean("TASK-001"),
    "**Blocks:** [TASK-002]",
    "",
    ...clean("TASK-002", "[TASK-001]"),
  );
  assert.deepEqual(mutual.diagnostics, []);
});

Deno.test("a task blocked by hand needs no reason", () => {
  assert.deepEqual(spec(...clean("TASK-001", "—", "BLOCKED")).diagnostics, []);
});

Deno.test("findings come from the top of the file down, each with its place", () => {
  const read = spec(
    "### TASK-001: x",
    "P7 | WIP",
    "**Depends on:** [TASK-404]",
    "",
    "### TASK-002: y",
    "\tP1 | TODO",
    "  **Depends on:** [TASK-001], [NOPE-1]",
  );
  assert.deepEqual(
    read.diagnostics.filter((one) => one.severity === "error")
      .map((one) => [one.code, one.line, one.column]),
    [
      ["bad-priority", 2, 1],
      ["bad-status", 2, 6],
      ["unknown-dependency", 3, 18],
      ["unknown-dependency", 7, 32],
    ],
  );
});

Deno.test("every finding says what to do, and errors say what was expected", () => {
  const read = spec(
    "### TASK-001: x",
    "P7 | WIP",
    "P1 | DONE",
    "**Depends on:** [TASK-404], [TASK-001], the rest",
    "**Blocks:** [TASK-9]",
    "### task-3: y",
    "### TASK-001: z",
    "```",
  );
  assert.ok(read.diagnostics.length >= 9);
  for (const one of read.diagnostics) {
    assert.ok(one.message !== "" && one.fix, one.code);
    assert.ok(one.severity === "warning" || one.expected, one.code);
    assert.ok(one.line > 0 && one.column > 0, one.code);
    assert.ok(!one.message.endsWith("."), one.code);
  }
});
