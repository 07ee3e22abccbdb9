import assert from "node:assert/strict";
import fc from "fast-check";
import { diff } from "../../../tui/diff.ts";
import { compose, type Frame, type Size } from "../../../tui/grid.ts";
import { painter } from "../../../tui/paint.ts";
import { type Line, line, span } from "../../../tui/spans.ts";
import type { Style } from "../../../tui/style.ts";
import { themes } from "../../../tui/theme.ts";
import { assertShows, openEmulator, type Widths, write } from "./emulator.ts";
import "./widths.ts";

const paint = painter(themes.dark, "truecolor");
const size: Size = { columns: 24, rows: 6 };
const grid = (...rows: Line[]) => compose({ rows }, size);
const cellsIn = (codes: string) => codes.replaceAll(/\p{Cc}\[[\d;?]*[A-Za-z]/gu, "");

Deno.test("nothing changed, nothing written", () => {
  const frame = grid(line("same", span("x", { bold: true })));
  assert.equal(diff(frame, grid(line("same", span("x", { bold: true }))), paint), "");
});

Deno.test("only changed cells are written, in a synchronized frame that clears nothing", () => {
  const codes = diff(grid(line("abcdef")), grid(line("abXdef")), paint);
  assert.equal(codes, "\x1b[?2026h\x1b[1;3HX\x1b[?2026l");
});

Deno.test("the first frame and a frame of another size clear the screen and draw everything", () => {
  const next = grid(line("a"));
  for (const previous of [null, compose({ rows: [] }, { columns: 3, rows: 6 })]) {
    const codes = diff(previous, next, paint);
    assert.ok(codes.includes("\x1b[2J"));
    assert.equal(cellsIn(codes), "a");
  }
});

Deno.test("a theme with a ground of its own paints blanks too", () => {
  const codes = diff(null, grid(), painter(themes["high-contrast"], "truecolor"));
  assert.equal(cellsIn(codes).length, size.columns * size.rows);
});

Deno.test("the cursor is shown where the frame has it and hidden while cells are drawn", () => {
  const bare = grid(line("a"));
  const shown = compose({ rows: [line("a")], cursor: { x: 1, y: 0 } }, size);
  const changed = compose({ rows: [line("b")], cursor: { x: 1, y: 0 } }, size);
  assert.equal(diff(bare, shown, paint), "\x1b[?2026h\x1b[1;2H\x1b[?25h\x1b[?2026l");
  assert.match(diff(shown, changed, paint), /\[\?25l.*b.*\[1;2H.\[\?25h/);
  assert.equal(diff(shown, bare, paint), "\x1b[?2026h\x1b[?25l\x1b[?2026l");
});

Deno.test("a disputed glyph stands at an absolute place, and so does what follows it", () => {
  const codes = diff(grid(), grid(line("a👍🏽|")), paint);
  const place = codes.indexOf("👍🏽");
  assert.ok(codes.slice(0, place).endsWith("\x1b[1;2H"));
  assert.ok(codes.slice(place + "👍🏽".length).startsWith("\x1b[1;4H|"));
});

Deno.test("cells a disputed glyph may have been smeared over are drawn again though unchanged", () => {
  const codes = diff(grid(line("abXYZ")), grid(line("👍🏽XYZ")), paint);
  assert.equal(cellsIn(codes), "  👍🏽XY");
});

const letters = fc.constantFrom(
  ..."abc xyz|─│█é你好한글ｱ",
  "e\u0301",
  "o\u0302\u0323",
  "你\u0301",
  "\u0301",
);
const disputed = fc.constantFrom("❤️", "⏸️", "👍🏽", "👨‍👩‍👧", "🇫🇷", "1️⃣", "🔴", "✅", "\ue0a0", "क्षि");
const colour = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((palette) => ({ palette })),
  fc.integer({ min: 0, max: 0xffffff }).map((rgb) => ({ rgb })),
);
const style: fc.Arbitrary<Style> = fc.record({
  fg: colour,
  bg: colour,
  bold: fc.boolean(),
  dim: fc.boolean(),
  italic: fc.boolean(),
  underline: fc.boolean(),
  reverse: fc.boolean(),
}, { requiredKeys: [] });

function frames(signs: fc.Arbitrary<string>): fc.Arbitrary<Frame[]> {
  const text = fc.array(signs, { maxLength: 12 }).map((parts) => parts.join(""));
  const piece = fc.record({ text, style: fc.option(style, { nil: undefined }) })
    .map((part) => span(part.text, part.style));
  const row = fc.array(piece, { maxLength: 4 });
  const rows = fc.array(fc.oneof({ weight: 3, arbitrary: row }, fc.constant([])), { maxLength: 6 });
  const cursor = fc.option(
    fc.record({ x: fc.nat({ max: 23 }), y: fc.nat({ max: 5 }) }),
    { nil: undefined },
  );
  const frame = fc.record({ rows, cursor }).map(({ rows, cursor }) =>
    cursor === undefined ? { rows } : { rows, cursor }
  );
  return fc.array(frame, { minLength: 1, maxLength: 6 });
}

async function draws(sequence: readonly Frame[], widths: Widths): Promise<void> {
  const emulator = await openEmulator(size, widths);
  let previous = null;
  for (const frame of sequence) {
    const next = compose(frame, size);
    await write(emulator, diff(previous, next, paint));
    assertShows(emulator, next);
    previous = next;
  }
  emulator.dispose();
}

Deno.test("any sequence of frames ends up on a terminal as composed", async () => {
  await fc.assert(
    fc.asyncProperty(frames(letters), (sequence) => draws(sequence, "stingy")),
    { numRuns: 60 },
  );
});

for (const widths of ["stingy", "greedy"] as const) {
  Deno.test(`disputed glyphs keep their neighbours in place on a ${widths} terminal`, async () => {
    const signs = fc.oneof({ weight: 3, arbitrary: letters }, disputed);
    await fc.assert(
      fc.asyncProperty(frames(signs), (sequence) => draws(sequence, widths)),
      { numRuns: 60 },
    );
  });
}

Deno.test("what was drawn before a resize does not shine through", async () => {
  const emulator = await openEmulator(size);
  const before = grid(line("x".repeat(24)), line("y".repeat(24)));
  await write(emulator, diff(null, before, paint));
  emulator.resize(10, 4);
  const after = compose({ rows: [line("ab")] }, { columns: 10, rows: 4 });
  await write(emulator, diff(before, after, paint));
  assertShows(emulator, after);
});
