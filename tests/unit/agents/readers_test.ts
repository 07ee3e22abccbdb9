// What is the same for all readers.
import assert from "node:assert/strict";
import fc from "fast-check";
import { agents } from "../../../src/agents/registry.ts";
import { ended, readCall } from "./given_call.ts";

Deno.test("an exit code that is not 0 fails a call that had answered", () => {
  for (
    const [agent, line] of [["claude", { type: "result", subtype: "success", result: "x" }], [
      "codex",
      { type: "turn.completed" },
    ], [
      "pi",
      { type: "message_end", message: { role: "assistant", stopReason: "stop" } },
    ]] as const
  ) {
    assert.equal(
      readCall(agent, [line], ended({ exitCode: 3 })).result.error?.class,
      "other",
      agent,
    );
    assert.notEqual(
      readCall(agent, [line], ended({ exitCode: null, signal: "SIGSEGV" })).result.error,
      null,
    );
  }
});

Deno.test("lines that are not JSON, or of an unknown type, mean nothing", () => {
  const noise = [
    "",
    "plain words",
    "TASK_COMPLETE",
    "{",
    "[1,2",
    "null",
    "7",
    '"x"',
    "[]",
    "{}",
    '{"type":"new_thing"}',
    '{"type":7}',
  ];
  for (const agent of agents) {
    if (agent.reader().end(ended()).plainText === true) continue;
    const { messages, result } = readCall(agent.name, noise);
    assert.deepEqual(messages, [], agent.name);
    assert.notEqual(result.error, null, `${agent.name}: no result is a failure`);
    assert.equal(result.text, "");
  }
});

Deno.test("no line throws, whatever stands in it", () => {
  const types = [
    "system",
    "assistant",
    "user",
    "result",
    "stream_event",
    "rate_limit_event",
    "error",
    "init",
    "message",
  ]
    .concat([
      "item.completed",
      "turn.completed",
      "turn.failed",
      "text",
      "tool_use",
      "step_finish",
      "message_end",
      "session",
    ])
    .concat(["tool_result", "tool_execution_end", "auto_retry_start", "thread.started"]);
  const keys = [
    "message",
    "item",
    "part",
    "error",
    "usage",
    "content",
    "result",
    "session_id",
    "stats",
    "event",
    "state",
  ];
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.record({ type: fc.constantFrom(...types) }).chain((base) =>
      fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()).map((more) =>
        JSON.stringify({ ...more, ...base })
      )
    ),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.integer({ min: 0, max: 255 }),
      (lines, exitCode) => {
        for (const agent of agents) {
          const { result } = readCall(agent.name, lines, ended({ exitCode }));
          assert.equal(typeof result.text, "string");
          const counts = Object.values(result.tokens ?? {});
          assert.ok(counts.every((count) => Number.isInteger(count) && count >= 0));
        }
      },
    ),
    { numRuns: 300 },
  );
});
