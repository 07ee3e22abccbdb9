import assert from "node:assert/strict";
import fc from "fast-check";
import { IGNORED_FIELDS } from "../../../src/config/old_names.ts";
import { readConfigFile } from "../../../src/config/read_file.ts";
import { at, OLD, onlyProblem, problems, resolve, resolved } from "./given.ts";

const PROCTOR = `executor:
  auto_commit: true
  claude_command: claude
  commands:
    lint: uv run ruff check .
    test: uv run pytest tests/ -v
  hooks:
    post_done:
      auto_commit: true
      run_lint: true
      run_tests: true
    pre_start:
      create_git_branch: true
  main_branch: feature/scheduler-trigger
  max_retries: 2
  task_timeout_minutes: 30
`;

Deno.test("a real spec-runner file loads with its one ignored field named", () => {
  const { config, warnings } = resolved({ text: PROCTOR, path: OLD, detected: { agent: "codex" } });
  assert.deepEqual(warnings.map((each) => [each.severity, at(each), each.message, each.fix]), [[
    "warning",
    "2:3",
    "executor.auto_commit is accepted and ignored, as spec-runner does",
    "write executor.hooks.post_done.auto_commit",
  ]]);
  assert.deepEqual(config.agents.map((agent) => agent.name), ["claude"]);
  assert.equal(config.checks.test, "uv run pytest tests/ -v");
  assert.equal(config.checks.lint, "uv run ruff check .");
  assert.equal(config.git.mainBranch, "feature/scheduler-trigger");
  assert.equal(config.git.integration, "merge");
  assert.equal(config.limits.maxAttempts, 2);
  assert.equal(config.limits.taskTimeoutMs, 30 * 60_000);
  assert.equal(config.limits.jobs, 1);
});

Deno.test("spec-runner's own field names warn, flat or under executor, and change nothing", () => {
  for (const name of Object.keys(IGNORED_FIELDS)) {
    const flat = resolved({ text: `${name}: false\n` });
    assert.deepEqual(flat.warnings.map((each) => [each.code, at(each)]), [["ignored-key", "1:1"]]);
    const inner = resolved({ text: `executor:\n  ${name}: [1]\n` });
    assert.deepEqual(inner.warnings.map((each) => [each.code, at(each)]), [["ignored-key", "2:3"]]);
    assert.deepEqual(flat.config, resolved({ text: "" }).config);
  }
});

Deno.test("such a field name anywhere else is unknown", () => {
  const problem = onlyProblem({ text: "hooks:\n  auto_commit: true\n" });
  assert.deepEqual([problem.code, at(problem)], ["unknown-key", "2:3"]);
  assert.equal(problem.fix, "write hooks.post_done.auto_commit");
});

const TYPOS: readonly (readonly [string, string, string])[] = [
  ["max_retrys: 3", "1:1", "did you mean max_retries?"],
  ["maxRetries: 3", "1:1", "did you mean max_retries?"],
  ["max-retries: 3", "1:1", "did you mean max_retries?"],
  ["budgte_usd: 3", "1:1", "did you mean budget_usd?"],
  ["commands:\n  tset: x", "2:3", "did you mean commands.test?"],
  ["commands:\n  timeout: 3", "2:3", "remove it; `spec-tui config` lists every key"],
  ["executor:\n  comands:\n    test: x", "2:3", "did you mean executor.commands?"],
  ["executor:\n  run_tests: true", "2:3", "write executor.hooks.post_done.run_tests"],
  ["commands.test: x", "1:1", "write test inside commands"],
  ["agents:\n  a:\n    comand: x", "3:5", "did you mean agents.a.command?"],
  ["wholly_unrelated: 1", "1:1", "remove it; `spec-tui config` lists every key"],
  ["__proto__: {a: 1}", "1:1", "remove it; `spec-tui config` lists every key"],
  ["constructor: 1", "1:1", "remove it; `spec-tui config` lists every key"],
  ["hooks: {__proto__: {pre_start: {}}}", "1:9", "remove it; `spec-tui config` lists every key"],
];

for (const [text, place, fix] of TYPOS) {
  Deno.test(`an unknown key is refused with advice: ${JSON.stringify(text)}`, () => {
    const problem = onlyProblem({ text });
    assert.deepEqual([problem.code, at(problem), problem.fix], ["unknown-key", place, fix]);
  });
}

Deno.test("all mistakes are told at once, in the order of the file", () => {
  const found = problems({ text: "jbos: 2\nhooks:\nbudget_usd: x\ncommands:\n  lint: [a]\n" });
  assert.deepEqual(found.map(at), ["1:1", "2:1", "3:13", "5:9"]);
});

Deno.test("an empty section stops, named at its key", () => {
  for (const name of ["hooks", "commands", "paths", "worktree", "agents", "personas", "limits"]) {
    const problem = onlyProblem({ text: `jobs: 2\n${name}:\nmax_retries: 2\n` });
    assert.deepEqual([at(problem), problem.found], ["2:1", "nothing (null)"]);
    assert.equal(problem.fix, `remove \`${name}:\` or fill it in`);
  }
  const inner = onlyProblem({ text: "hooks:\n  post_done: null\n" });
  assert.deepEqual([at(inner), inner.key], ["2:3", "hooks.post_done"]);
  const top = onlyProblem({ text: "executor:\n" });
  assert.deepEqual([at(top), top.key], ["1:1", "executor"]);
});

Deno.test("a single key without a value counts as not set, and says so", () => {
  const { config, warnings } = resolved({ text: "claude_model:\nmax_retries: ~\nnotify_on:\n" });
  assert.equal(config.limits.maxAttempts, 3);
  assert.deepEqual(warnings.map((each) => [each.code, at(each)]), [
    ["unset-key", "1:1"],
    ["unset-key", "2:1"],
    ["unset-key", "3:1"],
  ]);
});

Deno.test("null is how no budget is written", () => {
  const text = "budget_usd: null\ntask_budget_usd:\nmax_retry_cost_usd: ~\n";
  const { config, warnings } = resolved({ text });
  assert.deepEqual(warnings, []);
  assert.equal(config.limits.budgetUsd, null);
});

Deno.test("settings beside executor stop, each named", () => {
  const found = problems({ text: "max_retries: 1\nexecutor:\n  jobs: 2\nfoo: 1\n" });
  assert.deepEqual(found.map((each) => [each.code, at(each)]), [
    ["mixed-shape", "1:1"],
    ["mixed-shape", "4:1"],
  ]);
});

Deno.test("sections of other tools beside executor are a warning", () => {
  const text = "execution_order: [a]\nskip_tasks: []\nenvironment: {A: 1}\nexecutor: {jobs: 2}\n";
  const { config, warnings } = resolved({ text });
  assert.deepEqual(warnings.map((each) => [each.code, each.key]), [
    ["ignored-key", "execution_order"],
    ["ignored-key", "skip_tasks"],
    ["ignored-key", "environment"],
  ]);
  assert.equal(config.limits.jobs, 2);
});

Deno.test("executor that holds no section stops", () => {
  for (const value of ["3", "[a]", "text", "null"]) {
    assert.equal(onlyProblem({ text: `executor: ${value}\n` }).key, "executor");
  }
  assert.equal(onlyProblem({ text: "executor: {executor: {jobs: 2}}" }).code, "unknown-key");
});

Deno.test("a file that is no mapping stops, without quoting what may be a token", () => {
  for (const text of ["- a\n- b\n", "telegram_bot_token:123456:secret\n", "3", "null", "~ # x"]) {
    const problem = onlyProblem({ text });
    assert.equal(problem.code, "bad-value", text);
    assert.ok(!JSON.stringify(problem).includes("secret"));
  }
});

Deno.test("an empty file is read as no settings, and says so", () => {
  for (const text of ["", "\n\n", "# nothing yet\r\n", "---\n", "\uFEFF", "---\n# a\n...\n"]) {
    const { warnings } = resolved({ text });
    assert.deepEqual(warnings.map((each) => each.code), ["empty-file"], JSON.stringify(text));
  }
});

Deno.test("values that hide something are refused where they stand", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["jobs: !!int 3", "yaml-tag", "1:13"],
    ["jobs: !mine 3", "yaml-tag", "1:13"],
    ["jobs: &a 3", "yaml-anchor", "1:10"],
    ["a: &a {x: 1}\nb: *a", "yaml-anchor", "1:7"],
    ["jobs: *a", "yaml-alias", "1:7"],
    ["jobs: 1\njobs: 2", "duplicate-key", "2:1"],
    ["hooks: {run_git_hooks: true, run_git_hooks: false}", "duplicate-key", "1:30"],
    ["1: x", "yaml-key", "1:1"],
    ["? [a]\n: x", "yaml-key", "1:3"],
    ["true: x", "yaml-key", "1:1"],
    ['claude_model: "a\\0b"', "yaml-nul", "1:15"],
    ["jobs: 1\n---\njobs: 2", "yaml-syntax", "2:1"],
    ["\tjobs: 1", "yaml-syntax", "1:1"],
    ["jobs: [1", "yaml-syntax", "1:9"],
    ["commands:\n  test: 'x", "yaml-syntax", "2:11"],
    ["a: b: c", "yaml-syntax", "1:4"],
  ];
  for (const [text, code, place] of cases) {
    const [problem] = problems({ text });
    assert.deepEqual([problem?.code, problem && at(problem)], [code, place], text);
  }
});

Deno.test("a bomb of aliases is refused, not unfolded", () => {
  const lines = ["a0: &a0 [x, x]"];
  for (let n = 1; n < 20; n++) lines.push(`a${n}: &a${n} [${`*a${n - 1}, `.repeat(9)}]`);
  assert.equal(problems({ text: lines.join("\n") })[0]?.code, "yaml-anchor");
});

Deno.test("a file over the limit is refused unread, one just below is read", () => {
  const line = "# a comment that fills the file\n";
  const big = "jobs: 2\n" + line.repeat(40_000);
  assert.equal(onlyProblem({ text: big }).code, "too-large");
  assert.equal(resolved({ text: big.slice(0, 1_000_000) }).config.limits.jobs, 2);
});

Deno.test("deep nesting is refused, however it is written", () => {
  assert.equal(
    problems({ text: "agents: " + "[".repeat(60) + "]".repeat(60) })[0]?.code,
    "yaml-depth",
  );
  assert.equal(problems({ text: "a: " + "[".repeat(20_000) })[0]?.code, "yaml-syntax");
});

Deno.test("a byte order mark and CRLF change neither values nor places", () => {
  const text = "\uFEFFjobs: 4\r\ncommands:\r\n  test: make test\r\n";
  const { config } = resolved({ text });
  assert.equal(config.limits.jobs, 4);
  assert.equal(config.commands.test, "make test");
  assert.equal(at(onlyProblem({ text: text + "  lnit: x\r\n" })), "4:3");
  assert.equal(at(onlyProblem({ text: "\uFEFFjbos: 4\r\n" })), "1:1");
});

Deno.test("a value that is wrong twice is told once", () => {
  assert.equal(at(onlyProblem({ text: "jobs: 12345678901234567890" })), "1:7");
});

Deno.test("a second document is refused, not dropped", () => {
  assert.equal(onlyProblem({ text: "jobs: 1\n---\nhitl_review: true\n" }).code, "yaml-syntax");
});

Deno.test("YAML 1.1 does not bring back its yes and no", () => {
  assert.equal(at(onlyProblem({ text: "%YAML 1.1\n---\nhitl_review: yes" })), "3:14");
});

Deno.test("a wrong value says how to write a right one", () => {
  const fix = (text: string) => onlyProblem({ text }).fix;
  assert.equal(fix("skip_permissions: yes"), "write true, without quotes");
  assert.equal(fix("skip_permissions: 'off'"), "write false, without quotes");
  assert.equal(fix("max_retries: '3'"), "write the number without quotes");
  assert.equal(fix("commands: {test: false}"), 'write "" for none');
  assert.equal(fix("claude_model: 4"), 'write it in quotes: "4"');
  assert.equal(fix("fallback: codex"), "write it in brackets: [a, b]");
  assert.equal(fix("on_task_failure: stopp"), "did you mean stop?");
});

Deno.test("no text makes the reader throw, and a refusal always has a place and a reason", () => {
  const word = fc.constantFrom(
    ...["executor", "hooks", "commands", "jobs", "test", "agents", "agent", "max_retries", ":"],
    ...[": ", "\n", "\n  ", "- ", "[", "]", "{", "}", "&a", "*a", "!t", "'", '"', "|", ">", "#"],
    ...[
      "null",
      "true",
      "3",
      "-1",
      "\t",
      "\r\n",
      "---\n",
      "?",
      "%YAML 1.1\n",
      "<<",
      "\0",
      "é",
      "😀",
    ],
  );
  const text = fc.array(fc.oneof({ weight: 9, arbitrary: word }, fc.string()), { maxLength: 30 });
  fc.assert(
    fc.property(text, (parts) => {
      const reading = readConfigFile("f.yaml", parts.join(""));
      if (!("problems" in reading)) return;
      assert.ok(reading.problems.length > 0);
      for (const problem of reading.problems) {
        assert.ok(problem.line > 0 && problem.column > 0 && problem.message.length > 0);
      }
    }),
    { numRuns: 500, seed: 7 },
  );
});

Deno.test("no value at any key makes resolving throw", () => {
  const key = fc.constantFrom(
    "agents",
    "agent",
    "keys",
    "personas",
    "hooks",
    "limits",
    "env",
    "jobs",
  );
  const settings = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
  fc.assert(
    fc.property(settings, (value) => {
      const result = resolve({ text: JSON.stringify(value) });
      assert.ok("problems" in result ? result.problems.length > 0 : result.config);
    }),
    { numRuns: 300, seed: 11 },
  );
});
