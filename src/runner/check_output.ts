// Reads what test runners print: how many tests passed, failed and were skipped, and whether any ran at all.
// A line that no rule knows means nothing; the verdict of a check is its exit code, never these numbers.
import { NONE_RULES, type Partial3, RULES } from "./check_rules.ts";

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface CheckReading {
  /** null when no runner was recognised by its counts. */
  readonly counts: TestCounts | null;
  /** The runner said that it ran no test, and its exit code says nothing worse. */
  readonly ranNone: boolean;
}

export interface CheckReader {
  line(line: string): void;
  end(exitCode: number | null): CheckReading;
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const LONGEST = 4096;
/** A runner that finds no tests is named by its wrapper as failed: that is no trouble of its own. */
const WRAPPER =
  /^(?:npm|pnpm|yarn|make|gmake|just|bun|lerna|nx)\b|ELIFECYCLE|^error: (?:script|recipe|command) |^error Command failed/i;
const TROUBLE = /\b(?:errors?|failed|failures?|fatal|traceback|exception|panic)\b/i;

export function readCheckOutput(output: string, exitCode: number | null): CheckReading {
  const reader = createCheckReader();
  for (const line of output.split("\n")) reader.line(line);
  return reader.end(exitCode);
}

export function createCheckReader(): CheckReader {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const tap = createTap();
  const go = createGo();
  let isRecognised = false;
  let saidNone = false;
  let hasTrouble = false;
  return {
    line(raw) {
      const line = plain(raw);
      if (line.trim() === "") return;
      tap.line(line);
      go.line(line);
      const counts = countsIn(line);
      if (counts) {
        isRecognised = true;
        add(total, counts);
      }
      if (NONE_RULES.some((rule) => rule.test(line))) {
        saidNone = true;
        hasTrouble = false;
      } else if (!counts && TROUBLE.test(line) && !WRAPPER.test(line.trim())) {
        hasTrouble = true;
      }
    },
    end(exitCode) {
      const counted = [isRecognised ? total : null, go.counts(), isRecognised ? null : tap.counts()]
        .filter((each) => each !== null);
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const each of counted) add(counts, each);
      const ran = counts.passed + counts.failed > 0 || go.ranSome();
      const isNone = exitCode === 0
        ? saidNone || counted.length > 0 || go.foundNone()
        : exitCode !== null && saidNone && !hasTrouble;
      return { counts: counted.length > 0 ? counts : null, ranNone: !ran && isNone };
    },
  };
}

function countsIn(line: string): Partial3 | null {
  for (const rule of RULES) {
    const match = rule.match.exec(line);
    if (match) return rule.read(match);
  }
  return null;
}

function add(total: Tally, counts: Partial3): void {
  // A later line may take back what an earlier one counted; never below nothing.
  total.passed = Math.max(0, total.passed + (counts.passed ?? 0));
  total.failed = Math.max(0, total.failed + (counts.failed ?? 0));
  total.skipped = Math.max(0, total.skipped + (counts.skipped ?? 0));
}

function plain(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.slice(0, LONGEST).replace(/\x1b\[[0-9;:?]*[ -/]*[@-~]/g, "").trimEnd();
}

/** TAP without a summary: the plan and the unindented points are all there is. */
function createTap() {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  let hasPlan = false;
  return {
    line(line: string): void {
      if (/^1\.\.\d+/.test(line)) hasPlan = true;
      const point = /^(not )?ok \d+\b(.*)$/.exec(line);
      if (!point) return;
      const directive = /#\s*(skip|todo)\b/i.test(point[2] ?? "");
      if (directive) tally.skipped++;
      else if (point[1]) tally.failed++;
      else tally.passed++;
    },
    counts: (): Tally | null => hasPlan ? tally : null,
  };
}

/** `go test` counts nothing: with -v or -json its tests are counted here, else only that some ran is known. */
function createGo() {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  let isVerbose = false;
  let full = 0;
  let empty = 0;
  const count = (outcome: string): void => {
    if (outcome === "pass") tally.passed++;
    if (outcome === "fail") tally.failed++;
    if (outcome === "skip") tally.skipped++;
  };
  return {
    line(line: string): void {
      if (line.startsWith("=== RUN ")) isVerbose = true;
      const result = /^--- (PASS|FAIL|SKIP): /.exec(line);
      if (result) count((result[1] ?? "").toLowerCase());
      const json = line.startsWith("{") ? goEvent(line) : null;
      if (json) {
        isVerbose = true;
        count(json);
      }
      if (/^\?\s+\S+\s+\[no test files\]|\[no tests to run\]$/.test(line)) empty++;
      else if (/^(?:ok|FAIL)\s+\S+\s+(?:[\d.]+s|\(cached\)|\[build failed\])/.test(line)) full++;
    },
    counts: (): Tally | null => isVerbose ? tally : null,
    ranSome: (): boolean => !isVerbose && full > 0,
    foundNone: (): boolean => empty > 0,
  };
}

function goEvent(line: string): string | null {
  const test = /"Test":"([^"]*)"/.exec(line)?.[1];
  const action = /"Action":"(pass|fail|skip)"/.exec(line)?.[1];
  return test && action && !test.includes("/") ? action : null;
}
