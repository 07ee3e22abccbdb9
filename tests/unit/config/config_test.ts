import assert from "node:assert/strict";
import type { Flags } from "../../../src/config/flag_table.ts";
import {
  type Given,
  OLD,
  onlyProblem,
  originOf,
  OWN,
  problems,
  resolved,
  valueOf,
} from "./given.ts";

const DETECTED = { test: "npm test", mainBranch: "trunk", agent: "codex", setup: "npm ci" };
const FILE = "commands: {test: make test}\nmain_branch: dev\njobs: 4\n";
const ENVIRONMENT = { SPEC_TUI_COMMANDS_TEST: "just test", SPEC_TUI_JOBS: "5" };
const FLAGGED: Flags = { jobs: 6, set: ["commands.test=tox"] };

const LAYERS: readonly (readonly [string, Given, string, unknown, string | undefined])[] = [
  ["nothing", {}, "commands.test", "", "default"],
  ["the project", { detected: DETECTED }, "commands.test", "npm test", "detected"],
  ["the file", { detected: DETECTED, text: FILE }, "commands.test", "make test", `${OWN}:1`],
  [
    "the environment",
    { detected: DETECTED, text: FILE, environment: ENVIRONMENT },
    "commands.test",
    "just test",
    "environment SPEC_TUI_COMMANDS_TEST",
  ],
  [
    "a flag",
    { detected: DETECTED, text: FILE, environment: ENVIRONMENT, flags: FLAGGED },
    "commands.test",
    "tox",
    "flag --set commands.test",
  ],
  ["the project", { detected: DETECTED }, "main_branch", "trunk", "detected"],
  ["the file", { detected: DETECTED, text: FILE }, "main_branch", "dev", `${OWN}:2`],
  ["the default", {}, "jobs", 3, "default"],
  ["the file", { text: FILE }, "jobs", 4, `${OWN}:3`],
  [
    "the environment",
    { text: FILE, environment: ENVIRONMENT },
    "jobs",
    5,
    "environment SPEC_TUI_JOBS",
  ],
  ["a flag", { text: FILE, environment: ENVIRONMENT, flags: FLAGGED }, "jobs", 6, "flag --jobs"],
];

for (const [source, given, key, value, origin] of LAYERS) {
  Deno.test(`${key} comes from ${source} as ${JSON.stringify(value)}`, () => {
    const result = resolved(given);
    assert.deepEqual([valueOf(result, key), originOf(result, key)], [value, origin]);
  });
}

Deno.test("mistakes of the file, the environment and the flags are told together", () => {
  const found = problems({
    text: "jbos: 1",
    environment: { SPEC_TUI_JOBS: "x" },
    flags: { budget: "x" },
  });
  assert.deepEqual(found.map((each) => each.source), [
    OWN,
    "environment SPEC_TUI_JOBS",
    "flag --budget",
  ]);
});

const JOBS: readonly (readonly [string, Given, number])[] = [
  ["no file", {}, 3],
  ["our own file", { text: "" }, 3],
  ["a spec-runner file", { text: "", path: OLD }, 1],
  ["spec-runner's oldest file", { text: "", path: "spec/executor.config.yaml" }, 1],
  ["max_concurrent in our own file", { text: "max_concurrent: 5" }, 5],
  ["max_concurrent in a spec-runner file", { text: "max_concurrent: 5", path: OLD }, 1],
  ["jobs in a spec-runner file", { text: "jobs: 5\nmax_concurrent: 2", path: OLD }, 5],
  ["both in our own file", { text: "jobs: 5\nmax_concurrent: 2" }, 5],
  [
    "max_concurrent from the environment",
    { text: "jobs: 5", environment: { SPEC_TUI_MAX_CONCURRENT: "2" } },
    2,
  ],
  ["--jobs on a spec-runner file", { text: "max_concurrent: 5", path: OLD, flags: { jobs: 7 } }, 7],
];

for (const [what, given, jobs] of JOBS) {
  Deno.test(`${what} means ${jobs} jobs`, () => {
    assert.equal(resolved(given).config.limits.jobs, jobs);
  });
}

Deno.test("max_concurrent in a spec-runner file says how to get more jobs", () => {
  const { warnings } = resolved({ text: "max_concurrent: 5", path: OLD });
  assert.deepEqual(warnings.map((each) => [each.code, each.fix]), [
    ["no-effect", "write jobs, or use --jobs"],
  ]);
  assert.deepEqual(
    resolved({ text: "jobs: 5\nmax_concurrent: 2" }).warnings.map((each) => each.code),
    ["set-twice"],
  );
});

Deno.test("approval is refused wherever it is asked for, until it is built", () => {
  const asked: readonly (readonly [Given, string])[] = [
    [{ text: "jobs: 2\nhitl_review: true" }, OWN],
    [{ environment: { SPEC_TUI_HITL_REVIEW: "1" } }, "environment SPEC_TUI_HITL_REVIEW"],
    [{ flags: { hitlReview: true } }, "flag --hitl-review"],
  ];
  for (const [given, source] of asked) {
    const problem = onlyProblem(given);
    assert.deepEqual([problem.code, problem.source], ["not-built", source]);
    assert.match(problem.message, /nothing unapproved may land/);
    const { warnings } = resolved({ ...given, isReadOnly: true });
    assert.deepEqual(warnings.map((each) => [each.severity, each.code]), [[
      "warning",
      "not-built",
    ]]);
  }
});

Deno.test("auto_commit: false keeps work off the main branch, whatever integration says", () => {
  const text = "integration: merge\nhooks: {post_done: {auto_commit: false}}";
  for (const given of [{ text }, { flags: { commit: false } }]) {
    const { config, warnings } = resolved(given);
    assert.equal(config.git.integration, "branch");
    assert.deepEqual(warnings.map((each) => each.severity), ["note"]);
  }
});

Deno.test("pull requests that cannot be made yet do not become merges", () => {
  const { config, warnings } = resolved({ text: "integration: pr" });
  assert.equal(config.git.integration, "branch");
  assert.deepEqual(warnings.map((each) => each.code), ["not-built"]);
});

Deno.test("create_git_branch: false keeps no label, and says so once", () => {
  const { config, warnings } = resolved({ flags: { branch: false } });
  assert.equal(config.git.keepLabel, false);
  assert.deepEqual(warnings.map((each) => each.severity), ["note"]);
});

Deno.test("settings of what isn't built are one warning each; asking for nothing is silent", () => {
  const text = `review_command: x
callback_url: ""
notify_on: []
harness_guard: off
hooks: {post_done: {run_review: false, review_parallel: true}}
webhook_headers: {}
paths: {logs: l, plugins: p}
personas: {reviewer: {model: m}, architect: {}, implementer: {focus: f}}
theme: dark
delivery: {max_attempts: 2, e2e: {command: [x]}}
export: {state: s.db}
`.replace("off", '"off"');
  const { warnings } = resolved({ text });
  assert.deepEqual(warnings.map((each) => [each.code, each.key]), [
    ["not-built", "review_command"],
    ["not-built", "hooks.post_done.review_parallel"],
    ["no-effect", "paths.logs"],
    ["not-built", "paths.plugins"],
    ["not-built", "personas.reviewer"],
    ["no-effect", "personas.architect"],
    ["no-effect", "personas.implementer.focus"],
    ["not-built", "delivery"],
    ["not-built", "export"],
  ]);
});

Deno.test("switched-off checks run nothing, yet the commands stay known", () => {
  const text = "commands: {test: t, lint: l, lint_fix: f}\n";
  const off = resolved({ text: text + "hooks: {post_done: {run_tests: false, run_lint: false}}" });
  assert.deepEqual([off.config.checks.test, off.config.checks.lint, off.config.checks.lintFix], [
    "",
    "",
    "",
  ]);
  assert.equal(off.config.commands.test, "t");
  const on = resolved({ text });
  assert.deepEqual([on.config.checks.test, on.config.checks.lintFix], ["t", "f"]);
});

Deno.test("commands.sync is worktree.setup's old name", () => {
  const setup = (given: Given) => resolved({ detected: DETECTED, ...given }).config.worktree.setup;
  assert.equal(setup({}), "npm ci");
  assert.equal(setup({ text: "commands: {sync: uv sync}" }), "uv sync");
  assert.equal(setup({ text: 'commands: {sync: ""}' }), "");
  assert.equal(setup({ text: "commands: {sync: a}\nworktree: {setup: b}" }), "b");
});

Deno.test("minutes may be fractions, and 0 is none where none is allowed", () => {
  const text = "task_timeout_minutes: 0.001\nidle_timeout_minutes: 0.5\nlimit_wait_minutes: 0";
  const { limits } = resolved({ text }).config;
  assert.deepEqual([limits.taskTimeoutMs, limits.idleTimeoutMs, limits.limitWaitMs], [
    60,
    30_000,
    0,
  ]);
  const least = resolved({ text: "task_timeout_minutes: 0.0000001" }).config.limits;
  assert.equal(least.taskTimeoutMs, 1);
});

Deno.test("assumptions are told only while they hold", () => {
  const detected = {
    ...DETECTED,
    assumed: [
      { what: "test command", value: "npm test", why: "package.json", change: "commands.test" },
      { what: "lint command", value: "", why: "none is declared", change: "commands.lint" },
      { what: "agent", value: "codex", why: "first", change: "agent" },
    ],
  };
  assert.equal(resolved({ detected }).assumed.length, 3);
  assert.deepEqual(
    resolved({ detected, text: "commands: {test: x, lint: y}", path: OLD }).assumed,
    [],
  );
});

Deno.test("a detected name that no config could hold falls back to the default", () => {
  const { config } = resolved({ detected: { mainBranch: "a b", keep: ["../x"] } });
  assert.equal(config.git.mainBranch, "main");
  assert.deepEqual(config.worktree.keep, []);
});

Deno.test("secrets appear in no value, warning or problem", () => {
  const text = `telegram_bot_token: "123:hunter2"
webhook_url: https://x/hunter2
webhook_headers: {Authorization: Bearer hunter2}
callback_url: https://x/?k=hunter2
agents: {mine: {command: m, env: {API_KEY: hunter2-key}}}
`;
  const result = resolved({ text, environment: { SPEC_TUI_TELEGRAM_BOT_TOKEN: "9:hunter2" } });
  assert.ok(!JSON.stringify([result.values, result.warnings]).includes("hunter2"));
  assert.equal(valueOf(result, "agents.mine.env.API_KEY"), "•••• (set)");
  assert.equal(valueOf(result, "webhook_headers.Authorization"), "•••• (set)");
  assert.ok(result.config.secrets.includes("9:hunter2"));
  assert.ok(result.config.secrets.includes("hunter2-key"));
  assert.ok(result.config.envDeny.includes("SPEC_TUI_TELEGRAM_BOT_TOKEN"));
  const wrong = problems({ text: "telegram_bot_token: [hunter2]\nwebhook_url: {a: hunter2}\n" });
  assert.ok(!JSON.stringify(wrong).includes("hunter2"));
  const bare = onlyProblem({ text: "telegram_bot_token: 123456789" });
  assert.equal(bare.found, "a number");
  assert.ok(!JSON.stringify(bare).includes("123456789"));
});

Deno.test("tokens of the forge are kept from agents unless the list says otherwise", () => {
  assert.deepEqual(resolved({}).config.envDeny.slice(0, 2), ["GH_TOKEN", "GITHUB_TOKEN"]);
  const open = resolved({ text: "env: {deny: []}" }).config.envDeny;
  assert.ok(!open.includes("GH_TOKEN"));
  assert.ok(open.includes("SPEC_TUI_WEBHOOK_URL"));
});
