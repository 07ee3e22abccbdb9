import assert from "node:assert/strict";
import fc from "fast-check";
import { appendOutput, emptyOutput } from "../../../tui/output_text.ts";
import { lineText, lineWidth } from "../../../tui/spans.ts";
import { lineAt, rowOf, totalRows, wrapIndex } from "../../../tui/wrap_index.ts";
import "./widths.ts";

function rowsOf(texts: readonly string[], width: number): string[] {
  const output = emptyOutput("t");
  appendOutput(output, {
    at: 0,
    lines: texts.map((text) => ({ kind: "say", text })),
    tail: [],
  });
  const index = wrapIndex(output, width);
  return Array.from({ length: totalRows(index) }, (_, row) => {
    const { at, part } = lineAt(index, row);
    const line = rowOf(output, at, part, width);
    assert.ok(lineWidth(line) <= width, lineText(line));
    return lineText(line);
  });
}

Deno.test("rows break at blanks, or inside a word that is longer than a row", () => {
  assert.deepEqual(rowsOf(["the quick brown fox", "", "supercalifragilistic"], 10), [
    "the quick",
    "brown fox",
    "",
    "supercalif",
    "ragilistic",
  ]);
});

Deno.test("no letter is lost and none is shown twice", () => {
  const text = fc.array(fc.constantFrom("a", "bc", " ", "word", "x".repeat(30), "é", "漢"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.integer({ min: 2, max: 40 }), (all, width) => {
      const letters = (parts: readonly string[]) => parts.join("").replaceAll(" ", "");
      assert.equal(letters(rowsOf(all, width)), letters(all));
    }),
  );
});

Deno.test("a line of a megabyte, with and without blanks, is cut once and not for each of its rows", () => {
  for (const text of ["y".repeat(1 << 20), "y ".repeat(1 << 19)]) {
    const rows = rowsOf([text, "the end"], 38);
    assert.equal(rows.at(-1), "the end");
    assert.ok(rows.length > 26_000, String(rows.length));
  }
});
