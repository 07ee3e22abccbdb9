import assert from "node:assert/strict";
import fc from "fast-check";
import {
  alignLine,
  fitLine,
  type Line,
  line,
  lineText,
  lineWidth,
  restyle,
  sliceLine,
  span,
  spread,
  truncateLine,
  underlay,
  wrapLine,
} from "../../../tui/spans.ts";
import { graphemes } from "../../../tui/width.ts";
import "./widths.ts";

const bold = { bold: true };

Deno.test("a slice is by cells, and half of a wide glyph is a blank", () => {
  const text = line("a你b", span("好c", bold));
  assert.deepEqual(sliceLine(text, 1, 3), [{ text: "你" }]);
  assert.equal(lineText(sliceLine(text, 2, 5)), " b ");
  assert.deepEqual(sliceLine(text, 4, 7), [{ text: "好c", style: bold }]);
  assert.deepEqual(sliceLine(text, 9, 12), []);
});

Deno.test("an accent goes with its letter when a line is cut", () => {
  assert.equal(lineText(sliceLine(line("ae\u0301b"), 0, 2)), "ae\u0301");
});

Deno.test("a line is made to fit by cutting or by blanks", () => {
  assert.equal(lineText(fitLine(line("abc"), 5)), "abc  ");
  assert.equal(lineText(fitLine(line("a你"), 2)), "a ");
  assert.deepEqual(fitLine(line("a"), 2, bold), [{ text: "a" }, { text: " ", style: bold }]);
});

Deno.test("a truncated line says that it is", () => {
  assert.equal(lineText(truncateLine(line("abcdef"), 4)), "abc…");
  assert.equal(lineText(truncateLine(line("abcd"), 4)), "abcd");
  assert.equal(lineText(truncateLine(line("你好吗"), 4)), "你 …");
  assert.equal(lineText(truncateLine(line("abc"), 1)), "…");
  assert.deepEqual(truncateLine(line("abc"), 0), []);
  assert.deepEqual(truncateLine([span("abc", bold)], 2).at(-1), { text: "…", style: bold });
});

Deno.test("a line is aligned", () => {
  assert.equal(lineText(alignLine(line("ab"), 5, "right")), "   ab");
  assert.equal(lineText(alignLine(line("ab"), 5, "center")), " ab  ");
  assert.equal(lineText(spread(line("left side"), line("12:00"), 10)), "left…12:00");
});

Deno.test("a style may be laid over or under a line", () => {
  const text = [span("a", { fg: "ok" }), span("b")];
  assert.deepEqual(restyle(text, { fg: "error" }), [
    { text: "a", style: { fg: "error" } },
    { text: "b", style: { fg: "error" } },
  ]);
  assert.deepEqual(underlay(text, { fg: "error", bg: "selection" }), [
    { text: "a", style: { fg: "ok", bg: "selection" } },
    { text: "b", style: { fg: "error", bg: "selection" } },
  ]);
});

Deno.test("text wraps at blanks, and long words where they must", () => {
  const wrap = (text: string, columns: number) => wrapLine(line(text), columns).map(lineText);
  assert.deepEqual(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
  assert.deepEqual(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assert.deepEqual(wrap("ab abcdefgh", 5), ["ab", "abcde", "fgh"]);
  assert.deepEqual(wrap("  indented text", 10), ["  indented", "text"]);
  assert.deepEqual(wrap("你好你好", 5), ["你好", "你好"]);
  assert.deepEqual(wrap("", 5), [""]);
});

Deno.test("wrapping keeps every style with its text", () => {
  assert.deepEqual(wrapLine([span("ab ", bold), span("cd")], 3), [
    [{ text: "ab", style: bold }],
    [{ text: "cd" }],
  ]);
});

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.array(fc.constantFrom(..."\u115f\u1160\u3164\uffa0 a你\u0301\u200b\ufe0f\u{e0041}👍"), {
    maxLength: 12,
  }).map((signs) => signs.join("")),
);
const spans = fc.array(fc.tuple(text, fc.boolean()), { maxLength: 4 })
  .map((parts) => parts.map(([part, isBold]) => isBold ? span(part, bold) : span(part)));

/** As cells hold them: what takes none, such as a Hangul filler, is drawn nowhere. */
function letters(spans: Line): string {
  const shown = spans.flatMap(({ text }) => graphemes(text)).map((one) => one.text).join("");
  return shown.replaceAll(/\s|\p{C}|\p{Z}/gu, "");
}

Deno.test("whatever the text, a fitted line has its width and a wrapped one stays inside", () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 2, max: 30 }), (content, columns) => {
      assert.equal(lineWidth(fitLine(content, columns)), columns);
      assert.ok(lineWidth(truncateLine(content, columns)) <= columns);
      const wrapped = wrapLine(content, columns);
      for (const row of wrapped) assert.ok(lineWidth(row) <= columns);
      assert.equal(letters(wrapped.flat()), letters(content));
    }),
    { numRuns: 500 },
  );
});
