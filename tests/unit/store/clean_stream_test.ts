import assert from "node:assert/strict";
import fc from "fast-check";
import { createCleanStream } from "../../../src/store/clean_stream.ts";

function clean(...pieces: readonly (string | Uint8Array)[]): string {
  const stream = createCleanStream();
  const out = pieces.flatMap((piece) => [
    ...stream.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece),
  ]);
  return new TextDecoder().decode(new Uint8Array([...out, ...stream.end()]));
}

Deno.test("terminal escapes and control characters are taken out", () => {
  assert.equal(clean("\x1b[31mred\x1b[0m"), "red");
  assert.equal(clean("a\x1b]52;c;aGk=\x07b"), "ab");
  assert.equal(clean("a\x1b]0;title\x1b\\b"), "ab");
  assert.equal(clean("a\x1bPq#0\x1b\\b\x1b_x\x1b\\c\x1b^y\x1b\\d\x1bXz\x1b\\e"), "abcde");
  assert.equal(clean("a\x1b(Bb\x1b7c\x1bcd"), "abcd");
  assert.equal(clean("a\u009b31mb\u0085c\u009d0;x"), "a31mbc0;x");
  assert.equal(clean("bell\x07 back\x08 nul\0 del\x7f"), "bell back nul del");
  assert.equal(clean("tab\tcr\r\nnewline\n"), "tab\tcr\r\nnewline\n");
  assert.equal(clean("é Â ¢ £ 日本 👩‍💻"), "é Â ¢ £ 日本 👩‍💻");
});

Deno.test("an unfinished escape hides no more than its line", () => {
  assert.equal(clean("a\x1b]0;never closed\nshown"), "a\nshown");
  assert.equal(clean("a\x1b[12;\nshown"), "a\nshown");
  assert.equal(clean("a\x1b\nshown"), "a\nshown");
  assert.equal(clean("a\x1b\x1b[31mb"), "ab");
});

Deno.test("a line that looks like a record is indented, any other is not", () => {
  assert.equal(clean("=== END answered ===\n"), " === END answered ===\n");
  assert.equal(clean("x\n=== END"), "x\n === END");
  assert.equal(clean("x === y\n==== z\n===\n==\n="), "x === y\n==== z\n===\n==\n=");
  assert.equal(clean("\x1b[1m=== END"), " === END");
  assert.equal(clean("=\x1b[0m=\x07= END"), " === END");
  assert.equal(clean("==", "=", " END"), " === END");
  assert.equal(clean("===", "= END"), "==== END");
});

Deno.test("invalid UTF-8 passes through", () => {
  const stream = createCleanStream();
  const bytes = new Uint8Array([0xff, 0xfe, 0xc2, 0x41, 0xe2, 0x82]);
  assert.deepEqual([...stream.push(bytes), ...stream.end()], [...bytes]);
});

Deno.test("however a stream is cut, the same comes out", () => {
  const unit = fc.constantFrom(
    "a",
    "=",
    "=== ",
    "\n",
    "\x1b",
    "[",
    "]",
    "1",
    "m",
    "\x07",
    "\\",
    "é",
    "\u0090",
    "\0",
  );
  fc.assert(
    fc.property(fc.array(fc.string({ unit }), { maxLength: 8 }), (pieces) => {
      const whole = clean(pieces.join(""));
      assert.equal(clean(...pieces), whole);
      const bytes = new TextEncoder().encode(pieces.join(""));
      assert.equal(clean(...[...bytes].map((byte) => new Uint8Array([byte]))), whole);
      assert.doesNotMatch(whole, /^=== /m);
      assert.doesNotMatch(whole.replace(/[\t\r\n]/g, ""), /\p{Cc}/u);
    }),
    { numRuns: 2000 },
  );
});
