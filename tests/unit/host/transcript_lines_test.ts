import assert from "node:assert/strict";
import type { Project } from "../../../src/host/project.ts";
import type { TranscriptHead } from "../../../src/host/transcript_index.ts";
import { linesOfTranscript } from "../../../src/host/transcript_lines.ts";

const head: TranscriptHead = {
  path: "/logs/a.log",
  call: "call",
  task: "TASK-001",
  attempt: 2,
  stage: "implement",
  role: "implementer",
  agent: "claude",
  model: "",
  startedAtMs: 0,
};

// deno-lint-ignore no-explicit-any -- only what a reader is chosen by
const project = { config: { allAgents: [] } } as any as Project;

function told(...tools: readonly string[]): string[] {
  const content = tools.map((file_path, n) => ({
    type: "tool_use",
    id: `t${n}`,
    name: "Write",
    input: { file_path },
  }));
  const text = JSON.stringify({ type: "assistant", message: { content } });
  return linesOfTranscript(project, head).push(`=== OUTPUT ===\n${text}\n`)
    .filter(({ kind }) => kind === "tool").map((line) => line.text);
}

Deno.test("paths are told as the project has them, wherever the slot stands", () => {
  assert.deepEqual(
    told(
      "/home/ada/.todo.spec-tui-1/src/sum.ts",
      "/home/ada/.todo.spec-tui-phase2-12345678-12/src/sum.ts",
      "/.todo.spec-tui-3/a.ts",
      "/home/ada/.local/state/spec-tui/todo-1234/2/src/sum.ts",
      "/home/ada/spec-tui/src/sum.ts",
      "/home/ada/todo/src/sum.ts",
    ),
    [
      "Write src/sum.ts",
      "Write src/sum.ts",
      "Write a.ts",
      "Write src/sum.ts",
      "Write /home/ada/spec-tui/src/sum.ts",
      "Write /home/ada/todo/src/sum.ts",
    ],
  );
});

Deno.test("a path that is made to be slow is told as it is, at once", () => {
  const path = `/spec-tui/${"a/".repeat(200_000)}`;
  const startedAt = performance.now();
  told(path);
  assert.ok(performance.now() - startedAt < 5_000);
});
