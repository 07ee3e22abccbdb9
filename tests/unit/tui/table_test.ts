import assert from "node:assert/strict";
import { bar, columnWidths, tableHeader, tableLine } from "../../../tui/table.ts";
import { line, lineText, lineWidth } from "../../../tui/spans.ts";
import "./widths.ts";

const columns = [
  { title: "ID", cells: 4 },
  { title: "Name" },
  { title: "Cost", cells: 6, align: "right" },
] as const;

Deno.test("cells stand in their columns, truncated or aligned", () => {
  assert.equal(lineText(tableHeader(columns, 20)), "ID   Name       Cost");
  assert.equal(
    lineText(tableLine(columns, ["T-12", "a very long name", "$1.20"], { whole: 20 })),
    "T-12 a very …  $1.20",
  );
});

Deno.test("a column without room is left out, and the rest still lines up", () => {
  assert.deepEqual(columnWidths(columns, 9), [4, 0, 3]);
  const row = lineText(tableLine(columns, ["T-12", "name", "$1.20"], { whole: 9 }));
  assert.equal(row, "T-12 $1…");
});

Deno.test("missing cells are blank and wide text keeps its column", () => {
  const row = tableLine(columns, ["T", line("你好你好你好")], { whole: 20 });
  assert.equal(lineWidth(row), 20);
  assert.equal(lineText(row), "T    你好你 …       ");
});

Deno.test("a bar is full only when all is done and empty only when nothing is", () => {
  const cells = (done: number, total: number) => lineText(bar(done, total, 10));
  assert.equal(cells(5, 10), "━━━━━─────");
  assert.equal(cells(1, 1000), "━─────────");
  assert.equal(cells(999, 1000), "━━━━━━━━━─");
  assert.equal(cells(10, 10), "━━━━━━━━━━");
  assert.equal(cells(0, 10), "──────────");
  for (const [done, total] of [[0, 0], [5, 0], [NaN, 3], [-1, 3]] as const) {
    assert.equal(cells(done, total), "──────────");
  }
  assert.equal(cells(12, 10), "━━━━━━━━━━");
  assert.deepEqual(bar(1, 2, 0), []);
});
