// What the recordings do not show.
import assert from "node:assert/strict";
import { ended, readCall, request } from "./given_call.ts";

const codexTurn = (input: number, cached: number, output: number) => ({
  type: "turn.completed",
  usage: { input_tokens: input, cached_input_tokens: cached, output_tokens: output },
});

Deno.test("codex: a resumed thread's count is split by what came before, or unknown", () => {
  const before = { input: 1200, output: 42, cacheRead: 300, cacheWrite: 0 };
  const resumed = request({ session: "01a1-x" });
  const lines = [codexTurn(3000, 600, 84)];
  const known = readCall("codex", lines, ended(), { request: resumed, previousTokens: before });
  assert.deepEqual(known.result.tokens, before);
  assert.equal(readCall("codex", lines, ended(), { request: resumed }).result.tokens, null);
  const fresh = readCall("codex", lines, ended(), { request: request() });
  assert.deepEqual(fresh.result.tokens, { input: 2400, output: 84, cacheRead: 600, cacheWrite: 0 });
});

Deno.test("codex: reconnecting is waiting, and over when the turn completes", () => {
  const { result, messages } = readCall("codex", [
    {
      type: "error",
      message: "Reconnecting... 1/5 (exceeded retry limit, last status: 429 Too Many Requests)",
    },
    { type: "item.completed", item: { type: "agent_message", text: "TASK_COMPLETE" } },
    codexTurn(1, 0, 1),
  ]);
  assert.equal(result.error, null);
  assert.equal(messages[0]?.kind, "waiting");
});

Deno.test("codex: a limit's clock minute is read at the end of the call", () => {
  const message =
    "You’ve hit your usage limit. To get more access, upgrade, or try again at 12:33 PM.";
  const { result } = readCall(
    "codex",
    [{ type: "turn.failed", error: { message } }],
    ended({ exitCode: 1 }),
  );
  assert.equal(result.error?.resetsAtMs, Date.parse("2026-11-20T12:33:00Z"));
});

Deno.test("codex: a prompt that it takes for too long is the context's failure", () => {
  const message = "turn/start: turn/start failed: Input exceeds the maximum length of 1048576 " +
    'characters. (code -32602), data: {"input_error_code":"input_too_large"}';
  const { result } = readCall("codex", [{ type: "error", message }], ended({ exitCode: 1 }));
  assert.equal(result.error?.class, "context");
});
