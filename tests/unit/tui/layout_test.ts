import assert from "node:assert/strict";
import fc from "fast-check";
import {
  column,
  type Draw,
  fixed,
  flex,
  hit,
  lines,
  pad,
  row,
  shareOut,
  type View,
  zone,
} from "../../../tui/layout.ts";
import { line, lineText, lineWidth } from "../../../tui/spans.ts";
import "./widths.ts";

const fill = (sign: string): Draw => ({ columns, rows }) => ({
  rows: Array.from({ length: rows }, () => line(sign.repeat(columns))),
});
const rowsOf = (view: View) => view.rows.map(lineText);

Deno.test("parts of a row stand side by side, fixed ones first", () => {
  const view = row([flex(fill("a")), fixed(2, fill("b")), flex(fill("c"), 2)])({
    columns: 11,
    rows: 2,
  });
  assert.deepEqual(rowsOf(view), ["aaabbcccccc", "aaabbcccccc"]);
});

Deno.test("parts of a column stand one below the other, short ones padded", () => {
  const view = column([fixed(2, lines([line("x")])), flex(fill("y"))])({ columns: 3, rows: 4 });
  assert.deepEqual(rowsOf(view), ["x", "", "yyy", "yyy"]);
});

Deno.test("when there is too little, the first fixed parts get it, and nothing overflows", () => {
  assert.deepEqual(shareOut(5, [fixed(4, fill("a")), fixed(4, fill("b")), flex(fill("c"))]), [
    4,
    1,
    0,
  ]);
  assert.deepEqual(shareOut(10, [flex(fill("a"), 1, 8), flex(fill("b"))]), [8, 2]);
  assert.deepEqual(shareOut(-3, [flex(fill("a"))]), [0]);
});

Deno.test("whatever the parts, shares are no larger than the whole, and take it all when they can", () => {
  const part = fc.record({
    cells: fc.option(fc.integer({ min: -2, max: 20 }), { nil: undefined }),
    share: fc.nat({ max: 4 }),
    least: fc.nat({ max: 10 }),
  }).map(({ cells, ...rest }) => ({
    ...rest,
    draw: fill("x"),
    ...(cells === undefined ? {} : { cells }),
  }));
  fc.assert(fc.property(fc.array(part, { maxLength: 6 }), fc.nat({ max: 60 }), (parts, whole) => {
    const sizes = shareOut(whole, parts);
    const sum = sizes.reduce((one, other) => one + other, 0);
    assert.ok(sum <= whole && sizes.every((size) => size >= 0));
    if (parts.some((one) => !("cells" in one) && one.share > 0)) assert.equal(sum, whole);
  }));
});

Deno.test("a cursor and mouse targets move with their part", () => {
  const field: Draw = () => ({ rows: [line("x")], cursor: { x: 1, y: 0 } });
  const view = column([
    fixed(2, fill("t")),
    flex(row([fixed(3, fill("l")), flex(zone("field", field))])),
  ])({ columns: 10, rows: 5 });
  assert.deepEqual(view.cursor, { x: 4, y: 2 });
  assert.deepEqual(hit(view, { x: 5, y: 4 }), { id: "field", x: 2, y: 2 });
  assert.equal(hit(view, { x: 2, y: 4 }), null);
});

Deno.test("the innermost target has the mouse", () => {
  const view = zone("outer", pad(zone("inner", fill("x")), 2, 1))({ columns: 10, rows: 5 });
  assert.equal(hit(view, { x: 0, y: 0 })?.id, "outer");
  assert.deepEqual(hit(view, { x: 3, y: 2 }), { id: "inner", x: 1, y: 1 });
});

Deno.test("padding leaves space around, and none where there is none", () => {
  const view = pad(fill("x"), 1, 1)({ columns: 4, rows: 3 });
  assert.deepEqual(rowsOf(view), ["", " xx"]);
  assert.deepEqual(rowsOf(pad(fill("x"), 3, 3)({ columns: 2, rows: 2 })), [""]);
});

Deno.test("a row is exactly as wide as its area, whatever its parts draw", () => {
  const wide: Draw = () => ({ rows: [line("你好你好你好")] });
  for (let columns = 0; columns < 12; columns++) {
    const view = row([flex(wide), flex(wide)])({ columns, rows: 1 });
    assert.equal(lineWidth(view.rows[0] ?? []), columns);
  }
});
