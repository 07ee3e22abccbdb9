import assert from "node:assert/strict";
import { errors, finding, spec, taskWith, warnings } from "./given_spec.ts";

function read(...lines: readonly string[]) {
  const task = taskWith(...lines);
  return [task.priority, task.status, task.estimate];
}

for (
  const [line, ...expected] of [
    ["🔴 P0 | ⬜ TODO | Est: 3d", "p0", "todo", "3d"],
    ["P1|DONE", "p1", "done", ""],
    ["P2 | todo | Est: 5h", "p2", "todo", "5h"],
    ["🔴 P0 | ✅ done", "p0", "done", ""],
    ["🟢P3 | ⬜TODO", "p3", "todo", ""],
    ["p0 | done", "p0", "done", ""],
    ["P1 | 🔄 IN PROGRESS | Est: 1d", "p1", "in_progress", "1d"],
    ["P1 | IN-PROGRESS", "p1", "in_progress", ""],
    ["P1 | in_progress", "p1", "in_progress", ""],
    ["P1 | In Progress | Est: 1d", "p1", "in_progress", "1d"],
    ["P1 | 🔍 REVIEW", "p1", "review", ""],
    ["P1 | ⏸️ BLOCKED", "p1", "blocked", ""],
    ["P1 | ⏸ BLOCKED", "p1", "blocked", ""],
    ["🔵 P2 | ❌ TODO", "p2", "todo", ""],
    ["🔴 P3 | ✅ TODO", "p3", "todo", ""],
    ["- P0 | TODO", "p0", "todo", ""],
    ["* 🟡 P2 | ✅ DONE | Est: 2d", "p2", "done", "2d"],
    ["**P0** | **TODO** | **Est:** 2d", "p0", "todo", "2d"],
    ["**🔴 P0 | ✅ DONE | Est: 1d**", "p0", "done", "1d"],
    ["`P1` | `DONE`", "p1", "done", ""],
    ["  🟠 P1 | ⬜ TODO", "p1", "todo", ""],
    ["\tP1 | DONE", "p1", "done", ""],
    ["P2 | TODO   Est: 0.5d", "p2", "todo", "0.5d"],
    ["P2 | ✅ DONE   Est: 0.5d", "p2", "done", "0.5d"],
    ["P1 · TODO · Est: 2d", "p1", "todo", "2d"],
    ["P1 │ DONE", "p1", "done", ""],
    ["P1 | ✅", "p1", "done", ""],
    [":red_circle: P0 | :white_check_mark: DONE", "p0", "done", ""],
    ["Priority: P1 | Status: DONE | Est: 1d", "p1", "done", "1d"],
    ["P1 | Est: 3d | DONE", "p1", "done", "3d"],
    ["✅ DONE | P1 | Est: 1d", "p1", "done", "1d"],
    ["P1 | DONE (2026-01-02, by hand)", "p1", "done", ""],
    ["P1 | TODO | Owner: Ada | Est: 2d", "p1", "todo", "2d"],
    ["P1 | Ada | DONE", "p1", "done", ""],
    ["P1 | IN REVIEW | Est: 1d", "p1", "review", "1d"],
    ["P1 (high) | DONE", "p1", "done", ""],
    ["🔴 P0 | ⬜ TODO |", "p0", "todo", ""],
  ] as const
) {
  Deno.test(`metadata "${line}" is ${expected.join(" ")}`, () => {
    assert.deepEqual(read(line), expected);
    assert.deepEqual(errors(spec("### TASK-001: x", line)), []);
  });
}

for (
  const [written, expected] of [
    ["Est: 2-3d", "2-3d"],
    ["Est: 2–3d", "2–3d"],
    ["Est: 1.5d", "1.5d"],
    ["Est: 0,5d", "0,5d"],
    ["Est: 30m", "30m"],
    ["Est: 1w", "1w"],
    ["est: 1d", "1d"],
    ["Est. 2 days", ""],
    ["Estimate: 20 min", "20 min"],
    ["Effort: 1h 45m", "1h 45m"],
    ["Est: ~2d", "2d"],
    ["Est: 1d-2d", "1d-2d"],
    ["Est: 4 to 6 hours", "4 to 6 hours"],
    ["3d", "3d"],
    ["Est: M", "M"],
    ["Est: —", ""],
    ["Est: 3d (guess)", "3d"],
  ] as const
) {
  Deno.test(`estimate "${written}" is "${expected}"`, () => {
    assert.equal(taskWith(`P1 | TODO | ${written}`).estimate, expected);
  });
}

Deno.test("an estimate may stand on a line of its own", () => {
  assert.equal(taskWith("P1 | TODO", "Est: 2d").estimate, "2d");
  assert.equal(taskWith("P1 | TODO", "", "**Estimate:** 4 h").estimate, "4 h");
  assert.equal(taskWith("P1 | TODO", "", "Est: whatever it takes").estimate, "");
});

Deno.test("fields stand in for a metadata line", () => {
  assert.deepEqual(read("**Priority:** P1", "**Status:** DONE", "**Estimate:** 2d"), [
    "p1",
    "done",
    "2d",
  ]);
  assert.deepEqual(read("- **Priority:** P2", "- **Estimate:** 20 min"), ["p2", "todo", "20 min"]);
  assert.deepEqual(read("**Priority**: 🟠 P1", "**Status**: ✅ Done"), ["p1", "done", ""]);
  assert.deepEqual(read("Priority: P1", "Status: IN PROGRESS"), ["p1", "in_progress", ""]);
  assert.deepEqual(read("**Priority:** P1 | **Status:** BLOCKED | **Effort:** 3 days"), [
    "p1",
    "blocked",
    "3 days",
  ]);
  assert.deepEqual(read("Words first.", "", "**Status:** DONE", "**Priority:** P3"), [
    "p3",
    "done",
    "",
  ]);
});

Deno.test("blank lines and comments may stand above the metadata line", () => {
  assert.deepEqual(read("", "<!-- note -->", "", "P1 | DONE"), ["p1", "done", ""]);
});

Deno.test("a line like metadata further down changes nothing, and is told", () => {
  const text = ["### TASK-001: x", "P1 | TODO", "", "When ready:", "P3 | DONE", ""];
  const later = spec(...text);
  assert.deepEqual([later.tasks[0]?.priority, later.tasks[0]?.status], ["p1", "todo"]);
  assert.deepEqual(errors(later), []);
  assert.equal(finding(later, "late-metadata").line, 5);
  assert.match(later.tasks[0]?.description ?? "", /P3 \| DONE/);
});

Deno.test("metadata below other text is an error when there is none above", () => {
  const late = spec("### TASK-001: x", "Some words.", "", "P3 | DONE");
  assert.equal(late.tasks[0]?.status, "todo");
  assert.deepEqual(errors(late), ["late-metadata"]);
  assert.equal(finding(late, "late-metadata").line, 4);
});

Deno.test("prose that begins with P0, or with a table, is no metadata", () => {
  for (
    const line of [
      "P0 because the release depends on it.",
      "Parse `P0 | DONE` lines | everywhere",
    ]
  ) {
    const prose = spec("### TASK-001: x", line);
    assert.equal(prose.tasks[0]?.status, "todo");
    assert.deepEqual(errors(prose), []);
    assert.ok(warnings(prose).includes("no-metadata"));
    assert.equal(prose.tasks[0]?.description, line);
  }
});

for (
  const [line, code, found] of [
    ["P1 | WIP", "bad-status", "WIP"],
    ["P1 | ✅ COMPLETED", "bad-status", "COMPLETED"],
    ["P1 | DONE-ISH", "bad-status", "DONE-ISH"],
    ["P1 | ГОТОВО", "bad-status", "ГОТОВО"],
    ["P4 | TODO", "bad-priority", "P4"],
    ["P10 | TODO", "bad-priority", "P10"],
    ["P0-P1 | TODO", "bad-metadata", "P0-P1 | TODO"],
    ["P0 - TODO - Est: 1d", "bad-metadata", "P0 - TODO - Est: 1d"],
    ["**Priority:** High", "bad-priority", "High"],
    ["**Status:** Completed", "bad-status", "Completed"],
  ] as const
) {
  Deno.test(`"${line}" is a ${code} error`, () => {
    const bad = spec("### TASK-001: x", line);
    const diagnostic = finding(bad, code);
    assert.equal(diagnostic.severity, "error");
    assert.equal(diagnostic.found, found);
    assert.equal(diagnostic.line, 2);
    assert.equal(diagnostic.column, line.indexOf(found) + 1);
    assert.ok(diagnostic.fix);
  });
}

Deno.test("a bad status word is answered with the word it means", () => {
  assert.equal(finding(spec("### TASK-001: x", "P1 | WIP"), "bad-status").fix, "Write IN_PROGRESS");
  assert.equal(finding(spec("### TASK-001: x", "P1 | closed"), "bad-status").fix, "Write DONE");
});

Deno.test("a task without metadata or status reads as P0 TODO, with a warning", () => {
  const bare = spec("### TASK-001: x");
  assert.deepEqual([bare.tasks[0]?.priority, bare.tasks[0]?.status], ["p0", "todo"]);
  assert.equal(bare.tasks[0]?.statusSpan, null);
  assert.ok(warnings(bare).includes("no-metadata"));
  const half = spec("### TASK-001: x", "P2 | Est: 3d");
  assert.deepEqual([half.tasks[0]?.priority, half.tasks[0]?.status], ["p2", "todo"]);
  assert.equal(half.tasks[0]?.estimate, "3d");
  assert.ok(warnings(half).includes("no-status"));
  assert.deepEqual(errors(half), []);
});

Deno.test("a status given twice is an error, even when both agree", () => {
  const twice = spec("### TASK-001: x", "P1 | TODO", "**Status:** TODO");
  assert.deepEqual(errors(twice), ["duplicate-metadata"]);
  assert.deepEqual(errors(spec("### TASK-001: x", "P1 | TODO", "**Priority:** P1")), []);
  assert.deepEqual(errors(spec("### TASK-001: x", "P1 | TODO", "**Priority:** P2")), [
    "duplicate-metadata",
  ]);
});

Deno.test("the span of a status is its emoji and its word", () => {
  const one = spec("### TASK-001: x", "🔴 P0 | **🔄 IN PROGRESS** | Est: 1d");
  const span = one.tasks[0]?.statusSpan;
  assert.equal(one.text.slice(span?.start, span?.end), "🔄 IN PROGRESS");
});
