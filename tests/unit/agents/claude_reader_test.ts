// What the recordings do not show.
import assert from "node:assert/strict";
import { ended, readCall, request } from "./given_call.ts";

const claudeResult = {
  type: "result",
  subtype: "success",
  is_error: false,
  result: "TASK_COMPLETE",
  session_id: "s1",
  total_cost_usd: 0.5,
  usage: {
    input_tokens: 1,
    output_tokens: 2,
    cache_read_input_tokens: 3,
    cache_creation_input_tokens: 4,
  },
};

Deno.test("claude: a rejected subscription window gives the moment it resets", () => {
  const limit = { status: "rejected", resetsAt: 1_795_177_987, rateLimitType: "five_hour" };
  const { result, messages } = readCall("claude", [
    { type: "rate_limit_event", rate_limit_info: limit },
    {
      type: "assistant",
      error: "rate_limit",
      message: { content: [{ type: "text", text: "no" }] },
    },
    {
      ...claudeResult,
      is_error: true,
      api_error_status: 429,
      result: "You've hit your session limit · resets 12:33pm (UTC)",
    },
  ], ended({ exitCode: 1 }));
  assert.deepEqual(result.error?.class, "limit");
  assert.equal(result.error?.resetsAtMs, 1_795_177_987_000);
  const wait = messages.find((message) => message.kind === "waiting");
  assert.equal(wait?.untilMs, 1_795_177_987_000);
  assert.ok(!messages.some((message) => message.kind === "text"));
});

Deno.test("claude: a limit that was waited out decides nothing", () => {
  const { result } = readCall("claude", [
    {
      type: "system",
      subtype: "api_retry",
      error_status: 429,
      error: "rate_limit",
      attempt: 1,
      max_retries: 9,
    },
    { ...claudeResult, result: "429 too many requests: handled.\nTASK_COMPLETE" },
  ]);
  assert.equal(result.error, null);
  assert.deepEqual(result.tokens, { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 });
  assert.equal(result.costUsd, 0.5);
});

Deno.test("claude: an end that is not called success is a failure even without is_error", () => {
  const { result } = readCall("claude", [{
    ...claudeResult,
    subtype: "error_max_turns",
    result: undefined,
  }]);
  assert.equal(result.error?.message, "error max turns");
});

Deno.test("claude: streamed counts stand in for the result of a call that died", () => {
  const { result } = readCall("claude", [
    {
      type: "stream_event",
      event: {
        type: "message_start",
        message: { usage: { input_tokens: 9, cache_read_input_tokens: 5, output_tokens: 1 } },
      },
    },
    { type: "stream_event", event: { type: "message_delta", usage: { output_tokens: 7 } } },
    { type: "stream_event", event: { type: "message_delta", usage: { output_tokens: 8 } } },
  ], ended({ exitCode: null, signal: "SIGKILL" }));
  assert.deepEqual(result.tokens, { input: 9, output: 8, cacheRead: 5, cacheWrite: 0 });
  assert.equal(result.costUsd, null);
  assert.equal(result.error?.class, "other");
});

Deno.test("claude: a refused edit is forgiven where another edit was made, and in a read-only call", () => {
  const denied = {
    ...claudeResult,
    permission_denials: [{ tool_name: "Write", tool_input: { file_path: "a" } }],
  };
  const edit = [
    {
      type: "assistant",
      message: {
        content: [{ type: "tool_use", id: "t", name: "Edit", input: { file_path: "b" } }],
      },
    },
    {
      type: "user",
      message: { content: [{ type: "tool_result", tool_use_id: "t", content: "ok" }] },
    },
  ];
  assert.equal(readCall("claude", [denied]).result.error?.class, "permission");
  assert.equal(readCall("claude", [...edit, denied]).result.error, null);
  const readOnly = { request: request({ readOnly: true }) };
  assert.equal(readCall("claude", [denied], ended(), readOnly).result.error, null);
});

Deno.test("claude: one JSON document and a JSON array are read like lines", () => {
  assert.equal(readCall("claude", [claudeResult]).result.text, "TASK_COMPLETE");
  assert.equal(
    readCall("claude", [JSON.stringify([{ type: "system" }, claudeResult])]).result.text,
    "TASK_COMPLETE",
  );
});

Deno.test("claude: a subagent's words are not the answer", () => {
  const said = (text: string, parent: string | null) => ({
    type: "assistant",
    parent_tool_use_id: parent,
    message: { content: [{ type: "text", text }] },
  });
  const { result } = readCall("claude", [said("mine", null), said("TASK_COMPLETE", "t1"), {
    ...claudeResult,
    result: "",
  }]);
  assert.equal(result.text, "mine");
});
