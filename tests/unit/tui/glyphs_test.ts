import assert from "node:assert/strict";
import { asciiGlyphs, spinner, unicodeGlyphs } from "../../../tui/glyphs.ts";
import { isPlain, measure } from "../../../tui/width.ts";
import "./widths.ts";

Deno.test("every sign of our own is one undisputed cell", () => {
  for (const [name, sign] of Object.entries(unicodeGlyphs)) {
    assert.deepEqual(measure(sign), { text: sign, width: 1, extent: 0 }, name);
  }
});

Deno.test("the ASCII set has every sign, in ASCII", () => {
  assert.deepEqual(Object.keys(asciiGlyphs), Object.keys(unicodeGlyphs));
  for (const [name, sign] of Object.entries(asciiGlyphs)) {
    assert.ok(isPlain(sign) && sign.length === 1, name);
  }
});

Deno.test("the spinner turns for ever, one cell wide", () => {
  for (let tick = 0; tick < 25; tick++) {
    assert.equal(measure(spinner(tick, false))?.width, 1);
    assert.ok(isPlain(spinner(tick, true)));
  }
  assert.notEqual(spinner(0, false), spinner(1, false));
});
