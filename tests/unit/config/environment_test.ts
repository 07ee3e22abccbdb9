import assert from "node:assert/strict";
import { KEYS } from "../../../src/config/keys.ts";
import { onlyProblem, originOf, resolved, valueOf } from "./given.ts";

const FILE = "commands: {test: make test}\nmain_branch: dev\njobs: 4\n";

Deno.test("a list is written with commas, or as in the file", () => {
  for (const text of ["codex,pi", " codex , pi ", "[codex, pi]", `["codex", 'pi']`]) {
    const found = resolved({ environment: { SPEC_TUI_FALLBACK: text } });
    assert.deepEqual(valueOf(found, "fallback"), ["codex", "pi"], text);
  }
});

Deno.test("each key that holds one value is read from its variable, over the file", () => {
  const samples: Record<string, readonly [string, unknown]> = {
    number: ["2", 2],
    boolean: ["true", true],
    list: [" a, b ,", ["a", "b"]],
    text: ["t", "t"],
  };
  const special: Record<string, readonly [string, unknown]> = {
    on_task_failure: ["ask", "ask"],
    check_base: ["stop", "stop"],
    integration: ["branch", "branch"],
    harness_guard: ["strict", "strict"],
    review_policy: ["advisory", "advisory"],
    log_level: ["error", "error"],
    theme: ["light", "light"],
    agent: ["pi", "pi"],
    fallback: ["codex,pi", ["codex", "pi"]],
    notify_on: ["task_failed", ["task_failed"]],
    "hooks.post_done.review_roles": ["docs,testing", ["docs", "testing"]],
    hitl_review: ["false", false],
  };
  for (const { name, kind, variable } of KEYS.filter((key) => key.kind !== "map")) {
    const [text, value] = special[name] ?? samples[kind] ?? ["", ""];
    const result = resolved({ environment: { [variable]: text } });
    assert.equal(originOf(result, name), `environment ${variable}`);
    const shown = valueOf(result, name);
    assert.deepEqual(shown, shown === "•••• (set)" ? shown : value, name);
  }
});

Deno.test("a variable that cannot be read names itself, what it holds and what it should", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["SPEC_TUI_BUDGET_USD", "abc", 'the text "abc"'],
    ["SPEC_TUI_BUDGET_USD", "1,5", 'the text "1,5"'],
    ["SPEC_TUI_BUDGET_USD", "-1", "the number -1"],
    ["SPEC_TUI_JOBS", "2.5", "the number 2.5"],
    ["SPEC_TUI_JOBS", "0x10", 'the text "0x10"'],
    ["SPEC_TUI_JOBS", "Infinity", 'the text "Infinity"'],
    ["SPEC_TUI_SKIP_PERMISSIONS", "yes", 'the text "yes"'],
    ["SPEC_TUI_SPEC_PREFIX", "../", 'the text "../"'],
    ["SPEC_TUI_LOG_LEVEL", "loud", 'the text "loud"'],
  ];
  for (const [name, text, found] of cases) {
    const problem = onlyProblem({ environment: { [name]: text } });
    assert.deepEqual([problem.source, problem.found], [`environment ${name}`, found]);
    assert.ok(problem.expected);
  }
});

Deno.test("an empty variable unsets numbers and switches, and means none for a command", () => {
  const environment = { SPEC_TUI_JOBS: "", SPEC_TUI_HITL_REVIEW: " ", SPEC_TUI_COMMANDS_TEST: "" };
  const { config } = resolved({ text: FILE, environment });
  assert.equal(config.limits.jobs, 4);
  assert.equal(config.commands.test, "");
});

Deno.test("a variable that is no setting is a warning, unless it is one of ours", () => {
  const { warnings } = resolved({
    environment: {
      SPEC_TUI_BUDGT_USD: "5",
      SPEC_TUI_AGENTS: "x",
      SPEC_TUI_WHATEVER_ELSE: "x",
      SPEC_TUI_TASK: "T-1",
      SPEC_TUI_BIN: "x",
      SPEC_TUI_FP_LAND: "x",
      SPEC_TUI_REPO_API: "x",
      OTHER: "x",
    },
  });
  assert.deepEqual(warnings.map((each) => [each.source, each.fix]), [
    ["environment SPEC_TUI_AGENTS", "set it in the config file"],
    ["environment SPEC_TUI_BUDGT_USD", "did you mean SPEC_TUI_BUDGET_USD?"],
    ["environment SPEC_TUI_WHATEVER_ELSE", undefined],
  ]);
});
