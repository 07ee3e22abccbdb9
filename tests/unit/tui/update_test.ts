import assert from "node:assert/strict";
import { update } from "../../../tui/update.ts";
import { whileReading } from "../../../tui/update_world.ts";
import { maxLines } from "../../../tui/output_text.ts";
import {
  asking,
  events,
  givenScreen,
  idOf,
  implementing,
  pictureOf,
  press,
  runStarted,
} from "./given_screen.ts";
import "./widths.ts";

const running = [runStarted, ...implementing(idOf(1))];

Deno.test("p asks the engine to pause, and says why not without one", () => {
  const asked = press(givenScreen({ facts: running, engine: true }), "p");
  assert.deepEqual(asked.requests, [{ kind: "tell", command: "pause", args: {} }]);
  const alone = press(givenScreen(), "p");
  assert.deepEqual([alone.requests, alone.notice?.text], [[], "p: no run is in progress"]);
});

Deno.test("requests are those of the last message only", () => {
  const asked = press(givenScreen({ facts: running, engine: true }), "p");
  assert.deepEqual(press(asked, "j").requests, []);
});

Deno.test("q leaves at once when nothing runs, and asks when something does", () => {
  assert.deepEqual(press(givenScreen(), "q").requests, [{ kind: "quit", farewell: "" }]);
  const asked = press(givenScreen({ facts: running, engine: true }), "q");
  assert.deepEqual([asked.requests, asked.dialogs], [[], [{ kind: "quit" }]]);
  assert.equal(press(asked, "enter").requests[0]?.kind, "quit");
  assert.deepEqual(press(asked, "esc").dialogs, []);
});

Deno.test("aborting leaves only when the stop was accepted", () => {
  const asked = press(givenScreen({ facts: running, engine: true }), "q", "a");
  assert.deepEqual(asked.requests, [{ kind: "tell", command: "stop", args: { now: true } }]);
  const answer = { kind: "answer", command: "stop", args: {}, byEngine: true } as const;
  const left = update(asked, { ...answer, accepted: true, message: "stopping now" });
  assert.equal(left.requests[0]?.kind, "quit");
  const stays = update(asked, { ...answer, accepted: false, message: "no" });
  assert.deepEqual([stays.requests, stays.leaving, stays.notice?.text], [[], null, "stop: no"]);
});

Deno.test("esc goes one level back each time, and never out", () => {
  let screen = press(givenScreen({ tasks: 20 }), "/", "p", "enter", "space", "enter", "z", "?");
  const levels = [];
  for (let n = 0; n < 7; n++) {
    screen = press(screen, "esc");
    const { dialogs, zoomed, focus, list } = screen;
    levels.push([dialogs.length, zoomed, focus, list.filter, list.marks.size].join(" "));
    assert.deepEqual(screen.requests, []);
  }
  assert.deepEqual(levels.slice(0, 5), [
    "0 true detail p 1",
    "0 false detail p 1",
    "0 false list p 1",
    "0 false list  1",
    "0 false list  0",
  ]);
});

Deno.test("the selection stays on its task whatever the list does", () => {
  const screen = press(givenScreen({ tasks: 40 }), "j", "j", "j");
  assert.equal(screen.list.selected, idOf(4));
  for (const keys of [["t"], ["t", "t"], ["/", "4", "enter"]]) {
    assert.equal(press(screen, ...keys).list.selected, idOf(4), keys.join());
  }
  assert.match(pictureOf(press(screen, "/", "3", "9", "enter")).join("\n"), /TASK-039/);
});

Deno.test("commands mean the marked tasks, and only those that allow them", () => {
  const marked = press(
    givenScreen({ tasks: 5, facts: running, engine: true }),
    "space",
    "space",
    "space",
  );
  const confirmed = press(marked, "D", "y");
  assert.deepEqual(
    confirmed.requests.map((request) => request.kind === "tell" ? request.args.task : ""),
    [idOf(2), idOf(3)],
  );
  assert.equal(confirmed.list.marks.size, 0);
});

Deno.test("an answer is typed, may have lines, and goes with the command", () => {
  const screen = givenScreen({ engine: true, facts: [...running, asking(idOf(1), "Which?")] });
  const typed = update(press(screen, "m", "b", "o", "t", "h"), {
    kind: "paste",
    text: "\nof them",
    truncated: false,
  });
  assert.deepEqual(press(typed, "enter").requests, [{
    kind: "tell",
    command: "answer",
    args: { task: idOf(1), text: "both\nof them" },
  }]);
  assert.equal(press(screen, "m", "enter").notice?.text, "enter: it is empty");
});

Deno.test("a key that means nothing says so; why one can't act is gone once another acts", () => {
  const screen = givenScreen({ facts: running, engine: true });
  const unknown = press(screen, "f7");
  assert.equal(unknown.notice?.text, "f7: it means nothing here");
  const refused = press(screen, "m");
  assert.match(refused.notice?.text ?? "", /^m: /);
  assert.equal(press(refused, "j").notice, null);
  const told = update(screen, { kind: "notice", text: "the run has ended", tone: "info" });
  assert.equal(press(told, "j").notice?.text, "the run has ended");
});

Deno.test("the stage that a question ended goes on no longer", () => {
  const asked = givenScreen({ facts: [...running, asking(idOf(1), "Which?")], engine: true });
  const later = update(asked, { kind: "tick", nowMs: asked.nowMs + 3_600_000 });
  assert.match(pictureOf(later).join("\n"), /◆ implement \d/);
  assert.doesNotMatch(pictureOf(later).join("\n"), /implement 1h/);
});

Deno.test("the wheel scrolls the dialog that lies upon everything", () => {
  const help = press(givenScreen({ facts: running, engine: true }), "?");
  const turned = update(help, {
    kind: "mouse",
    action: "wheel",
    button: "down",
    x: 40,
    y: 12,
    shift: false,
    alt: false,
    ctrl: false,
  });
  assert.notEqual(pictureOf(turned).join("\n"), pictureOf(help).join("\n"));
  assert.equal(turned.list.top, help.list.top);
});

Deno.test("pasted text never acts as keys", () => {
  const screen = givenScreen({ facts: running, engine: true });
  const pasted = update(screen, { kind: "paste", text: "qDyS", truncated: false });
  assert.equal(pasted, screen);
});

Deno.test("a question that arrives rings the bell once", () => {
  const screen = givenScreen({ engine: true, facts: running });
  const event = events([asking(idOf(1), "Which?")], screen.run.seq);
  const asked = update(screen, { kind: "events", events: event });
  assert.deepEqual(asked.requests, [{ kind: "bell" }]);
  assert.deepEqual(update(asked, { kind: "events", events: event }).requests, []);
});

Deno.test("a run that was over before it was looked at is summed up all the same", () => {
  const whole = events([
    ...running,
    { type: "RunEnded", exitCode: 4, reason: "waits for you", durationMs: 1 },
    { type: "Noticed", task: idOf(1), attempt: 1, message: "said after it" },
  ]);
  const screen = update(givenScreen(), { kind: "events", events: whole });
  assert.deepEqual(screen.dialogs.map((dialog) => dialog.kind), ["detail"]);
  assert.equal(screen.notice?.text, "the run has ended: waits for you");
});

Deno.test("following shows the end; scrolling up stays; G follows again", () => {
  const say = (from: number, count: number) => ({
    kind: "output" as const,
    task: idOf(1),
    at: from,
    tail: [],
    lines: Array.from(
      { length: count },
      (_, at) => ({ kind: "say" as const, text: `line ${from + at}.` }),
    ),
  });
  const base = update(
    press(givenScreen({ engine: true, facts: running }), "o", "tab"),
    say(0, 100),
  );
  assert.match(pictureOf(base).join("\n"), /line 99\./);
  const up = update(press(base, "k", "k"), say(100, 50));
  assert.match(pictureOf(up).join("\n"), /line 97\./);
  assert.doesNotMatch(pictureOf(up).join("\n"), /line 149\./);
  assert.match(pictureOf(press(up, "G")).join("\n"), /line 149\./);
  const flood = update(base, say(150, maxLines * 2));
  assert.match(pictureOf(flood).join("\n"), new RegExp(`line ${maxLines * 2 + 149}\\.`));
});

Deno.test("hostile output and names leave the frame as it was", () => {
  const evil = "\x1b]52;c;aGk=\x07\x1b[2J\x1b[5;5Hx\x9b31m\r\u202e" + "y".repeat(100_000);
  const spec = `### TASK-001: \x1b[2Jname\n🟠 P1 | ⬜ TODO\n\n**Description:**\n${
    evil.slice(0, 500)
  }\n`;
  const screen = update(press(givenScreen({ tasks: spec, engine: true }), "o"), {
    kind: "output",
    task: "TASK-001",
    at: 0,
    tail: [],
    lines: [{ kind: "say", text: evil }],
  });
  for (const shown of [screen, press(screen, "[")]) {
    const picture = pictureOf(shown);
    assert.doesNotMatch(picture.join(""), /[\p{Cc}\u202e]/u);
    assert.ok(picture.slice(2, 22).every((row) => /[┐│┘]$/.test(row)));
  }
});

Deno.test("what was in the log before is shown, and neither told nor rung for", () => {
  const old = events([
    ...running,
    asking(idOf(1), "Which?"),
    { type: "RunEnded", exitCode: 4, reason: "waits for you", durationMs: 1 },
  ]);
  const empty = givenScreen();
  const halves = [old.slice(0, 2), old.slice(2)];
  const looked = halves.reduce(
    (screen, part) => update(screen, { kind: "events", events: part, areOld: true }),
    empty,
  );
  assert.deepEqual([looked.dialogs, looked.notice], [[], null]);
  assert.deepEqual(looked.requests.filter((request) => request.kind === "bell"), []);
  assert.equal(looked.run.current?.end?.exitCode, 4);
});

Deno.test("a log that takes a while to read shows nothing of its half: the file speaks until all is known", () => {
  const facts = running.slice(0, 3);
  const empty = whileReading(press(givenScreen({ tasks: 3 }), "G"));
  const all = events(facts);
  const half = update(empty, { kind: "events", events: all.slice(0, 2), areOld: true });
  assert.match(pictureOf(half).join("\n"), /reading the log/);
  assert.doesNotMatch(pictureOf(half).join("\n"), /running/);
  assert.deepEqual([half.run.seq, half.log.seq, half.requests], [0, 2, []]);
  const engine = update(half, { kind: "engine", alive: true, holder: "pid 7" });
  assert.equal(engine.run.seq, 0);
  const rest = update(engine, { kind: "events", events: all.slice(2), areOld: true });
  const known = update(rest, { kind: "caught_up" });
  assert.deepEqual([known.run.seq, known.list.selected, known.isReading], [3, idOf(1), false]);
  assert.match(pictureOf(known).join("\n"), /● running/);
  assert.equal(known.requests.some((request) => request.kind === "bell"), false);
  assert.equal(update(known, { kind: "caught_up" }), known, "said again it changes nothing");
});

Deno.test("without an engine the file is asked once all of the log is known, not before", () => {
  const half = update(whileReading(givenScreen({ tasks: 3 })), {
    kind: "events",
    events: events([runStarted]),
    areOld: true,
  });
  assert.deepEqual(half.requests, []);
  const known = update(half, { kind: "caught_up" });
  assert.deepEqual(known.requests.map(({ kind }) => kind), ["file_says"]);
});
