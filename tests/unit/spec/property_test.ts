// What must hold of any text at all.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  completeTask,
  decodeSpec,
  encodeSpec,
  setChecklistItem,
  setStatus,
  withTaskDone,
} from "../../../src/spec/edit.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import { findSection } from "../../../src/spec/section.ts";
import type { Spec, Task } from "../../../src/spec/spec.ts";
import { STATUSES } from "../../../src/spec/words.ts";

const METADATA = [
  "🔴 P0 | ⬜ TODO | Est: 2-3d",
  "P1|done",
  "- P2 | 🔄 IN PROGRESS",
  "**P3** | **⏸ BLOCKED** | Est: 0.5d",
  "🟡 P2 | ✅ Done   Est: 4h",
  "P1 | 🔍 REVIEW",
  "P1 | ✅",
  "P2",
  "**Priority:** P1\n**Status:** in_progress",
  "- **Priority:** P2\n- **Estimate:** 20 min",
  "",
  "\n<!-- note -->\nP1 | TODO",
];

const BLOCKS = [
  "Plain words, é 日本 🚀 \0 and `P3 | DONE` in them.",
  "**Description:** inline\nand on",
  "**Checklist:**\n- [ ] one\n* [x] two\n  - [X] nested\n1. [ ] four",
  "**Tests (Definition of Done):**\n- [ ] unit `[ ]`\n\t- [] tight",
  "```md\n### TASK-900: no\nP0 | DONE\n- [ ] no\n```",
  "~~~~\n```\n- [x] no\n~~~~",
  "<!--\n### TASK-901: no\n- [ ] no\n-->",
  "> ### TASK-902: no\n> - [ ] no",
  "| a | P0 | DONE |\n|---|---|---|",
  "#### Notes\nText.\n- [ ] below",
  "---",
  "**Note:** kept **Blocks:** —",
  "## Other\n- [ ] nobody's",
  "## Milestone 2: More",
  "**Traces to:** [REQ-001], NFR-2",
  "    indented\n\ttabbed   ",
  "<!-- open and closed --> words",
];

const document = fc.record({
  mark: fc.constantFrom("", "\uFEFF"),
  ending: fc.constantFrom("\n", "\r\n", "\r"),
  isFinished: fc.boolean(),
  head: fc.constantFrom(
    "",
    "---\nstatus: draft\n---\n",
    "# Tasks\n\n- [ ] legend\n",
    "## Milestone 1: A\n",
  ),
  tasks: fc.array(
    fc.record({
      hashes: fc.constantFrom("##", "###", "####"),
      metadata: fc.constantFrom(...METADATA),
      blocks: fc.array(fc.constantFrom(...BLOCKS), { maxLength: 5 }),
      needs: fc.array(fc.nat(5), { maxLength: 3 }),
      isBracketed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
}).map(({ mark, ending, isFinished, head, tasks }) => {
  const parts = tasks.map((task, index) => {
    const ids = task.needs.filter((need) => need < index).map((need) =>
      task.isBracketed ? `[TASK-00${need}]` : `TASK-00${need}`
    );
    const needs = ids.length === 0 ? "" : `**Depends on:** ${ids.join(", ")}\n`;
    return `${task.hashes} TASK-00${index}: Name ${index}\n${task.metadata}\n` +
      task.blocks.join("\n\n") + `\n\n${needs}`;
  });
  const text = head + parts.join("\n") + (isFinished ? "\n" : "end");
  return mark + text.replaceAll("\n", ending);
});

const soup = fc.array(
  fc.constantFrom(
    ..."### |## |#### |TASK-001|TASK-002|KAP-1|: |:| — |P0|P4| \\| |TODO|DONE|WIP|✅|⏸️|**|__|`|```|~~~"
      .split("|"),
    ..."- ,* ,1. ,[ ] ,[x] ,[,],(,),<!--,-->,> ,---,|,\n,\n,\r\n,\r,\t,    ,\0,\uFEFF,..,…,–".split(
      ",",
    ),
    "**Depends on:** ",
    "**Status:** ",
    "**Checklist:**",
    "Est: 2d",
    "\n### TASK-003: x\n",
    "\uD83D",
  ),
  { maxLength: 60 },
).map((parts) => parts.join(""));

const anyText = fc.oneof(
  soup,
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ maxLength: 200 }),
  document,
);

function fields(task: Task) {
  const { span: _, statusSpan: __, line: ___, checklist, ...rest } = task;
  return { ...rest, checklist: checklist.map(({ mark: _, ...item }) => item) };
}

Deno.test("any text is read without a throw, and every span lies in it", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const read = parseSpec(text);
      assert.equal(read.text, text);
      const lines = text.split(/\r\n|\n|\r/).length;
      for (const task of read.tasks) {
        assert.ok(task.line >= 1 && task.line <= lines);
        const spans = [task.span, ...task.checklist.map((item) => item.mark)];
        if (task.statusSpan !== null) spans.push(task.statusSpan);
        for (const span of spans) {
          assert.ok(span.start >= task.span.start && span.start <= span.end);
          assert.ok(span.end <= task.span.end);
        }
        assert.ok(text.slice(task.span.start, task.span.end).includes(task.id));
      }
      for (const one of read.diagnostics) {
        assert.ok(one.line >= 0 && one.line <= lines && one.column >= 0 && one.message !== "");
      }
      assert.equal(read.ordered.length, read.tasks.length);
      findSection(text, "TASK-001");
    }),
    { numRuns: 1500 },
  );
});

Deno.test("any bytes are text or a finding, and text comes back as the same bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    const decoded = decodeSpec(bytes);
    if ("text" in decoded) assert.deepEqual(encodeSpec(decoded.text), bytes);
    else {
      const at = Number(/byte (\d+)/.exec(decoded.diagnostic.message)?.[1] ?? 0);
      assert.doesNotThrow(() =>
        new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, at))
      );
    }
  }));
});

Deno.test("the line ends of a file change nothing in what it says", () => {
  fc.assert(fc.property(document, (text) => {
    const plain = text.replace(/\r\n|\r/g, "\n");
    assert.deepEqual(parseSpec(text).tasks.map(fields), parseSpec(plain).tasks.map(fields));
  }));
});

Deno.test("a status edit changes one field of one task, and no byte outside of its mark", () => {
  fc.assert(
    fc.property(document, fc.nat(), fc.constantFrom(...STATUSES), (text, pick, status) => {
      const before = parseSpec(text);
      const task = picked(before, pick);
      const after = setStatus(before, task.id, status);
      const heading = text.slice(task.span.start).search(/[\r\n]/);
      const place = heading < 0 ? task.span.end : task.span.start + heading;
      const mark = task.statusSpan ?? { start: place, end: place };
      assert.equal(after.slice(0, mark.start), text.slice(0, mark.start));
      assert.ok(after.endsWith(text.slice(mark.end)));
      const written = after.slice(mark.start, after.length - (text.length - mark.end));
      assert.ok(written.length < 60, written);
      assertOnly(before, parseSpec(after), { ...fields(task), status });
    }),
    { numRuns: 600 },
  );
});

Deno.test("a checklist edit changes one mark, and undoing it gives the same bytes", () => {
  fc.assert(
    fc.property(document, fc.nat(), fc.nat(), (text, pick, which) => {
      const before = parseSpec(text);
      const task = picked(before, pick);
      if (task.checklist.length === 0) return;
      const index = which % task.checklist.length;
      const item = task.checklist[index];
      assert.ok(item);
      const after = setChecklistItem(before, task.id, index, !item.done);
      const mark = item.done ? " " : "x";
      assert.equal(after, text.slice(0, item.mark.start) + mark + text.slice(item.mark.end));
      const back = setChecklistItem(parseSpec(after), task.id, index, item.done);
      if (/^[x ]$/.test(text.slice(item.mark.start, item.mark.end))) assert.equal(back, text);
    }),
    { numRuns: 600 },
  );
});

Deno.test("completing a task is done once: a second time changes nothing", () => {
  fc.assert(
    fc.property(document, fc.nat(), (text, pick) => {
      const before = parseSpec(text);
      const task = picked(before, pick);
      const after = completeTask(before, task.id);
      const checklist = fields(task).checklist.map((item) => ({ ...item, done: true }));
      const read = parseSpec(after);
      assertOnly(before, read, { ...fields(task), status: "done", checklist });
      const near = withTaskDone(before, task.id);
      assert.deepEqual({ ...near, byId: [...near.byId] }, { ...read, byId: [...read.byId] });
      assert.equal(completeTask(parseSpec(after), task.id), after);
    }),
    { numRuns: 400 },
  );
});

function picked(spec: Spec, pick: number): Task {
  const task = spec.tasks[pick % spec.tasks.length];
  assert.ok(task);
  return task;
}

function assertOnly(before: Spec, after: Spec, expected: ReturnType<typeof fields>): void {
  assert.deepEqual(
    after.tasks.map(fields),
    before.tasks.map((task) => task.id === expected.id ? expected : fields(task)),
  );
}
