import assert from "node:assert/strict";
import fc from "fast-check";
import type { AgentReader } from "../../../src/agents/agent.ts";
import { agentByName } from "../../../src/agents/registry.ts";
import { createTranscriptParser } from "../../../src/host/transcript_parser.ts";

const HEAD = "=== TRANSCRIPT 1 ===\ntask: TASK-001\nattempt: 1\n";

function readerOf(name: string): AgentReader {
  const reader = agentByName(name)?.reader();
  assert.ok(reader);
  return reader;
}

/** `kind text` of each line. */
function told(text: string, agent = "custom"): string[] {
  const parser = createTranscriptParser(readerOf(agent));
  return parser.push(text).map((line) => `${line.kind} ${line.text}`);
}

const say = (text: string) =>
  JSON.stringify({
    type: "assistant",
    message: { content: [{ type: "text", text }] },
  });

Deno.test("header and prompt are told in one line, what the agent printed in full", () => {
  const text = `${HEAD}=== PROMPT ===\nDo it.\nWell.\n=== OUTPUT ===\none\ntwo\n` +
    "=== STDERR ===\nwarned\n=== OUTPUT ===\nthree\n=== END answered ===\n";
  assert.deepEqual(told(text), [
    "prompt prompt of 2 lines; O opens the transcript",
    "say one",
    "say two",
    "stderr warned",
    "say three",
    "end ended: answered",
  ]);
});

Deno.test("wherever it is cut, the same lines come of it", () => {
  const text = `${HEAD}=== PROMPT ===\nDo it.\n=== OUTPUT ===\n${say("first\nsecond")}\n` +
    `=== STDERR ===\nodd\n=== OUTPUT ===\n${say("third")}\n` +
    `=== SIZE 9 bytes sha256 ${"0".repeat(64)} ===\n=== END answered ===\n`;
  const whole = told(text, "claude");
  assert.ok(whole.includes("say second") && whole.includes("say third"), whole.join("\n"));
  fc.assert(fc.property(fc.array(fc.nat(text.length)), (cuts) => {
    const parser = createTranscriptParser(readerOf("claude"));
    const places = [0, ...cuts.sort((one, other) => one - other), text.length];
    const lines = places.slice(1).flatMap((end, at) => parser.push(text.slice(places[at], end)));
    assert.deepEqual(lines.map((line) => `${line.kind} ${line.text}`), whole);
  }));
});

Deno.test("a line that another section cut in two is joined again", () => {
  const line = say("joined");
  const text = `${HEAD}=== OUTPUT ===\n${line.slice(0, 30)}\n=== STDERR ===\nbetween\n` +
    `=== OUTPUT ===\n… ${line.slice(30)}\n`;
  assert.deepEqual(told(text, "claude"), ["stderr between", "say joined"]);
});

Deno.test("what the file itself says is told as such: sizes are not, losses are", () => {
  const text = `${HEAD}=== OUTPUT ===\nkept\n=== LEFT OUT 123 bytes ===\nlast\n` +
    `=== MISSING bytes from 9 on ===\n=== SIZE 200 bytes sha256 ${"a".repeat(64)} ===\n` +
    "=== END no result (it was killed) ===\n";
  assert.deepEqual(told(text), [
    "say kept",
    "prompt 123 bytes were not kept",
    "say last",
    "error what came after is lost: bytes from 9 on",
    "end ended: no result (it was killed)",
  ]);
});

Deno.test("what is being said stands at the end until it is whole", () => {
  const part = (text: string) =>
    JSON.stringify({
      type: "stream_event",
      event: { type: "content_block_delta", delta: { type: "text_delta", text } },
    });
  const parser = createTranscriptParser(readerOf("claude"));
  parser.push(`${HEAD}=== OUTPUT ===\n${part("Now ")}\n${part("the tests")}\n`);
  assert.deepEqual(parser.tail, [{ kind: "say", text: "Now the tests" }]);
  const lines = parser.push(`${say("Now the tests")}\n`);
  assert.deepEqual(lines, [{ kind: "say", text: "Now the tests" }]);
  assert.deepEqual(parser.tail, []);
});

const tool = (id: string, command: string) => ({
  type: "tool_use",
  id,
  name: "Bash",
  input: { command },
});

Deno.test("a tool that ends well is told once, when it starts; one that fails once more", () => {
  const use = JSON.stringify({
    type: "assistant",
    message: { content: [tool("t1", "deno test"), tool("t2", "deno test"), tool("t3", "ls none")] },
  });
  const result = JSON.stringify({
    type: "user",
    message: {
      content: [
        { type: "tool_result", tool_use_id: "t2", content: "ok" },
        { type: "tool_result", tool_use_id: "t3", is_error: true, content: "none" },
        { type: "tool_result", tool_use_id: "t1", content: "ok" },
      ],
    },
  });
  assert.deepEqual(told(`${HEAD}=== OUTPUT ===\n${use}\n${result}\n`, "claude"), [
    "tool Bash deno test",
    "tool Bash deno test",
    "tool Bash ls none",
    "error Bash ls none  (failed)",
  ]);
});

Deno.test("a final message that repeats what was said last is not told twice", () => {
  const final = (result: string) =>
    JSON.stringify({ type: "result", subtype: "success", is_error: false, result });
  const spoken = (text: string, last: string) =>
    told(`${HEAD}=== OUTPUT ===\n${say(text)}\n${final(last)}\n`, "claude")
      .filter((line) => !line.startsWith("end "));
  assert.deepEqual(spoken("All done.\nTASK_COMPLETE", "All done.\nTASK_COMPLETE\n"), [
    "say All done.",
    "say TASK_COMPLETE",
  ]);
  assert.deepEqual(spoken("Still at it.", "TASK_COMPLETE"), [
    "say Still at it.",
    "final TASK_COMPLETE",
  ]);
});

Deno.test("tools, edits, failures and costs have their own look", () => {
  const use = JSON.stringify({
    type: "assistant",
    message: {
      content: [
        { type: "tool_use", id: "t1", name: "Bash", input: { command: "deno test" } },
        { type: "tool_use", id: "t2", name: "Write", input: { file_path: "src/sum.ts" } },
      ],
    },
  });
  const result = JSON.stringify({
    type: "user",
    message: {
      content: [
        { type: "tool_result", tool_use_id: "t1", is_error: true, content: "red" },
        { type: "tool_result", tool_use_id: "t2", content: "ok" },
      ],
    },
  });
  const kinds = told(`${HEAD}=== OUTPUT ===\n${use}\n${result}\n`, "claude")
    .map((line) => line.split(" ")[0]);
  assert.ok(kinds.includes("tool"), kinds.join());
  assert.ok(kinds.includes("error"), kinds.join());
  assert.ok(kinds.includes("edit"), kinds.join());
});

Deno.test("no text of any agent makes it throw", () => {
  const names = ["claude", "codex", "gemini", "opencode", "pi", "custom"];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.array(piece, { maxLength: 30 }), (name, pieces) => {
      const parser = createTranscriptParser(readerOf(name));
      for (const text of pieces) parser.push(text);
      assert.ok(Array.isArray(parser.tail));
    }),
  );
});

const piece = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom("\n", "=== OUTPUT ===\n", "=== STDERR ===\n", "=== END x ===", "… ", "\ufffd"),
  fc.constant('{"type":"assistant","message":{"content":[{"type":"text"}]}}\n'),
  fc.constant('{"type":"item.completed","item":null}\n'),
);
