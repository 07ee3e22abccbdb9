import assert from "node:assert/strict";
import { decodeSpec, encodeSpec } from "../../../src/spec/edit.ts";

function bad(bytes: readonly number[]) {
  const decoded = decodeSpec(new Uint8Array(bytes));
  assert.ok("diagnostic" in decoded);
  return decoded.diagnostic;
}

Deno.test("text comes back as the same bytes, byte order mark and all", () => {
  for (const text of ["", "\uFEFF# a\r\n", "é 日本 🔴 \0", "\uFEFF\uFEFF"]) {
    const bytes = encodeSpec(text);
    assert.deepEqual(decodeSpec(bytes), { text });
    assert.deepEqual(encodeSpec(text), bytes);
  }
});

Deno.test("bytes that are no UTF-8 are an error that names the byte and the line", () => {
  const start = [...encodeSpec("# é\r\nab\n")];
  const one = bad([...start, 0x63, 0xff, 0x64]);
  assert.equal(one.code, "not-utf8");
  assert.match(one.message, new RegExp(`byte ${start.length + 1} \\(line 3\\)`));
  assert.deepEqual([one.line, one.column, one.found], [3, 2, "0xff"]);
});

Deno.test("overlong forms, surrogates, too high and cut off characters are found where they begin", () => {
  for (
    const bytes of [
      [0xc0, 0xaf],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
      [0x80],
    ]
  ) {
    assert.match(bad([0x61, 0x0a, 0x62, ...bytes]).message, /byte 3 \(line 2\)/);
  }
});

Deno.test("UTF-16 is told by its name", () => {
  assert.match(bad([0xff, 0xfe, 0x23, 0x00]).message, /UTF-16/);
});

Deno.test("half a character cannot be written", () => {
  assert.throws(() => encodeSpec("a\uD83D"), /Cannot write the spec/);
});
