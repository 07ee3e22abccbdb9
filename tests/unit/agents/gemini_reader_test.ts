// What the recordings do not show.
import assert from "node:assert/strict";
import { readCall } from "./given_call.ts";

Deno.test("gemini: pieces become one text, and the last text is the answer", () => {
  const piece = (content: string) => ({ type: "message", role: "assistant", content, delta: true });
  const { result, messages } = readCall("gemini", [
    piece("TASK_COMPLETE\n"),
    { type: "tool_use", tool_name: "t", tool_id: "1", parameters: {} },
    piece("Not "),
    piece("yet."),
    { type: "result", status: "success", stats: { input_tokens: 5, cached: 2, output_tokens: 1 } },
  ]);
  assert.equal(result.text, "Not yet.");
  assert.deepEqual(result.tokens, { input: 3, output: 1, cacheRead: 2, cacheWrite: 0 });
  const whole = messages.filter((message) => message.kind === "text" && message.partial !== true);
  assert.equal(whole.length, 2);
});

Deno.test("gemini: a success that asked no model and said nothing is none", () => {
  const stats = { total_tokens: 0, input_tokens: 0, output_tokens: 0, cached: 0, models: {} };
  const { result } = readCall("gemini", [
    { type: "init", session_id: "s", model: "gemini-2.5-pro" },
    { type: "message", role: "user", content: "a very long prompt" },
    { type: "result", status: "success", stats },
  ]);
  assert.equal(result.error?.class, "context");
  assert.equal(result.tokens, null);
});
