import assert from "node:assert/strict";
import {
  appendOutput,
  emptyOutput,
  hasEnd,
  maxLines,
  type Output,
  outputLine,
  tellsOfError,
  withWindow,
} from "../../../tui/output_text.ts";
import "./widths.ts";

function lines(from: number, count: number) {
  return Array.from({ length: count }, (_, at) => ({ kind: "say", text: `${from + at}` } as const));
}

function more(at: number, count: number) {
  return { at, lines: lines(at, count), tail: [] };
}

function first(output: Output): string {
  return outputLine(output, 0)?.text ?? "";
}

Deno.test("while the end is followed the oldest lines are forgotten", () => {
  const output = emptyOutput("a");
  for (let at = 0; at < 100_000; at += 5_000) appendOutput(output, more(at, 5_000));
  assert.ok(output.lines.length <= maxLines + 2_000);
  assert.equal(first(output), String(output.forgotten));
  assert.deepEqual([output.total, hasEnd(output)], [100_000, true]);
});

Deno.test("a line that is looked at is never forgotten, and memory stays bounded", () => {
  const output = emptyOutput("a");
  for (let at = 0; at < 100_000; at += 5_000) appendOutput(output, more(at, 5_000), 3_000);
  assert.ok(output.forgotten <= 3_000);
  assert.ok(output.lines.length <= maxLines * 2);
  assert.deepEqual([output.total, hasEnd(output)], [100_000, false]);
});

Deno.test("what does not follow on to the window only counts", () => {
  const output = withWindow(emptyOutput("a"), 500, lines(500, 10));
  assert.deepEqual([output.total, hasEnd(output)], [510, true]);
  appendOutput(output, more(600, 5));
  assert.deepEqual([output.lines.length, output.total, hasEnd(output)], [10, 605, false]);
});

Deno.test("what is being said stands only below the end", () => {
  const tail = [{ kind: "say", text: "now" } as const];
  const output = emptyOutput("a");
  appendOutput(output, { ...more(0, 2), tail });
  assert.equal(outputLine(output, 2)?.text, "now");
  appendOutput(output, { ...more(90, 2), tail });
  assert.equal(outputLine(output, 2), undefined);
});

Deno.test("failures are known by our own mark, or by the words of what ran", () => {
  const told = (kind: "printed" | "say" | "error", text: string) => tellsOfError({ kind, text });
  assert.equal(told("error", "anything"), true);
  assert.equal(told("printed", "error[E0308]: mismatched types"), true);
  assert.equal(told("printed", "12 passed | 0 failed"), false);
  assert.equal(told("say", "I fix the error"), false);
});
