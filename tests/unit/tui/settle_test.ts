import assert from "node:assert/strict";
import type { Fact, FailureKind } from "../../../src/pipeline/fact.ts";
import type { Screen } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import {
  asking,
  givenScreen,
  idOf,
  implementing,
  limits,
  pictureOf,
  press,
  runStarted,
} from "./given_screen.ts";

const failed = (kind: FailureKind, evidence: string): Fact => ({
  type: "StageFailed",
  task: idOf(1),
  attempt: 1,
  stage: "implement",
  durationMs: 10,
  failure: { kind, message: "it changed files", evidence, fingerprint: "f" },
  sha: "a".repeat(40),
  tree: null,
});

const outside = [runStarted, ...implementing(idOf(1)), failed("outside_changes", "../x")];
const skipped = (task: string): Fact => ({ type: "TaskSkipped", task, by: "cli:ada" });
const harness: Fact = { type: "HarnessChanged", task: idOf(2), attempt: 1, diff: "+[filter]" };

function given(facts: readonly Fact[], engine = true): Screen {
  return givenScreen({ facts, engine });
}

function resolve(args: Readonly<Record<string, unknown>>) {
  return [{ kind: "tell", command: "resolve", args }];
}

Deno.test("changes outside the project are accepted or dropped only after a yes", () => {
  const screen = given(outside);
  const asked = press(screen, "A");
  assert.deepEqual([asked.requests, asked.dialogs.at(-1)?.kind], [[], "confirm"]);
  assert.deepEqual(press(asked, "y").requests, resolve({ task: idOf(1), how: "accept" }));
  assert.deepEqual(press(asked, "n").requests, []);
  assert.deepEqual(press(screen, "X", "y").requests, resolve({ task: idOf(1), how: "drop" }));
});

Deno.test("changed git configuration is accepted from its item, and says what that means", () => {
  const screen = press(given([...outside, harness]), "i", "G");
  const asked = press(screen, "A");
  assert.match(pictureOf(asked).join("\n"), /filters in it run on this machine/);
  assert.deepEqual(press(asked, "y").requests, resolve({ harness: true }));
  const first = press(screen, "g", "A", "y");
  assert.deepEqual(first.requests, resolve({ task: idOf(1), how: "accept" }));
});

Deno.test("what waits for nothing can be neither accepted nor dropped nor landed", () => {
  const screen = given([runStarted]);
  for (const key of ["A", "X"]) {
    assert.equal(press(screen, key).notice?.text, `${key}: it waits for nothing`);
  }
  assert.equal(press(screen, "L").notice?.text, "L: nothing waits to land");
});

Deno.test("landing again is asked for at once while an engine lives, else confirmed", () => {
  const waits: Fact = {
    type: "TargetWaits",
    target: "main",
    reason: { kind: "overlap", files: ["a"] },
    message: "a is changed",
  };
  const live = given([runStarted, waits]);
  assert.deepEqual(press(live, "L").requests, [{ kind: "tell", command: "land", args: {} }]);
  const asked = press(given([runStarted, waits], false), "L");
  assert.deepEqual([asked.requests, asked.dialogs.at(-1)?.kind], [[], "confirm"]);
});

Deno.test("undo names what it takes back, who did it and when, and waits for a yes", () => {
  const skipped: Fact = { type: "TaskSkipped", task: idOf(2), by: "cli:bob" };
  const screen = update(given([runStarted, skipped]), {
    kind: "tick",
    nowMs: 1_700_000_000_000 + 61_000,
  });
  const asked = press(screen, "u");
  assert.deepEqual(asked.requests, []);
  assert.match(pictureOf(asked).join("\n"), /Take back "TASK-002: skipped"\?/);
  assert.match(pictureOf(asked).join("\n"), /by cli:bob, 1m 00s ago/);
  assert.match(pictureOf(asked).join("\n"), /It may be started again/);
  assert.deepEqual(press(asked, "y").requests, [{ kind: "tell", command: "undo", args: {} }]);
  assert.equal(press(given([runStarted]), "u").notice?.text, "u: there is nothing to undo");
});

Deno.test("ending an attempt is confirmed and says what is kept", () => {
  const asked = press(given([runStarted, ...implementing(idOf(1))]), "K");
  assert.match(pictureOf(asked).join("\n"), /What the agent left is kept/);
  assert.deepEqual(press(asked, "y").requests, [{
    kind: "tell",
    command: "kill",
    args: { task: idOf(1) },
  }]);
});

Deno.test("without an engine, what makes work possible starts one for just that", () => {
  const screen = given(outside, false);
  const told = (command: string, args: Readonly<Record<string, unknown>>) =>
    update(screen, {
      kind: "answer",
      command,
      args,
      accepted: true,
      message: "done",
      byEngine: false,
    }).requests;
  const one = { kind: "start", selection: { kind: "tasks", ids: [idOf(1)] } };
  const landing = { kind: "start", selection: { kind: "tasks", ids: [] } };
  assert.deepEqual(told("resolve", { task: idOf(1), how: "accept" }), [one]);
  assert.deepEqual(told("resolve", { task: idOf(1), how: "drop" }), []);
  assert.deepEqual(told("resolve", { harness: true }), [landing]);
  assert.deepEqual(told("land", {}), [landing]);
  assert.deepEqual(told("budget", { task: idOf(1), usd: "1" }), [one]);
  assert.deepEqual(told("budget", { usd: "1" }), [{ kind: "start", selection: { kind: "all" } }]);
  assert.deepEqual(told("skip", { task: idOf(1) }), []);
});

Deno.test("a retry that an engine was too near its end to answer starts another", () => {
  const answer = {
    kind: "answer",
    command: "retry",
    args: { task: idOf(1) },
    accepted: true,
    message: "done",
    byEngine: false,
  } as const;
  const start = { kind: "start", selection: { kind: "tasks", ids: [idOf(1)] } };
  const leaving = given([runStarted, ...implementing(idOf(1)), failed("test_failure", "no")]);
  assert.equal(leaving.engine.kind, "alive");
  assert.deepEqual(update(leaving, answer).requests, [start]);
  const starting: Screen = { ...leaving, engine: { kind: "starting", sinceMs: 0 } };
  assert.deepEqual(update(starting, answer).requests, []);
});

Deno.test("retry with options: afresh, another agent, a model and a note go with it", () => {
  const screen = given([runStarted, ...implementing(idOf(1)), failed("test_failure", "no")]);
  const opened = press(screen, "R");
  assert.match(pictureOf(opened).join("\n"), /how +▸continue its work {2}start afresh/);
  assert.doesNotMatch(pictureOf(opened).join("\n"), /codex/, "it is not installed");
  const afresh = press(opened, "l", "tab", "right", "tab", ..."opus", "tab", "u", "space", "h");
  assert.match(pictureOf(afresh).join("\n"), /▸start afresh[^]*▸claude[^]*opus[^]*u h/);
  assert.deepEqual(press(afresh, "enter").requests, [{
    kind: "tell",
    command: "retry",
    args: { task: idOf(1), fresh: true, agent: "claude", model: "opus", note: "u h" },
  }]);
  assert.deepEqual(press(opened, "enter").requests, [{
    kind: "tell",
    command: "retry",
    args: { task: idOf(1) },
  }]);
  assert.deepEqual(press(afresh, "esc").dialogs, []);
});

Deno.test("retry with options says what it costs and keeps, and is refused where retry is", () => {
  const idle = given([runStarted, ...implementing(idOf(1)), failed("test_failure", "no")], false);
  assert.match(pictureOf(press(idle, "R")).join("\n"), /starts an engine, which pays for agents/);
  const asks = given([runStarted, ...implementing(idOf(1)), asking(idOf(1), "Which?")]);
  assert.match(press(asks, "R").notice?.text ?? "", /^R: it waits for your answer: m$/);
});

Deno.test("pasted text goes into the note, and into no choice", () => {
  const screen = given([runStarted, ...implementing(idOf(1)), failed("test_failure", "no")]);
  const paste = { kind: "paste", text: "mind\nthe gap", truncated: false } as const;
  const opened = press(screen, "R");
  assert.deepEqual(update(opened, paste).dialogs, opened.dialogs);
  const noted = update(press(opened, "shift+tab"), paste);
  assert.deepEqual(press(noted, "enter").requests, [{
    kind: "tell",
    command: "retry",
    args: { task: idOf(1), note: "mind\nthe gap" },
  }]);
});

Deno.test("several tasks retried without an engine are started together, once all are answered", () => {
  const facts = [runStarted, ...[1, 2].map((n) => skipped(idOf(n)))];
  const screen = press(given(facts, false), "space", "space", "R", "enter");
  assert.equal(screen.requests.length, 2);
  const answer = (now: Screen, task: string, accepted = true) =>
    update(now, {
      kind: "answer",
      command: "retry",
      args: { task },
      accepted,
      message: "",
      byEngine: false,
    });
  const first = answer(screen, idOf(1));
  assert.deepEqual(first.requests, []);
  const both = answer(first, idOf(2));
  assert.deepEqual(both.requests, [{
    kind: "start",
    selection: { kind: "tasks", ids: [idOf(1), idOf(2)] },
  }]);
  assert.deepEqual(answer(first, idOf(2), false).requests, [{
    kind: "start",
    selection: { kind: "tasks", ids: [idOf(1)] },
  }]);
});

Deno.test("what has not been tried is not tried again, and the key says what leads on", () => {
  const idle = givenScreen({ facts: [], engine: false });
  for (const key of ["r", "R"]) {
    const pressed = press(idle, key);
    assert.deepEqual([pressed.requests, pressed.dialogs], [[], []]);
    assert.equal(pressed.notice?.text, `${key}: it has not been tried yet: s starts a run`);
  }
  assert.match(press(given([runStarted]), "r").notice?.text ?? "", /w says what it waits for$/);
  const one = given([runStarted, ...implementing(idOf(1)), failed("test_failure", "no")]);
  const both = press(one, "space", "space", "r");
  assert.deepEqual(both.requests, [
    { kind: "tell", command: "retry", args: { task: idOf(1) } },
  ]);
});

Deno.test("no sum is asked for where no budget could be raised", () => {
  const screen = given([runStarted]);
  const refused = press(screen, "+");
  assert.deepEqual(refused.dialogs, []);
  assert.match(refused.notice?.text ?? "", /^\+: the last run had no such limit: task_budget_usd/);
  assert.equal(press(screen, "4", "+").dialogs.at(-1)?.kind, "ask");
  assert.match(press(givenScreen(), "4", "+").notice?.text ?? "", /nothing has run yet/);
});

Deno.test("a run that starts nothing more says why in the header", () => {
  const limited = { ...limits, maxConsecutiveFailures: 1, maxAttempts: 1 };
  const over: Fact[] = [{ ...runStarted, limits: limited } as Fact, ...implementing(idOf(1))];
  const screen = given([...over, ...implementing(idOf(2)), failed("test_failure", "no")]);
  assert.match(pictureOf(screen)[0] ?? "", /1 tasks? in a row failed {2}‖ stopping/);
  assert.match(pictureOf(given(over))[0] ?? "", /● running/);
});

Deno.test("an answer that starts an engine says so, and a long question says that it goes on", () => {
  const question = Array.from({ length: 40 }, (_, n) => `line ${n}`).join("\n");
  const facts = [runStarted, ...implementing(idOf(1)), asking(idOf(1), question)];
  const shown = pictureOf(press(given(facts, false), "m")).join("\n");
  assert.match(shown, /starts an engine, which pays for agents[^]*line 0[^]*… \d+ more lines/);
  const running = pictureOf(press(given(facts), "m")).join("\n");
  assert.doesNotMatch(running, /starts an engine/);
  const brief = given([runStarted, ...implementing(idOf(1)), asking(idOf(1), "Which?")]);
  assert.doesNotMatch(pictureOf(press(brief, "m")).join("\n"), /more line/);
});

Deno.test("a reason is given to all that are marked, and to those alone that take it", () => {
  const facts = [runStarted, ...implementing(idOf(1))];
  const marked = press(given(facts), "space", "space", "space", "g");
  const asked = press(marked, "b");
  assert.match(pictureOf(asked).join("\n"), /Block 2 tasks/);
  const told = press(asked, "n", "o", "enter");
  assert.deepEqual(
    told.requests,
    [2, 3].map((n) => ({
      kind: "tell",
      command: "block",
      args: { task: idOf(n), reason: "no" },
    })),
  );
  assert.equal(told.list.marks.size, 0);
});

Deno.test("undo says where a task stands after it: an attempt that was ended does not go on", () => {
  const kill: Fact = { type: "TaskHeld", task: idOf(1), reason: "its attempt was ended", by: "a" };
  const killed = press(given([runStarted, ...implementing(idOf(1)), kill]), "u");
  assert.match(pictureOf(killed).join("\n"), /attempt that was ended stays so/);
  const plain = press(given([runStarted, skipped(idOf(2))]), "u");
  assert.match(pictureOf(plain).join("\n"), /It may be started again/);
});
