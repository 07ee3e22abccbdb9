import assert from "node:assert/strict";
import { asciiGlyphs } from "../../../tui/glyphs.ts";
import type { Draw } from "../../../tui/layout.ts";
import { panel } from "../../../tui/panel.ts";
import { line, lineText, lineWidth } from "../../../tui/spans.ts";
import "./widths.ts";

const body: Draw = () => ({ rows: [line("body")], cursor: { x: 0, y: 0 } });

Deno.test("a panel draws a border with its title, note and footer", () => {
  const view = panel("Tasks", body, { note: line("3/9"), footer: line("end") })({
    columns: 20,
    rows: 4,
  });
  assert.deepEqual(view.rows.map(lineText), [
    "┌─ Tasks ──── 3/9 ─┐",
    "│body              │",
    "│                  │",
    "└─ end ────────────┘",
  ]);
  assert.deepEqual(view.cursor, { x: 1, y: 1 });
});

Deno.test("the focused panel is set off", () => {
  const edge = (focused: boolean) =>
    panel("T", body, { focused })({ columns: 9, rows: 3 }).rows[0]?.[0];
  assert.deepEqual(edge(true)?.style, { fg: "focus" });
  assert.deepEqual(edge(false)?.style, { fg: "border" });
});

Deno.test("a title that does not fit is truncated, a note gives way", () => {
  const top = (columns: number) =>
    lineText(
      panel("A long title", body, { note: line("note") })({ columns, rows: 3 }).rows[0] ?? [],
    );
  assert.equal(top(12), "┌─ A lon… ─┐");
  assert.equal(top(5), "┌───┐");
});

Deno.test("every size has rows of its own width, and too small a panel is its body", () => {
  for (let columns = 4; columns < 30; columns++) {
    const view = panel("标题 title", body, { note: line("n") })({ columns, rows: 3 });
    for (const row of view.rows) assert.equal(lineWidth(row), columns);
  }
  assert.deepEqual(panel("T", body)({ columns: 3, rows: 3 }).rows.map(lineText), ["body"]);
});

Deno.test("a panel can be drawn in ASCII", () => {
  const view = panel("T", body, { glyphs: asciiGlyphs })({ columns: 9, rows: 3 });
  assert.deepEqual(view.rows.map(lineText), ["+- T ---+", "|body   |", "+-------+"]);
});
