import assert from "node:assert/strict";
import { claude } from "../../fixtures/agents/dialects/claude.ts";
import { codex } from "../../fixtures/agents/dialects/codex.ts";
import type { Bill, Dialect, Speaker } from "../../fixtures/agents/dialects/dialect.ts";
import { NO_TOKENS } from "../../fixtures/agents/dialects/dialect.ts";
import { gemini } from "../../fixtures/agents/dialects/gemini.ts";
import { opencode } from "../../fixtures/agents/dialects/opencode.ts";
import { pi } from "../../fixtures/agents/dialects/pi.ts";
import { dialectFor } from "../../fixtures/agents/dialects/registry.ts";
import type { ErrorKind } from "../../fixtures/agents/scenario.ts";
import recorded from "./recorded_shapes.json" with { type: "json" };
import { type Shapes, shapesOf } from "./shapes.ts";

const SPEAKERS: Readonly<Record<string, (speaker: Speaker) => Dialect>> = {
  claude,
  codex,
  opencode,
  pi,
  gemini,
};
const RECORDED: Readonly<Record<string, Shapes>> = recorded;
const KINDS: readonly ErrorKind[] = [
  "limit",
  "limit_with_reset",
  "auth",
  "network",
  "overloaded",
  "context",
  "bad_model",
];
const NOW = Date.UTC(2030, 0, 2, 3, 4);
const BILL: Bill = {
  costUsd: 0.25,
  tokens: { input: 100, output: 20, cacheRead: 30, cacheWrite: 4 },
};

for (const [name, speak] of Object.entries(SPEAKERS)) {
  Deno.test(`every event of the scripted ${name} has a kind and fields that the real one was recorded with`, () => {
    const said = [...wholeCall(speak(speaker())), ...KINDS.flatMap((kind) => failed(speak, kind))];
    for (const [kind, parts] of Object.entries(shapesOf(said))) {
      const known = RECORDED[name]?.[kind];
      assert.ok(known, `${name} never prints an event "${kind}"`);
      assert.deepEqual(parts.filter((part) => !known.includes(part)), [], `"${kind}" of ${name}`);
    }
  });

  Deno.test(`the scripted ${name} prints the events that a reader of a successful call needs`, () => {
    const kinds = Object.keys(shapesOf(wholeCall(speak(speaker()))));
    assert.deepEqual(NEEDED[name]?.filter((kind) => !kinds.includes(kind)), []);
  });
}

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  claude: ["system init", "assistant assistant", "user user", "result success"],
  codex: [
    "thread.started",
    "turn.started",
    "item.completed agent_message",
    "item.started command_execution",
    "item.completed command_execution",
    "item.completed file_change",
    "turn.completed",
  ],
  opencode: ["step_start", "text", "tool_use", "step_finish"],
  pi: [
    "session",
    "agent_start",
    "message_update assistant text_delta",
    "message_end assistant",
    "tool_execution_start",
    "tool_execution_end",
    "turn_end assistant",
    "agent_end",
  ],
  gemini: ["init", "message user", "message assistant", "tool_use", "tool_result", "result"],
};

Deno.test("claude names its cost and tokens on the result, and leaves an unknown cost out", () => {
  const priced = JSON.parse(claude(speaker()).final("Done.", BILL).at(-1) ?? "");
  assert.equal(priced.total_cost_usd, 0.25);
  assert.deepEqual(priced.usage, {
    input_tokens: 100,
    cache_creation_input_tokens: 4,
    cache_read_input_tokens: 30,
    output_tokens: 20,
  });
  const unpriced = claude(speaker()).final("Done.", { costUsd: null, tokens: null }).at(-1) ?? "";
  assert.equal(JSON.parse(unpriced).total_cost_usd, undefined);
});

Deno.test("codex counts cached tokens into the input and counts on over a resumed thread", () => {
  const before = { input: 1000, output: 100, cacheRead: 10, cacheWrite: 0 };
  const last = codex({ ...speaker(), before }).final("Done.", BILL).at(-1) ?? "";
  assert.deepEqual(JSON.parse(last).usage, {
    input_tokens: 1140,
    cached_input_tokens: 40,
    cache_write_input_tokens: 4,
    output_tokens: 120,
    reasoning_output_tokens: 0,
  });
});

Deno.test("opencode ends with a step that stopped and carries the cost", () => {
  const last = JSON.parse(opencode(speaker()).final("Done.", BILL).at(-1) ?? "");
  assert.equal(last.part.reason, "stop");
  assert.equal(last.part.cost, 0.25);
  assert.deepEqual(last.part.tokens.cache, { write: 4, read: 30 });
});

Deno.test("pi puts the cost on one message only and repeats the partial message as noise", () => {
  const lines = wholeCall(pi(speaker())).map((line) => JSON.parse(line));
  const costs = lines.filter((event) => event.type === "message_end")
    .map((event) => event.message.usage?.cost.total ?? 0);
  assert.equal(costs.reduce((sum, cost) => sum + cost, 0), 0.25);
  assert.ok(lines.filter((event) => event.type === "message_update").length > 4);
});

Deno.test("gemini counts cached tokens into input_tokens and calls a failed shell a success", () => {
  const speaking = gemini(speaker());
  const result = JSON.parse(
    speaking.shell({ command: "false", output: "", exitCode: 1 }).at(-1) ?? "",
  );
  assert.equal(result.status, "success");
  const { stats } = JSON.parse(speaking.final("Done.", BILL).at(-1) ?? "");
  assert.deepEqual([stats.input_tokens, stats.cached, stats.input], [130, 30, 100]);
});

Deno.test("exit codes of failures are those of the real CLIs", () => {
  const codes = (kind: ErrorKind) =>
    Object.values(SPEAKERS).map((speak) =>
      speak(speaker()).failure({ kind, resetsInSeconds: 60 }).exitCode
    );
  assert.deepEqual(codes("auth"), [1, 1, 1, 0, 145]);
  assert.deepEqual(codes("limit"), [1, 1, 1, 0, 173]);
  assert.deepEqual(codes("overloaded"), [1, 1, 1, 0, 17]);
  assert.deepEqual(codes("context"), [1, 1, 1, 0, 144]);
});

Deno.test("a limit that resets says when, wherever the real CLI does", () => {
  const [event = ""] = failed(claude, "limit_with_reset");
  assert.equal(JSON.parse(event).rate_limit_info.resetsAt, NOW / 1000 + 3600);
  assert.match(
    failed(codex, "limit_with_reset").join(),
    /usage limit.*try again at \d+:\d\d [AP]M/,
  );
  assert.match(failed(opencode, "limit_with_reset").join(), /"retry-after":"3600"/);
  assert.match(failed(gemini, "limit_with_reset").join(), /retry after 3600s/);
});

Deno.test("without its JSON flags a CLI prints text: the last message, or all where it does so", () => {
  const printed = (name: string) => {
    const dialect = dialectFor(name, ["-p"], speaker());
    return [...dialect.say("Working."), ...dialect.final("Done.\nTASK_COMPLETE", BILL)];
  };
  assert.deepEqual(printed("claude"), ["Done.\nTASK_COMPLETE"]);
  assert.deepEqual(printed("codex"), ["Done.\nTASK_COMPLETE"]);
  assert.deepEqual(printed("somebody"), ["Done.\nTASK_COMPLETE"]);
  assert.deepEqual(printed("opencode"), ["Working.", "Done.\nTASK_COMPLETE"]);
  assert.deepEqual(printed("gemini"), ["Working.", "Done.\nTASK_COMPLETE"]);
});

function speaker(): Speaker {
  return {
    cwd: "/work-dir",
    session: "a0c678d7-e8af-447f-abb1-d8f092005e13",
    model: "a-model",
    prompt: "Do TASK-001",
    before: NO_TOKENS,
    nowMs: NOW,
  };
}

function wholeCall(dialect: Dialect): readonly string[] {
  return [
    ...dialect.start(),
    ...dialect.say("I will write the file."),
    ...dialect.edit({ path: "/work-dir/a.txt", change: "add", text: "a\n" }),
    ...dialect.edit({ path: "/work-dir/a.txt", change: "update", text: "b\n" }),
    ...dialect.edit({ path: "/work-dir/a.txt", change: "delete", text: "" }),
    ...dialect.shell({ command: "true", output: "fine\n", exitCode: 0 }),
    ...dialect.shell({ command: "false", output: "bad\n", exitCode: 2 }),
    ...dialect.final("The work is in place.\nTASK_COMPLETE", BILL),
  ];
}

function failed(speak: (speaker: Speaker) => Dialect, kind: ErrorKind): readonly string[] {
  const dialect = speak(speaker());
  return [
    ...dialect.failure({ kind, resetsInSeconds: 3600 }).stdout,
    ...dialect.unknownSession("x").stdout,
  ];
}
