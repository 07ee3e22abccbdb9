import assert from "node:assert/strict";
import { painter, reset } from "../../../tui/paint.ts";
import { intern, type Role, type Style } from "../../../tui/style.ts";
import { type ThemeName, themes } from "../../../tui/theme.ts";

const dark = themes.dark;
const on = (style: Style, depth: Parameters<typeof painter>[1], theme = dark) =>
  painter(theme, depth).change(reset, intern(style));

Deno.test("a colour is written as the terminal can show it", () => {
  const style = { fg: { rgb: 0xff8700 } };
  assert.equal(on(style, "truecolor"), "\x1b[38;2;255;135;0m");
  assert.equal(on(style, "256"), "\x1b[38;5;208m");
  assert.equal(on(style, "16"), "\x1b[33m");
  assert.equal(on(style, "none"), "");
  assert.equal(on({ bg: { palette: 9 } }, "256"), "\x1b[101m");
  assert.equal(on({ bg: { palette: 196 } }, "16"), "\x1b[101m");
});

Deno.test("without colour, weight stays and a selected row is reversed", () => {
  assert.equal(on({ fg: "error", bold: true }, "none"), "\x1b[1m");
  assert.equal(on({ bg: "selection" }, "none"), "\x1b[7m");
  assert.equal(on({ bg: "addedGround" }, "none"), "");
});

Deno.test("the way from one style to the next is the shortest", () => {
  const paint = painter(dark, "16");
  const change = (from: Style, to: Style) => paint.change(intern(from), intern(to));
  assert.equal(change({ bold: true }, { bold: true }), "");
  assert.equal(change({ bold: true, fg: { palette: 1 } }, { fg: { palette: 1 } }), "\x1b[22m");
  assert.equal(change({ fg: { palette: 1 } }, { fg: { palette: 2 } }), "\x1b[32m");
  assert.equal(change({ fg: { palette: 1 }, bold: true, underline: true }, {}), "\x1b[m");
});

Deno.test("bold and dim end together, so the one that stays is set again", () => {
  const paint = painter(dark, "16");
  const from = intern({ bold: true, dim: true, italic: true, underline: true, reverse: true });
  const to = intern({ dim: true, italic: true, underline: true, reverse: true });
  assert.equal(paint.change(from, to), "\x1b[22;2m");
});

Deno.test("dark and light leave the ground to the terminal, high contrast paints it", () => {
  assert.equal(painter(themes.dark, "truecolor").isBare(intern({})), true);
  assert.equal(painter(themes.light, "truecolor").isBare(intern({})), true);
  assert.equal(painter(themes["high-contrast"], "truecolor").isBare(intern({})), false);
  assert.equal(painter(themes["high-contrast"], "none").isBare(intern({})), true);
});

Deno.test("every theme tells good from bad and selected from not, at every depth with colour", () => {
  const pairs: readonly (readonly [Role, Role])[] = [["ok", "error"], ["added", "removed"], [
    "border",
    "focus",
  ]];
  for (const name of Object.keys(themes) as ThemeName[]) {
    for (const depth of ["truecolor", "256", "16"] as const) {
      for (const [one, other] of pairs) {
        assert.notEqual(
          on({ fg: one }, depth, themes[name]),
          on({ fg: other }, depth, themes[name]),
          `${name} ${depth} ${one}`,
        );
      }
      assert.notEqual(on({ bg: "selection" }, depth, themes[name]), on({}, depth, themes[name]));
    }
  }
});

Deno.test("good and bad differ in more than red and green for the colour-blind", () => {
  const { ok, error } = themes["colour-blind"].shades;
  assert.ok(ok && error);
  const blue = (rgb: number) => rgb & 255;
  assert.ok(blue(ok.rgb) - blue(error.rgb) > 100);
});
