import assert from "node:assert/strict";
import { formatConfig, formatProblem, formatProblems } from "../../../src/config/describe.ts";
import { onlyProblem, OWN, problems, resolved } from "./given.ts";

Deno.test("a problem reads file:line:column, what, found, expected and the fix", () => {
  assert.equal(
    formatProblems(problems({ text: "jobs: 2\nskip_permissions: yes\n" })),
    `${OWN}:2:19: error: skip_permissions has a value it cannot have, found the text "yes", ` +
      "expected true or false; write true, without quotes\n",
  );
});

Deno.test("a variable or flag is named once", () => {
  const problem = onlyProblem({ flags: { jobs: 0 } });
  assert.equal(
    formatProblem(problem),
    "error: flag --jobs cannot be used, found the number 0, expected a whole number from 1 to 64",
  );
});

Deno.test("colour is asked for, and only marks the severity", () => {
  const problem = onlyProblem({ text: "jbos: 2" });
  assert.ok(!formatProblem(problem).includes("\x1b"));
  // deno-lint-ignore no-control-regex
  assert.equal(formatProblem(problem, true).replaceAll(/\x1b\[\d+m/g, ""), formatProblem(problem));
});

Deno.test("what a file holds cannot steer the terminal", () => {
  const hostile = '"\\e]52;c;x\\a\\u009b31m\\u202e"';
  const text = [
    formatProblems(problems({ text: `${hostile}: 1\nlog_level: ${hostile}\n` })),
    formatConfig(resolved({ text: `claude_model: ${hostile}\ncommands: {test: "a\\nb"}` }).values),
  ].join("");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  assert.match(text, /commands\.test +a\\nb +spec-tui/);
});

Deno.test("the table has one aligned line for each key, with where it came from", () => {
  const result = resolved({
    text: "budget_usd: 5\nfallback: [codex, pi]\nagents: {mine: {command: m}}\n",
    flags: { agent: "mine" },
  });
  const lines = formatConfig(result.values).trimEnd().split("\n");
  assert.equal(lines.length, result.values.length + 1);
  const line = (key: string) => lines.find((each) => each.startsWith(key + " "));
  assert.match(line("budget_usd") ?? "", /^budget_usd +5 +spec-tui\.config\.yaml:1$/);
  assert.match(line("fallback") ?? "", /^fallback +\[codex, pi\] +spec-tui\.config\.yaml:2$/);
  assert.match(line("agents.mine.command") ?? "", / m +spec-tui\.config\.yaml:3$/);
  assert.match(line("agent") ?? "", / mine +flag --agent$/);
  assert.match(line("task_budget_usd") ?? "", / none +default$/);
  assert.match(line("claude_model") ?? "", / "" +default$/);
});

Deno.test("a long value pushes only its own line", () => {
  const long = "x".repeat(300);
  const lines = formatConfig(resolved({ text: `commands: {test: ${long}}` }).values).split("\n");
  assert.ok(lines.filter((line) => line.length > 200).length === 1);
});
