import assert from "node:assert/strict";
import { type Draw, hit, zone } from "../../../tui/layout.ts";
import { line, lineText, span } from "../../../tui/spans.ts";
import { stack } from "../../../tui/stack.ts";
import "./widths.ts";

const base: Draw = zone("base", ({ columns, rows }) => ({
  rows: Array.from({ length: rows }, () => line("你".repeat(columns / 2))),
  cursor: { x: 0, y: 0 },
}));
const dialog = zone(
  "dialog",
  ({ columns }) => ({ rows: [line("D".repeat(columns))], cursor: { x: 1, y: 0 } }),
);

Deno.test("a dialog stands in the middle, and cuts wide glyphs cleanly", () => {
  const view = stack(base, [{ draw: dialog, columns: 3, rows: 1 }])({ columns: 8, rows: 3 });
  assert.deepEqual(view.rows.map(lineText), ["你你你你", "你DDD 你", "你你你你"]);
});

Deno.test("what lies under a dialog is dim, and has neither cursor nor mouse", () => {
  const area = { columns: 8, rows: 3 };
  const view = stack(base, [{ draw: dialog, columns: 4, rows: 1, at: { x: 0, y: 2 } }])(area);
  assert.deepEqual(view.rows[0], [span("你你你你", { dim: true })]);
  assert.deepEqual(view.cursor, { x: 1, y: 2 });
  assert.equal(hit(view, { x: 0, y: 0 }), null);
  assert.equal(hit(view, { x: 0, y: 2 })?.id, "dialog");
});

Deno.test("without dialogs the base is as it was", () => {
  const area = { columns: 4, rows: 1 };
  assert.deepEqual(stack(base, [])(area), base(area));
});

Deno.test("a dialog larger than the screen, or placed outside, is kept inside", () => {
  const area = { columns: 4, rows: 2 };
  const large = stack(base, [{ draw: dialog, columns: 90, rows: 90 }])(area);
  assert.deepEqual(large.rows.map(lineText), ["DDDD", "    "]);
  const outside = stack(base, [{ draw: dialog, columns: 2, rows: 1, at: { x: 99, y: 99 } }])(area);
  assert.deepEqual(outside.rows.map(lineText), ["你你", "你DD"]);
});
