import assert from "node:assert/strict";
import { setStatus } from "../../../src/spec/edit.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import { dependents, describeChanges, nextTasks, openNeeds } from "../../../src/spec/ready.ts";
import { clean, spec, task } from "./given_spec.ts";

const names = (tasks: readonly { readonly id: string }[]) => tasks.map((one) => one.id);

Deno.test("begun tasks come first, then the ready ones, by priority and file order", () => {
  const read = spec(
    "### TASK-001: x\nP2 | TODO",
    "### TASK-002: x\nP0 | TODO\n**Depends on:** [TASK-009]",
    "### TASK-003: x\nP1 | IN_PROGRESS\n**Depends on:** [TASK-001]",
    "### TASK-004: x\nP0 | TODO\n**Depends on:** [TASK-001]",
    "### TASK-005: x\nP0 | REVIEW",
    "### TASK-006: x\nP2 | TODO",
    "### TASK-007: x\nP1 | BLOCKED",
    "### TASK-009: x\nP3 | DONE",
    "### TASK-010: x\nP0 | TODO\n**Depends on:** [TASK-404]",
  );
  assert.deepEqual(names(nextTasks(read)), [
    "TASK-005",
    "TASK-003",
    "TASK-002",
    "TASK-001",
    "TASK-006",
  ]);
  assert.deepEqual(openNeeds(read, task(read, "TASK-010")), ["TASK-404"]);
  assert.deepEqual(openNeeds(read, task(read, "TASK-002")), []);
  assert.deepEqual(names(dependents(read, "TASK-001")), ["TASK-003", "TASK-004"]);
});

Deno.test("a change is told as what it means for the run", () => {
  const before = spec(
    ...clean("TASK-001"),
    ...clean("TASK-002", "[TASK-001]"),
    ...clean("TASK-003", "—", "BLOCKED"),
    ...clean("TASK-004"),
    ...clean("TASK-005", "—", "DONE"),
    ...clean("TASK-006", "[TASK-005]"),
  );
  const text = setStatus(before, "TASK-001", "done").replace(/### TASK-004[^#]*/, "");
  const moved = setStatus(parseSpec(text), "TASK-003", "todo");
  const after = parseSpec(moved + clean("TASK-007").join("\n"));
  const changes = describeChanges(before, after);
  assert.deepEqual(changes, {
    completed: ["TASK-001"],
    unblocked: ["TASK-002"],
    moved: [{ id: "TASK-003", from: "blocked", to: "todo" }],
    added: ["TASK-007"],
    removed: ["TASK-004"],
    text: "completed: TASK-001 | unblocked: TASK-002 | moved: TASK-003(blocked→todo) | " +
      "added: TASK-007 | removed: TASK-004",
  });
});

Deno.test("nothing changed is said, and a task that was ready already is not news", () => {
  const read = spec(...clean("TASK-001", "—", "DONE"), ...clean("TASK-002", "[TASK-001]"));
  assert.equal(describeChanges(read, read).text, "no task changed");
  assert.deepEqual(describeChanges(read, read).unblocked, []);
});
