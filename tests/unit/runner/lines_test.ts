import assert from "node:assert/strict";
import { createExcerpt, splitLines } from "../../../src/runner/lines.ts";

const encoder = new TextEncoder();

function linesOf(chunks: readonly Uint8Array[], longest?: number): string[] {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line), longest);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.slice(at * size, (at + 1) * size));
}

Deno.test("lines are the same whatever the chunks", () => {
  const text = "one\ntwo é\r\n\n日本 🙂 end\nno newline";
  const expected = ["one", "two é", "", "日本 🙂 end", "no newline"];
  for (const size of [1, 2, 3, 5, 7, 1000]) {
    assert.deepEqual(linesOf(chunksOf(encoder.encode(text), size)), expected);
  }
});

Deno.test("invalid UTF-8 becomes replacement characters, and nothing around it is lost", () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82, 0x0a, 0x63, 0xc3);
  for (const size of [1, 2, 9]) {
    assert.deepEqual(linesOf(chunksOf(bytes, size)), ["a\ufffdb", "\ufffd", "c\ufffd"]);
  }
});

Deno.test("a line of 1 MB comes whole, a longer one is cut and marked", () => {
  const exact = "x".repeat(1024 * 1024);
  assert.deepEqual(linesOf([encoder.encode(exact + "\nnext\n")]), [exact, "next"]);
  const lines = linesOf(chunksOf(encoder.encode(exact + "yz\nnext\n"), 65_536));
  assert.equal(lines.length, 2);
  assert.equal(lines[0], exact + " … [2 more characters were cut]");
  assert.equal(lines[1], "next");
});

Deno.test("a cut line without an end is handed over once", () => {
  assert.deepEqual(linesOf([encoder.encode("abcdef")], 3), ["abc … [3 more characters were cut]"]);
});

Deno.test("no output is no line", () => {
  assert.deepEqual(linesOf([]), []);
  assert.deepEqual(linesOf([encoder.encode("\n")]), [""]);
});

Deno.test("an excerpt is all of a short stream, and head and tail of a long one", () => {
  for (const size of [1, 7, 64]) {
    const short = createExcerpt(4, 6);
    for (const chunk of chunksOf(encoder.encode("0123456789"), size)) short.push(chunk);
    assert.equal(short.text(), "0123456789");
    const long = createExcerpt(4, 6);
    for (const chunk of chunksOf(encoder.encode("0123abcdefghijuvwxyz"), size)) long.push(chunk);
    assert.equal(long.text(), "0123\n… [10 bytes left out] …\nuvwxyz");
  }
});

Deno.test("an excerpt without a head is the tail alone", () => {
  const tail = createExcerpt(0, 3);
  for (let at = 0; at < 5000; at++) tail.push(encoder.encode("ab"));
  assert.equal(tail.text(), "bab");
});
