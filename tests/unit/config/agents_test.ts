import assert from "node:assert/strict";
import { at, type Given, OLD, onlyProblem, originOf, problems, resolved } from "./given.ts";

function names(given: Given): readonly string[] {
  return resolved(given).config.agents.map((agent) => agent.name);
}

const codex = { agent: "codex" };

const CHOICES: readonly (readonly [string, Given, readonly string[]])[] = [
  ["nothing installed and nothing said", {}, []],
  ["the first installed one", { detected: codex }, ["codex"]],
  ["a spec-runner file", { detected: codex, text: "", path: OLD }, ["claude"]],
  ["claude_command", { detected: codex, text: "claude_command: /opt/pi" }, ["pi"]],
  ["a command that is no known CLI", { text: "claude_command: ./tools/my-agent.sh" }, ["my-agent"]],
  ["a template that names its program", {
    text: "command_template: '/opt/codex exec {prompt}'",
  }, ["codex"]],
  ["a template with {cmd}", { detected: codex, text: "command_template: '{cmd} -p'" }, ["claude"]],
  ["only a model", { detected: codex, text: "claude_model: opus" }, ["claude"]],
  ["agent", { text: "agent: codex\nclaude_command: /opt/pi" }, ["codex"]],
  ["agent over a lower layer's", { text: "agent: codex", flags: { agent: "pi" } }, ["pi"]],
  ["agent and fallbacks", { text: "agent: pi\nfallback: [codex, pi, codex]" }, ["pi", "codex"]],
  ["a fallback named like claude_command", {
    text: "claude_command: /x/claude\nagent: codex\nfallback: [claude]",
  }, ["codex", "claude"]],
  ["an empty agent", { detected: codex, text: 'agent: ""' }, ["codex"]],
  ["the demo agent", { text: "agent: demo" }, ["demo"]],
];

for (const [what, given, expected] of CHOICES) {
  Deno.test(`${what} makes the agents [${expected.join(", ")}]`, () => {
    assert.deepEqual(names(given), expected);
  });
}

Deno.test("the default agent takes spec-runner's keys, with the adapter of its basename", () => {
  const text =
    "claude_command: /home/ollama/bin/claude\nclaude_model: opus\nskip_permissions: false";
  const result = resolved({ text });
  assert.deepEqual(result.config.agents, [{
    name: "claude",
    adapter: "claude",
    command: "/home/ollama/bin/claude",
    model: "opus",
    template: "",
    skipPermissions: false,
    env: {},
  }]);
  assert.equal(originOf(result, "agent"), "spec-tui.config.yaml:1");
});

Deno.test("an entry of agents is used as written", () => {
  const text = `agents:
  fast: {command: /opt/codex, model: mini, env: {A: b}}
  odd: {command: ./run, command_template: "{cmd} {prompt_file}"}
  piped: {command_template: "/opt/pi -p --mode json"}
agent: fast
fallback: [odd, piped, claude]
`;
  const { agents } = resolved({ text }).config;
  assert.deepEqual(agents.map(({ name, adapter, command }) => [name, adapter, command]), [
    ["fast", "codex", "/opt/codex"],
    ["odd", "custom", "./run"],
    ["piped", "pi", "/opt/pi"],
    ["claude", "claude", "claude"],
  ]);
  assert.deepEqual([agents[0]?.model, agents[0]?.env], ["mini", { A: "b" }]);
  assert.equal(agents[1]?.template, "{cmd} {prompt_file}");
});

Deno.test("an entry of a known name needs no command, and its model is its own", () => {
  const text = "agents: {codex: {model: o3}}\nclaude_model: opus\nfallback: [codex]";
  const { agents } = resolved({ text }).config;
  assert.deepEqual(agents.map(({ command, model }) => [command, model]), [
    ["claude", "opus"],
    ["codex", "o3"],
  ]);
});

Deno.test("the implementer's model is the first agent's alone", () => {
  const text = "personas: {implementer: {model: big, system_prompt: p}}\nfallback: [codex]";
  const { config } = resolved({ text, detected: { agent: "claude" } });
  assert.deepEqual(config.agents.map((agent) => agent.model), ["big", ""]);
  assert.equal(config.personas["implementer"]?.systemPrompt, "p");
});

Deno.test("every known CLI can be asked for by name later", () => {
  const { allAgents } = resolved({ text: "agents: {mine: {command: m}}" }).config;
  const all = allAgents.map((agent) => agent.name);
  assert.ok(["mine", "claude", "gemini", "demo"].every((name) => all.includes(name)));
  assert.equal(new Set(all).size, all.length);
});

Deno.test("an unknown agent is refused where it is named, with the nearest known one", () => {
  const text = "agent: cluade\nfallback:\n  - codex\n  - pie\nlimits: {codxe: 2}\n";
  assert.deepEqual(problems({ text }).map((each) => [each.code, each.line, each.fix]), [
    ["unknown-agent", 1, "did you mean claude?"],
    ["unknown-agent", 4, "did you mean pi?"],
    ["unknown-agent", 5, "did you mean codex?"],
  ]);
  assert.equal(onlyProblem({ flags: { agent: "nobody" } }).source, "flag --agent");
  assert.equal(onlyProblem({ text: "agent: constructor" }).code, "unknown-agent");
});

Deno.test("a command template that no call could use is refused where it stands, before any call", () => {
  const text = [
    'command_template: "mine {promt}"',
    "agents:",
    "  one:",
    "    command_template: 'x \"y'",
    "  two: {command_template: 'sh -c \"tool {prompt}\"'}",
    "  three: {command_template: ' '}",
    "  good: {command_template: 'x {cmd} --json {{}} {model} {prompt_file}'}",
  ].join("\n");
  const found = problems({ text }).filter((each) => each.code === "bad-template");
  assert.deepEqual(found.map((each) => [each.key, at(each)]), [
    ["command_template", "1:1"],
    ["agents.one.command_template", "4:5"],
    ["agents.two.command_template", "5:9"],
    ["agents.three.command_template", "6:11"],
  ]);
  assert.match(found[0]?.message ?? "", /placeholder {promt} is unknown/);
  assert.equal(
    onlyProblem({ environment: { SPEC_TUI_COMMAND_TEMPLATE: "x {" } }).source,
    "environment SPEC_TUI_COMMAND_TEMPLATE",
  );
});

Deno.test("an entry that says not what to run is refused", () => {
  const problem = onlyProblem({ text: "agents:\n  smart:\n    model: opus\n" });
  assert.deepEqual([problem.code, at(problem), problem.fix], [
    "no-command",
    "2:3",
    "add agents.smart.command",
  ]);
});
