import assert from "node:assert/strict";
import { DEFAULTS } from "../../../src/config/defaults.ts";
import { KEYS } from "../../../src/config/keys.ts";
import { valueAt } from "../../../src/config/layer.ts";
import { at, OLD, onlyProblem, resolved, valueOf } from "./given.ts";

/** Every key of spec-runner 2.2, one right value and one wrong one, as YAML. */
const SPEC_RUNNER_KEYS: readonly (readonly [string, string, unknown, string])[] = [
  ["max_retries", "4", 4, "0"],
  ["retry_delay_seconds", "0", 0, "-1"],
  ["task_timeout_minutes", "0.5", 0.5, "0"],
  ["max_consecutive_failures", "7", 7, "two"],
  ["on_task_failure", "stop", "stop", "halt"],
  ["max_concurrent", "5", 5, "2.5"],
  ["budget_usd", "12.5", 12.5, "-1"],
  ["task_budget_usd", "3", 3, "'3'"],
  ["max_retry_cost_usd", "1", 1, ".nan"],
  ["log_level", "debug", "debug", "DEBUG"],
  ["claude_command", "codex", "codex", "1"],
  ["claude_model", "opus", "opus", "[opus]"],
  ["command_template", "'{cmd} -p {prompt}'", "{cmd} -p {prompt}", "{cmd: x}"],
  ["skip_permissions", "false", false, "no"],
  ["main_branch", "release/1.x", "release/1.x", "--upload-pack=x"],
  ["hitl_review", "false", false, "'true'"],
  ["review_timeout_minutes", "5", 5, "0"],
  ["review_command", "codex", "codex", "true"],
  ["review_model", "o3", "o3", "3"],
  ["review_command_template", "x", "x", "[x]"],
  ["callback_url", "'https://a.b/c'", "•••• (set)", "5"],
  ["spec_prefix", "phase2-", "phase2-", "../x"],
  ["session_timeout_minutes", "90", 90, "-5"],
  ["idle_timeout_minutes", "10", 10, "1e9"],
  ["notify_on", "[run_complete]", ["run_complete"], "run_complete"],
  ["telegram_bot_token", "'1:a'", "•••• (set)", "1"],
  ["telegram_chat_id", "-100", -100, "[1]"],
  ["webhook_url", "'https://a.b'", "•••• (set)", "[]"],
  ["webhook_method", "PUT", "PUT", "1"],
  ["webhook_template", "'{}'", "{}", "{}"],
  ["audit_log_path", "a.jsonl", "a.jsonl", "true"],
  ["audit_log_operator", "ada", "ada", "7"],
  ["hooks.pre_start.create_git_branch", "false", false, "off"],
  ["hooks.post_done.run_tests", "false", false, "0"],
  ["hooks.post_done.run_lint", "false", false, "no"],
  ["hooks.post_done.lint_blocking", "false", false, "nope"],
  ["hooks.post_done.auto_commit", "false", false, "'no'"],
  ["hooks.post_done.run_review", "false", false, "1"],
  ["hooks.post_done.review_parallel", "true", true, "yes"],
  ["hooks.post_done.review_roles", "[docs]", ["docs"], "docs"],
  ["commands.test", "make test", "make test", "false"],
  ["commands.test", "true", "true", "1"],
  ["commands.lint", "''", "", "0"],
  ["commands.lint_fix", "make fix", "make fix", "[make, fix]"],
  ["paths.root", "app", "app", "1"],
  ["paths.logs", "l", "l", "1"],
  ["paths.state", "s.db", "s.db", "true"],
  ["paths.plugins", "p", "p", "[p]"],
];

/** What this project adds. */
const OWN_KEYS: typeof SPEC_RUNNER_KEYS = [
  ["agent", "codex", "codex", "1"],
  ["fallback", "[codex, pi]", ["codex", "pi"], "codex"],
  ["budget_reserve_usd", "2", 2, "-2"],
  ["limit_wait_minutes", "0", 0, "-1"],
  ["jobs", "4", 4, "0"],
  ["commands.sync", "npm ci", "npm ci", "1"],
  ["commands.timeout_minutes", "1.5", 1.5, "0"],
  ["check_base", "stop", "stop", "fail"],
  ["hooks.run_git_hooks", "false", false, "no"],
  ["worktree.root", "../wt", "../wt", "1"],
  ["worktree.keep", "[node_modules]", ["node_modules"], "['../x']"],
  ["worktree.setup", "npm ci", "npm ci", "true"],
  ["worktree.link", "['.env']", [".env"], "['/etc/passwd']"],
  ["integration", "branch", "branch", "squash"],
  ["git.sign", "true", true, "yes"],
  ["env.deny", "[AWS_TOKEN]", ["AWS_TOKEN"], "['A B']"],
  ["harness_guard", "strict", "strict", "on"],
  ["review_policy", "advisory", "advisory", "none"],
  ["telegram_api_url", "'http://t'", "http://t", "1"],
  ["theme", "dark", "dark", "blue"],
  ["export.state", "s.db", "s.db", "1"],
  ["delivery.max_attempts", "5", 5, "0"],
  ["delivery.e2e.command", "[make, e2e]", ["make", "e2e"], "make e2e"],
];

const MAPS: readonly (readonly [string, string])[] = [
  ["agents", "agents: {mine: {command: ./mine, model: m, env: {A: b}}}"],
  ["limits", "limits: {claude: 2}"],
  ["personas", "personas: {implementer: {system_prompt: p, model: m, focus: f}}"],
  ["webhook_headers", "webhook_headers: {X-A: b}"],
  ["keys", "keys: {retry: R}"],
];

/** `a.b.c` and a value → nested lines, with the column at which the value stands. */
function yaml(name: string, value: string, base = ""): { text: string; at: string } {
  const parts = [...(base === "" ? [] : [base]), ...name.split(".")];
  const lines = parts.map((part, depth) => `${"  ".repeat(depth)}${part}:`);
  const last = lines.at(-1) ?? "";
  const text = [...lines.slice(0, -1), `${last} ${value}`].join("\n") + "\n";
  return { text, at: `${lines.length}:${last.length + 2}` };
}

for (const [name, right, value, wrong] of [...SPEC_RUNNER_KEYS, ...OWN_KEYS]) {
  Deno.test(`${name} is read flat and under executor`, () => {
    for (const base of ["", "executor"]) {
      const result = resolved({ text: yaml(name, right, base).text });
      assert.deepEqual(valueOf(result, name), value);
    }
  });

  Deno.test(`${name}: ${wrong} is refused where it stands`, () => {
    for (const base of ["", "executor"]) {
      const file = yaml(name, wrong, base);
      const problem = onlyProblem({ text: file.text, path: OLD });
      const inList = wrong.startsWith("['");
      const [line, column] = file.at.split(":").map(Number);
      assert.equal(at(problem), inList ? `${line}:${(column ?? 0) + 1}` : file.at);
      assert.equal(problem.source, OLD);
      assert.equal(problem.code, "bad-value");
      assert.ok(problem.key.startsWith([base, name].filter((part) => part !== "").join(".")));
      assert.ok(problem.found, "says what was found");
      assert.ok(problem.expected && problem.expected !== "another value", problem.expected);
    }
  });
}

for (const [name, text] of MAPS) {
  Deno.test(`${name} is a section, and refused as anything else`, () => {
    resolved({ text });
    for (const wrong of ["3", "x", "[a]", "", "true"]) {
      const problem = onlyProblem({ text: `jobs: 1\n${name}: ${wrong}\n` });
      assert.equal(problem.line, 2);
      assert.equal(problem.expected, "a section of `key: value` lines");
    }
  });
}

Deno.test("every key of the schema is in the tables above", () => {
  const tested = new Set([...SPEC_RUNNER_KEYS, ...OWN_KEYS, ...MAPS].map(([name]) => name));
  const missing = KEYS.map((key) => key.name)
    .filter((name) => !name.startsWith("delivery.") && !tested.has(name));
  assert.deepEqual(missing, []);
});

Deno.test("no two keys share a variable", () => {
  const variables = KEYS.map((key) => key.variable);
  assert.deepEqual(variables.filter((name, index) => variables.indexOf(name) !== index), []);
});

Deno.test("every default is a value that its key accepts", () => {
  const withDefault = KEYS.filter((key) => valueAt(DEFAULTS, key.path) !== undefined);
  assert.ok(withDefault.length > 50);
  for (const key of withDefault) {
    assert.ok(key.schema.safeParse(valueAt(DEFAULTS, key.path)).success, key.name);
  }
});

Deno.test("a branch name that git or a shell would read otherwise is refused", () => {
  for (const name of ["-x", "a..b", "a b", "a~1", "a:b", "a*", "/a", "a/", "a.lock", "a@{1}"]) {
    assert.equal(onlyProblem({ text: `main_branch: ${JSON.stringify(name)}` }).key, "main_branch");
  }
  for (const name of ["main", "release/1.x", "feature/a-b_c", "größe", "user@host"]) {
    assert.equal(resolved({ text: `main_branch: ${name}` }).config.git.mainBranch, name);
  }
});

Deno.test("a spec prefix that leaves the folder is refused", () => {
  for (
    const prefix of ["../", "a/b", "..", "a\\\\b", "/etc/", ".hidden", "-x", "a..b", "a\\u0000"]
  ) {
    onlyProblem({ text: `spec_prefix: "${prefix}"` });
  }
  for (const prefix of ["", "phase2-", "v1.2_", "A"]) {
    assert.equal(resolved({ text: `spec_prefix: "${prefix}"` }).config.specPrefix, prefix);
  }
});
