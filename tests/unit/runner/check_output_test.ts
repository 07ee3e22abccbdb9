import assert from "node:assert/strict";
import { readCheckOutput } from "../../../src/runner/check_output.ts";

interface Sample {
  readonly runner: string;
  readonly output: string;
  readonly exitCode?: number;
  /** passed, failed, skipped; null when the numbers are not known. */
  readonly counts: readonly [number, number, number] | null;
  readonly ranNone?: boolean;
}

const SAMPLES: readonly Sample[] = [
  {
    runner: "pytest",
    exitCode: 1,
    output: "tests/a_test.py ..F\n=== 1 failed, 2 passed, 3 skipped, 1 warning in 0.12s ===",
    counts: [2, 1, 3],
  },
  { runner: "pytest -q", output: "..\n2 passed in 0.01s", counts: [2, 0, 0] },
  {
    runner: "pytest, coloured",
    output: "\x1b[32m\x1b[32m\x1b[1m3 passed\x1b[0m\x1b[32m in 61.00s (0:01:01)\x1b[0m\x1b[0m",
    counts: [3, 0, 0],
  },
  {
    runner: "pytest, errors",
    exitCode: 1,
    output: "=== 1 passed, 2 errors in 0.10s ===",
    counts: [1, 2, 0],
  },
  {
    runner: "pytest, none",
    exitCode: 5,
    output: "collected 0 items\n\n=== no tests ran in 0.01s ===",
    counts: null,
    ranNone: true,
  },
  {
    runner: "pytest, none, through make",
    exitCode: 2,
    output: "=== no tests ran in 0.01s ===\nmake: *** [Makefile:2: test] Error 5",
    counts: null,
    ranNone: true,
  },
  {
    runner: "pytest, all deselected",
    exitCode: 5,
    output: "=== 5 deselected in 0.01s ===",
    counts: [0, 0, 0],
    ranNone: true,
  },
  {
    runner: "pytest, folder missing",
    exitCode: 4,
    output: "=== no tests ran in 0.00s ===\nERROR: file or directory not found: tests",
    counts: null,
  },
  {
    runner: "pytest, none, then another command fails",
    exitCode: 2,
    output: "no tests ran in 0.00s\nsrc/a.ts(1,2): error TS2304: Cannot find name 'x'.",
    counts: null,
  },
  {
    runner: "deno",
    output: "ok | 5 passed (2 steps) | 0 failed | 1 ignored (12ms)",
    counts: [5, 0, 1],
  },
  {
    runner: "deno, red",
    exitCode: 1,
    output: "FAILED | 1 passed | 2 failed (5ms)",
    counts: [1, 2, 0],
  },
  {
    runner: "deno, filtered away",
    output: "ok | 0 passed | 0 failed | 3 filtered out (1ms)",
    counts: [0, 0, 0],
    ranNone: true,
  },
  {
    runner: "deno, none",
    exitCode: 1,
    output: "error: No test modules found",
    counts: null,
    ranNone: true,
  },
  {
    runner: "node:test, tap",
    output:
      "TAP version 13\n# Subtest: a\nok 1 - a\n1..1\n# tests 4\n# suites 0\n# pass 2\n# fail 0\n# cancelled 1\n# skipped 1\n# todo 0",
    counts: [2, 1, 1],
  },
  {
    runner: "node:test, spec",
    output: "✔ a (1ms)\nℹ tests 1\nℹ pass 1\nℹ fail 0",
    counts: [1, 0, 0],
  },
  {
    runner: "node:test, none",
    output: "TAP version 13\n1..0\n# tests 0\n# pass 0\n# fail 0",
    counts: [0, 0, 0],
    ranNone: true,
  },
  {
    runner: "tap",
    exitCode: 1,
    output: "1..4\nok 1 - a\n    ok 1 - inner\nnot ok 2 - b\nok 3 - c # SKIP no network\nok 4",
    counts: [2, 1, 1],
  },
  { runner: "tap, none", output: "1..0 # nothing", counts: [0, 0, 0], ranNone: true },
  {
    runner: "jest",
    exitCode: 1,
    output:
      "Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 skipped, 3 passed, 6 total\nTime: 1 s",
    counts: [3, 1, 2],
  },
  {
    runner: "jest, none",
    exitCode: 1,
    output:
      "No tests found, exiting with code 1\nRun with `--passWithNoTests` to exit with code 0\nIn /repo\n  3 files checked.\nnpm ERR! Test failed.  See above for more details.",
    counts: null,
    ranNone: true,
  },
  {
    runner: "jest, a suite that does not load",
    exitCode: 1,
    output: "Test Suites: 1 failed, 1 total\nTests:       0 total",
    counts: [0, 0, 0],
  },
  {
    runner: "vitest",
    exitCode: 1,
    output:
      " Test Files  1 failed | 1 passed (2)\n      Tests  2 failed | 3 passed | 1 skipped (6)\n   Duration  1.2s",
    counts: [3, 2, 1],
  },
  {
    runner: "vitest, none",
    exitCode: 1,
    output: "No test files found, exiting with code 1\n\ninclude: **/*.test.ts",
    counts: null,
    ranNone: true,
  },
  {
    runner: "mocha",
    exitCode: 1,
    output: "  3 passing (10ms)\n  2 pending\n  1 failing",
    counts: [3, 1, 2],
  },
  { runner: "mocha, none", output: "\n  0 passing (1ms)\n", counts: [0, 0, 0], ranNone: true },
  {
    runner: "cargo",
    output:
      "running 2 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n   Doc-tests x\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
    counts: [2, 0, 1],
  },
  {
    runner: "cargo, none",
    output:
      "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
    counts: [0, 0, 0],
    ranNone: true,
  },
  {
    runner: "nextest",
    output: "     Summary [   0.012s] 3 tests run: 3 passed, 1 skipped",
    counts: [3, 0, 1],
  },
  {
    runner: "go -v",
    exitCode: 1,
    output:
      "=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n=== RUN   TestB/sub\n    --- FAIL: TestB/sub (0.00s)\n--- FAIL: TestB (0.00s)\n--- SKIP: TestC (0.00s)\nFAIL\nFAIL\tx/y\t0.003s",
    counts: [1, 1, 1],
  },
  {
    runner: "go -json",
    output:
      '{"Action":"run","Package":"x","Test":"TestA"}\n{"Action":"pass","Package":"x","Test":"TestA","Elapsed":0}\n{"Action":"pass","Package":"x","Test":"TestA/sub"}\n{"Action":"pass","Package":"x"}',
    counts: [1, 0, 0],
  },
  { runner: "go", output: "ok  \tx/y\t0.003s\n?   \tx/z\t[no test files]", counts: null },
  { runner: "go, cached", output: "ok  \tx/y\t(cached)", counts: null },
  {
    runner: "go, none",
    output: "?   \tx/y\t[no test files]\n?   \tx/z\t[no test files]",
    counts: null,
    ranNone: true,
  },
  {
    runner: "go, nothing to run",
    output: "ok  \tx/y\t0.002s [no tests to run]",
    counts: null,
    ranNone: true,
  },
  {
    runner: "exunit",
    exitCode: 2,
    output: "Finished in 0.03 seconds\n1 doctest, 5 tests, 1 failure, 2 skipped",
    counts: [3, 1, 2],
  },
  { runner: "exunit, none", output: "There are no tests to run", counts: null, ranNone: true },
  { runner: "rspec", exitCode: 1, output: "10 examples, 2 failures, 1 pending", counts: [7, 2, 1] },
  {
    runner: "rspec, none",
    output: "No examples found.\n\n0 examples, 0 failures",
    counts: [0, 0, 0],
    ranNone: true,
  },
  {
    runner: "rspec, a file that does not load",
    exitCode: 1,
    output: "0 examples, 0 failures, 1 error occurred outside of examples",
    counts: [0, 1, 0],
  },
  {
    runner: "minitest",
    exitCode: 1,
    output: "5 runs, 7 assertions, 1 failures, 1 errors, 1 skips",
    counts: [2, 2, 1],
  },
  { runner: "phpunit", output: "OK (5 tests, 7 assertions)", counts: [5, 0, 0] },
  {
    runner: "phpunit, red",
    exitCode: 2,
    output: "Tests: 5, Assertions: 7, Failures: 1, Errors: 1, Skipped: 1.",
    counts: [2, 2, 1],
  },
  { runner: "phpunit, none", output: "No tests executed!", counts: null, ranNone: true },
  {
    runner: "surefire",
    output:
      "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in A\n[INFO] \n[WARNING] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1",
    counts: [2, 2, 1],
  },
  {
    runner: "junit console",
    output: "[         5 tests successful      ]\n[         1 tests failed          ]",
    counts: [5, 1, 0],
  },
  {
    runner: "dotnet",
    exitCode: 1,
    output:
      "Failed!  - Failed:     1, Passed:     5, Skipped:     2, Total:     8, Duration: 12 ms - x.dll",
    counts: [5, 1, 2],
  },
  {
    runner: "vstest",
    output: "Total tests: 5\n     Passed: 4\n     Failed: 1\n Total time: 1 s",
    counts: [4, 1, 0],
  },
  {
    runner: "gradle",
    exitCode: 1,
    output: "5 tests completed, 1 failed, 2 skipped",
    counts: [2, 1, 2],
  },
  {
    runner: "gradle, none",
    output: "> Task :test NO-SOURCE\n\nBUILD SUCCESSFUL in 1s",
    counts: null,
    ranNone: true,
  },
  {
    runner: "unittest",
    exitCode: 1,
    output: "Ran 5 tests in 0.001s\n\nFAILED (failures=1, errors=1, skipped=1)",
    counts: [2, 2, 1],
  },
  { runner: "unittest, green", output: "Ran 5 tests in 0.001s\n\nOK", counts: [5, 0, 0] },
  {
    runner: "unittest, none",
    exitCode: 5,
    output: "Ran 0 tests in 0.000s\n\nNO TESTS RAN",
    counts: [0, 0, 0],
    ranNone: true,
  },
  {
    runner: "bun",
    output: " 3 pass\n 1 fail\nRan 4 tests across 1 files. [10.00ms]",
    counts: [3, 1, 0],
  },
  { runner: "playwright", output: "  1 skipped\n  3 passed (2.1s)", counts: [3, 0, 1] },
  {
    runner: "googletest",
    output: "[  PASSED  ] 4 tests.\n[  FAILED  ] 1 test, listed below:",
    counts: [4, 1, 0],
  },
  { runner: "ctest", output: "75% tests passed, 1 tests failed out of 4", counts: [3, 1, 0] },
  {
    runner: "a workspace of two runners",
    output: "3 passed in 0.1s\nok | 2 passed | 0 failed (1ms)",
    counts: [5, 0, 0],
  },
  { runner: "an unknown runner", output: "all good\n", counts: null },
  { runner: "nothing at all", output: "", counts: null },
  {
    runner: "prose that looks like counts",
    output: "The 3 passed candidates are listed\nTests: see below",
    counts: null,
  },
];

for (const sample of SAMPLES) {
  Deno.test(`test counts are read from ${sample.runner}`, () => {
    const reading = readCheckOutput(sample.output, sample.exitCode ?? 0);
    const { counts } = reading;
    assert.deepEqual(counts && [counts.passed, counts.failed, counts.skipped], sample.counts);
    assert.equal(reading.ranNone, sample.ranNone ?? false);
  });
}

Deno.test("a runner that was cut off ran nothing that counts as an answer", () => {
  assert.equal(readCheckOutput("no tests ran in 0.01s", null).ranNone, false);
});

Deno.test("hostile lines are read in bounded time", () => {
  const begun = performance.now();
  for (const piece of ["1 passed, ", "\x1b[", "Tests: ", "1 tests, ", "[ ", "9", "(a=1, "]) {
    readCheckOutput(piece.repeat(100_000), 0);
  }
  assert.ok(performance.now() - begun < 5_000);
});
