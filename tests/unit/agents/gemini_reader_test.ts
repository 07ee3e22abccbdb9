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
