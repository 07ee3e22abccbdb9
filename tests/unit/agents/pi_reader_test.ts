// What the recordings do not show.
import assert from "node:assert/strict";
import { readCall } from "./given_call.ts";

const piMessage = (stopReason: string, more: object = {}) => ({
  type: "message_end",
  message: {
    role: "assistant",
    stopReason,
    content: [{ type: "text", text: "TASK_COMPLETE" }],
    ...more,
  },
});

Deno.test("pi: a retry that works makes up for the error before it", () => {
  const { result, messages } = readCall("pi", [
    piMessage("error", { errorMessage: "429 slow down", content: [] }),
    {
      type: "auto_retry_start",
      attempt: 1,
      maxAttempts: 3,
      delayMs: 2000,
      errorMessage: "429 slow down",
    },
    piMessage("stop"),
    { type: "auto_retry_end", success: true, attempt: 1 },
  ]);
  assert.equal(result.error, null);
  const wait = messages.find((message) => message.kind === "waiting");
  assert.equal(wait?.delayMs, 2000);
});

Deno.test("pi: a tool call without anything after it is no end", () => {
  assert.equal(readCall("pi", [piMessage("toolUse")]).result.error?.class, "other");
});

Deno.test("pi: update lines are dropped without being parsed", () => {
  const update = JSON.stringify({ type: "message_update", message: "x".repeat(1000) });
  const parse = JSON.parse;
  let parsed = 0;
  JSON.parse = (...given) => (parsed++, parse(...given));
  try {
    readCall("pi", Array(50).fill(update));
  } finally {
    JSON.parse = parse;
  }
  assert.equal(parsed, 0);
});
