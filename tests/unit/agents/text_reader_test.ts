// What the recordings do not show.
import assert from "node:assert/strict";
import { ended, nowMs, readCall } from "./given_call.ts";

Deno.test("plain text: an answer that speaks of limits decides nothing, a failed call's stderr does", () => {
  const text = ["429 too many requests, quota exceeded", "TASK_COMPLETE"];
  const good = readCall("custom", text, ended({ stderrTail: "Error: 429 rate limit" }));
  assert.equal(good.result.error, null);
  const bad = readCall("custom", text, ended({ exitCode: 1, stderrTail: "boom\n" }));
  assert.equal(bad.result.error?.class, "other");
  assert.equal(bad.result.error?.message, "boom");
  const limited = readCall(
    "custom",
    [],
    ended({ exitCode: 1, stderrTail: "Error: 429, retry after 60s" }),
  );
  assert.equal(limited.result.error?.resetsAtMs, nowMs + 60_000);
  const gone = readCall("custom", [], ended({ exitCode: 127, stderrTail: "sh: x: not found" }));
  assert.equal(gone.result.error?.class, "missing");
});

Deno.test("plain text: of endless output the end is kept", () => {
  const line = "x".repeat(10_000);
  const { result } = readCall("custom", [...Array(1000).fill(line), "TASK_COMPLETE"]);
  assert.ok(result.text.length < 3_000_000);
  assert.ok(result.text.endsWith("TASK_COMPLETE"));
});

Deno.test("llama.cpp's end mark is not part of the answer", () => {
  assert.equal(
    readCall("llama-cli", ["a", "TASK_COMPLETE [end of text]", ""]).result.text,
    "a\nTASK_COMPLETE",
  );
  assert.equal(
    readCall("llama-cli", ["TASK_COMPLETE", "", "> EOF by user", ""]).result.text,
    "TASK_COMPLETE",
  );
});
