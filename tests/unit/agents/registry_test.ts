import assert from "node:assert/strict";
import type { CallRequest } from "../../../src/agents/agent.ts";
import { agentByName, agents, canResume, detectAdapter } from "../../../src/agents/registry.ts";
import { ended, readCall, request } from "./given_call.ts";

const ID = "0f1e2d3c-0000-4000-8000-000000000001";

const calls: readonly (readonly [string, Partial<CallRequest>, string])[] = [
  [
    "claude",
    {},
    "claude -p --output-format stream-json --verbose --include-partial-messages --dangerously-skip-permissions",
  ],
  [
    "claude",
    { model: "opus", session: ID, skipPermissions: false },
    `claude -p --model opus --output-format stream-json --verbose --include-partial-messages --permission-mode acceptEdits --resume ${ID}`,
  ],
  [
    "codex",
    {},
    "codex exec --json --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox -",
  ],
  [
    "codex",
    { model: "gpt-5.5", session: ID },
    `codex exec resume --json --skip-git-repo-check --model gpt-5.5 --dangerously-bypass-approvals-and-sandbox ${ID} -`,
  ],
  [
    "codex",
    { skipPermissions: false },
    "codex exec --json --skip-git-repo-check --sandbox workspace-write -",
  ],
  ["codex", { readOnly: true }, "codex exec --json --skip-git-repo-check --sandbox read-only -"],
  ["opencode", {}, "opencode run --format json --auto"],
  [
    "opencode",
    { model: "a/b", session: "ses_1", skipPermissions: false },
    "opencode run --model a/b --format json --session ses_1",
  ],
  ["pi", {}, "pi -p --mode json"],
  ["pi", { model: "a/b", session: ID }, `pi -p --model a/b --mode json --session ${ID}`],
  ["pi", { readOnly: true }, "pi -p --mode json --tools read,grep,find,ls"],
  ["gemini", {}, "gemini --output-format stream-json --yolo --skip-trust"],
  [
    "gemini",
    { model: "pro", session: ID, skipPermissions: false },
    `gemini --model pro --output-format stream-json --approval-mode auto_edit --skip-trust --resume ${ID}`,
  ],
  ["gemini", { readOnly: true }, "gemini --output-format stream-json --skip-trust"],
  ["ollama", {}, "ollama run llama3"],
  ["ollama", { model: "qwen3" }, "ollama run qwen3"],
  ["llama-cli", {}, "llama-cli -f /tmp/prompt.md --no-display-prompt --single-turn"],
  [
    "llama-cli",
    { model: "m.gguf" },
    "llama-cli -f /tmp/prompt.md --no-display-prompt --single-turn -m m.gguf",
  ],
  ["custom", { command: "./agent.sh --now" }, "./agent.sh --now"],
  ["demo", { command: "deno run demo.ts" }, "deno run demo.ts"],
];

for (const [name, changes, expected] of calls) {
  Deno.test(`${name} is called as ${expected}`, () => {
    const call = agentByName(name)?.invocation(request(changes));
    assert.equal(call?.error, undefined);
    assert.deepEqual(call?.argv.join(" "), expected);
    assert.equal(call?.stdin, name === "llama-cli" ? "none" : "prompt");
  });
}

Deno.test("a prompt is never an argument of our own calls", () => {
  const prompt = "SECRET WORDS";
  for (const agent of agents) {
    const call = agent.invocation(request({ command: "x", prompt, model: "m" }));
    assert.ok(!call.argv.some((word) => word.includes(prompt)), agent.name);
  }
});

Deno.test("no argument is empty and no flag dangles without a model", () => {
  for (const agent of agents) {
    const { argv } = agent.invocation(request({ command: "x", model: "" }));
    assert.ok(argv.every((word) => word !== ""), agent.name);
    assert.ok(!argv.includes("--model") && !argv.includes("-m"), agent.name);
  }
});

Deno.test("a command of several words is called with them, quotes respected", () => {
  const call = agentByName("claude")?.invocation(
    request({ command: `"/opt/my tools/claude" --x` }),
  );
  assert.deepEqual(call?.argv.slice(0, 3), ["/opt/my tools/claude", "--x", "-p"]);
});

Deno.test("read-only calls may not write", () => {
  for (const name of ["claude", "codex", "opencode", "pi", "gemini"]) {
    const line = agentByName(name)?.invocation(request({ readOnly: true })).argv.join(" ") ?? "";
    assert.doesNotMatch(line, /dangerously|--yolo|--auto\b/, name);
  }
});

Deno.test("claude may skip permissions as root only where it is told to skip them", () => {
  const env = (changes: Partial<CallRequest>) =>
    agentByName("claude")?.invocation(request(changes)).env;
  assert.equal(env({})?.IS_SANDBOX, "1");
  assert.equal(env({ skipPermissions: false })?.IS_SANDBOX, undefined);
  assert.equal(env({ template: "claude --dangerously-skip-permissions" })?.IS_SANDBOX, "1");
});

Deno.test("a session's name that is not one is not passed on", () => {
  for (
    const session of ["--dangerously-bypass-approvals-and-sandbox", "", "a b", "-x", "a\nb", "../x"]
  ) {
    for (const name of ["claude", "codex", "opencode", "pi", "gemini"]) {
      const fresh = agentByName(name)?.invocation(request());
      assert.deepEqual(
        agentByName(name)?.invocation(request({ session })),
        fresh,
        `${name} ${session}`,
      );
    }
  }
});

Deno.test("a model that would be a flag is refused", () => {
  const call = agentByName("claude")?.invocation(request({ model: "--resume" }));
  assert.equal(call?.error?.class, "usage");
  assert.deepEqual(call?.argv, []);
});

const commands: readonly (readonly [string, string])[] = [
  ["claude", "claude"],
  ["/home/ollama/bin/claude", "claude"],
  ["/opt/codex/claude-code", "claude"],
  ["codex --profile work", "codex"],
  ["'/opt/my tools/opencode'", "opencode"],
  ["pi", "pi"],
  ["C:/bin/pi.exe", "pi"],
  ["gemini", "gemini"],
  ["ollama", "ollama"],
  ["/x/llama-cli", "llama-cli"],
  ["", "claude"],
  ["./fake_claude.sh", "custom"],
  ["pip", "custom"],
  ["npx @openai/codex", "custom"],
  ["my-codex", "custom"],
  ["sh -c claude", "custom"],
  ["custom", "custom"],
  ["constructor", "custom"],
];

for (const [command, adapter] of commands) {
  Deno.test(`command ${JSON.stringify(command)} is spoken to as ${adapter}`, () => {
    assert.equal(detectAdapter(command), adapter);
  });
}

const RESULT = { type: "result", subtype: "success", is_error: false, result: "TASK_COMPLETE" };

Deno.test("a template with a CLI's JSON flags is read by that CLI's reader, whatever the agent", () => {
  for (const agent of ["claude", "custom"]) {
    const template = "/opt/claude -p {prompt} --output-format stream-json --verbose";
    const { result } = readCall(agent, [RESULT], ended(), { request: request({ template }) });
    assert.equal(result.text, "TASK_COMPLETE");
    assert.equal(result.plainText, undefined);
  }
  const viaCommand = request({ template: "{cmd} exec --json -", command: "/x/codex" });
  const read = readCall("custom", [{ type: "turn.completed" }], ended(), { request: viaCommand });
  assert.equal(read.result.plainText, undefined);
});

Deno.test("a template without JSON flags, or of another program, prints plain text", () => {
  for (const template of ["claude -p {prompt}", "my-tool --output-format stream-json {prompt}"]) {
    const { result } = readCall("claude", ["one", "two "], ended(), {
      request: request({ template }),
    });
    assert.equal(result.text, "one\ntwo");
    assert.equal(result.plainText, true);
    assert.equal(result.error, null);
  }
});

Deno.test("a template cannot resume", () => {
  const claude = agentByName("claude");
  assert.ok(claude !== undefined);
  assert.equal(canResume(claude, ""), true);
  assert.equal(canResume(claude, "claude -p"), false);
});

Deno.test("a broken template is an error of the call, not a fault", () => {
  const call = agentByName("custom")?.invocation(request({ template: "t {promt}" }));
  assert.match(call?.error?.message ?? "", /\{promt\}/);
});

Deno.test("every agent says what it is and how to get it", () => {
  assert.equal(new Set(agents.map((agent) => agent.name)).size, agents.length);
  for (const agent of agents) {
    assert.ok(agent.title !== "" && agent.install !== "" && agent.login !== "", agent.name);
    assert.equal(agentByName(agent.name), agent);
  }
  assert.equal(agentByName("nobody"), undefined);
});
