import assert from "node:assert/strict";
import { describeFact } from "../../../src/reports/describe_fact.ts";
import { createReporter } from "../../../src/cli/reporter.ts";
import { createStyle } from "../../../src/cli/text.ts";
import { evolve } from "../../../src/pipeline/evolve.ts";
import { emptyRun } from "../../../src/pipeline/run.ts";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { attempt, events, failure, landed, NOW, specOf, started } from "../../given.ts";

const at = { task: "a", attempt: 1 };

const LINES: readonly (readonly [Fact, string | null])[] = [
  [{ type: "RunPaused", by: "cli:ada" }, "paused by cli:ada; what is in progress goes on"],
  [
    { type: "StopRequested", mode: "hard", by: "cli:ada", reason: "stopped by cli:ada" },
    "stopped by cli:ada: ending what is in progress",
  ],
  [
    {
      type: "BaseChecked",
      sha: null,
      passed: false,
      tests: null,
      message: "2 tests failed",
      durationMs: 5,
    },
    "the checks fail before any work",
  ],
  [
    {
      type: "StagePassed",
      ...at,
      stage: "check",
      durationMs: 1234,
      sha: null,
      tree: null,
      detail: "",
      tests: { passed: 3, failed: 0 },
    },
    "check passed in 1.2 s, 3 tests passed",
  ],
  [
    {
      type: "StageFailed",
      ...at,
      stage: "check",
      durationMs: 1,
      failure: failure("test_failure"),
      sha: null,
      tree: null,
    },
    `check failed (test failure): ${failure("test_failure").message}`,
  ],
  [
    { type: "AgentParked", agent: "claude", kind: "agent_limit", untilMs: NOW, message: "limit" },
    `claude: limit (not used until ${new Date(NOW).toISOString()})`,
  ],
  [{ type: "OrderClosed", order: "o" }, null],
];
for (const [fact, text] of LINES) {
  Deno.test(`${fact.type} reads "${text}"`, () => {
    assert.equal(describeFact(fact)?.text ?? null, text);
  });
}

function told(
  facts: readonly Fact[],
  isTerminal = false,
  level: "debug" | "info" | "error" = "info",
) {
  const written: string[] = [];
  const spec = specOf({ a: [], b: ["a"] });
  const run = emptyRun();
  let elapsedMs = 0;
  const reporter = createReporter({
    write: (text) => void written.push(text),
    style: createStyle(false),
    isTerminal,
    level,
    columns: () => 60,
    elapsed: () => elapsedMs += 1000,
    now: () => NOW,
  });
  for (const event of events(facts)) {
    evolve(run, event);
    reporter.onEvent(event, run, spec);
  }
  reporter.end();
  return { text: written.join(""), tally: reporter.tally };
}

Deno.test("a line says elapsed time, n/total, cost and task", () => {
  const { text } = told([started(), ...attempt("a"), ...landed("a")]);
  assert.match(text, /^\d\d:\d\d {2}0\/2 {2}\$0\.00 {2}a {2}attempt 1 with claude$/m);
  assert.match(text, /^\d\d:\d\d {2}1\/2 {2}.* {2}a {2}landed as /m);
});

Deno.test("what is foreign cannot steer the terminal, nor look like a line of ours", () => {
  const hostile = {
    ...failure("test_failure"),
    message: "x\n00:00  9/9 done",
    evidence: "\x1b]0;t\x07e\x1b[2J",
  };
  const { text } = told([
    started(),
    {
      type: "StageFailed",
      ...at,
      stage: "check",
      durationMs: 1,
      failure: hostile,
      sha: null,
      tree: null,
    },
  ]);
  assert.ok(!text.includes("\x1b"));
  assert.match(text, /^ {4}e$/m);
  assert.doesNotMatch(text, /^00:00 {2}9\/9/m);
});

Deno.test("at level error only failures are said", () => {
  const { text } = told([started(), ...attempt("a")], false, "error");
  assert.equal(text, "");
});

Deno.test("on a terminal the bar is wiped before each line and at the end", () => {
  const { text } = told([started(), ...attempt("a"), ...landed("a")], true);
  assert.match(text, /\[#{10}-{10}\] 1\/2/);
  for (const line of text.split("\n")) {
    const shown = line.split("\r\x1b[K").at(-1) ?? "";
    assert.ok(!shown.includes("]") || !shown.includes("landed"), line);
  }
  assert.ok(text.endsWith("\r\x1b[K"));
});

Deno.test("a cost that is not known is at least what is known", () => {
  const call = (id: string): Fact => ({
    type: "CallStarted",
    call: id,
    order: "o",
    ...at,
    stage: "implement",
    role: "implement",
    agent: "claude",
    model: "",
    reservedUsd: 1,
  });
  const ended = (id: string, costUsd: number | null): Fact => ({
    type: "CallEnded",
    call: id,
    outcome: "answered",
    costUsd,
    tokens: null,
    model: "",
    durationMs: 1,
    exitCode: 0,
  });
  const { tally } = told([started(), call("c"), ended("c", 0.25), call("d"), ended("d", null)]);
  assert.deepEqual([tally.usd, tally.isAtLeast], [0.25, true]);
});
