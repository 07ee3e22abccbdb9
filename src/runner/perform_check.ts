// The check stage: the user's git hooks, lint with its fixer, then the tests, on exactly one commit. Lint goes
// first so that what its fixer changes joins the commit before the tests leave files of their own behind.
import type { Failure } from "../pipeline/fact.ts";
import { failureOf } from "./failure.ts";
import type { Work } from "./perform.ts";
import {
  type CommandEnd,
  commandFailure,
  openStage,
  type Outcome,
  runCommand,
  type Standing,
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

export async function check(work: Work, slot: Slot, from: Standing): Promise<Outcome> {
  const stage = openStage(work, "check");
  const hooks = await runHooks(work, slot, from);
  if (hooks.kind === "stopped") return stage.interrupted(from.sha);
  if (hooks.kind === "failed") return stage.failed(hooks.standing, hooks.failure);
  const lint = await runLint(work, slot, hooks.standing);
  if (lint.kind === "stopped") return stage.interrupted(hooks.standing.sha);
  // Tests run after a red lint too: the next attempt should hear of both at once.
  const test = await runTests(work, slot, lint.standing);
  if (test.kind === "stopped") return stage.interrupted(lint.standing.sha);
  if (test.kind === "failed") return stage.failed(test.standing, withLint(test.failure, lint));
  if (lint.kind === "failed") return stage.failed(lint.standing, lint.failure);
  const detail = [test.detail, hooks.detail, lint.detail].filter((each) => each !== "").join("; ");
  return stage.passed(test.standing, detail, { tests: test.tests ?? null });
}

function withLint(failure: Failure, lint: Part): Failure {
  if (lint.kind !== "failed") return failure;
  const evidence = `${lint.failure.message}\n${
    lint.failure.evidence.slice(-2048)
  }\n\n${failure.evidence}`;
  return { ...failure, message: `${failure.message}; lint failed too`, evidence };
}

/** The user's pre-commit and commit-msg hooks; what they rewrite becomes the commit. */
async function runHooks(work: Work, slot: Slot, from: Standing): Promise<Part> {
  const done: Part = { kind: "done", standing: from, detail: "" };
  const { order } = work;
  if (!order.checks.runGitHooks || order.candidate || from.sha === null) return done;
  if (work.signal.aborted) return { kind: "stopped" };
  const ran = await work.ports.workspaces.hooks(slot, order, from.sha);
  for (const message of ran.notices) work.claim({ type: "noticed", message });
  const standing = ran.sha === from.sha ? from : { sha: ran.sha, tree: null };
  // Not the task's failure: the check starts again once a person has accepted the change.
  if (work.signal.aborted || ran.harnessChanged) return { kind: "stopped" };
  if (!ran.passed) {
    const failure = failureOf("hook_failure", "A git hook refused the commit", ran.output);
    return { kind: "failed", standing, failure };
  }
  return { kind: "done", standing, detail: ran.sha === from.sha ? "" : "hooks changed the commit" };
}

async function runLint(
  work: Work,
  slot: Slot,
  from: Standing,
): Promise<Exclude<Part, { kind: "stopped" }> | { kind: "stopped" }> {
  const { lint, lintFix, lintBlocking } = work.order.checks;
  if (lint.trim() === "") return { kind: "done", standing: from, detail: "" };
  let ended = await runCommand(work, slot, lint);
  if (ended.kind === "stopped") return ended;
  let failure = commandFailure("lint_failure", "Lint", lint, ended);
  let standing = from;
  let detail = "lint passed";
  if (failure && lintFix.trim() !== "" && !work.order.candidate) {
    const fixed = await fixLint(work, slot, from);
    if (fixed.kind !== "done") return fixed;
    standing = fixed.standing;
    detail = fixed.detail;
    ended = await runCommand(work, slot, lint);
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

async function fixLint(work: Work, slot: Slot, from: Standing): Promise<Part> {
  const ended = await runCommand(work, slot, work.order.checks.lintFix);
  if (ended.kind === "stopped") return ended;
  const capture = await work.ports.workspaces.capture(slot, work.order, work.execution);
  claimCapture(work, capture);
  const wrong = wrongfulCapture(capture);
  if (wrong) return { kind: "failed", standing: from, failure: wrong };
  const isSame = capture.tree === null || capture.tree === from.tree;
  const standing = isSame ? from : { sha: capture.sha, tree: capture.tree };
  return { kind: "done", standing, detail: isSame ? "lint passed" : "lint passed after its fixer" };
}

async function runTests(work: Work, slot: Slot, from: Standing): Promise<Part> {
  const { test, baseTests } = work.order.checks;
  if (test.trim() === "") {
    return { kind: "done", standing: from, detail: "not_run: no test command" };
  }
  const ended = await runCommand(work, slot, test);
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
