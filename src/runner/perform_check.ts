// The check stage: the user's git hooks, lint with its fixer, then the tests, on exactly one commit. Lint goes
// first so that what its fixer changes joins the commit before the tests leave files of their own behind.
import type { Failure } from "../pipeline/fact.ts";
import { type CheckLog, createCheckLog } from "./check_log.ts";
import { ORDER_COOKIE } from "./child_env.ts";
import { failureOf } from "./failure.ts";
import { firstAbort } from "./first_abort.ts";
import type { TranscriptEnd, Work } from "./perform.ts";
import {
  type CommandEnd,
  commandFailure,
  openStage,
  type Outcome,
  runCommand,
  type Standing,
  sweepAll,
} from "./perform_stage.ts";
import { claimCapture, wrongfulCapture } from "./perform_capture.ts";
import type { Slot } from "./ports.ts";

/** One part of a check: it goes on, perhaps from another commit, or the stage ends. */
type Part =
  | {
    readonly kind: "done";
    readonly standing: Standing;
    readonly detail: string;
    readonly tests?: Tests;
  }
  | { readonly kind: "failed"; readonly standing: Standing; readonly failure: Failure }
  | { readonly kind: "stopped" };
type Tests = { readonly passed: number; readonly failed: number } | null;

/** A check in progress: the order, where it stands, and the transcript it writes. */
interface Checking {
  readonly work: Work;
  readonly slot: Slot;
  readonly log: CheckLog;
}

export async function check(work: Work, slot: Slot, from: Standing): Promise<Outcome> {
  const stage = openStage(work, "check");
  const ended = await logged(work, (log) => checkParts({ work, slot, log }, from));
  switch (ended.kind) {
    case "stopped":
      return stage.interrupted(ended.sha);
    case "failed":
      return stage.failed(ended.standing, ended.failure);
    case "done":
      return stage.passed(ended.standing, ended.detail, { tests: ended.tests ?? null });
  }
}

/** The transcript always ends, whatever is thrown. */
async function logged(work: Work, body: (log: CheckLog) => Promise<Ended>): Promise<Ended> {
  const log = createCheckLog(work);
  let end: TranscriptEnd = { kind: "no_result", reason: "it broke off" };
  try {
    const ended = await body(log);
    end = transcriptEnd(ended);
    return ended;
  } finally {
    await log.end(end);
  }
}

type Ended = Exclude<Part, { kind: "stopped" }> | {
  readonly kind: "stopped";
  readonly sha: Standing["sha"];
};

async function checkParts(at: Checking, from: Standing): Promise<Ended> {
  const hooks = await runHooks(at, from);
  if (hooks.kind === "stopped") return { kind: "stopped", sha: from.sha };
  if (hooks.kind === "failed") return hooks;
  const lint = await runLint(at, hooks.standing);
  if (lint.kind === "stopped") return { kind: "stopped", sha: hooks.standing.sha };
  // Tests run after a red lint too: the next attempt should hear of both at once.
  const test = await runTests(at, lint.standing);
  if (test.kind === "stopped") return { kind: "stopped", sha: lint.standing.sha };
  if (test.kind === "failed") return { ...test, failure: withLint(test.failure, lint) };
  if (lint.kind === "failed") return lint;
  const detail = [test.detail, hooks.detail, lint.detail].filter((each) => each !== "").join("; ");
  return { ...test, detail };
}

function transcriptEnd(ended: Ended): TranscriptEnd {
  if (ended.kind === "done") return { kind: "answered" };
  return {
    kind: "no_result",
    reason: ended.kind === "stopped" ? "stopped" : ended.failure.message,
  };
}

/** One of the user's command lines, told in the transcript. */
async function run({ work, slot, log }: Checking, name: string, line: string): Promise<CommandEnd> {
  const { clock } = work.ports;
  const startedMs = clock.elapsed();
  await log.begin(name, line);
  const ended = await runCommand(work, slot, line, log);
  await log.ended({ ...describeEnd(ended), durationMs: clock.elapsed() - startedMs });
  return ended;
}

function describeEnd(ended: CommandEnd): { how: string; detail: string } {
  if (ended.kind === "stopped") return { how: "stopped", detail: "" };
  if (ended.kind === "not_started") return { how: "not started", detail: ended.message };
  const { counts } = ended.reading;
  const skipped = counts && counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  const detail = counts ? `${counts.passed} passed, ${counts.failed} failed${skipped}` : "";
  if (ended.timedOut) return { how: "timed out", detail };
  if (ended.signal !== null) return { how: `ended by ${ended.signal}`, detail };
  return { how: ended.exitCode === 0 ? "passed" : `exit ${ended.exitCode}`, detail };
}

function withLint(failure: Failure, lint: Part): Failure {
  if (lint.kind !== "failed") return failure;
  const evidence = `${lint.failure.message}\n${
    lint.failure.evidence.slice(-2048)
  }\n\n${failure.evidence}`;
  return { ...failure, message: `${failure.message}; lint failed too`, evidence };
}

/** The user's pre-commit and commit-msg hooks; what they rewrite becomes the commit. */
async function runHooks(at: Checking, from: Standing): Promise<Part> {
  const done: Part = { kind: "done", standing: from, detail: "" };
  const { work, slot } = at;
  const { order } = work;
  if (!order.checks.runGitHooks || order.candidate || from.sha === null) return done;
  if (work.signal.aborted) return { kind: "stopped" };
  const startedMs = work.ports.clock.elapsed();
  const ran = await endedByStop(work, work.ports.workspaces.hooks(slot, order, from.sha));
  if (ran.ran) await sweepAll(work);
  await tellHooks(at, ran, work.ports.clock.elapsed() - startedMs);
  for (const message of ran.notices) work.claim({ type: "noticed", message });
  const standing = ran.sha === from.sha ? from : { sha: ran.sha, tree: null };
  if (ran.harnessChanged !== undefined) {
    // Not the task's failure: the check starts again once a person has accepted the change.
    work.claim({ type: "harness_changed", diff: ran.harnessChanged });
    return { kind: "stopped" };
  }
  if (work.signal.aborted) return { kind: "stopped" };
  if (!ran.passed) {
    const failure = failureOf("hook_failure", "A git hook refused the commit", ran.output);
    return { kind: "failed", standing, failure };
  }
  return { kind: "done", standing, detail: ran.sha === from.sha ? "" : "hooks changed the commit" };
}

const SWEEP_AGAIN_MS = 250;

/** Hooks are git's children, not ours: stopped, they are ended under it, and whichever it starts next as well. */
async function endedByStop<T>({ signal, ports, order }: Work, running: Promise<T>): Promise<T> {
  const over = new AbortController();
  const sweeping = (async () => {
    await aborted(firstAbort(signal, over.signal));
    while (!over.signal.aborted) {
      await ports.sweep(`${ORDER_COOKIE}=${order.id}`);
      await ports.clock.sleep(SWEEP_AGAIN_MS, over.signal);
    }
  })().catch(() => {}); // the sweep at the order's end says why it can't
  try {
    return await running;
  } finally {
    over.abort();
    await sweeping;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Hooks that said nothing were perhaps none. */
async function tellHooks(
  { log }: Checking,
  ran: Awaited<ReturnType<Work["ports"]["workspaces"]["hooks"]>>,
  durationMs: number,
): Promise<void> {
  if (ran.passed && ran.output.trim() === "") return;
  await log.begin("hooks", "pre-commit, commit-msg");
  await log.output(new TextEncoder().encode(`${ran.output.trimEnd()}\n`));
  await log.ended({ how: ran.passed ? "passed" : "refused", durationMs, detail: "" });
}

async function runLint(at: Checking, from: Standing): Promise<Part> {
  const { work } = at;
  const { lint, lintFix, lintBlocking } = work.order.checks;
  if (lint.trim() === "") return { kind: "done", standing: from, detail: "" };
  let ended = await run(at, "lint", lint);
  if (ended.kind === "stopped") return ended;
  let failure = commandFailure("lint_failure", "Lint", lint, ended);
  let standing = from;
  let detail = "lint passed";
  if (failure && lintFix.trim() !== "" && !work.order.candidate) {
    const fixed = await fixLint(at, from);
    if (fixed.kind !== "done") return fixed;
    standing = fixed.standing;
    detail = fixed.detail;
    ended = await run(at, "lint", lint);
    if (ended.kind === "stopped") return ended;
    failure = commandFailure("lint_failure", "Lint", lint, ended);
  }
  if (failure && lintBlocking) return { kind: "failed", standing, failure };
  if (failure) {
    work.claim({ type: "noticed", message: `${failure.message} (not blocking)` });
    return { kind: "done", standing, detail: "lint failed, not blocking" };
  }
  return { kind: "done", standing, detail };
}

async function fixLint(at: Checking, from: Standing): Promise<Part> {
  const { work, slot } = at;
  const ended = await run(at, "lint fix", work.order.checks.lintFix);
  if (ended.kind === "stopped") return ended;
  const capture = await work.ports.workspaces.capture(slot, work.order, work.execution);
  claimCapture(work, capture);
  const wrong = wrongfulCapture(capture);
  if (wrong) return { kind: "failed", standing: from, failure: wrong };
  const isSame = capture.tree === null || capture.tree === from.tree;
  const standing = isSame ? from : { sha: capture.sha, tree: capture.tree };
  return { kind: "done", standing, detail: isSame ? "lint passed" : "lint passed after its fixer" };
}

async function runTests(at: Checking, from: Standing): Promise<Part> {
  const { test, baseTests } = at.work.order.checks;
  if (test.trim() === "") {
    return { kind: "done", standing: from, detail: "not_run: no test command" };
  }
  const ended = await run(at, "test", test);
  if (ended.kind === "stopped") return ended;
  if (ended.kind === "ended" && ended.reading.ranNone && !ended.timedOut) {
    return noTests(from, test, ended, baseTests ?? 0);
  }
  const failure = commandFailure("test_failure", "Test", test, ended);
  if (failure) return { kind: "failed", standing: from, failure };
  const counts = ended.kind === "ended" ? ended.reading.counts : null;
  if (!counts) return { kind: "done", standing: from, detail: "tests passed" };
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  const detail = `${counts.passed} ${counts.passed === 1 ? "test" : "tests"} passed${skipped}`;
  const { passed, failed } = counts;
  return { kind: "done", standing: from, detail, tests: { passed, failed } };
}

/** A new project has no tests yet; one that had some has lost them. */
function noTests(
  standing: Standing,
  command: string,
  ended: Extract<CommandEnd, { kind: "ended" }>,
  baseTests: number,
): Part {
  if (baseTests === 0) {
    return {
      kind: "done",
      standing,
      detail: "not_run: 0 tests ran",
      tests: { passed: 0, failed: 0 },
    };
  }
  const message = `Test \`${command}\` ran 0 tests (expected some, as the base ran ${baseTests})`;
  return { kind: "failed", standing, failure: failureOf("test_failure", message, ended.output) };
}
