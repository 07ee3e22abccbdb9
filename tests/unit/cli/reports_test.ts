import assert from "node:assert/strict";
import { endLines } from "../../../src/cli/end_lines.ts";
import { createGithub, summaryText } from "../../../src/cli/github.ts";
import { escape, junitText } from "../../../src/cli/junit.ts";
import { createReporter } from "../../../src/cli/reporter.ts";
import { createStyle } from "../../../src/cli/text.ts";
import { evolve } from "../../../src/pipeline/evolve.ts";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { emptyRun } from "../../../src/pipeline/run.ts";
import type { Spec } from "../../../src/spec/spec.ts";
import {
  attempt,
  closed,
  ended,
  events,
  failed,
  landed,
  NOW,
  passed,
  runOf,
  specOf,
  started,
} from "../../given.ts";

const FACTS: readonly Fact[] = [
  started({ maxAttempts: 1 }),
  ...landed("a"),
  ...attempt("b"),
  ...passed("b", 1, "implement"),
  ...failed("b", 1, "check"),
  closed("b"),
  ended(1),
];

function inActions(facts: readonly Fact[], spec: Spec) {
  const written: string[] = [];
  const environment = { GITHUB_ACTIONS: "true" };
  const err = (text: string) => void written.push(text);
  const github = createGithub({ environment, err }, spec);
  assert.ok(github);
  const run = emptyRun();
  const reporter = createReporter({
    write: (text) => err(github.plain(text)),
    style: createStyle(false),
    isTerminal: false,
    level: "info",
    columns: () => 100,
    elapsed: () => 0,
    now: () => NOW,
    onLine: github.onLine,
  });
  for (const event of events(facts)) {
    evolve(run, event);
    reporter.onEvent(event, run, spec);
    github.onEvent(event, run, spec);
  }
  github.end({ exitCode: 0, end: { run, spec } });
  return written.join("");
}

Deno.test("in GitHub Actions each attempt's lines are a group once it is over, failures annotations", () => {
  const text = inActions(FACTS, specOf({ a: [], b: [] }));
  assert.match(text, /^::group::a: Do a\n(?:00:00.*\n)+::endgroup::$/m);
  assert.match(text, /^::warning title=b::check failed \(test failure\): test_failure it was$/m);
  assert.match(text, /^::error title=b::test_failure it was$/m);
  assert.equal(text.match(/::group::/g)?.length, text.match(/::endgroup::/g)?.length);
  const lands = text.split("\n").filter((line) => line.includes("landed as"));
  assert.equal(lands.length, 1, "a line stands in its group alone");
});

Deno.test("a task that failed once and then landed is no error of the job", () => {
  const facts = [
    started(),
    ...attempt("a"),
    ...passed("a", 1, "implement"),
    ...failed("a", 1, "check"),
    closed("a"),
    ...landed("a", 2),
    ended(0),
  ];
  const text = inActions(facts, specOf({ a: [] }));
  assert.match(text, /^::warning title=a::/m);
  assert.doesNotMatch(text, /^::error/m);
});

Deno.test("a name or a message cannot give the runner commands", () => {
  const spec = specOf({ a: [] });
  const hostile = {
    ...spec,
    byId: new Map([["a", { ...spec.tasks[0]!, name: "x\n::add-mask::y%0A" }]]),
  };
  const evil = failed("a", 1, "check").map((fact) =>
    fact.type === "StageFailed"
      ? {
        ...fact,
        failure: {
          ...fact.failure,
          message: "m\n::set-output::",
          evidence: "::warning::e\n\t ::error::f\nx ##[error]g",
        },
      }
      : fact
  );
  const text = inActions([started(), ...attempt("a"), ...evil], hostile);
  // The runner takes blanks from the start of a line, and `##[` for a command wherever it stands.
  for (const line of text.split("\n").filter((each) => each.trimStart().startsWith("::"))) {
    assert.match(line, /^::(?:group|endgroup|warning|error)[ :]/);
  }
  assert.equal(text.includes("##["), false);
  assert.match(text, /: :warning::e/);
  assert.match(text, /%250A/);
});

Deno.test("the job's summary is a table that names cannot break", () => {
  const spec = specOf({ a: [], b: [] });
  const named = {
    ...spec,
    tasks: spec.tasks.map((task) => ({ ...task, name: "x | <img> `y`\nz" })),
  };
  const text = summaryText({ exitCode: 1, end: { run: runOf(FACTS), spec: named } });
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  assert.equal(rows.length, 4);
  for (const row of rows) assert.equal(row.split("|").length, 8, row);
  assert.doesNotMatch(text, /<img>/);
  assert.match(text, /\| b .* failed \| 1 /);
});

Deno.test("the JUnit report counts failed and unfinished tasks and keeps the evidence", () => {
  const text = junitText({ run: runOf(FACTS), spec: specOf({ a: [], b: [], c: ["b"] }) });
  assert.match(text, /<testsuite name="spec-tui" tests="3" failures="1" errors="0" skipped="1"/);
  assert.match(text, /<testcase classname="tasks" name="a: Do a" time="[\d.]+"\/>/);
  assert.match(text, /<failure message="test_failure it was" type="test_failure">line 1\nline 2</);
  assert.match(text, /<skipped message="not finished"\/>/);
});

Deno.test("XML gets no character that it cannot hold", () => {
  assert.equal(escape('a\x00\x1b[31m<b>&"\ud800\uffff😀'), "a[31m&lt;b&gt;&amp;&quot;😀");
});

Deno.test("outside GitHub Actions nothing is grouped", () => {
  assert.equal(
    createGithub({ environment: { GITHUB_ACTIONS: "" }, err: () => {} }, specOf({})),
    null,
  );
});

Deno.test("a run that only landed says where the target is now, and counts no tasks", () => {
  const facts = [
    started({}, { kind: "tasks", ids: [] }),
    { type: "TargetAdvanced", target: "main", to: "0123456789abcdef" } as const,
    ended(0),
  ];
  const driven = { exitCode: 0, end: { run: runOf(facts), spec: specOf({ a: [] }) } };
  const tally = { done: 0, total: 0, usd: 0, isAtLeast: false };
  const about = { tally, style: createStyle(false) };
  const landed = endLines(driven, { ...about, advancedTo: "0123456789abcdef" });
  assert.deepEqual(landed, ["main is at 0123456789"]);
  assert.deepEqual(endLines(driven, { ...about, advancedTo: "" }), ["nothing to do"]);
});
