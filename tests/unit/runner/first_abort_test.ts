import assert from "node:assert/strict";
import { firstAbort } from "../../../src/runner/first_abort.ts";

Deno.test("the first of several signals is passed on with its reason, once", () => {
  const [left, right] = [new AbortController(), new AbortController()];
  const first = firstAbort(left.signal, right.signal);
  const reasons: unknown[] = [];
  first.addEventListener("abort", () => reasons.push(first.reason));
  right.abort("right");
  left.abort("left");
  assert.deepEqual(reasons, ["right"]);
});

Deno.test("a signal that was aborted before aborts at once", () => {
  const first = firstAbort(new AbortController().signal, AbortSignal.abort("before"));
  assert.deepEqual([first.aborted, first.reason], [true, "before"]);
});
