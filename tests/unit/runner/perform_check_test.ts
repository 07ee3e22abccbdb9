import assert from "node:assert/strict";
import type { CheckPlan } from "../../../src/runner/ports.ts";
import { aCapture } from "./given_work.ts";
import { type Given, performed } from "./given_perform.ts";

const PLAN: CheckPlan = {
  test: "",
  lint: "",
  lintFix: "",
  lintBlocking: true,
  runGitHooks: false,
  baseTests: null,
};

function checked(plan: Partial<CheckPlan>, given: Given = {}, over = {}) {
  const checks = { ...PLAN, ...plan };
  return performed({ stages: ["check"], continueFrom: "left-sha", checks, ...over }, given);
}

Deno.test("a check of one commit says check only, and passes on exactly that commit", async () => {
  const { said, find, workspaces } = await checked({
    test: "echo '3 passed in 0.1s'",
    lint: "true",
  });
  assert.deepEqual(said, ["stage_started check", "stage_passed check", "closed"]);
  const passed = find("stage_passed");
  assert.equal(passed.sha, "left-sha");
  assert.deepEqual(passed.tests, { passed: 3, failed: 0 });
  assert.match(passed.detail, /3 tests passed; lint passed/);
  assert.deepEqual(workspaces.calls, ["take", "release"]);
});

Deno.test("check follows implement on the commit that implement left", async () => {
  const { said, claims } = await performed({
    stages: ["implement", "check", "review"],
    prompt: "echo SAY TASK_COMPLETE",
    checks: { ...PLAN, test: "true" },
  });
  assert.deepEqual(said.slice(-3), ["stage_started check", "stage_passed check", "closed"]);
  const last = claims.at(-2);
  assert.equal(last?.type === "stage_passed" && last.sha, "work-sha");
  assert.equal(last?.type === "stage_passed" && last.tree, "work-tree");
});

Deno.test("a failed implement is not checked", async () => {
  const { said } = await performed({
    stages: ["implement", "check"],
    prompt: "echo SAY TASK_FAILED: no",
    checks: { ...PLAN, test: "true" },
  });
  assert.equal(said.some((each) => each.includes("check")), false);
});

Deno.test("red tests fail with their exit code, their counts and what they printed", async () => {
  const { find } = await checked({
    test: "echo '1 failed, 2 passed in 0.1s'; echo boom >&2; exit 1",
  });
  const { failure, sha } = find("stage_failed");
  assert.equal(failure.kind, "test_failure");
  assert.match(failure.message, /failed with exit code 1 \(2 passed, 1 failed\)/);
  assert.match(failure.evidence, /boom/);
  assert.equal(sha, "left-sha");
});

Deno.test("a test command that hangs is ended at its limit and says so", async () => {
  const limits = { wallMs: 0, silenceMs: 0, commandMs: 300, reservedUsd: 0 };
  const { find } = await checked({ test: "exec sleep 60" }, {}, { limits });
  assert.equal(find("stage_failed").failure.kind, "test_failure");
  assert.match(find("stage_failed").failure.message, /took longer than 0.3 s and was ended/);
});

Deno.test("a command that does not exist is a failure with its name", async () => {
  const { find } = await checked({ test: "spec-tui-no-such-command" });
  assert.match(find("stage_failed").failure.message, /spec-tui-no-such-command.*127/);
});

Deno.test("0 tests fail where the base ran tests, and are not_run where it has none", async () => {
  const test = "echo 'ok | 0 passed | 0 failed (1ms)'";
  const lost = await checked({ test, baseTests: 12 });
  assert.equal(lost.find("stage_failed").failure.kind, "test_failure");
  assert.match(
    lost.find("stage_failed").failure.message,
    /ran 0 tests \(expected some, as the base ran 12\)/,
  );
  for (const baseTests of [0, null]) {
    const none = await checked({ test, baseTests });
    assert.match(none.find("stage_passed").detail, /not_run: 0 tests ran/);
  }
});

Deno.test("pytest without tests (exit 5) is not_run in a new project, and red in one that had some", async () => {
  const test = "echo '=== no tests ran in 0.01s ==='; exit 5";
  assert.match((await checked({ test, baseTests: 0 })).find("stage_passed").detail, /not_run/);
  assert.equal(
    (await checked({ test, baseTests: 3 })).find("stage_failed").failure.kind,
    "test_failure",
  );
});

Deno.test("no test command is said as not_run", async () => {
  const { find } = await checked({ test: " " });
  assert.match(find("stage_passed").detail, /not_run: no test command/);
  assert.equal(find("stage_passed").tests, null);
});

Deno.test("red lint fails, or is only said when it does not block", async () => {
  const red = await checked({ test: "true", lint: "echo ugly; exit 1" });
  assert.equal(red.find("stage_failed").failure.kind, "lint_failure");
  assert.match(red.find("stage_failed").failure.evidence, /ugly/);
  const advisory = await checked({ test: "true", lint: "exit 1", lintBlocking: false });
  assert.match(advisory.find("stage_passed").detail, /lint failed, not blocking/);
  assert.ok(advisory.notices().some((message) => message.includes("not blocking")));
});

Deno.test("red tests and red lint are told together", async () => {
  const { find } = await checked({ test: "echo broken; exit 1", lint: "echo ugly; exit 1" });
  const { failure } = find("stage_failed");
  assert.equal(failure.kind, "test_failure");
  assert.match(failure.message, /lint failed too/);
  assert.match(failure.evidence, /ugly[\s\S]*broken/);
});

const FIXABLE = { lint: "grep -q fixed state", lintFix: "echo fixed > state" };

Deno.test("what the lint fixer changes joins the commit, and the tests run on that one", async () => {
  const { said, find, workspaces } = await checked({ ...FIXABLE, test: "cat state" }, {
    workspaces: { captures: [aCapture({ sha: "fixed-sha", tree: "fixed-tree" })] },
  });
  assert.deepEqual(said, ["stage_started check", "stage_passed check", "closed"]);
  assert.equal(find("stage_passed").sha, "fixed-sha");
  assert.equal(find("stage_passed").tree, "fixed-tree");
  assert.deepEqual(workspaces.calls, ["take", "capture", "release"]);
});

Deno.test("files that tests leave behind are not there when the fixer's changes are committed", async () => {
  const folder = await Deno.makeTempDir();
  const names = () => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  let atCapture: string[] = [];
  await checked({ ...FIXABLE, test: "touch left-by-test" }, {
    folder,
    workspaces: { onCapture: () => void (atCapture = names()) },
  });
  assert.deepEqual(atCapture, ["state"]);
  assert.deepEqual(names(), ["left-by-test", "state"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a fixer that does not help leaves lint red", async () => {
  const { find } = await checked({ lint: "exit 1", lintFix: "true", test: "true" });
  assert.equal(find("stage_failed").failure.kind, "lint_failure");
});

Deno.test("a merged commit that could land is only judged: no hooks, no fixer", async () => {
  const { find, workspaces } = await checked({ ...FIXABLE, test: "true", runGitHooks: true }, {}, {
    candidate: true,
  });
  assert.equal(find("stage_failed").failure.kind, "lint_failure");
  assert.deepEqual(workspaces.calls, ["take", "release"]);
});

Deno.test("the user's hooks run first: what they rewrite is the commit, what they refuse fails", async () => {
  const rewritten = await checked({ runGitHooks: true, test: "true" }, {
    workspaces: {
      hooks: { passed: true, output: "", sha: "hooked-sha", notices: ["husky is missing"] },
    },
  });
  assert.deepEqual(rewritten.workspaces.calls, ["take", "hooks left-sha", "release"]);
  assert.equal(rewritten.find("stage_passed").sha, "hooked-sha");
  assert.equal(rewritten.find("stage_passed").tree, null);
  assert.deepEqual(rewritten.notices(), ["husky is missing"]);
  const refused = await checked({ runGitHooks: true, test: "true" }, {
    workspaces: {
      hooks: { passed: false, output: "no TODO, please", sha: "left-sha", notices: [] },
    },
  });
  assert.equal(refused.find("stage_failed").failure.kind, "hook_failure");
  assert.match(refused.find("stage_failed").failure.evidence, /no TODO/);
});

Deno.test("hooks that an agent may have changed are not run: the check waits, the task has not failed", async () => {
  const { said } = await checked({ runGitHooks: true, test: "exit 1" }, {
    workspaces: {
      hooks: { passed: false, output: "", sha: "left-sha", notices: [], harnessChanged: "+evil" },
    },
  });
  assert.deepEqual(said, [
    "stage_started check",
    "harness_changed",
    "stage_interrupted check",
    "closed",
  ]);
});

Deno.test("without git there is no commit and no hook", async () => {
  const { find, workspaces } = await checked({ runGitHooks: true, test: "true" }, {}, {
    base: null,
    continueFrom: null,
  });
  assert.equal(find("stage_passed").sha, null);
  assert.deepEqual(workspaces.calls, ["take", "release"]);
});

Deno.test("a stop during the tests interrupts the check and keeps its commit", async () => {
  const stop = new AbortController();
  const { said, find } = await checked({ test: "exec sleep 60" }, {
    signal: stop.signal,
    onClaim: (claim) => claim.type === "stage_started" && setTimeout(() => stop.abort(), 200),
  });
  assert.deepEqual(said, [
    "stage_started check",
    "stage_interrupted check",
    "closed",
  ]);
  assert.equal(find("stage_interrupted").sha, "left-sha");
});

Deno.test("a check that is cut off while its slot is prepared is an interrupted check", async () => {
  const { said } = await checked({ test: "true" }, { signal: AbortSignal.abort() });
  assert.deepEqual(said, [
    "stage_started check",
    "stage_interrupted check",
    "closed",
  ]);
});

Deno.test("P8: a server that the tests leave running is ended and said", async () => {
  const { notices, find } = await checked({
    test: "setsid sleep 300 >/dev/null 2>&1 & sleep 0.2; true",
  });
  assert.equal(find("stage_passed").stage, "check");
  assert.ok(notices().some((message) => message.includes("1 process")));
});

Deno.test("checks get the task's variables and the user's shell language", async () => {
  const { find } = await checked({
    test: 'test "$SPEC_TUI_TASK-$SPEC_TUI_SLOT" = "TASK-1-1" && echo a | grep -q a',
  });
  assert.equal(find("stage_passed").stage, "check");
});

Deno.test("evidence of a check that prints much is bounded and has its end", async () => {
  const { find } = await checked({ test: "seq 1 200000; echo the end; exit 1" });
  const { evidence } = find("stage_failed").failure;
  assert.ok(evidence.length < 10 * 1024);
  assert.match(evidence, /^1\n2\n/);
  assert.match(evidence, /the end$/);
});

Deno.test("what a check runs is in a transcript of its own: commands, output and how each ended", async () => {
  const { transcripts } = await checked({
    lint: "echo tidy",
    test: "echo '1 failed, 2 passed in 0.1s'; echo boom >&2; exit 1",
  });
  const [file] = transcripts;
  assert.equal(transcripts.length, 1);
  assert.deepEqual(
    [file?.call.stage, file?.call.role, file?.call.task, file?.call.attempt, file?.call.call],
    ["check", "check", "TASK-1", 1, "made-id-1"],
  );
  const told = (file?.prompt ?? "").replaceAll(/\d+ ms/g, "N ms").split("\n");
  assert.deepEqual(told, [
    "$ lint: echo tidy",
    "= passed after N ms",
    "$ test: echo '1 failed, 2 passed in 0.1s'; echo boom >&2; exit 1",
    "= exit 1 after N ms; 2 passed, 1 failed",
    "",
  ]);
  assert.equal(file?.output, "tidy\n1 failed, 2 passed in 0.1s\n");
  assert.equal(file?.stderr, "boom\n");
  assert.match(file?.end?.kind === "no_result" ? file.end.reason : "", /exit code 1/);
});

Deno.test("a check that passes says so at the end; one without commands makes no transcript", async () => {
  const green = await checked({ test: "true" });
  assert.deepEqual(green.transcripts[0]?.end, { kind: "answered" });
  assert.deepEqual((await checked({})).transcripts, []);
});

Deno.test("the checks of a merge and of the base are told from an attempt's", async () => {
  const role = async (task: string) =>
    (await checked({ test: "true" }, {}, { candidate: true, task })).transcripts[0]?.call.role;
  assert.deepEqual([await role("TASK-1"), await role("")], ["landing check", "base check"]);
});

Deno.test("hooks are told when they printed something or refused", async () => {
  const hooks = (passed: boolean, output: string) =>
    checked({ runGitHooks: true }, {
      workspaces: { hooks: { passed, output, sha: "left-sha", notices: [] } },
    });
  assert.deepEqual((await hooks(true, "")).transcripts, []);
  const [file] = (await hooks(false, "no ticket\n")).transcripts;
  assert.match(file?.prompt ?? "", /^\$ hooks: .*\n= refused after \d+ ms\n$/);
  assert.equal(file?.output, "no ticket\n");
});

Deno.test("a transcript that can't be written is said, and the check passes all the same", async () => {
  const { said, notices } = await checked({ test: "true" }, {
    ports: { transcripts: { open: () => Promise.reject(new Error("disk full")) } },
  });
  assert.ok(said.includes("stage_passed check"));
  assert.deepEqual(notices(), ["The transcript is incomplete: disk full"]);
});

Deno.test("a check that is stopped ends its transcript, and says so", async () => {
  const stop = new AbortController();
  const ends: unknown[] = [];
  let told = "";
  const transcripts = {
    open: () => ({
      prompt: (text: string) => void (told += text),
      output: () => stop.abort(),
      stderr: () => {},
      end: (end: unknown) => void ends.push(end),
    }),
  };
  const { said } = await checked({ test: "echo begun; exec sleep 60" }, {
    signal: stop.signal,
    ports: { transcripts },
  });
  assert.ok(said.includes("stage_interrupted check"));
  assert.match(told, /= stopped after \d+ ms\n$/);
  assert.deepEqual(ends, [{ kind: "no_result", reason: "stopped" }]);
});
