// After an edit only the lines of its task are read again: what comes of it must be what reading all would give.
import assert from "node:assert/strict";
import { withTaskDone } from "../../../src/spec/edit.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import { rereadTask } from "../../../src/spec/reread.ts";
import type { Spec } from "../../../src/spec/spec.ts";
import { clean, fixture, spec, task } from "./given_spec.ts";

function assertAsRead(found: Spec): void {
  const read = parseSpec(found.text);
  assert.deepEqual(found.tasks, read.tasks);
  assert.deepEqual(found.ordered, read.ordered);
  assert.deepEqual([...found.byId], [...read.byId]);
  assert.deepEqual(found.diagnostics, read.diagnostics);
}

for (const name of ["arbiter_tasks.txt", "proctor_tasks.txt"]) {
  for (const ending of ["\n", "\r\n"]) {
    Deno.test(`${name} with its tasks done one by one reads as it stands, ${ending.length} bytes a line end`, () => {
      const text = fixture(name).replaceAll("✅ DONE", "⬜ TODO").replaceAll("- [x]", "- [ ]");
      let now = parseSpec(text.replaceAll("\n", ending));
      for (const { id } of now.tasks) {
        now = withTaskDone(now, id);
        assertAsRead(now);
      }
      assert.ok(now.tasks.every((one) => one.status === "done"));
    });
  }
}

Deno.test("all tasks but the edited one are shared with the spec before", () => {
  const before = spec(...clean("TASK-001"), ...clean("TASK-002"), ...clean("TASK-003"));
  const after = withTaskDone(before, "TASK-002");
  assert.deepEqual(
    after.tasks.map((one, index) => one === before.tasks[index]),
    [true, false, true],
  );
  assert.equal(after.byId.get("TASK-003"), before.byId.get("TASK-003"));
});

Deno.test("a longer status moves what stands behind it", () => {
  const before = spec(
    ...clean("TASK-001", "—", "🔄 IN_PROGRESS"),
    ...[...clean("TASK-002"), "- [ ] item", ""],
  );
  assertAsRead(withTaskDone(before, "TASK-001"));
});

Deno.test("findings of the task are told anew, and those of others stay", () => {
  const before = spec(
    ...["### TASK-001: a", "P1 | TODO", "Depends on TASK-002 in a way.", "- [-] half", ""],
    ...["### TASK-002: b", "P1 | TODO", "**Blocks:** TASK-001", "- [~] half"],
  );
  assert.ok(before.diagnostics.length > 4);
  assertAsRead(withTaskDone(before, "TASK-001"));
  assertAsRead(withTaskDone(before, "TASK-002"));
});

Deno.test("what may reach beyond the task is left to a reading of the whole", () => {
  const near = (read: Spec) => {
    const one = task(read, "TASK-001");
    const mark = one.statusSpan ?? { start: 0, end: 0 };
    return rereadTask(read, one, [{ ...mark, text: "DONE" }]);
  };
  assert.ok(near(spec(...clean("TASK-001"), ...clean("TASK-002"))));
  assert.equal(near(spec(...clean("TASK-001"), "### TASK-002: y", "P1 | WHAT")), null);
  assert.equal(near(spec(...clean("TASK-001"), ...clean("TASK-001"))), null);
  const read = spec(...clean("TASK-001"), ...clean("TASK-002"));
  const lying = { ...task(read, "TASK-001"), name: "another" };
  assert.equal(rereadTask(read, lying, []), null);
  const stale = { ...read, text: read.text.replace("TODO", "DONE") };
  assert.equal(near(stale), null);
});
