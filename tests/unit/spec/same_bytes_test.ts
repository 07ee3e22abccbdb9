import assert from "node:assert/strict";
import { sameBytes } from "../../../src/spec/same_bytes.ts";

Deno.test("bytes are the same when each is, whatever buffer they stand in", () => {
  const all = new Uint8Array([0, 1, 2, 3]);
  assert.equal(sameBytes(all, all), true);
  assert.equal(sameBytes(all.subarray(1, 3), new Uint8Array([1, 2])), true);
  assert.equal(sameBytes(new Uint8Array(), new Uint8Array()), true);
});

Deno.test("bytes differ by their length, their first and their last", () => {
  const some = new Uint8Array([1, 2, 3]);
  assert.equal(sameBytes(some, new Uint8Array([1, 2])), false);
  assert.equal(sameBytes(some, new Uint8Array([0, 2, 3])), false);
  assert.equal(sameBytes(some, new Uint8Array([1, 2, 4])), false);
});
