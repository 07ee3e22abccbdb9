// The summary lines of test runners, one rule each: what the line looks like and the numbers in it. Lines of
// one runner add up, so a workspace of many packages is counted whole.

export interface Partial3 {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: number;
}

export interface CountRule {
  readonly runner: string;
  readonly match: RegExp;
  read(match: RegExpExecArray): Partial3;
}

/** Number before one of the words: `wordCount("3 failed, 2 passed", "failed")` is 3; all of them summed. */
function before(text: string, words: string): number {
  const pattern = new RegExp(`(\\d+) (?:${words})\\b`, "g");
  return sum([...text.matchAll(pattern)].map((match) => match[1]));
}

/** Number after one of the words: `Failures: 1` or `failures=1`. */
function after(text: string, words: string): number {
  const pattern = new RegExp(`\\b(?:${words})\\s*[:=]?\\s*(\\d+)`, "gi");
  return sum([...text.matchAll(pattern)].map((match) => match[1]));
}

function sum(numbers: readonly (string | undefined)[]): number {
  return numbers.reduce((total, each) => total + Number(each ?? 0), 0);
}

function words(text: string): Partial3 {
  return {
    passed: before(text, "passed|xpassed|pass|successful"),
    failed: before(text, "failed|errors?|fail|flaky"),
    skipped: before(text, "skipped|ignored|xfailed|todo|pending"),
  };
}

function fromTotal(total: number, failed: number, skipped: number): Partial3 {
  return { passed: total - failed - skipped, failed, skipped };
}

const whole = (match: RegExpExecArray): Partial3 => words(match[0]);

/** First match wins, so that a line is counted once. */
export const RULES: readonly CountRule[] = [
  {
    runner: "pytest",
    match:
      /^=*\s*(?:\d+ (?:passed|failed|skipped|errors?|deselected|xfailed|xpassed|warnings?|rerun|subtests passed)(?:, )?)+ in [\d.:]+ ?s.*$/,
    read: (match) => words(match[0].replace(/\d+ subtests passed/, "")),
  },
  {
    runner: "deno",
    match: /^(?:ok|FAILED) \| \d+ passed.*\| \d+ failed.*$/,
    read: (match) => words(match[0].replace(/\(\d+ steps?\)/g, "")),
  },
  {
    runner: "node:test",
    match: /^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$/,
    read: ([, what, count]) => {
      const number = Number(count);
      if (what === "pass") return { passed: number };
      return what === "fail" || what === "cancelled" ? { failed: number } : { skipped: number };
    },
  },
  { runner: "jest", match: /^Tests:\s+(?:\d+ \w+, )*\d+ total$/, read: whole },
  {
    runner: "vitest",
    match: /^\s*Tests\s{1,3}(?:\d+ (?:failed|passed|skipped|todo)(?: \| )?)+\s*\(\d+\)$/,
    read: whole,
  },
  {
    runner: "mocha",
    match: /^\s+(\d+) (passing|failing|pending)(?: \([^)]*\))?$/,
    read: ([, count, what]) => {
      const number = Number(count);
      if (what === "passing") return { passed: number };
      return what === "failing" ? { failed: number } : { skipped: number };
    },
  },
  { runner: "cargo", match: /^test result: .*$/, read: whole },
  { runner: "nextest", match: /^\s*Summary \[.*\] .*tests? run: .*$/, read: whole },
  {
    runner: "minitest",
    match: /^\d+ (?:runs|tests), \d+ assertions, .*$/,
    read: ([line]) =>
      fromTotal(
        before(line, "runs|tests"),
        before(line, "failures?|errors?"),
        before(line, "skips?|pendings?|omissions?"),
      ),
  },
  {
    runner: "exunit",
    match: /^(?:\d+ (?:doctests?|propert(?:y|ies)|tests?), )+\d+ failures?.*$/,
    read: ([line]) =>
      fromTotal(
        before(line, "doctests?|property|properties|tests?"),
        before(line, "failures?|invalid"),
        before(line, "skipped"),
      ),
  },
  {
    runner: "rspec",
    match: /^\d+ examples?, \d+ failures?.*$/,
    read: ([line]) => {
      const outside = before(line, "errors? occurred");
      const counted = fromTotal(
        before(line, "examples?"),
        before(line, "failures?"),
        before(line, "pending"),
      );
      return { ...counted, failed: (counted.failed ?? 0) + outside };
    },
  },
  {
    runner: "jasmine",
    match: /^\d+ specs?, \d+ failures?.*$/,
    read: ([line]) =>
      fromTotal(before(line, "specs?"), before(line, "failures?"), before(line, "pending")),
  },
  { runner: "phpunit", match: /^OK \((\d+) tests?, .*$/, read: ([, n]) => ({ passed: Number(n) }) },
  {
    runner: "phpunit",
    match: /^Tests: \d+, Assertions: \d+.*$/,
    read: ([line]) =>
      fromTotal(
        after(line, "Tests"),
        after(line, "Failures|Errors"),
        after(line, "Skipped|Incomplete"),
      ),
  },
  // Maven prints a line per class, with its time, and then one for all.
  {
    runner: "surefire",
    match: /^(?:\[\w+\] )?Tests run: \d+, Failures: \d+, Errors: \d+, Skipped: \d+$/,
    read: ([line]) =>
      fromTotal(after(line, "Tests run"), after(line, "Failures|Errors"), after(line, "Skipped")),
  },
  {
    runner: "junit",
    match: /^\[\s+(\d+) tests (successful|failed|skipped|aborted)\s+\]$/,
    read: ([, count, what]) => {
      const number = Number(count);
      if (what === "successful") return { passed: number };
      return what === "failed" ? { failed: number } : { skipped: number };
    },
  },
  {
    runner: "dotnet",
    match: /^(?:Passed|Failed|Skipped)!\s+-\s+Failed:\s+\d+, Passed:\s+\d+, Skipped:\s+\d+.*$/,
    read: ([line]) => ({
      passed: after(line.slice(line.indexOf("-")), "Passed"),
      failed: after(line.slice(line.indexOf("-")), "Failed"),
      skipped: after(line.slice(line.indexOf("-")), "Skipped"),
    }),
  },
  {
    runner: "vstest",
    match: /^\s+(Passed|Failed|Skipped): (\d+)$/,
    read: ([, what, count]) => {
      const number = Number(count);
      if (what === "Passed") return { passed: number };
      return what === "Failed" ? { failed: number } : { skipped: number };
    },
  },
  {
    runner: "gradle",
    match: /^\d+ tests? completed(?:, \d+ (?:failed|skipped))*$/,
    read: ([line]) =>
      fromTotal(before(line, "tests?"), before(line, "failed"), before(line, "skipped")),
  },
  {
    runner: "unittest",
    match: /^Ran (\d+) tests? in [\d.]+s$/,
    read: ([, count]) => ({ passed: Number(count) }),
  },
  // Its second line says how many of those did not pass.
  {
    runner: "unittest",
    match: /^(?:OK|FAILED) \(((?:[a-z ]+=\d+(?:, )?)+)\)$/,
    read: ([, list = ""]) => {
      const failed = after(list, "failures|errors|unexpected successes");
      const skipped = after(list, "skipped");
      return { passed: -failed - skipped, failed, skipped };
    },
  },
  { runner: "bun", match: /^\s+\d+ (?:pass|fail|skip|todo)$/, read: whole },
  {
    runner: "playwright",
    match: /^\s+\d+ (?:passed|failed|flaky|skipped)(?: \([\d.]+(?:ms|s|m|h)\))?$/,
    read: whole,
  },
  {
    runner: "ava",
    match: /^\s*(\d+) tests? (passed|failed|skipped)$/,
    read: ([, count, what]) => words(`${count} ${what}`),
  },
  {
    runner: "googletest",
    match: /^\[\s+(PASSED|FAILED|SKIPPED)\s+\] (\d+) tests?[.,].*$/,
    read: ([, what = "", count]) => words(`${count} ${what.toLowerCase()}`),
  },
  {
    runner: "ctest",
    match: /^\d+% tests passed, (\d+) tests? failed out of (\d+)$/,
    read: ([, failed, total]) => fromTotal(Number(total), Number(failed), 0),
  },
  {
    runner: "scalatest",
    match: /^(?:\[\w+\] )?Tests: succeeded (\d+), failed (\d+), canceled \d+, ignored (\d+).*$/,
    read: ([, passed, failed, skipped]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(skipped),
    }),
  },
];

/** A runner's own words that there was nothing to run. */
export const NONE_RULES: readonly RegExp[] = [
  /^=*\s*no tests ran in [\d.]+ ?s/,
  /^=*\s*\d+ deselected(?:, \d+ warnings?)? in [\d.]+ ?s/,
  /^NO TESTS RAN/,
  /^error: No test modules found/,
  /^No tests found, exiting with code \d/,
  /^\s*No test files found, exiting with code \d/,
  /^Error: No test files found/,
  /^\s*Error: No tests found/,
  /^No tests executed!/,
  /^There are no tests to run$/,
  /^No examples found\.$/,
  /^No tests were found!!!$/,
  /^No test is available in /,
  /^no tests? to run$/i,
  /^(?:go: warning: )?.*matched no packages$/,
  /^> Task :\S*[tT]est NO-SOURCE$/,
  /^\[INFO\] No tests to run\.$/,
  /^1\.\.0\b/,
];
