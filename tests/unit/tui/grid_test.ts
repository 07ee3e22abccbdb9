import assert from "node:assert/strict";
import fc from "fast-check";
import { compose, gridRows } from "../../../tui/grid.ts";
import { line, span } from "../../../tui/spans.ts";
import { textWidth } from "../../../tui/width.ts";
import "./widths.ts";

const rowsOf = (text: string, columns: number) =>
  gridRows(compose({ rows: [line(text)] }, { columns, rows: 1 }));

Deno.test("a frame is laid out in cells and the rest is blank", () => {
  const grid = compose({ rows: [line("ab"), line(span("c", { bold: true }))] }, {
    columns: 3,
    rows: 3,
  });
  assert.deepEqual(gridRows(grid), ["ab ", "c  ", "   "]);
  assert.deepEqual(grid.styles[3], { bold: true });
  assert.deepEqual(grid.styles[4], {});
});

Deno.test("a wide glyph owns two cells, and half of one at the edge is a blank", () => {
  const grid = compose({ rows: [line("a你b")] }, { columns: 4, rows: 1 });
  assert.deepEqual(grid.glyphs, ["a", "你", "", "b"]);
  assert.deepEqual(rowsOf("ab你", 3), ["ab "]);
  assert.deepEqual(rowsOf("你", 1), [" "]);
});

Deno.test("what does not fit is clipped, in both directions", () => {
  const frame = { rows: [line("abcdef", "g"), line("x"), line("y")] };
  assert.deepEqual(gridRows(compose(frame, { columns: 3, rows: 2 })), ["abc", "x  "]);
  assert.deepEqual(compose(frame, { columns: 0, rows: 0 }).glyphs, []);
});

Deno.test("an accent in a span of its own joins the glyph before it", () => {
  const grid = compose({ rows: [line("e", span("\u0301", { bold: true }), "x")] }, {
    columns: 3,
    rows: 1,
  });
  assert.deepEqual(grid.glyphs, ["e\u0301", "x", " "]);
  assert.deepEqual(rowsOf("\u0301a", 2), ["a "]);
});

Deno.test("a disputed glyph that could be smeared over the edge is replaced", () => {
  assert.deepEqual(rowsOf("👍🏽", 4), ["👍🏽  "]);
  const edge = compose({ rows: [line("ab👍🏽")] }, { columns: 4, rows: 1 });
  assert.deepEqual(edge.glyphs, ["a", "b", "?", " "]);
  assert.deepEqual([...edge.extents], [0, 0, 0, 0]);
});

Deno.test("the cursor is kept only where it can be seen", () => {
  const size = { columns: 2, rows: 2 };
  assert.deepEqual(compose({ rows: [], cursor: { x: 1, y: 1 } }, size).cursor, { x: 1, y: 1 });
  assert.equal(compose({ rows: [], cursor: { x: 2, y: 0 } }, size).cursor, null);
});

Deno.test("no text, however odd, puts a control character or a wrong width into a cell", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 20 }), (content, columns) => {
    const grid = compose({ rows: [line(content)] }, { columns, rows: 1 });
    assert.equal(grid.glyphs.length, columns);
    for (const [at, glyph] of grid.glyphs.entries()) {
      assert.doesNotMatch(glyph, /[\p{Cc}\p{Cs}]/u);
      if (glyph === "") continue;
      const width = grid.glyphs[at + 1] === "" && at + 1 < columns ? 2 : 1;
      assert.equal(textWidth(glyph), width, JSON.stringify(glyph));
    }
  }));
});

Deno.test("a grid made of a spare one is as one made anew, whatever the spare held", () => {
  const full = { rows: [line(span("ab", { bold: true }), "你好👍🏽"), line("xyz"), line("e\u0301")] };
  const sizes = [{ columns: 8, rows: 3 }, { columns: 6, rows: 4 }, { columns: 12, rows: 2 }];
  for (const size of sizes) {
    for (const rows of [[], [line("q")], [line("👍🏽👍🏽"), line("你")]]) {
      const spare = compose(full, { columns: 8, rows: 3 });
      assert.deepEqual(compose({ rows }, size, spare), compose({ rows }, size));
    }
  }
});
