import assert from "node:assert/strict";
import { agentByName } from "../../../src/agents/registry.ts";
import { createShownReader, endLine } from "../../../src/cli/transcript_text.ts";

const recordings = new URL("../agents/recordings/", import.meta.url);

function transcript(output: string): string {
  return `=== TRANSCRIPT {} ===\n=== PROMPT ===\nDo it.\n=== OUTPUT ===\n${output}`;
}

function shown(agent: string, text: string, pieces = 1): string[] {
  const reader = createShownReader(agentByName(agent), ["OUTPUT", "STDERR"]);
  const size = Math.ceil(text.length / pieces);
  return Array.from({ length: pieces }, (_, at) => text.slice(at * size, (at + 1) * size))
    .flatMap((piece) => reader.push(piece));
}

for (const agent of ["claude", "codex", "gemini", "opencode", "pi"]) {
  Deno.test(`what ${agent} said in a real call is shown once, however the file is cut`, async () => {
    const path = new URL(`${agent}/success.stdout.txt`, recordings);
    const text = transcript(await Deno.readTextFile(path));
    const lines = shown(agent, text);
    assert.equal(lines.filter((line) => line === "TASK_COMPLETE").length, 1, lines.join("\n"));
    assert.deepEqual(lines.filter((line) => line.startsWith("{")), [], "no JSON");
    const tools = lines.filter((line) => line.startsWith("> "));
    assert.ok(tools.length > 0, "what it did is shown");
    assert.deepEqual(tools, [...new Set(tools)], "each once");
    assert.deepEqual(shown(agent, text, 37), lines);
  });
}

Deno.test("a line of JSON that standard error cut in two is still read", () => {
  const [line = ""] = [
    '{"type":"assistant","message":{"content":[{"type":"text","text":"hello"}]}}',
  ];
  const cut = `${line.slice(0, 30)}\n=== STDERR ===\noops\n=== OUTPUT ===\n… ${line.slice(30)}\n`;
  assert.deepEqual(shown("claude", transcript(cut)), ["oops", "hello"]);
});

Deno.test("what was left out or lost is said where it would stand", () => {
  const text = transcript(
    "a\n=== LEFT OUT 12 MB ===\n=== OUTPUT ===\nb\n=== MISSING disk full ===\n",
  );
  assert.deepEqual(shown("custom", text), [
    "a",
    "… 12 MB were not kept",
    "b",
    "… what came after is lost: disk full",
  ]);
});

Deno.test("an end is told but for a check, which tells its own", () => {
  assert.equal(endLine("answered", "implement"), "--- answered");
  assert.equal(endLine("answered", "check"), "");
  assert.equal(endLine("no result (timed out)", "check"), "--- no result (timed out)");
  assert.equal(endLine(null, "implement"), "");
});
