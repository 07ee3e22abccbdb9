import assert from "node:assert/strict";
import {
  attempt,
  called,
  closed,
  ended,
  failed,
  failure,
  given,
  intended,
  landed,
  named,
  NOW,
  parkedAgent,
  passed,
  planned,
  ready,
  retried,
  runOf,
  specOf,
  started,
} from "../../given.ts";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { outcome } from "../../../src/pipeline/outcome.ts";

const plan = (facts: readonly Fact[], needs: Record<string, string[]>, more = {}) =>
  planned(specOf(needs), runOf(facts), more);

Deno.test("independent tasks start together, up to the jobs", () => {
  assert.deepEqual(named(plan([started({ jobs: 2 })], { a: [], b: [], c: [] }).effects), [
    "attempt a",
    "attempt b",
  ]);
});

Deno.test("a task starts only when what it needs is done", () => {
  assert.deepEqual(named(plan([started()], { a: [], b: ["a"] }).effects), ["attempt a"]);
  assert.deepEqual(named(plan([started(), ...landed("a")], { a: [], b: ["a"] }).effects), [
    "attempt b",
  ]);
});

Deno.test("in place nothing starts while the base's own check still has the tree", () => {
  const order = { order: "o1", task: "", attempt: 0, stages: ["check"], agent: "" } as const;
  const issued: Fact = { type: "OrderIssued", ...order, reservedUsd: 0, hash: "", candidate: "" };
  const starts = (mode: "git" | "plain") => {
    const begun = started({ jobs: 1 });
    assert.ok(begun.type === "RunStarted");
    return named(plan([{ ...begun, mode }, issued], { a: [] }).effects);
  };
  assert.deepEqual(starts("git"), ["attempt a"]);
  assert.deepEqual(starts("plain"), []);
});

Deno.test("while the target conflicts with landed work nothing starts, and the run waits for a person", () => {
  const waits: Fact = {
    type: "TargetWaits",
    target: "main",
    reason: { kind: "diverged", files: ["a.txt"] },
    message: "New commits of main conflict with landed work in a.txt",
  };
  const spec = specOf({ a: [], b: [] });
  const facts = [started(), ...ready("a"), waits];
  assert.deepEqual(named(planned(spec, runOf(facts)).effects), []);
  const ended = outcome(spec, runOf(facts), "", NOW);
  assert.equal(ended.exitCode, 4);
  assert.match(ended.reason, /a\.txt/);
  assert.deepEqual(
    named(planned(spec, runOf([...facts, { type: "LandRequested", by: "cli:ada" }])).effects),
    ["advance", "prepare_landing a"],
  );
});

Deno.test("with nothing else in progress a new attempt waits for the landing, and stands on it", () => {
  const spec = specOf({ a: [], b: [], c: [] });
  const [jobs1, jobs2] = [started({ jobs: 1 }), started({ jobs: 2 })];
  const isReady = named(planned(spec, runOf([jobs1, ...ready("a")])).effects);
  assert.deepEqual(isReady, ["prepare_landing a"]);
  const beside = named(planned(spec, runOf([jobs2, ...ready("a"), ...attempt("b")])).effects);
  assert.deepEqual(beside, ["prepare_landing a", "attempt c"]);
});

Deno.test("an unknown need is never satisfied", () => {
  const next = plan([started()], { b: ["ghost"] });
  assert.deepEqual(next.effects, []);
  assert.equal(next.isOver, true);
});

Deno.test("higher priority starts first, then file order", () => {
  const spec = specOf({ a: [], b: [], c: [] }, {
    a: { priority: "p2" },
    b: { priority: "p1" },
    c: { priority: "p1" },
  });
  assert.deepEqual(named(planned(spec, runOf([started({ jobs: 2 })])).effects), [
    "attempt b",
    "attempt c",
  ]);
});

Deno.test("P7: nothing is ready to land before its check has passed, whatever else was skipped", () => {
  const gates = ready("a").filter((fact) => fact.type === "StageSkipped");
  const implemented = [started(), ...attempt("a"), ...passed("a", 1, "implement")];
  assert.deepEqual(named(plan([...implemented, ...gates, closed("a")], { a: [] }).effects), [
    "resume a",
  ]);
  const red = [...implemented, ...failed("a", 1), ...gates, closed("a")];
  assert.deepEqual(named(plan(red, { a: [] }).effects), ["attempt a"]);
});

Deno.test("work that was checked lands one at a time, oldest first", () => {
  const facts = [started(), ...ready("b"), ...ready("a")];
  assert.deepEqual(named(plan(facts, { a: [], b: [] }).effects), ["prepare_landing b"]);
  assert.deepEqual(named(plan([...facts, intended("b")], { a: [], b: [] }).effects), ["land"]);
});

Deno.test("a landing on a queue that moved is checked on the merged commit first", () => {
  const facts = [started(), ...ready("a"), intended("a", true)];
  assert.deepEqual(named(plan(facts, { a: [] }).effects), ["check_landing"]);
  const checked: Fact = {
    type: "LandChecked",
    landing: "landing-a",
    commit: "a-merge",
    durationMs: 1,
  };
  assert.deepEqual(named(plan([...facts, checked], { a: [] }).effects), ["land"]);
});

Deno.test("nothing lands while git's own configuration is changed", () => {
  const alarm: Fact = { type: "HarnessChanged", task: "a", attempt: 1, diff: "+ fsmonitor" };
  assert.deepEqual(named(plan([started(), ...ready("a"), alarm], { a: [] }).effects), []);
  const accepted: Fact = { type: "HarnessAccepted", by: "cli:ada" };
  assert.deepEqual(named(plan([started(), ...ready("a"), alarm, accepted], { a: [] }).effects), [
    "prepare_landing a",
  ]);
  const ahead = [started(), ...landed("a").slice(0, -1)];
  assert.deepEqual(named(plan(ahead, { a: [] }).effects), ["advance"]);
  assert.deepEqual(
    named(plan([...ahead, alarm], { a: [] }).effects),
    [],
    "nor does the target move",
  );
});

Deno.test("a failed task is tried again until its attempts are used up", () => {
  const once = [started(), ...attempt("a"), ...failed("a", 1), closed("a", 1)];
  assert.deepEqual(named(plan(once, { a: [] }).effects), ["attempt a"]);
  const thrice = [1, 2, 3].flatMap((n) => [...attempt("a", n), ...failed("a", n), closed("a", n)]);
  const over = plan([started(), ...thrice], { a: [] });
  assert.deepEqual(over.effects, []);
  assert.equal(over.isOver, true);
});

Deno.test("P10: a fault of ours is not paid for again unasked, and is tried again where nothing was paid", () => {
  const once = (costUsd: number | null) => [
    started(),
    ...attempt("a"),
    ...called("a", 1, costUsd),
    ...failed("a", 1, "check", "internal"),
    closed("a", 1),
  ];
  for (const costUsd of [0.4, null]) {
    const paid = plan(once(costUsd), { a: [] });
    assert.deepEqual([paid.effects, paid.isOver], [[], true], `${costUsd}`);
  }
  assert.deepEqual(named(plan(once(0), { a: [] }).effects), ["attempt a"]);
  const before = [started(), ...attempt("a"), ...failed("a", 1, "implement", "internal")];
  assert.deepEqual(named(plan([...before, closed("a", 1)], { a: [] }).effects), ["attempt a"]);
  const asked = retried("a");
  assert.deepEqual(named(plan([...once(0.4), asked], { a: [] }).effects), ["attempt a"]);
});

Deno.test("P10: what git refused is paid for once more, for its ground may be mended, and not a third time", () => {
  const refused = (n: number) => [
    ...attempt("a", n),
    ...called("a", n, 0.4),
    ...failed("a", n, "implement", "git_failure"),
    closed("a", n),
  ];
  const once = plan([started(), ...refused(1)], { a: [] });
  assert.deepEqual(named(once.effects), ["attempt a"]);
  const twice = plan([started(), ...refused(1), ...refused(2)], { a: [] });
  assert.deepEqual([twice.effects, twice.isOver], [[], true]);
});

Deno.test("P10: faults of ours in two paid tasks stop a run before it pays for the others", () => {
  const faulty = (task: string) => [
    ...attempt(task),
    ...called(task, 1, 0.4),
    ...failed(task, 1, "implement", "internal"),
    closed(task, 1),
  ];
  const spec = { a: [], b: [], c: [], d: [] };
  const over = plan([started({ jobs: 1 }), ...faulty("a"), ...faulty("b")], spec);
  assert.deepEqual([over.effects, over.isOver], [[], true]);
});

Deno.test("a retry waits for its delay, and the plan says until when", () => {
  const facts = [
    started({ retryDelayMs: 5000 }),
    ...attempt("a"),
    ...failed("a", 1),
    closed("a", 1),
  ];
  const soon = plan(facts, { a: [] }, { nowMs: NOW });
  assert.deepEqual(soon.effects, []);
  assert.equal(soon.isOver, false);
  assert.ok(soon.wakeAtMs !== null && soon.wakeAtMs > NOW + 5000 && soon.wakeAtMs < NOW + 5100);
});

Deno.test("an agent's limit uses up no attempt and parks the agent", () => {
  const parked = parkedAgent(NOW + 60_000);
  const facts = [
    started(),
    ...attempt("a"),
    ...failed("a", 1, "implement", "agent_limit"),
    parked,
    closed("a", 1),
  ];
  const run = runOf(facts);
  assert.equal(run.tasks.get("a")?.used, 0);
  const waiting = planned(specOf({ a: [] }), run, { nowMs: NOW });
  assert.deepEqual(waiting.effects, []);
  assert.equal(waiting.wakeAtMs, NOW + 60_000);
  assert.deepEqual(named(planned(specOf({ a: [] }), run, { nowMs: NOW + 60_000 }).effects), [
    "attempt a",
  ]);
});

Deno.test("a parked agent's work falls to the next along the chain", () => {
  const parked = parkedAgent(null, "agent_auth", "login");
  const next = plan([started({ agents: ["claude", "codex"] }), parked], { a: [] });
  assert.deepEqual(next.effects.map((effect) => effect.kind === "attempt" ? effect.agent : ""), [
    "codex",
  ]);
});

Deno.test("a limit beyond what a run may wait ends it", () => {
  const parked = parkedAgent(NOW + 9e9);
  assert.equal(
    plan([started({ limitWaitMs: 1000 }), parked], { a: [] }, { nowMs: NOW }).isOver,
    true,
  );
});

Deno.test("a provider that stays away longer than a run may wait is given up", () => {
  const parked: Fact = {
    type: "AgentParked",
    agent: "claude",
    kind: "agent_network",
    untilMs: NOW + 60_000,
    message: "no network",
  };
  const run = runOf([started({ limitWaitMs: 600_000 }), parked]);
  assert.deepEqual(named(planned(specOf({ a: [] }), run, { nowMs: NOW + 60_000 }).effects), [
    "attempt a",
  ]);
  assert.equal(planned(specOf({ a: [] }), run, { nowMs: NOW + 700_000 }).isOver, true);
});

Deno.test("an agent gets no more open orders than its own limit", () => {
  const next = plan([started({ perAgent: { claude: 1 } })], { a: [], b: [] });
  assert.deepEqual(named(next.effects), ["attempt a"]);
});

Deno.test("a blocked question is never asked again unasked", () => {
  const asked: Fact = {
    type: "QuestionAsked",
    task: "a",
    attempt: 1,
    question: "which?",
    sha: null,
  };
  const facts = [
    started(),
    ...attempt("a"),
    asked,
    closed("a", 1),
    ended(4),
    started({}, { kind: "all" }, "run-2"),
  ];
  assert.deepEqual(plan(facts, { a: [] }).effects, []);
  const answer: Fact = { type: "QuestionAnswered", task: "a", text: "blue", by: "cli:ada" };
  assert.deepEqual(named(plan([...facts, answer], { a: [] }).effects), ["attempt a"]);
});

Deno.test("pause and soft stop start nothing new but let checked work land", () => {
  const paused: Fact = { type: "RunPaused", by: "cli:ada" };
  assert.deepEqual(named(plan([started(), ...ready("a"), paused], { a: [], b: [] }).effects), [
    "prepare_landing a",
  ]);
  const idle = plan([started(), paused], { a: [] });
  assert.equal(idle.isOver, false);
  const stop: Fact = { type: "StopRequested", mode: "soft", by: "cli:ada", reason: "asked" };
  assert.equal(plan([started(), stop], { a: [] }).isOver, true);
});

Deno.test("a run goes on landing work that an earlier engine left checked", () => {
  const facts = [started(), ...ready("a"), started({}, { kind: "all" }, "run-2")];
  assert.deepEqual(named(plan(facts, { a: [] }).effects), ["prepare_landing a"]);
});

Deno.test("a check that was cut off runs again on the same commit, without a new call", () => {
  const cut: Fact[] = [
    { type: "StageStarted", task: "a", attempt: 1, stage: "check" },
    {
      type: "StageInterrupted",
      task: "a",
      attempt: 1,
      stage: "check",
      reason: "engine_died",
      sha: null,
    },
    { type: "OrderLost", order: "order-a-1", reason: "engine_died" },
  ];
  const facts = [
    started(),
    ...attempt("a"),
    ...passed("a", 1, "prepare"),
    ...passed("a", 1, "implement"),
    ...cut,
  ];
  assert.deepEqual(named(plan(facts, { a: [] }).effects), ["resume a"]);
  // Not with hooks that nobody has looked at.
  const alarm: Fact = { type: "HarnessChanged", task: "a", attempt: 1, diff: "+ fsmonitor" };
  assert.deepEqual(named(plan([...facts, alarm], { a: [] }).effects), []);
});

Deno.test("failures in a row stop new work, counted per task", () => {
  const twice = ["a", "b"].flatMap((
    task,
  ) => [...attempt(task), ...failed(task, 1), closed(task, 1)]);
  const facts = [started({ maxAttempts: 1 }), ...twice];
  assert.match(plan(facts, { a: [], b: [], c: [] }).holding, /2 tasks in a row/);
  const between = [
    started({ maxAttempts: 1 }),
    ...attempt("a"),
    ...failed("a", 1),
    closed("a", 1),
    ...landed("c"),
    ...attempt("b"),
    ...failed("b", 1),
    closed("b", 1),
  ];
  assert.equal(plan(between, { a: [], b: [], c: [], d: [] }).holding, "");
});

Deno.test("on_task_failure stop holds everything after the first failed task", () => {
  const facts = [
    started({ maxAttempts: 1, onTaskFailure: "stop" }),
    ...attempt("a"),
    ...failed("a", 1),
    closed("a", 1),
  ];
  assert.deepEqual(plan(facts, { a: [], b: [] }).effects, []);
  const success = [...facts.slice(0, 1), ...attempt("b"), ...facts.slice(1), ...landed("b")];
  const spec = { a: [], b: [], c: [] };
  assert.deepEqual(plan(success, spec).effects, [], "also when another one lands after it");
  const again = retried("a");
  assert.deepEqual(named(plan([...success, again], spec).effects), ["attempt a", "attempt c"]);
});

Deno.test("the first conflict costs no attempt, the second waits for a person", () => {
  const once = [started(), ...ready("a"), ...failed("a", 1, "land", "conflict")];
  assert.equal(runOf(once).tasks.get("a")?.used, 0);
  assert.deepEqual(named(plan(once, { a: [] }).effects), ["attempt a"]);
  const twice = [...once, ...ready("a", 2), ...failed("a", 2, "land", "conflict")];
  const run = runOf(twice);
  assert.equal(run.tasks.get("a")?.standing.at, "waiting");
});

Deno.test("the base is checked once, before the first paid call", () => {
  const first = plan([started()], { a: [], b: [] }, { checkBase: true });
  assert.deepEqual(named(first.effects), ["check_base"]);
  const checked: Fact = {
    type: "BaseChecked",
    sha: "base",
    passed: true,
    tests: 3,
    message: "",
    durationMs: 1,
  };
  assert.deepEqual(
    named(plan([started(), checked], { a: [], b: [] }, { checkBase: true }).effects),
    ["attempt a", "attempt b"],
  );
});

Deno.test("nothing is paid for while the base is being checked, nor after a red one when asked to stop", () => {
  const issued: Fact = {
    type: "OrderIssued",
    order: "o",
    task: "",
    attempt: 0,
    stages: ["check"],
    agent: "",
    reservedUsd: 0,
    hash: "h",
    candidate: "base",
  };
  assert.deepEqual(plan([started(), issued], { a: [] }, { checkBase: true }).effects, []);
  const red: Fact = {
    type: "BaseChecked",
    sha: "base",
    passed: false,
    tests: null,
    message: "2 tests failed",
    durationMs: 1,
  };
  const stops = plan([started({ stopOnRedBase: true }), red], { a: [] }, { checkBase: true });
  assert.deepEqual(stops.effects, []);
  assert.match(stops.holding, /2 tests failed/);
  const warns = plan([started(), red], { a: [] }, { checkBase: true });
  assert.deepEqual(named(warns.effects), ["attempt a"]);
});

Deno.test("a task that a person took away while it ran has its order stopped", () => {
  const marked: Fact = { type: "TaskMarkedDone", task: "a", by: "cli:ada" };
  assert.deepEqual(named(plan([started(), ...attempt("a"), marked], { a: [] }).effects), [
    "stop_order",
  ]);
});

Deno.test("only the selected tasks start", () => {
  const byId = plan([started({}, { kind: "tasks", ids: ["b"] })], { a: [], b: [] });
  assert.deepEqual(named(byId.effects), ["attempt b"]);
  const next = plan([started({}, { kind: "next" })], { a: [], b: [] });
  assert.deepEqual(named(next.effects), ["attempt a"]);
  const after = plan([started({}, { kind: "next" }), ...landed("a")], { a: [], b: [] });
  assert.deepEqual(after.effects, []);
});

Deno.test("a session that ran out of time starts nothing new", () => {
  const facts = [started({ sessionMs: 1000 })];
  assert.deepEqual(plan(facts, { a: [] }, { elapsedMs: 1000 }).effects, []);
  assert.deepEqual(named(plan(facts, { a: [] }, { elapsedMs: 999 }).effects), ["attempt a"]);
});

Deno.test("a run that ended gives failed tasks their attempts anew, a cut-off one does not", () => {
  const thrice = [1, 2, 3].flatMap((n) => [...attempt("a", n), ...failed("a", n), closed("a", n)]);
  const again = started({}, { kind: "all" }, "run-2");
  assert.deepEqual(plan([started(), ...thrice, again], { a: [] }).effects, []);
  assert.deepEqual(named(plan([started(), ...thrice, ended(1), again], { a: [] }).effects), [
    "attempt a",
  ]);
});

Deno.test("a done task in the file is done, a blocked one is held, one in progress may run", () => {
  const read: Fact = {
    type: "SpecRead",
    hash: "h",
    tasks: 3,
    head: "main",
    changes: [{ task: "a", from: null, to: "done" }, { task: "b", from: null, to: "blocked" }, {
      task: "c",
      from: null,
      to: "in_progress",
    }],
  };
  const run = runOf([started(), read]);
  assert.deepEqual(named(planned(specOf({ a: [], b: [], c: [] }), run).effects), ["attempt c"]);
});

Deno.test("a person who sets DONE back to TODO has the task run again", () => {
  const back: Fact = {
    type: "SpecRead",
    hash: "h2",
    tasks: 1,
    head: "main",
    changes: [{ task: "a", from: "done", to: "todo" }],
  };
  assert.deepEqual(named(plan([started(), ...landed("a"), back], { a: [] }).effects), [
    "attempt a",
  ]);
});

Deno.test("statuses that came with another branch are nobody's word: nothing landed is paid for again", () => {
  const read = (head: string, to: "done" | "todo", from: "done" | null): Fact => ({
    type: "SpecRead",
    hash: `${head}-${to}`,
    tasks: 1,
    head,
    changes: [{ task: "a", from, to }],
  });
  const facts = [
    started(),
    ...landed("a"),
    read("main", "done", null),
    read("other", "todo", "done"),
  ];
  assert.deepEqual(plan(facts, { a: [] }).effects, []);
  const byHand = [...facts.slice(0, -1), read("main", "todo", "done")];
  assert.deepEqual(named(plan(byHand, { a: [] }).effects), ["attempt a"]);
});

Deno.test("retry is refused while a task waits for an answer, and while it runs", () => {
  given(started(), attempt("a")).when("retry", { task: "a" }).refused(/attempt 1/);
  const asked: Fact = { type: "QuestionAsked", task: "a", attempt: 1, question: "?", sha: null };
  given(started(), attempt("a"), asked).when("retry", { task: "a" }).refused(/waits for an answer/);
});

Deno.test("undo takes back the last word unless something was built on it", () => {
  const skipped: Fact = { type: "TaskSkipped", task: "a", by: "cli:ada" };
  const story = given(started(), skipped);
  story.when("undo").then({ type: "ActionUndone", seq: 2, what: "skipped" });
  given(started(), skipped, { type: "ActionUndone", seq: 2, what: "skipped", by: "x" }).when("undo")
    .refused(/nothing to undo/);
  given(started(), attempt("a"), failed("a", 1), closed("a", 1), retried("a"), landed("a", 2)).when(
    "undo",
  ).refused(/nothing to undo/);
});

Deno.test("approval commands say that they are not built", () => {
  for (const name of ["approve", "reject", "fix", "hunks"]) {
    given(started()).when(name, { task: "a" }).refused(/not built yet/);
  }
});

Deno.test("failures keep their evidence", () => {
  const run = runOf([started(), ...attempt("a"), ...failed("a", 1)]);
  const record = run.tasks.get("a")?.attempts[0]?.stages.check;
  assert.deepEqual(record, { status: "failed", durationMs: 1, failure: failure() });
});
