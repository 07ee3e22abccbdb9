import assert from "node:assert/strict";
import { duration, spend, thousands } from "../../../tui/format.ts";
import { unicodeGlyphs } from "../../../tui/glyphs.ts";

Deno.test("durations read as spec-runner's users know them", () => {
  const asked = [0, 45_999, 135_000, 3_900_000, 90_000_000];
  assert.deepEqual(asked.map(duration), ["0s", "45s", "2m 15s", "1h 05m", "1d 01h"]);
});

Deno.test("an amount that is partly unknown says so", () => {
  assert.equal(spend({ usd: 1.234, isAtLeast: false }, unicodeGlyphs), "$1.23");
  assert.equal(spend({ usd: 1.234, isAtLeast: true }, unicodeGlyphs), "≥ $1.23");
});

Deno.test("counts of tokens are short from a thousand up", () => {
  assert.deepEqual([999, 45_200, 1_200_000].map(thousands), ["999", "45.2K", "1.2M"]);
});
