// What the recordings do not show.
import assert from "node:assert/strict";
import { ended, nowMs, readCall } from "./given_call.ts";

Deno.test("opencode: an error that a later step outlived is over", () => {
  const { result } = readCall("opencode", [
    {
      type: "error",
      sessionID: "s",
      error: { name: "APIError", data: { message: "x", statusCode: 529 } },
    },
    { type: "text", sessionID: "s", part: { text: "TASK_COMPLETE" } },
    {
      type: "step_finish",
      sessionID: "s",
      part: {
        reason: "stop",
        cost: 0,
        tokens: { input: 1, output: 2, reasoning: 5, total: 8, cache: {} },
      },
    },
  ]);
  assert.equal(result.error, null);
  assert.deepEqual(result.tokens, { input: 1, output: 7, cacheRead: 0, cacheWrite: 0 });
  assert.equal(result.costUsd, null, "no price for used tokens is unknown, not free");
});

Deno.test("opencode: a reset time is taken from headers or from the provider's words", () => {
  const failure = (data: object) => [{ type: "error", error: { name: "APIError", data } }];
  const header = failure({
    statusCode: 429,
    message: "slow",
    responseHeaders: { "retry-after": "60" },
  });
  assert.equal(readCall("opencode", header).result.error?.resetsAtMs, nowMs + 60_000);
  const body = failure({
    statusCode: 429,
    message: "slow",
    responseBody: '{"error":{"resets_at":1795178013}}',
  });
  assert.equal(readCall("opencode", body).result.error?.resetsAtMs, 1_795_178_013_000);
});

Deno.test("opencode: what it tells itself is not the answer", () => {
  const { result, messages } = readCall("opencode", [
    { type: "text", part: { text: "mine" } },
    { type: "text", part: { text: "TASK_COMPLETE", synthetic: true } },
    { type: "step_finish", part: { reason: "stop" } },
  ]);
  assert.equal(result.text, "mine");
  assert.equal(messages.filter((message) => message.kind === "text").length, 1);
});

const START = { type: "step_start", timestamp: 1_795_170_730_000, sessionID: "ses_1", part: {} };
const REFUSED = (at: string, why: string) =>
  `timestamp=${at} level=ERROR run=1 message="stream error" session.id=ses_1 error.error="AI_APICallError: ${why}"\n`;

Deno.test("opencode: a call that sleeps on a limit when time runs out says so in its log", () => {
  const limit = 'This request would exceed your \\"rate limit\\"';
  const timedOut = (stderrTail: string) =>
    readCall("opencode", [START], ended({ exitCode: null, timedOut: "idle", stderrTail })).result;
  const slept = timedOut(REFUSED("2026-11-20T10:32:13.000Z", limit)).error;
  assert.equal(slept?.class, "limit");
  assert.equal(slept?.message, 'This request would exceed your "rate limit"');
  assert.equal(timedOut(REFUSED("2026-11-20T10:32:09.000Z", limit)).error, null, "long past");
  assert.equal(timedOut(REFUSED("2026-11-20T10:32:13.000Z", "odd")).error, null);
  assert.equal(timedOut("rate limit\n").error, null, "other words are not its log");
});

Deno.test("opencode: a sub-agent's session costs, and answers nothing", () => {
  const finish = (sessionID: string, reason: string) => ({
    type: "step_finish",
    sessionID,
    part: { reason, cost: 0.5, tokens: { input: 10, output: 1, cache: { read: 0, write: 0 } } },
  });
  const { result } = readCall("opencode", [
    START,
    { type: "text", sessionID: "ses_1", part: { text: "Done.\nTASK_COMPLETE" } },
    { type: "text", sessionID: "ses_2", part: { text: "TASK_FAILED: a sub-agent's words" } },
    { type: "error", sessionID: "ses_2", error: { name: "APIError", data: { statusCode: 429 } } },
    finish("ses_1", "stop"),
    finish("ses_2", "tool-calls"),
  ]);
  assert.equal(result.error, null);
  assert.equal(result.session, "ses_1");
  assert.equal(result.text, "Done.\nTASK_COMPLETE");
  assert.equal(result.tokens?.input, 20);
  assert.equal(result.costUsd, 1);
});
