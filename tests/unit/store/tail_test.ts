import assert from "node:assert/strict";
import fc from "fast-check";
import { createTail } from "../../../src/store/tail.ts";

Deno.test("a tail is the last bytes of all that was pushed", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.array(fc.uint8Array({ maxLength: 60 })), (capacity, pieces) => {
      const tail = createTail(capacity);
      for (const piece of pieces) tail.push(piece);
      const all = pieces.flatMap((piece) => [...piece]);
      assert.deepEqual([...tail.bytes()], capacity === 0 ? [] : all.slice(-capacity));
    }),
  );
});

Deno.test("a large tail grows as it is needed", () => {
  const tail = createTail(1_000_000);
  for (let n = 0; n < 300; n++) tail.push(new Uint8Array(5000).fill(n % 251));
  const bytes = tail.bytes();
  assert.equal(bytes.length, 1_000_000);
  assert.equal(bytes[0], 100);
  assert.equal(bytes.at(-1), 299 % 251);
});
