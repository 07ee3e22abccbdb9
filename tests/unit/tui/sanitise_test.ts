import assert from "node:assert/strict";
import fc from "fast-check";
import { diff } from "../../../tui/diff.ts";
import { compose } from "../../../tui/grid.ts";
import { painter } from "../../../tui/paint.ts";
import { sanitiseLabel, sanitiseLine, sanitiseText } from "../../../tui/sanitise.ts";
import { lineText, span } from "../../../tui/spans.ts";
import { themes } from "../../../tui/theme.ts";
import { assertShows, openEmulator, write } from "./emulator.ts";
import "./widths.ts";

const textOf = (raw: string) => lineText(sanitiseLine(raw).spans);

const harmless: readonly (readonly [name: string, raw: string, shown: string])[] = [
  ["plain text", "just text", "just text"],
  ["accents, wide signs and emoji", "é 你好 👨‍👩‍👧 e\u0301", "é 你好 👨‍👩‍👧 e\u0301"],
  ["a clipboard write", "a\x1b]52;c;cm0gLXJmIC8=\x07b", "ab"],
  ["a clipboard write ended by ST", "a\x1b]52;c;cm0=\x1b\\b", "ab"],
  ["a title", "a\x1b]0;pwned\x07b", "ab"],
  ["a link", "\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\", "text"],
  ["an unfinished OSC", "a\x1b]0;rest of the line", "a"],
  ["an OSC cut off by a colour", "a\x1b]0;t\x1b[31mb", "ab"],
  ["an 8-bit OSC", "a\u009d0;t\u009cb", "ab"],
  ["cursor moves", "a\x1b[2;2Hb\x1b[10Ac\x1b[sd\x1b[u", "abcd"],
  ["clears and scrolls", "a\x1b[2Jb\x1b[Kc\x1b[5Sd\x1b[1;2r", "abcd"],
  ["modes", "\x1b[?1049la\x1b[?25hb\x1b[?1000h\x1b[>1u", "ab"],
  ["queries that would type into us", "a\x1b[6n\x1b[c\x1b[>q\x1b[?2026$pb", "ab"],
  ["a terminal reset", "a\x1bcb", "ab"],
  ["saved cursors and charsets", "\x1b7a\x1b(0b\x1b8\x1b#8c", "abc"],
  ["a device string", "a\x1bPq#0;2;0;0;0~\x1b\\b", "ab"],
  ["an application command", "a\x1b_Ga=T;AAAA\x1b\\b", "ab"],
  ["a privacy message and a start of string", "a\x1b^x\x1b\\b\x1bXy\x1b\\c", "abc"],
  ["an 8-bit CSI", "a\u009b2Jb", "ab"],
  ["an escape at the end", "a\x1b", "a"],
  ["an unfinished CSI", "a\x1b[12", "a"],
  ["a CSI broken by a letter of another script", "a\x1b[1éb", "aéb"],
  ["an abandoned string", "a\x1b]0;t\x18b", "ab"],
  ["bells, backspaces and nulls", "a\x07b\x08c\x00d\x7f", "abcd"],
  ["shift out", "a\x0eb\x0f", "ab"],
  ["C1 controls", "a\u0085b\u008dc", "abc"],
  ["bidi overrides and isolates", "a\u202eb\u2066c\u2069\u200f", "abc"],
  ["zero width signs and tags", "a\u200bb\ufeffc\u{e0041}d\u00ad", "abcd"],
  ["line separators", "a\u2028b\u2029c", "a b c"],
  ["tabs", "a\tb\t\tc", "a   b       c"],
  ["a tab after a wide sign", "你\tb", "你  b"],
  ["a progress bar", " 10%\r 50%\r100%", "100%"],
  ["a Windows line end", "text\r", "text"],
  ["only returns", "\r\r\r", ""],
  ["half a surrogate pair", "a\ud83d", "a\ufffd"],
  ["private colours", "a\x1b[?4mb\x1b[>4;1mc", "abc"],
];

for (const [name, raw, shown] of harmless) {
  Deno.test(`of ${name} only the text is left`, () => assert.equal(textOf(raw), shown));
}

Deno.test("colours survive as styles", () => {
  const { spans, style } = sanitiseLine(
    "\x1b[1;31mred\x1b[0m \x1b[38;5;208;4mo\x1b[38;2;1;2;3mt\x1b[mx",
  );
  assert.deepEqual(spans, [
    { text: "red", style: { bold: true, fg: { palette: 1 } } },
    { text: " " },
    { text: "o", style: { fg: { palette: 208 }, underline: true } },
    { text: "t", style: { fg: { rgb: 0x010203 }, underline: true } },
    { text: "x" },
  ]);
  assert.deepEqual(style, {});
});

Deno.test("every SGR parameter means what terminals take it for", () => {
  const after = (parameters: string) => sanitiseLine(`\x1b[${parameters}m`).style;
  const cases = [
    ["97;100", { fg: { palette: 15 }, bg: { palette: 8 } }],
    ["38:2::10:20:30", { fg: { rgb: 0x0a141e } }],
    ["38:2:10:20:30", { fg: { rgb: 0x0a141e } }],
    ["48:5:17", { bg: { palette: 17 } }],
    ["58;5;1;3", { italic: true }],
    ["58;2;1;1;1;7", { reverse: true }],
    ["4:3", { underline: true }],
    ["4;4:0", {}],
    ["1;2;22", {}],
    ["3;23;4;24;7;27;31;39;41;49", {}],
    ["1;;3", { italic: true }],
    ["5;8;9;53", {}],
    ["38;5", { fg: { palette: 0 } }],
    ["38;5;300", {}],
    ["38;2;300;0;0", {}],
    ["38;9", {}],
  ] as const;
  for (const [parameters, style] of cases) assert.deepEqual(after(parameters), style, parameters);
});

Deno.test("a colour left on colours the next line, as in a terminal", () => {
  assert.deepEqual(sanitiseText("\x1b[32ma\nb\x1b[0m\nc"), [
    [{ text: "a", style: { fg: { palette: 2 } } }],
    [{ text: "b", style: { fg: { palette: 2 } } }],
    [{ text: "c" }],
  ]);
});

Deno.test("text in the colour of its own ground is made visible", () => {
  assert.deepEqual(sanitiseLine("\x1b[30;40mhidden").spans, [
    { text: "hidden", style: { fg: { palette: 0 } } },
  ]);
});

Deno.test("a line of a megabyte is cut, and says so", () => {
  for (const unit of ["x", "你", "👍🏽", "\x1b[31mx", "\tx"]) {
    const raw = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const { spans, cut } = sanitiseLine(raw, { limit: 1000 });
    assert.equal(cut, true, unit);
    assert.ok(lineText(spans).length <= 1001, unit);
    assert.equal(spans.at(-1)?.text, "…");
  }
  assert.equal(sanitiseLine("x".repeat(1000), { limit: 1000 }).cut, false);
});

Deno.test("a megabyte of nothing but escapes is not read to its end", () => {
  const { spans, cut } = sanitiseLine("\x1b[1A".repeat(250_000), { limit: 1000 });
  assert.equal(cut, true);
  assert.equal(lineText(spans), "…");
});

Deno.test("a label is one line without colours", () => {
  assert.equal(sanitiseLabel("a\x1b[31mb\r\nc\td\x1b]0;x\x07"), "ab c d");
  assert.equal(sanitiseLabel("x".repeat(1000), 10), "xxxxxxxxxx…");
});

const pieces = fc.oneof(
  fc.constantFrom(...harmless.map(([, raw]) => raw)),
  fc.constantFrom("\x1b[", "\x1b]", "\x1bP", "\x1b", "\u009b", ";", "m", "\x07", "\x1b\\", "31"),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const hostile = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));

Deno.test("whatever the text, no control or format character is left in it", () => {
  fc.assert(
    fc.property(hostile, (raw) => {
      for (const spans of sanitiseText(raw)) {
        assert.doesNotMatch(
          lineText(spans),
          /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u,
        );
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("whatever an agent prints, the frame around it stays as drawn", async () => {
  const size = { columns: 30, rows: 6 };
  const paint = painter(themes.dark, "truecolor");
  await fc.assert(
    fc.asyncProperty(hostile, async (raw) => {
      const emulator = await openEmulator(size);
      const body = sanitiseText(raw).slice(0, 4).map((spans) => [span("|"), ...spans]);
      const frame = compose({ rows: [[span("top")], ...body] }, size);
      await write(emulator, diff(null, frame, paint));
      assertShows(emulator, frame);
      assert.equal(emulator.modes.bracketedPasteMode, true);
      assert.equal(emulator.buffer.active.type, "alternate");
      emulator.dispose();
    }),
    { numRuns: 60 },
  );
});
