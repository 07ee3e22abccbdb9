// Specs that users of the format wrote, unchanged: everything in them must be found.
import assert from "node:assert/strict";
import { parseSpec } from "../../../src/spec/parse.ts";
import type { Task } from "../../../src/spec/spec.ts";
import { fixture } from "./given_spec.ts";

const MVP = "Milestone 1: MVP";
const POLISH = "Milestone 2: Integration & Polish";

/** id, priority, estimate, needs, traces, blocks, items and tests among them. */
const ARBITER = [
  ["TASK-100", "p0", "1d", "", "NFR-000", "001 002 003 004 005 006 007 008 009", 8, 0, ""],
  ["TASK-001", "p0", "1d", "100", "REQ-010 REQ-050", "004 005 006", 10, 2, MVP],
  ["TASK-002", "p0", "2d", "100", "REQ-001 REQ-002 REQ-070 REQ-071", "004 007 008 010", 16, 2, MVP],
  ["TASK-003", "p0", "2d", "100", "REQ-060 REQ-061", "004", 14, 4, MVP],
  [
    "TASK-004",
    "p0",
    "3d",
    "001 002 003 005 006 009",
    "REQ-010 REQ-011 REQ-012 REQ-013",
    "011",
    15,
    4,
    MVP,
  ],
  ["TASK-005", "p0", "1d", "001", "REQ-040", "004", 14, 4, MVP],
  ["TASK-006", "p0", "2d", "001", "REQ-050", "004", 21, 10, MVP],
  ["TASK-007", "p0", "1-2d", "002 009", "REQ-020 REQ-021 REQ-022", "011", 11, 3, MVP],
  ["TASK-008", "p1", "1d", "002 009", "REQ-030", "", 9, 3, MVP],
  ["TASK-009", "p0", "2d", "100", "REQ-080", "004 007 008", 16, 4, MVP],
  ["TASK-010", "p1", "1-2d", "002", "REQ-090", "", 15, 7, MVP],
  ["TASK-011", "p1", "2d", "004 007", "NFR-000 NFR-001", "", 14, 2, MVP],
  ["TASK-012", "p1", "4h", "002", "REQ-070 REQ-071", "", 6, 0, POLISH],
  ["TASK-013", "p2", "1d", "004 009", "REQ-003", "", 5, 0, POLISH],
  ["TASK-014", "p2", "4h", "004 007 008", "NFR-003", "", 7, 0, POLISH],
] as const;

const PROCTOR = [
  ["TASK-001", "p0", "1h", "", "", "", 4, 0, "Milestone 1: Config & Models"],
  ["TASK-002", "p0", "30m", "", "", "", 3, 0, "Milestone 1: Config & Models"],
  ["TASK-003", "p0", "2-3h", "001 002", "", "", 9, 0, "Milestone 2: Core Implementation"],
  ["TASK-004", "p1", "1h", "003", "", "", 5, 0, "Milestone 2: Core Implementation"],
  ["TASK-005", "p0", "1h", "001", "", "", 7, 0, "Milestone 3: Testing"],
  ["TASK-006", "p0", "1-2h", "003", "", "", 5, 0, "Milestone 3: Testing"],
  ["TASK-007", "p0", "1h", "003", "", "", 5, 0, "Milestone 3: Testing"],
  ["TASK-008", "p1", "1h", "006 007", "", "", 5, 0, "Milestone 3: Testing"],
  ["TASK-009", "p1", "30m", "004 008", "", "", 4, 0, "Milestone 4: Quality"],
] as const;

function row(task: Task) {
  const short = (ids: readonly string[]) => ids.map((id) => id.replace("TASK-", "")).join(" ");
  return [
    task.id,
    task.priority,
    task.estimate,
    short(task.needs),
    task.tracesTo.join(" "),
    short(task.blocks),
    task.checklist.length,
    task.checklist.filter((item) => item.isTest).length,
    task.milestone,
  ];
}

Deno.test("arbiter: fifteen tasks, all done, with every dependency, trace and item", () => {
  const read = parseSpec(fixture("arbiter_tasks.txt"));
  assert.deepEqual(read.tasks.map(row), ARBITER);
  assert.ok(read.tasks.every((task) => task.status === "done"));
  assert.ok(read.tasks.every((task) => task.checklist.every((item) => item.done)));
  assert.deepEqual(
    read.diagnostics.map((one) => [one.severity, one.code, one.task, one.found]),
    [
      ["warning", "one-sided-block", "TASK-100", "TASK-004"],
      ["warning", "one-sided-block", "TASK-100", "TASK-005"],
      ["warning", "one-sided-block", "TASK-100", "TASK-006"],
      ["warning", "one-sided-block", "TASK-100", "TASK-007"],
      ["warning", "one-sided-block", "TASK-100", "TASK-008"],
    ],
  );
  assert.equal(
    read.byId.get("TASK-014")?.description,
    "Write README.md with quick start, architecture diagram, usage examples,\n" +
      "and integration instructions for Claude Desktop and Orchestrator.",
  );
});

Deno.test("proctor: nine tasks in progress, dependencies without brackets, plain descriptions", () => {
  const read = parseSpec(fixture("proctor_tasks.txt"));
  assert.deepEqual(read.tasks.map(row), PROCTOR);
  assert.ok(read.tasks.every((task) => task.status === "in_progress"));
  assert.ok(read.tasks.every((task) => task.checklist.every((item) => !item.done)));
  assert.deepEqual(
    read.diagnostics.map((one) => [one.severity, one.code]),
    PROCTOR.map(() => ["warning", "no-traces"]),
  );
  assert.equal(
    read.byId.get("TASK-002")?.description,
    "Add `croniter` as a runtime dependency for cron expression parsing. " +
      "Verify it installs cleanly and is importable.",
  );
});
