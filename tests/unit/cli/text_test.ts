import assert from "node:assert/strict";
import fc from "fast-check";
import { clip, table } from "../../../src/cli/table.ts";
import {
  clock,
  createStyle,
  duration,
  harmless,
  oneLine,
  wantsColour,
} from "../../../src/cli/text.ts";

const HOSTILE: readonly (readonly [string, string, string])[] = [
  ["a colour", "a\x1b[31mred\x1b[0m", "ared"],
  ["a cursor move without its end", "a\x1b[12", "a"],
  ["a title", "a\x1b]0;owned\x07b", "ab"],
  ["a clipboard write ended by ST", "a\x1b]52;c;aGk=\x1b\\b", "ab"],
  ["a title without its end", "a\x1b]0;owned\nnext", "a\nnext"],
  ["a device control string", "a\x1bPq#0\x1b\\b", "ab"],
  ["a C1 introducer", "a\x9b31mb", "ab"],
  ["a reset", "a\x1bcb", "ab"],
  ["a bell and a backspace", "a\x07\x08b", "ab"],
  ["a carriage return that would overwrite", "good\rbad", "good\nbad"],
  ["marks that reorder text", "a\u202eb\u2066c", "abc"],
  ["a byte order mark", "\ufeffa", "a"],
];
for (const [what, text, expected] of HOSTILE) {
  Deno.test(`${what} does not reach a terminal`, () => assert.equal(harmless(text), expected));
}

Deno.test("whatever comes in, no control character comes out", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.doesNotMatch(harmless(text), /[^\P{Cc}\n\t]/u);
    assert.doesNotMatch(oneLine(text), /\p{Cc}/u);
  }));
});

Deno.test("ordinary text in any script stays as it is", () => {
  const text = "Aufgabe 1: Öl 日本語 👩\u200d💻 ✅ | tab\there\nnext";
  assert.equal(harmless(text), text);
});

Deno.test("NO_COLOR counts when it is not empty", () => {
  assert.equal(wantsColour({}, true), true);
  assert.equal(wantsColour({ NO_COLOR: "" }, true), true);
  assert.equal(wantsColour({ NO_COLOR: "0" }, true), false);
  assert.equal(wantsColour({ TERM: "dumb" }, true), false);
  assert.equal(wantsColour({}, false), false);
  assert.equal(createStyle(false).red("x"), "x");
  assert.equal(createStyle(true).red("x"), "\x1b[31mx\x1b[0m");
});

Deno.test("times read as people say them", () => {
  assert.equal(clock(3_723_000), "1:02:03");
  assert.equal(clock(59_999), "00:59");
  assert.equal(duration(850), "850 ms");
  assert.equal(duration(59_990), "59.9 s");
  assert.equal(duration(245_000), "4 min 5 s");
  assert.equal(duration(7_380_000), "2 h 3 min");
});

Deno.test("columns line up and the last one ends where its text ends", () => {
  assert.deepEqual(table([["a", "bb", "c"], ["aaa", "b", ""]]), ["a    bb  c", "aaa  b"]);
  assert.equal(clip("日本語です", 4), "日…");
  assert.equal(clip("short", 10), "short");
});

Deno.test("wide characters take two columns, and none is cut in half", () => {
  assert.deepEqual(table([["日本", "x"], ["abc", "y"], ["👩‍💻", "z"]]), [
    "日本  x",
    "abc   y",
    "👩‍💻    z",
  ]);
  assert.equal(clip("日本語", 5), "日本…");
  assert.equal(clip("日本語", 6), "日本語");
  assert.equal(clip("ab👩‍💻cd", 4), "ab…");
  assert.equal(clip("abcdef", 4), "abc…");
});
