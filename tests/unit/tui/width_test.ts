import assert from "node:assert/strict";
import fc from "fast-check";
import { isUndisputedlyNarrow } from "../../../tui/narrow.ts";
import { graphemes, measure, segments, textWidth } from "../../../tui/width.ts";
import "./widths.ts";

Deno.test("text is as wide as its cells", () => {
  const cases = [
    ["", 0],
    ["plain", 5],
    ["你好", 4],
    ["한글", 4],
    ["e\u0301te\u0301", 3],
    ["👨‍👩‍👧", 2],
    ["🇫🇷", 2],
    ["a\u200bb\u200ec", 3],
    ["✓ ● ─", 5],
  ] as const;
  for (const [text, width] of cases) assert.equal(textWidth(text), width, text);
});

Deno.test("glyphs whose width terminals dispute are known as such", () => {
  const disputed = ["⏸️", "❤️", "👍🏽", "👨‍👩‍👧", "🇫🇷", "1️⃣", "🔴", "✅", "\ue0a0", "क्षि", "\u{1fae8}"];
  for (const text of disputed) assert.ok((measure(text)?.extent ?? 0) >= 2, text);
  for (const text of ["a", "é", "e\u0301", "你", "한", "●", "…", "ñ", "𠀀"]) {
    assert.equal(measure(text)?.extent, 0, text);
  }
});

Deno.test("a disputed glyph may smear over as many cells as its parts take", () => {
  assert.equal(measure("👍🏽")?.extent, 4);
  assert.ok((measure("👨‍👩‍👧")?.extent ?? 0) >= 6);
});

Deno.test("control characters become blanks, stray format signs nothing", () => {
  assert.deepEqual([...graphemes("a\x1b\u009b\u202eb\u2028")].map((one) => one.text), [
    "a",
    " ",
    " ",
    "b",
    " ",
  ]);
  assert.equal(measure("\r\n")?.text, " ");
  assert.equal(measure("\ud800")?.text, "\ufffd");
});

Deno.test("a pile of accents is cut, so that a cell stays small", () => {
  const pile = measure(`a${"\u0301".repeat(100_000)}`);
  assert.equal(pile?.width, 1);
  assert.ok((pile?.text.length ?? 0) <= 32);
});

Deno.test("segments keep together what a person takes for one character", () => {
  assert.deepEqual(segments("a👨‍👩‍👧e\u0301"), ["a", "👨‍👩‍👧", "e\u0301"]);
});

Deno.test("the short cut around the segmenter finds the same graphemes as the segmenter", () => {
  const odd = [
    "\u0301",
    "\u200d",
    "\ufe0f",
    "👍",
    "🏽",
    "🇫",
    "🇷",
    "\u0600",
    "\u0d4e",
    "\u1112\u1161\u11ab",
    "가",
    "\u11a8",
    "क",
    "\u094d",
    "ष",
    "\r",
    "\n",
    "❤",
    "ｶ",
    "ﾞ",
    "\ud800",
    "©",
    "☑",
    "☐",
    "→",
    "↔",
  ];
  const text = fc.array(
    fc.oneof(fc.constantFrom(...odd, ..."ab 你好é│"), fc.string({ unit: "binary", maxLength: 3 })),
  )
    .map((parts) => parts.join(""));
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const whole = fc.property(text, (content) => {
    const measured = [...segmenter.segment(content)].flatMap(({ segment }) =>
      measure(segment) ?? []
    );
    assert.deepEqual(graphemes(content), measured);
    assert.equal(textWidth(content), measured.reduce((sum, one) => sum + one.width, 0));
  });
  for (const found of ["\uffa0", "a\uffa0", "\uffa0\uffa0b", "가\uffa0"]) {
    fc.assert(whole, { numRuns: 1, examples: [[found]] });
  }
  fc.assert(whole, { numRuns: 1000 });
  fc.assert(whole, { numRuns: 1000, seed: 462820986 });
});

Deno.test("what is said to be narrow everywhere is so by the tables as well", () => {
  const codes = Array.from({ length: 0x10000 }, (_, code) => code).filter(isUndisputedlyNarrow);
  assert.ok(codes.length > 1000);
  for (const code of codes) {
    const sign = String.fromCharCode(code);
    assert.deepEqual(measure(sign), { text: sign, width: 1, extent: 0 }, code.toString(16));
    assert.doesNotMatch(sign, /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Emoji_Presentation}]/u);
  }
});

Deno.test("before the library is there, widths are guessed, and it tells so", async () => {
  // Another instance of the module, as a first frame has it.
  const { loadWidths, textWidth: guessed } = await import("../../../tui/width.ts?guessing");
  assert.equal(guessed("plain ─ ✓ é"), 11);
  assert.equal(guessed("你好"), 4);
  assert.equal(guessed("✅"), 2);
  assert.equal(await loadWidths(), true);
  assert.equal(guessed("👨‍👩‍👧"), 2);
  assert.equal(await loadWidths(), false);
});

Deno.test("a sign that takes no cell is drawn nowhere, unless it is an accent on another", () => {
  for (const filler of ["\u115f", "\u1160", "\u3164", "\uffa0", "\u200b", "\u2060", "\ufeff"]) {
    assert.equal(textWidth(filler), 0);
    assert.deepEqual(graphemes(`${filler}a`).map((one) => one.text).join(""), "a");
  }
  assert.deepEqual(graphemes("e\u0301").map((one) => one.text), ["e\u0301"]);
});

Deno.test("signs that a terminal may not know yet are disputed, and those of old are not", () => {
  for (
    const sign of ["\u1c89", "\u2ffc", "\ua7dc", "\ufa6e", "\u{2a6df}", "\u{2ebf0}", "\u{31350}"]
  ) {
    assert.ok((measure(sign)?.extent ?? 0) >= 2, sign);
  }
  for (const sign of ["ß", "я", "ท", "क", "你", "한", "\ufa00", "\u{20000}", "⇥", "█", "⠿"]) {
    assert.equal(measure(sign)?.extent, 0, sign);
  }
});
