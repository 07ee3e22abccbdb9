import assert from "node:assert/strict";
import { colourDepth, paletteRgb, to16, to256 } from "../../../tui/colour.ts";

Deno.test("the environment says how many colours there are", () => {
  const cases = [
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "truecolor"],
    [{ TERM: "screen", COLORTERM: "24bit" }, "truecolor"],
    [{ TERM: "xterm-direct" }, "truecolor"],
    [{ TERM: "xterm-kitty" }, "truecolor"],
    [{ TERM: "tmux-256color" }, "256"],
    [{ TERM: "screen" }, "16"],
    [{ TERM: "linux" }, "16"],
    [{ TERM: "vt100" }, "none"],
    [{ TERM: "dumb", COLORTERM: "truecolor" }, "none"],
    [{}, "none"],
    [{ TERM: "xterm-256color", NO_COLOR: "1", FORCE_COLOR: "3" }, "none"],
    [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
    [{ TERM: "dumb", FORCE_COLOR: "1" }, "16"],
    [{ TERM: "xterm", FORCE_COLOR: "2" }, "256"],
    [{ TERM: "xterm", FORCE_COLOR: "3" }, "truecolor"],
    [{ TERM: "xterm-256color", FORCE_COLOR: "0" }, "none"],
  ] as const;
  for (const [env, depth] of cases) assert.equal(colourDepth(env), depth, JSON.stringify(env));
});

Deno.test("every colour of the cube and of the greys is found again among the 256", () => {
  for (let index = 16; index < 256; index++) {
    assert.equal(paletteRgb(to256(paletteRgb(index))), paletteRgb(index), `colour ${index}`);
  }
});

Deno.test("each of the sixteen is nearest to itself", () => {
  for (let index = 0; index < 16; index++) assert.equal(to16(paletteRgb(index)), index);
});
