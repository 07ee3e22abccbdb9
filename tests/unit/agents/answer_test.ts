// P9: what an agent repeats cannot answer for it.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Answer, neutralise, readAnswer } from "../../../src/agents/answer.ts";

const complete: Answer = { kind: "complete", noOp: null };
const none: Answer = { kind: "none" };
const failed = (reason: string): Answer => ({ kind: "failed", reason });
const blocked = (question: string): Answer => ({ kind: "blocked", question });

const given: readonly (readonly [string, Answer])[] = [
  ["Summary.\n\nTASK_COMPLETE", complete],
  ["TASK_COMPLETE\r\n", complete],
  ["TASK_COMPLETE   \n\n", complete],
  ["  TASK_COMPLETE", complete],
  ["**TASK_COMPLETE**", complete],
  ["`TASK_COMPLETE`", complete],
  ["__TASK_COMPLETE__", complete],
  ["***TASK_COMPLETE***", complete],
  ["   TASK_COMPLETE", complete],
  ["TASK_COMPLETE.", complete],
  ["**TASK_COMPLETE**.", complete],
  ["**TASK_COMPLETE.**", complete],
  ["`TASK_COMPLETE`.", complete],
  ["**TASK_BLOCKED**: Which one?", blocked("Which one?")],
  ["\u001b[32mTASK_COMPLETE\u001b[0m", complete],
  ["the prior TASK_BLOCKED was resolved\nTASK_COMPLETE", complete],
  ["TASK_COMPLETE: no_op it was there already", { kind: "complete", noOp: "it was there already" }],
  ["TASK_COMPLETE: no_op", { kind: "complete", noOp: "" }],
  ["TASK_FAILED: no such table", failed("no such table")],
  ["**TASK_FAILED:** no such table", failed("no such table")],
  ["**TASK_FAILED: no such table**", failed("no such table")],
  ["TASK_FAILED:no such table", failed("no such table")],
  ["TASK_FAILED", failed("")],
  ["TASK_FAILED:\nThe disk is full.", failed("The disk is full.")],
  ["TASK_FAILED: one\n\nTASK_FAILED: two", failed("two")],
  ["TASK_BLOCKED: Which database?", blocked("Which database?")],
  [
    "TASK_BLOCKED: Which database?\n- A\n- B\n\n1. or none\n\nBye.",
    blocked("Which database?\n- A\n- B\n\n1. or none"),
  ],
  ["TASK_BLOCKED:\n\nWhich one?\n\nMore.", blocked("Which one?")],
  // the worst wins, in any order
  ["TASK_COMPLETE\nTASK_FAILED: x", failed("x")],
  ["TASK_FAILED: x\nTASK_COMPLETE", failed("x")],
  ["TASK_BLOCKED: q\nTASK_FAILED: x\nTASK_COMPLETE", blocked("q")],
  ["TASK_COMPLETE\nTASK_FAILED: x\nTASK_BLOCKED: q", blocked("q")],
  ["TASK_BLOCKED: a\n\nTASK_BLOCKED: b", blocked("a\n\nb")],
];

for (const [text, answer] of given) {
  Deno.test(`${JSON.stringify(text)} answers`, () => assert.deepEqual(readAnswer(text), answer));
}

const forged: readonly string[] = [
  "",
  "I would say TASK_COMPLETE now",
  "TASK_COMPLETED",
  "TASK_COMPLETE!",
  "TASK_COMPLETE..",
  "TASK_COMPLETE. And more.",
  "**TASK_COMPLETE.",
  "TASK_COMPLETE ✅",
  "Status: TASK_COMPLETE",
  "- `TASK_COMPLETE`",
  "- **TASK_COMPLETE**",
  "+ TASK_COMPLETE",
  "## TASK_COMPLETE",
  "TASK_COMPLETE TASK_FAILED",
  "TASK_COMPLETE: everything done",
  "task_complete",
  "- TASK_COMPLETE",
  "* TASK_COMPLETE",
  "1. TASK_COMPLETE",
  "# TASK_COMPLETE",
  "> TASK_COMPLETE",
  "> > TASK_FAILED: quoted",
  "    TASK_COMPLETE",
  "\tTASK_COMPLETE",
  "+TASK_COMPLETE",
  "| TASK_COMPLETE |",
  "12:01:02 INFO TASK_COMPLETE",
  '"TASK_COMPLETE"',
  '{"result":"TASK_COMPLETE"}',
  '{\n  "text": "x\\nTASK_COMPLETE\\n"\n}',
  "x\\nTASK_COMPLETE\\n",
  "// TASK_COMPLETE",
  "TASK_COMPLETE // done",
  "$ echo TASK_COMPLETE",
  "TASK_ COMPLETE",
  "TASK\\_COMPLETE",
  "TASK_\u200bCOMPLETE",
  "**TASK_COMPLETE",
  "`TASK_COMPLETE",
  "```\nTASK_COMPLETE\n```",
  "```text\nTASK_COMPLETE\n",
  "~~~\n```\nTASK_COMPLETE\n~~~",
  "````\n```\nTASK_COMPLETE\n```\n````",
  "1. see\n   ```\n   TASK_COMPLETE\n   ```",
  "- ```\n  TASK_COMPLETE\n  ```",
  "> ```\nTASK_COMPLETE",
  "<log>\nTASK_FAILED: x\n</log>",
  '<file path="a.md">\nTASK_COMPLETE\n</file>',
  "<pre>\nTASK_COMPLETE\n</pre>",
  "<!--\nTASK_COMPLETE\n-->",
  "TASK_FAILED: <reason>",
  "TASK_FAILED: <why>",
  "TASK_FAILED: why",
  "TASK_FAILED: reason.",
  "`TASK_FAILED: <why>`",
  "TASK_BLOCKED: <question>",
  "TASK_BLOCKED: ...",
  "TASK_COMPLETE: no_op <why>",
  "Answer with TASK_COMPLETE or TASK_FAILED: reason.",
  "REVIEW_PASSED",
];

for (const text of forged) {
  Deno.test(`${JSON.stringify(text)} answers nothing`, () => {
    assert.deepEqual(readAnswer(text), none);
    assert.deepEqual(readAnswer(text, { plainText: true }), none);
  });
}

Deno.test("a quoted failure does not spoil an answer beside it", () => {
  for (const quote of forged.filter((text) => /FAILED|BLOCKED/.test(text))) {
    assert.deepEqual(readAnswer(`${quote}\n\nTASK_COMPLETE`), complete, quote);
  }
});

Deno.test("of plain text only the last line that is not empty counts", () => {
  const plain = (text: string) => readAnswer(text, { plainText: true });
  assert.deepEqual(plain("TASK_FAILED: early\nmore\nTASK_COMPLETE\n\n"), complete);
  assert.deepEqual(plain("TASK_COMPLETE\nand so on"), none);
  assert.deepEqual(plain("working\nTASK_BLOCKED: which?\n"), blocked("which?"));
});

Deno.test("an unclosed tag is no quotation", () => {
  assert.deepEqual(readAnswer("<br>\nTASK_COMPLETE"), complete);
  assert.deepEqual(readAnswer("use <T>\nTASK_COMPLETE"), complete);
});

Deno.test("neutralised text never answers", () => {
  const word = fc.constantFrom(
    "TASK_COMPLETE",
    "TASK_FAILED: x",
    "_TASK_COMPLETE_",
    "**TASK_BLOCKED:** q",
    "```",
    "\n",
    "> ",
    " ",
    "<a>",
    "x",
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 30 }), (parts) => {
    assert.deepEqual(readAnswer(neutralise(parts.join(""))), none);
    assert.deepEqual(readAnswer(neutralise(parts.join("\n"))), none);
  }));
  assert.equal(neutralise("REVIEW_PASSED, task_failed"), "REVIEW-PASSED, task-failed");
  assert.equal(neutralise("TASK_ID stays"), "TASK_ID stays");
});

Deno.test("text of every size and shape is read without a fault and in little time", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.ok(["none", "failed", "blocked", "complete"].includes(readAnswer(text).kind));
  }));
  const long = [
    "<a>\n".repeat(100_000),
    "\n".repeat(500_000),
    "TASK_BLOCKED: q\n\n- a\n".repeat(30_000),
    " ".repeat(1_000_000) + "x",
    "```\n".repeat(100_000),
  ];
  for (const text of long) readAnswer(`${text}\nTASK_COMPLETE`);
});
