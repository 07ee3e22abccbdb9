import assert from "node:assert/strict";
import fc from "fast-check";
import { fieldView } from "../../../tui/field_view.ts";
import { createField } from "../../../tui/input_field.ts";
import { lineText, lineWidth } from "../../../tui/spans.ts";
import "./widths.ts";

const focused = { focused: true };
const shown = (text: string, cursor: number, columns: number, rows = 1, multiline = rows > 1) => {
  const view = fieldView({ text, cursor, multiline }, focused, { columns, rows });
  return { rows: view.rows.map(lineText), cursor: view.cursor };
};

Deno.test("a line that fits is shown from its start", () => {
  assert.deepEqual(shown("abc", 1, 6), { rows: ["abc   "], cursor: { x: 1, y: 0 } });
});

Deno.test("a longer line scrolls so that the cursor is in sight", () => {
  assert.deepEqual(shown("abcdef", 6, 4), { rows: ["def "], cursor: { x: 3, y: 0 } });
  assert.deepEqual(shown("abcdef", 0, 4), { rows: ["abcd"], cursor: { x: 0, y: 0 } });
  assert.deepEqual(shown("你好吗", 3, 4), { rows: ["吗  "], cursor: { x: 2, y: 0 } });
});

Deno.test("many lines wrap and scroll", () => {
  assert.deepEqual(shown("abcdef\ngh", 9, 4, 3), {
    rows: ["abcd", "ef  ", "gh  "],
    cursor: { x: 2, y: 2 },
  });
  assert.deepEqual(shown("a\nb\nc", 5, 4, 2), { rows: ["b   ", "c   "], cursor: { x: 1, y: 1 } });
  assert.deepEqual(shown("abcd", 4, 4, 2), { rows: ["abcd", "    "], cursor: { x: 0, y: 1 } });
});

Deno.test("an empty field shows its hint, and without focus no cursor", () => {
  const view = fieldView(createField(), { focused: false, placeholder: "filter" }, {
    columns: 8,
    rows: 1,
  });
  assert.equal(lineText(view.rows[0] ?? []), "filter  ");
  assert.equal(view.cursor, undefined);
});

Deno.test("whatever the text and the area, the cursor is inside it and rows have its width", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const size = fc.record({
    columns: fc.integer({ min: 2, max: 12 }),
    rows: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(fc.property(text, size, fc.boolean(), (content, area, multiline) => {
    const view = fieldView(createField(content, multiline), focused, area);
    assert.ok(view.rows.length <= area.rows);
    for (const row of view.rows) assert.equal(lineWidth(row), area.columns);
    assert.ok(view.cursor && view.cursor.x >= 0 && view.cursor.x < area.columns);
    assert.ok(view.cursor.y >= 0 && view.cursor.y < area.rows);
  }));
});
