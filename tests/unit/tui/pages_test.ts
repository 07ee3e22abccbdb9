import assert from "node:assert/strict";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { update } from "../../../tui/update.ts";
import { view } from "../../../tui/view.ts";
import { paneState, type Screen } from "../../../tui/screen.ts";
import { lineWidth } from "../../../tui/spans.ts";
import {
  asking,
  events,
  givenScreen,
  idOf,
  implementing,
  limits,
  pictureOf,
  press,
  RUN,
  runStarted,
} from "./given_screen.ts";
import "./widths.ts";

const called = (task: string, costUsd: number | null, attempt = 1): Fact => ({
  type: "CallEnded",
  call: `call-${task}-${attempt}`,
  outcome: "answered",
  costUsd,
  tokens: { input: 1200, output: 300, cacheRead: 0, cacheWrite: 0 },
  model: "opus",
  durationMs: 4000,
  exitCode: 0,
});

const landed = (task: string): Fact => ({
  type: "TaskLanded",
  task,
  attempt: 1,
  landing: `landing-${task}`,
  commit: "0123456789abcdef",
  durationMs: 10,
  statusInTree: true,
});

const everything: readonly Fact[] = [
  { ...runStarted, limits: { ...limits, taskBudgetUsd: 1 } } as Fact,
  ...implementing(idOf(1)),
  called(idOf(1), 0.5),
  landed(idOf(1)),
  ...implementing(idOf(2)),
  called(idOf(2), null),
  asking(idOf(2), "Which of them?\nThe first line says little."),
  ...implementing(idOf(3)),
  called(idOf(3), 0.25),
  { type: "TaskHeld", task: idOf(4), reason: "not decided", by: "tui:ada" },
  { type: "TaskTaken", task: idOf(5), by: "cli:bob" },
  { type: "BudgetReached", task: null, limitUsd: 5, spentUsd: 4.5, reserveUsd: 1 },
  {
    type: "TargetWaits",
    target: "main",
    reason: { kind: "overlap", files: ["a"] },
    message: "a has uncommitted changes",
  },
  { type: "HarnessChanged", task: idOf(3), attempt: 1, diff: "+[filter]" },
  { type: "AgentParked", agent: "codex", kind: "agent_auth", untilMs: null, message: "log in" },
];

function full(size = { columns: 80, rows: 24 }): Screen {
  return givenScreen({ tasks: 8, facts: everything, engine: true, size });
}

function text(screen: Screen): string {
  return pictureOf(screen).join("\n");
}

const sizes = [[40, 12], [80, 24], [120, 40]] as const;

for (const [columns, rows] of sizes) {
  Deno.test(`each page fills ${columns}×${rows} exactly, empty, full and with its row open`, () => {
    const size = { columns, rows };
    for (const page of ["2", "3", "4", "5", "6", "v"]) {
      for (const screen of [givenScreen({ size }), full(size)]) {
        for (const keys of [[page], [page, "j", "enter"], [page, "t"], [page, "z"]]) {
          const frame = view(press(screen, ...keys));
          assert.equal(frame.rows.length, rows, keys.join());
          const widest = Math.max(...frame.rows.map(lineWidth));
          assert.ok(widest <= columns, `${keys.join()}: ${widest} cells`);
        }
      }
    }
  });
}

Deno.test("an empty page says what will stand there", () => {
  const said = ["2", "3", "4", "5", "6", "v"].map((key) => text(press(givenScreen(), key)));
  const words = [
    /Nothing waits for you/,
    /Nothing has run yet/,
    /No agent has been called/,
    /No stage has run yet/,
    /Nothing has happened yet/,
    /Nothing is running/,
  ];
  for (const [at, word] of words.entries()) assert.match(said[at] ?? "", word);
});

Deno.test("the inbox lists all that waits, each with its keys, the selected one in full", () => {
  const picture = text(press(full({ columns: 120, rows: 40 }), "i"));
  assert.match(picture, /asks +TASK-002 asks {2}Which of them\? .*m answer {2}D skip/);
  assert.match(picture, /blocked +TASK-004 is blocked {2}not decided .*B give back/);
  assert.match(picture, /taken +TASK-005 is taken by cli:bob .*M mark done/);
  assert.match(picture, /budget +The budget was reached.*\+ raise/);
  assert.match(picture, /target +Landed work waits.*L land/);
  assert.match(picture, /git +The repository's own.*A accept/);
  assert.match(picture, /agent +codex can't work {2}log in/);
  assert.match(picture, /The first line says little\./);
  assert.match(picture, /Cost +≥ \$0\.00 in 1 call/);
});

Deno.test("on the inbox keys are about the row, not about the task that the list has", () => {
  const screen = press(full(), "i");
  const answered = press(screen, "m", "o", "n", "e", "enter");
  assert.deepEqual(answered.requests, [{
    kind: "tell",
    command: "answer",
    args: { task: idOf(2), text: "one" },
  }]);
  const second = press(screen, "j", "B");
  assert.deepEqual(second.requests, [{
    kind: "tell",
    command: "todo",
    args: { task: idOf(4) },
  }]);
  assert.equal(press(screen, "o").list.selected, idOf(2));
});

Deno.test("marked tasks are not meant on the inbox", () => {
  const marked = press(full(), "g", "space", "i", "D", "y");
  assert.deepEqual(marked.requests.map((one) => one.kind === "tell" && one.args.task), [idOf(2)]);
});

Deno.test("the inbox's cursor stays on its item when another comes above it", () => {
  const screen = press(full(), "i", "j");
  assert.equal(paneState(screen, "inbox").cursor, 1);
  const news = events([
    ...implementing(idOf(1), 2),
    { ...asking(idOf(1), "And this?"), attempt: 2 } as Fact,
  ], screen.log.seq);
  const after = update(screen, { kind: "events", events: news });
  assert.equal(paneState(after, "inbox").cursor, 2);
  const given = [{ kind: "tell", command: "todo", args: { task: idOf(4) } }];
  assert.deepEqual(press(after, "B").requests, given);
});

Deno.test(". goes from one thing that waits to the next, round and round", () => {
  const screen = press(full(), "i");
  const cursors = [];
  let now = screen;
  for (let n = 0; n < 8; n++) {
    now = press(now, ".");
    cursors.push(paneState(now, "inbox").cursor);
  }
  assert.deepEqual(cursors, [1, 2, 3, 4, 5, 6, 0, 1].map((at) => at % 7));
  assert.equal(press(full(), ".").list.selected, idOf(2));
});

Deno.test("enter opens an item in full; its keys act from there, and it closes for them", () => {
  const opened = press(full(), "i", "enter");
  assert.equal(opened.dialogs.at(-1)?.kind, "detail");
  assert.match(text(opened), /The first line says little\./);
  const asked = press(opened, "m");
  assert.deepEqual(asked.dialogs.map((one) => one.kind), ["ask"]);
  assert.deepEqual(press(opened, "esc").dialogs, []);
  const refused = press(opened, "A");
  assert.equal(refused.notice?.text, "A: it waits for question, which has its own command");
  assert.deepEqual(refused.dialogs.map((one) => one.kind), ["detail"]);
});

Deno.test("runs show how each ended, what it did and what it cost", () => {
  const ended: Fact = {
    type: "RunEnded",
    exitCode: 4,
    reason: "1 task waiting",
    durationMs: 65_000,
  };
  const screen = givenScreen({
    tasks: 8,
    facts: [...everything, ended],
    size: { columns: 120, rows: 40 },
  });
  const picture = text(press(screen, "3"));
  assert.match(picture, /cli:ada +all tasks +◆ waits for you 4 +1m 05s ✓1 ✗0 ◆1 +≥ \$0\.75/);
  assert.match(picture, /Outcome +1 task waiting \(exit code 4\)/);
  assert.match(picture, /✓ 0123456789 TASK-001 Make part 1/);
  assert.match(picture, /git log --oneline main|shows what waits for you/);
});

Deno.test("costs are gathered by task, agent, model and stage, unknown ones as at least", () => {
  const screen = press(full(), "4");
  assert.match(text(screen), /≥ \$0\.75 {2}of \$5\.00 .* 35 % +counts as \$1\.75/);
  assert.match(text(screen), /TASK-002 Make part 2.*≥ \$0\.00 +1 +1 +1\.5K/);
  const groups = ["agent", "model", "stage"].map((_, at) =>
    text(press(screen, ..."ttt".slice(0, at + 1)))
  );
  assert.match(groups[0] ?? "", /claude .*≥ \$0\.75 +3 +1/);
  assert.match(groups[1] ?? "", /opus .*≥ \$0\.75/);
  assert.match(groups[2] ?? "", /implement .*≥ \$0\.75/);
  const byName = press(screen, "o", "o", "o");
  assert.equal(byName.pages.costsOrder, "name");
  const rows = pictureOf(byName).filter((row) => /TASK-00/.test(row));
  assert.deepEqual(rows.map((row) => /TASK-\d+/.exec(row)?.[0]), [idOf(1), idOf(2), idOf(3)]);
  const there = press(byName, "j", "enter");
  assert.deepEqual([there.page, there.list.selected], ["tasks", idOf(2)]);
});

Deno.test("the budget of the run is raised from its costs, a task's from the task", () => {
  const run = press(full(), "4", "+", "$", "2", ".", "5", "enter");
  assert.deepEqual(run.requests, [{ kind: "tell", command: "budget", args: { usd: "2.5" } }]);
  const task = press(full(), "+", "1", "enter");
  assert.deepEqual(task.requests, [{
    kind: "tell",
    command: "budget",
    args: { task: idOf(1), usd: "1" },
  }]);
  const wrong = press(full(), "+", "x", "enter");
  assert.match(wrong.notice?.text ?? "", /a number of dollars above 0 \(found x\)/);
  assert.equal(wrong.dialogs.length, 1);
});

Deno.test("facts stand newest first; the filter keeps those that fit; enter shows all of one", () => {
  const screen = press(full(), "6");
  const rows = pictureOf(screen).filter((row) => /\d\d:\d\d:\d\d/.test(row));
  assert.match(rows[0] ?? "", /codex: log in/);
  const filtered = press(screen, "/", ..."asks", "enter");
  assert.match(text(filtered), /TASK-002 +asks: Which of them\?/);
  assert.doesNotMatch(text(filtered), /codex: log in/);
  assert.match(text(press(filtered, "enter")), /"question":[^]*Which of them\?/);
  assert.match(text(press(filtered, "esc")), /codex: log in/);
});

Deno.test("what one reads among the facts stays in sight as facts come", () => {
  const screen = press(full(), "6", "j", "j", "j");
  const news = events([{ type: "RunPaused", by: "tui:ada" }], screen.log.seq);
  const after = update(screen, { kind: "events", events: news });
  assert.equal(paneState(after, "facts").cursor, 4);
  const top = update(press(full(), "6"), { kind: "events", events: news });
  assert.equal(paneState(top, "facts").cursor, 0);
});

Deno.test("older facts are asked for before the end comes into sight, once, and let go of", () => {
  const many = Array.from({ length: 6100 }, (): Fact => ({ type: "RunPaused", by: "tui:ada" }));
  const screen = press(givenScreen({ facts: [runStarted, ...many] }), "6");
  const first = screen.facts[0]?.seq ?? 0;
  assert.ok(first > 1);
  const asked = press(screen, "G");
  assert.deepEqual(asked.requests, [{ kind: "older_facts", before: first }]);
  assert.deepEqual(press(asked, "k").requests, []);
  const older = events([runStarted, ...many]).filter((event) => event.seq < first);
  const answered = update(asked, { kind: "older_facts", events: older });
  assert.match(text(press(answered, "G")), /the run starts: all tasks/);
  assert.deepEqual(press(press(answered, "G"), "k").requests, []);
  assert.deepEqual(press(answered, "1").older.events, []);
});

Deno.test("a live pane stands there for each running task, and tab gives the keys on", () => {
  const size = { columns: 80, rows: 24 };
  const facts = [runStarted, ...implementing(idOf(1)), ...implementing(idOf(2))];
  const screen = press(givenScreen({ tasks: 4, facts, engine: true, size }), "v");
  const said = update(screen, {
    kind: "output",
    task: idOf(2),
    at: 0,
    tail: [],
    lines: [{ kind: "say", text: "looking at part 2" }],
  });
  const picture = text(said);
  assert.match(picture, /TASK-001 Make part 1 .* implement {2}claude/);
  assert.match(picture, /TASK-002 Make part 2/);
  assert.match(picture, /looking at part 2/);
  const next = press(said, "tab");
  assert.equal(next.list.selected, idOf(2));
  assert.equal(press(next, "tab").list.selected, idOf(1));
  const opened = press(next, "enter");
  assert.deepEqual([opened.page, opened.tab, opened.list.selected], ["tasks", "output", idOf(2)]);
  assert.equal(press(said, "esc").page, "tasks");
});

Deno.test("the end of a run is summed up, unless someone is busy or asked for it", () => {
  const facts = [runStarted, ...implementing(idOf(1)), called(idOf(1), 0.5), landed(idOf(1))];
  const screen = givenScreen({ facts, engine: true });
  const end: Fact = { type: "RunEnded", exitCode: 0, reason: "all done", durationMs: 9000 };
  const ended = update(screen, { kind: "events", events: events([end], screen.log.seq) });
  assert.match(text(ended), /The run is done[^]*Cost +\$0\.50 of \$5\.00[^]*0123456789 TASK-001/);
  assert.equal(press(ended, "q").requests[0]?.kind, undefined);
  assert.equal(
    press(update(ended, { kind: "engine", alive: false, holder: "" }), "q").requests[0]
      ?.kind,
    "quit",
  );
  const busy = givenScreen({ facts: [runStarted], engine: true });
  const typing = update(press(busy, "/"), {
    kind: "events",
    events: events([end], busy.log.seq),
  });
  assert.deepEqual(typing.dialogs, []);
  const stop: Fact = { type: "StopRequested", mode: "soft", by: "tui:ada", reason: "stopped" };
  const stopped = update(busy, { kind: "events", events: events([stop, end], busy.log.seq) });
  assert.deepEqual(stopped.dialogs, []);
});

Deno.test("an engine that did not start says why, and what may be done", () => {
  const started = update(press(givenScreen(), "s"), {
    kind: "sheet",
    sheet: {
      selection: { kind: "all" },
      tasks: [{ id: idOf(1), name: "x" }],
      mode: "git",
      target: "main",
      head: "main",
      integration: "merge",
      jobs: 1,
      worktrees: "",
      uncommitted: [],
      lacking: [],
      agents: [],
      commands: [],
      limits: [],
      warnings: [],
      refused: "",
    },
  });
  const failed = update(press(started, "enter"), {
    kind: "engine_ended",
    code: 3,
    text: "Cannot start: the disk is full",
  });
  assert.match(text(failed), /did not start[^]*the disk is full[^]*Nothing was changed/);
  assert.deepEqual(press(failed, "s").dialogs.map((one) => one.kind), ["start"]);
});

Deno.test("the header says who else looks, who is waited for, and that the target waits", () => {
  const parked: Fact = {
    type: "AgentParked",
    agent: "claude",
    kind: "agent_limit",
    untilMs: Date.UTC(2023, 10, 14, 23, 13, 20),
    message: "limit",
  };
  const facts = [runStarted, parked];
  const size = { columns: 120, rows: 30 };
  const screen = update(givenScreen({ facts, engine: true, size }), { kind: "faces", count: 3 });
  const [first = ""] = pictureOf(screen);
  assert.match(first, /⧗ claude in 1h 00m {2}3 watch {2}● running/);
  assert.match(pictureOf(full({ columns: 120, rows: 30 }))[1] ?? "", /⧗ target waits +inbox 7/);
  const moved = update(screen, { kind: "branch", branch: "feature" });
  assert.match(pictureOf(moved)[0] ?? "", /feature → main/);
});

Deno.test("another project begins anew, with nothing of the one before", () => {
  const screen = press(full(), "i");
  const other = update(screen, {
    kind: "project",
    about: { ...screen.about, project: "todo" },
    starts: true,
  });
  assert.deepEqual([other.facts.length, other.page, other.log.seq, other.engine.kind], [
    0,
    "tasks",
    0,
    "starting",
  ]);
  assert.match(text(other), /todo/);
});

Deno.test("without a spec the demo is one key away, and other specs are there to pick", () => {
  const empty = givenScreen({ tasks: "" });
  const missing = update(
    { ...empty, about: { ...empty.about, otherSpecs: ["api-", "web-"] } },
    { kind: "no_spec", state: "missing", message: "there is no spec" },
  );
  assert.match(text(missing), /There is no spec here yet[^]*P +watch[^]*claude/);
  assert.deepEqual(press(missing, "P").requests, [{ kind: "demo" }]);
  assert.deepEqual(press(missing, "F", "j", "enter").requests, [{
    kind: "open_spec",
    prefix: "web-",
  }]);
  const alone = { ...missing, about: { ...missing.about, agents: [] } };
  assert.match(text(alone), /No agent is installed here/);
  const busy = press(full(), "P");
  assert.deepEqual([busy.requests, busy.dialogs.at(-1)?.kind], [[], "confirm"]);
});

Deno.test("a run started twice is told apart in the history", () => {
  const end: Fact = { type: "RunEnded", exitCode: 130, reason: "stopped", durationMs: 1000 };
  const second = { ...runStarted, run: `${RUN.slice(0, -1)}2` } as Fact;
  const screen = press(givenScreen({ facts: [runStarted, end, second], engine: true }), "3");
  assert.match(text(screen), /● running[^]*✗ unfinished 130/);
});
