import assert from "node:assert/strict";
import { intern, merge, plain } from "../../../tui/style.ts";

Deno.test("equal styles become one object", () => {
  const one = intern({ fg: "ok", bold: true });
  assert.equal(intern({ bold: true, fg: "ok" }), one);
  assert.equal(intern({ fg: "ok", bold: true, dim: false }), one);
  assert.notEqual(intern({ fg: "ok" }), one);
  assert.notEqual(intern({ bg: "ok", bold: true }), one);
  assert.equal(intern({}), plain);
});

Deno.test("a palette colour and a true colour of the same number stay apart", () => {
  assert.notEqual(intern({ fg: { palette: 5 } }), intern({ fg: { rgb: 5 } }));
});

Deno.test("any number of colours may come by, and the styles stay right", () => {
  for (let rgb = 0; rgb < 10_000; rgb++) {
    assert.deepEqual(intern({ fg: { rgb } }), { fg: { rgb } });
  }
  assert.equal(intern({}), plain);
});

Deno.test("a style laid over another keeps what it leaves open", () => {
  assert.deepEqual(merge({ fg: "ok", bg: "selection" }, { fg: "error" }), {
    fg: "error",
    bg: "selection",
  });
});
