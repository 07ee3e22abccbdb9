import assert from "node:assert/strict";
import type { Event, Fact } from "../../../src/pipeline/fact.ts";
import { timeWindow } from "../../../tui/time_window.ts";
import { addToTimeline, emptyTimeline, maxBars } from "../../../tui/timeline.ts";
import { update } from "../../../tui/update.ts";
import { givenScreen, idOf, pictureOf, press, RUN, runStarted, startMs } from "./given_screen.ts";

type Timed = readonly [number, Fact];

function at(seconds: number, fact: Fact): Timed {
  return [startMs + seconds * 1000, fact];
}

function eventsOf(timed: readonly Timed[]): Event[] {
  return timed.map(([atMs, fact], n) => ({
    seq: n + 1,
    id: `id-${n + 1}`,
    origin: "test",
    originN: n + 1,
    atMs,
    run: RUN,
    fence: 1,
    fact,
  }));
}

const stage = (task: string, name: "prepare" | "implement" | "check" | "land", attempt = 1) => ({
  task,
  attempt,
  stage: name,
});

function begins(seconds: number, ...one: Parameters<typeof stage>): Timed {
  return at(seconds, { type: "StageStarted", ...stage(...one) });
}

function passes(seconds: number, ...one: Parameters<typeof stage>): Timed {
  return at(seconds, {
    type: "StagePassed",
    ...stage(...one),
    durationMs: 1000,
    sha: null,
    tree: null,
    detail: "",
  });
}

const story: readonly Timed[] = [
  at(0, runStarted),
  begins(0, "A", "implement"),
  begins(0, "B", "implement"),
  passes(10, "A", "implement"),
  begins(10, "A", "check"),
  passes(14, "A", "check"),
  begins(15, "C", "implement"),
  at(20, {
    type: "StageFailed",
    ...stage("B", "implement"),
    durationMs: 20_000,
    failure: { kind: "timeout", message: "m", evidence: "", fingerprint: "" },
    sha: null,
    tree: null,
  }),
  begins(20, "A", "land"),
  at(21, {
    type: "TaskLanded",
    task: "A",
    attempt: 1,
    landing: "l",
    commit: null,
    durationMs: 1000,
    statusInTree: true,
  }),
];

function timelineOf(timed: readonly Timed[]) {
  const timeline = emptyTimeline();
  for (const event of eventsOf(timed)) addToTimeline(timeline, event);
  return timeline;
}

function told(timed: readonly Timed[]): string[] {
  return timelineOf(timed).bars.map((bar) => {
    const seconds = (ms: number | null) => ms === null ? "…" : (ms - startMs) / 1000;
    const end = seconds(bar.endMs);
    return `${bar.task} ${bar.stage} ${seconds(bar.startMs)}-${end} ${bar.end} w${bar.worker}`;
  });
}

Deno.test("each stage is a bar from its start to its end, on the worker that had it", () => {
  assert.deepEqual(told(story), [
    "A implement 0-10 passed w1",
    "B implement 0-20 failed w2",
    "A check 10-14 passed w1",
    "C implement 15-… null w1",
    "A land 20-21 passed w0",
  ]);
});

Deno.test("a stage that is asked about, cut off, or left open by its engine ends there", () => {
  const asks = at(5, { type: "QuestionAsked", task: "A", attempt: 1, question: "?", sha: null });
  const cut = at(5, {
    type: "StageInterrupted",
    ...stage("A", "implement"),
    reason: "stopped",
    sha: null,
  });
  const ends = at(5, { type: "RunEnded", exitCode: 1, reason: "", durationMs: 1 });
  const first = begins(0, "A", "implement");
  assert.deepEqual([asks, cut, ends].map((last) => told([first, last])[0]), [
    "A implement 0-5 failed w1",
    "A implement 0-5 interrupted w1",
    "A implement 0-5 interrupted w1",
  ]);
  assert.deepEqual(told([first, begins(7, "A", "implement", 2)]), [
    "A implement 0-7 interrupted w1",
    "A implement 7-… null w1",
  ]);
});

Deno.test("a stage whose engine died ends where that was last heard of, not where the next one began", () => {
  const died = (task: string): Timed =>
    at(30_000, {
      type: "StageInterrupted",
      ...stage(task, "implement"),
      reason: "engine_died",
      sha: null,
    });
  const cut = [begins(0, "A", "implement"), begins(2, "B", "implement"), begins(9, "C", "check")];
  assert.deepEqual(told([...cut, died("A"), died("B"), died("C")]), [
    "A implement 0-9 interrupted w1",
    "B implement 2-9 interrupted w2",
    "C check 9-9 interrupted w3",
  ]);
});

Deno.test("a stage whose start was never told is shown as long as it took", () => {
  assert.deepEqual(told([passes(9, "A", "implement")]), ["A implement 8-9 passed w0"]);
});

Deno.test("however long the log, so many bars are kept, the newest", () => {
  const many = Array.from({ length: maxBars * 1.5 }, (_, n) => begins(n, "A", "implement", n));
  const { bars } = timelineOf(many);
  assert.ok(bars.length <= maxBars * 1.2 && bars.length >= maxBars);
  assert.equal(bars.at(-1)?.attempt, maxBars * 1.5 - 1);
});

function shown() {
  const empty = givenScreen({ tasks: 3, size: { columns: 100, rows: 24 } });
  const named = story.map(([ms, fact]): Timed => [
    ms,
    "task" in fact && fact.task
      ? { ...fact, task: idOf("ABC".indexOf(fact.task) + 1) } as Fact
      : fact,
  ]);
  const seen = update(empty, { kind: "events", events: eventsOf(named) });
  const live = update(seen, { kind: "engine", alive: true, holder: "pid 1" });
  return press(update(live, { kind: "tick", nowMs: startMs + 30_000 }), "5");
}

Deno.test("the timeline shows a lane for each task, or each worker, and follows the time", () => {
  const screen = shown();
  const workers = pictureOf(screen);
  assert.match(workers.join("\n"), /worker 1 +TASK-001 implement─+TASK-001 +TASK-003 implement/);
  assert.match(workers.join("\n"), /landing/);
  const picture = pictureOf(press(screen, "t"));
  assert.match(picture[3] ?? "", /1 cell 0\.5 s +│22:13:20 +│22:13:30/);
  const [a = "", b = "", c = ""] = picture.filter((row) => /TASK-00/.test(row));
  assert.match(a, /implement─+check─+ +l─/);
  assert.match(b, /implement─+✗/);
  assert.match(c, /·? *implement─+›/);
  const later = update(screen, { kind: "tick", nowMs: startMs + 60_000 });
  assert.match(pictureOf(later)[3] ?? "", /1 cell 0\.75 s/);
});

Deno.test("without its engine a stage grows no further", () => {
  const cutOff = update(shown(), { kind: "engine", alive: false, holder: "" });
  const [now, later] = [60_000, 90_000].map((ms) =>
    pictureOf(update(cutOff, { kind: "tick", nowMs: startMs + ms })).filter((row) =>
      /worker|landing|cell/.test(row)
    )
  );
  assert.deepEqual(now, later);
  assert.match(now?.join("\n") ?? "", /1 cell 0\.3 s/);
});

Deno.test("every lane is marked under the times of the axis", () => {
  const picture = pictureOf(press(shown(), "t"));
  const times = [...(picture[3] ?? "").slice(2, -2)].flatMap((sign, at) =>
    sign === "│" ? [at] : []
  );
  const lanes = picture.filter((row) => /TASK-00/.test(row)).map((row) => row.slice(2, -2));
  assert.ok(times.length > 2 && lanes.length === 3);
  for (const lane of lanes) {
    const marks = [...lane].flatMap((sign, at) => sign === "·" ? [at] : []);
    assert.ok(marks.length > 0 && marks.every((at) => times.includes(at)), lane);
  }
});

Deno.test("< and > change the scale, left and right the time; at the end it follows again", () => {
  const screen = shown();
  const cells = 82;
  const window = timeWindow(screen, cells);
  assert.deepEqual([window.cellMs, window.fromMs], [500, startMs]);
  const finer = press(screen, "<");
  assert.equal(timeWindow(finer, cells).cellMs, 300);
  assert.equal(timeWindow(press(finer, ">"), cells).cellMs, 500);
  const earlier = press(finer, "left");
  assert.ok(timeWindow(earlier, cells).fromMs < timeWindow(finer, cells).fromMs);
  const back = press(earlier, "right", "right");
  assert.equal(back.pages.endMs, null);
  assert.deepEqual([press(back, "=").pages.cellMs, press(back, "=").pages.endMs], [null, null]);
  assert.equal(press(screen, "=").notice?.text, "=: it fits already");
});

Deno.test("scrolled back for ever, the time stays where something ran", () => {
  let screen = shown();
  for (let n = 0; n < 50; n++) screen = press(screen, "left");
  assert.match(pictureOf(screen).join("\n"), /TASK-001/);
});
