import assert from "node:assert/strict";
import { completeTask, setChecklistItem, setStatus } from "../../../src/spec/edit.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import type { Status } from "../../../src/spec/spec.ts";
import { fixture, spec } from "./given_spec.ts";

function edited(text: string, status: Status, id = "TASK-001"): string {
  return setStatus(parseSpec(text), id, status);
}

for (
  const [before, status, after] of [
    ["🔴 P0 | ⬜ TODO | Est: 3d", "done", "🔴 P0 | ✅ DONE | Est: 3d"],
    ["P0 | TODO", "done", "P0 | DONE"],
    ["P1|todo", "in_progress", "P1|in_progress"],
    ["P1 | 🔄 IN PROGRESS | Est: 1d", "done", "P1 | ✅ DONE | Est: 1d"],
    ["P1 | 🔄 IN PROGRESS", "in_progress", "P1 | 🔄 IN PROGRESS"],
    ["P1 | IN-PROGRESS", "review", "P1 | REVIEW"],
    ["P1 | ⏸ BLOCKED", "todo", "P1 | ⬜ TODO"],
    ["P1 | ✅ Done", "blocked", "P1 | ⏸️ Blocked"],
    ["P1 | Todo", "in_progress", "P1 | In Progress"],
    ["P1 | **⬜ TODO** | Est: 1d", "done", "P1 | **✅ DONE** | Est: 1d"],
    ["P1 | ⬜ **TODO**", "done", "P1 | ✅ **DONE**"],
    ["P1 | ✅", "todo", "P1 | ⬜"],
    ["P1 | ⬜TODO   Est: 1d", "review", "P1 | 🔍REVIEW   Est: 1d"],
    ["- P1 | TODO (soon)", "done", "- P1 | DONE (soon)"],
    ["P1 | WIP", "done", "P1 | DONE"],
    ["🔵 P1 | 🟣 TODO", "done", "🔵 P1 | ✅ DONE"],
    ["P2 | Est: 3d", "done", "P2 | ✅ DONE | Est: 3d"],
    ["P2", "done", "P2 | ✅ DONE"],
    ["**Status:** TODO", "done", "**Status:** DONE"],
    ["**Status:**", "done", "**Status:** ✅ DONE"],
    [
      "- **Priority:** P1\n- **Status:** ⬜ TODO",
      "done",
      "- **Priority:** P1\n- **Status:** ✅ DONE",
    ],
    ["**Priority:** P1 | **Status:** todo", "done", "**Priority:** P1 | **Status:** done"],
  ] as const
) {
  Deno.test(`${status} makes ${JSON.stringify(before)} ${JSON.stringify(after)}`, () => {
    for (const ending of ["\n", "\r\n"]) {
      const text = (meta: string) =>
        `\uFEFF# T\n### TASK-001: x\n${meta}\n- [ ] a\n### TASK-0011: y\nP1 | TODO`
          .replaceAll("\n", ending);
      assert.equal(
        edited(text(before), status),
        text(after),
      );
    }
  });
}

Deno.test("a task without metadata gets one line under its heading, in the file's line ends", () => {
  assert.equal(
    edited("### TASK-001: x\n\nText.\n### TASK-002: y\nP1 | TODO\n", "done"),
    "### TASK-001: x\nP0 | ✅ DONE\n\nText.\n### TASK-002: y\nP1 | TODO\n",
  );
  assert.equal(
    edited("### TASK-001: x\r\nText.\r\n", "done"),
    "### TASK-001: x\r\nP0 | ✅ DONE\r\nText.\r\n",
  );
  assert.equal(edited("# T\r\n### TASK-001: x", "done"), "# T\r\n### TASK-001: x\r\nP0 | ✅ DONE");
  assert.equal(edited("### TASK-001: x", "blocked"), "### TASK-001: x\nP0 | ⏸️ BLOCKED");
  assert.equal(
    edited("### TASK-001: x\n- **Priority:** P2\n- **Estimate:** 1d\n", "done"),
    "### TASK-001: x\n- **Status:** ✅ DONE\n- **Priority:** P2\n- **Estimate:** 1d\n",
  );
});

Deno.test("an id that another id begins with, or a title that names it, is left alone", () => {
  const text = [
    "### TASK-0011: about TASK-001",
    "P1 | TODO",
    "### TASK-001: x",
    "P1 | TODO",
    "### TASK-002: after TASK-001",
    "P1 | TODO",
    "",
  ];
  const after = [...text];
  after[3] = "P1 | DONE";
  assert.equal(edited(text.join("\n"), "done"), after.join("\n"));
});

Deno.test("one mark of the checklist changes, whatever stands around it", () => {
  const text = "### TASK-001: x\r\n* [X] a\r\n\t- [ ] b [ ] c\r\n1. [] d\r\n";
  const read = parseSpec(text);
  assert.equal(setChecklistItem(read, "TASK-001", 0, false), text.replace("[X]", "[ ]"));
  assert.equal(setChecklistItem(read, "TASK-001", 1, true), text.replace("- [ ] b", "- [x] b"));
  assert.equal(setChecklistItem(read, "TASK-001", 2, true), text.replace("[] d", "[x] d"));
  assert.equal(setChecklistItem(read, "TASK-001", 0, true), text);
  assert.throws(() => setChecklistItem(read, "TASK-001", 3, true), /no such item/);
});

Deno.test("completing a task ticks its open items and no others", () => {
  const text = [
    "### TASK-001: x",
    "🟠 P1 | 🔄 IN_PROGRESS | Est: 1d",
    "- [ ] a [ ] literal",
    "- [X] b",
    "```",
    "- [ ] code",
    "```",
    "**Tests:**",
    "  - [ ] t",
    "---",
    "- [ ] not its own",
    "## Other",
    "- [ ] nor this",
    "### TASK-002: y",
    "- [ ] z",
  ];
  const after = [...text];
  after[1] = "🟠 P1 | ✅ DONE | Est: 1d";
  after[2] = "- [x] a [ ] literal";
  after[8] = "  - [x] t";
  assert.equal(completeTask(parseSpec(text.join("\n")), "TASK-001"), after.join("\n"));
});

Deno.test("a real spec changes in one place, and back", () => {
  const text = fixture("arbiter_tasks.txt");
  const read = parseSpec(text);
  for (const one of read.tasks) {
    const todo = setStatus(read, one.id, "todo");
    assert.equal(todo.length, text.length);
    assert.equal(setStatus(parseSpec(todo), one.id, "done"), text);
  }
});

Deno.test("an unknown or ambiguous id is refused", () => {
  const twice = spec("### TASK-001: x", "P1 | TODO", "### TASK-001: y", "P1 | TODO");
  assert.throws(() => setStatus(twice, "TASK-001", "done"), /several tasks/);
  assert.throws(() => setStatus(twice, "TASK-9", "done"), /no such task/);
  assert.throws(() => completeTask(twice, "TASK-9"), /no such task/);
});

Deno.test("an edit that would read otherwise is refused", () => {
  const read = spec("### TASK-001: x", "P1 | TODO", "### TASK-002: y", "P1 | TODO");
  const [first, second] = read.tasks;
  assert.ok(first && second);
  // A spec that lies about where the mark stands: the write would hit the other task.
  const wrong = { ...first, statusSpan: second.statusSpan };
  const lying = { ...read, tasks: [wrong, second], byId: new Map([[wrong.id, wrong]]) };
  assert.throws(() => setStatus(lying, "TASK-001", "done"), /would not read as the old one/);
});
