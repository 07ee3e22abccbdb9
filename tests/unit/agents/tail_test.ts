import assert from "node:assert/strict";
import { createTail } from "../../../src/agents/tail.ts";

const KEPT = 1_000_000;

Deno.test("the last million characters are kept, whatever pieces they came in", () => {
  for (const size of [1, 7, 1_000, 64 * 1024, 70_000, 3 * KEPT]) {
    const tail = createTail();
    const whole = Array.from(
      { length: Math.ceil((2.5 * KEPT) / size) },
      (_, n) => `${n},`.repeat(size).slice(0, size),
    ).join("");
    for (let at = 0; at < whole.length; at += size) tail.push(whole.slice(at, at + size));
    assert.ok(tail.text() === whole.slice(-KEPT), `pieces of ${size}`);
  }
});

Deno.test("what is shorter is kept whole", () => {
  const tail = createTail();
  assert.equal(tail.text(), "");
  for (const piece of ["a\n", "", "b\n"]) tail.push(piece);
  assert.equal(tail.text(), "a\nb\n");
});
