// What the recordings do not show.
import assert from "node:assert/strict";
import { readCall } from "./given_call.ts";

Deno.test("the scripted agent's lines are read as its format says", () => {
  const { result, messages } = readCall("demo", [
    { session: "d1" },
    { say: "hello" },
    { tool: "bash", summary: "deno test", state: "failed" },
    { edit: "a.ts", change: "add" },
    { usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 }, costUsd: 0.25 },
    { usage: { input: 1 }, costUsd: 0.25 },
    { wait: "a moment", untilMs: 5 },
    { final: "TASK_COMPLETE" },
  ]);
  assert.deepEqual(
    messages.map((message) => message.kind),
    ["session", "text", "tool", "edit", "usage", "usage", "waiting", "final"],
  );
  assert.deepEqual(result, {
    text: "TASK_COMPLETE",
    error: null,
    session: "d1",
    model: "demo",
    tokens: { input: 2, output: 2, cacheRead: 3, cacheWrite: 4 },
    costUsd: 0.5,
  });
  const failure = { error: { class: "limit", message: "enough", resetsAtMs: 7 } };
  assert.deepEqual(readCall("demo", [failure]).result.error, failure.error);
  assert.equal(readCall("demo", [{ say: "TASK_COMPLETE" }]).result.error?.class, "other");
});
