import assert from "node:assert/strict";
import fc from "fast-check";
import { keepInside, list, scrollTo } from "../../../tui/list.ts";
import { hit } from "../../../tui/layout.ts";
import { line, lineText, lineWidth } from "../../../tui/spans.ts";
import "./widths.ts";

const look = {
  total: 10_000,
  top: 0,
  selected: -1,
  focused: true,
  line: (at: number) => line(`row ${at}`),
};

Deno.test("a long list draws only the rows in sight, with a scrollbar", () => {
  let drawn = 0;
  const view = list({ ...look, top: 500, line: (at) => (drawn++, line(`row ${at}`)) })({
    columns: 10,
    rows: 3,
  });
  assert.equal(drawn, 3);
  assert.deepEqual(view.rows.map(lineText), ["row 500  █", "row 501  │", "row 502  │"]);
});

Deno.test("a list that fits has no scrollbar, an empty one says so", () => {
  assert.deepEqual(list({ ...look, total: 2 })({ columns: 9, rows: 3 }).rows.map(lineText), [
    "row 0    ",
    "row 1    ",
  ]);
  const empty = list({ ...look, total: 0, empty: line("no tasks") })({ columns: 9, rows: 3 });
  assert.deepEqual(empty.rows.map(lineText), ["no tasks"]);
});

Deno.test("the selected row is set off across its whole width", () => {
  const row = list({ ...look, total: 2, selected: 1 })({ columns: 9, rows: 3 }).rows[1] ?? [];
  assert.equal(lineWidth(row), 9);
  for (const part of row) assert.deepEqual(part.style, { bg: "selection", bold: true });
});

Deno.test("a click finds its row", () => {
  const view = list({ ...look, id: "tasks", top: 7 })({ columns: 9, rows: 3 });
  assert.deepEqual(hit(view, { x: 2, y: 2 }), { id: "tasks", x: 2, y: 2 });
});

Deno.test("scrolling moves no further than it must", () => {
  assert.equal(scrollTo(5, { total: 100, height: 10, top: 0 }), 0);
  assert.equal(scrollTo(9, { total: 100, height: 10, top: 0 }), 2);
  assert.equal(scrollTo(3, { total: 100, height: 10, top: 5 }), 1);
  assert.equal(scrollTo(99, { total: 100, height: 10, top: 0 }), 90);
});

Deno.test("wherever the selection goes, it is in sight and the list stays inside", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: -5, max: 300 }),
    fc.nat({ max: 199 }),
    (total, height, top, wanted) => {
      const selected = Math.min(wanted, total - 1);
      const next = scrollTo(selected, { total, height, top });
      const shown = keepInside(next, { total, height, top: next });
      assert.ok(selected >= shown && selected < shown + height, `${shown}`);
      assert.ok(shown >= 0 && shown <= Math.max(0, total - height));
    },
  ));
});

Deno.test("the scrollbar's thumb goes from the top to the bottom", () => {
  const thumbs = (top: number) =>
    list({ ...look, total: 30, top })({ columns: 5, rows: 10 }).rows
      .map((row) => lineText(row).at(-1) === "█" ? "#" : ".").join("");
  assert.equal(thumbs(0), "###.......");
  assert.equal(thumbs(20), ".......###");
  assert.equal(thumbs(99), ".......###");
});
