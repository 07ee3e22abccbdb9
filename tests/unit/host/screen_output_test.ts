import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openOutputFeed, type OutputFeed } from "../../../src/host/screen_output.ts";
import { openTranscriptIndex } from "../../../src/host/transcript_index.ts";
import { createRedactor } from "../../../src/store/redact.ts";
import { openTranscript, type TranscriptHeader } from "../../../src/store/transcript.ts";
import type { OutputMsg, OutputSeek } from "../../../tui/msg.ts";
import { appendOutput, emptyOutput, type Output } from "../../../tui/output_text.ts";
import { type GivenProject, withProject } from "./given_project.ts";

const encoder = new TextEncoder();
const task = "TASK-001";

function transcript({ project }: GivenProject, n: number, more: Partial<TranscriptHeader> = {}) {
  const header: TranscriptHeader = {
    call: `018bcfe5-6800-7000-8000-0000000000${String(n).padStart(2, "a")}`,
    task,
    attempt: n,
    stage: "implement",
    role: "implementer",
    agent: "custom",
    model: "",
    argv: [],
    startedAtMs: n * 1000,
    ...more,
  };
  const made = openTranscript(project.logsDir, header, createRedactor([]));
  return {
    path: made.path,
    prompt: (text: string) => made.prompt(text),
    say: (text: string) => made.output(encoder.encode(text)),
    bytes: (bytes: Uint8Array) => made.output(bytes),
    end: () => made.end({ kind: "answered" }),
  };
}

/** Each look comes later than the folder's grace, so that a new file is always seen. */
function feedOf({ project }: GivenProject): OutputFeed {
  let now = 0;
  return openOutputFeed(project, openTranscriptIndex(project.logsDir, () => now += 10_000));
}

/** A screen that watches the task: it remembers as the real one does. */
function watcher(given: GivenProject, feed: OutputFeed = feedOf(given)) {
  let output: Output = emptyOutput(task);
  const told: OutputMsg[] = [];
  const poll = (): string[] => {
    const msgs = feed.news([{ task, known: output.total }]);
    for (const msg of msgs) {
      if (msg.at === 0) output = emptyOutput(task);
      appendOutput(output, msg);
      told.push(msg);
    }
    return msgs.flatMap((msg) => msg.lines.map(({ kind, text }) => `${kind} ${text}`));
  };
  return {
    feed,
    told,
    poll,
    /** Until nothing is new. */
    all(): string[] {
      const lines: string[] = [];
      for (let found = poll(); found.length > 0; found = poll()) lines.push(...found);
      return lines;
    },
    seek: (seek: OutputSeek) => feed.seek(task, seek),
  };
}

Deno.test("what an agent says is told as it is written, under a heading that names the call", () =>
  withProject({}, (given) => {
    const screen = watcher(given);
    assert.deepEqual(screen.poll(), []);
    const one = transcript(given, 1);
    one.prompt("Do it.\n");
    one.say("first\nsec");
    assert.deepEqual(screen.all(), [
      "head attempt 1, implement, custom",
      "prompt prompt of 1 line; O opens the transcript",
      "say first",
    ]);
    one.say("ond\n");
    assert.deepEqual(screen.poll(), ["say second"]);
    one.end();
    assert.deepEqual(screen.poll(), ["end ended: answered"]);
    assert.deepEqual(screen.poll(), []);
  }));

Deno.test("of transcripts that are over nothing is kept but where their lines stand", () =>
  withProject({}, (given) => {
    const screen = watcher(given);
    const megabyte = "0123456789abcdef words of an agent\n".repeat(30_000);
    const tell = (n: number) => {
      const one = transcript(given, n);
      one.say(megabyte);
      one.end();
      screen.all();
      screen.told.length = 0;
    };
    tell(0);
    tell(1);
    const before = liveBytes();
    for (let n = 2; n < 22; n++) tell(n);
    const grown = liveBytes() - before;
    assert(grown < 4e6, `grown by ${grown} bytes`);
  }));

function liveBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}

Deno.test("a check is told by its commands, what they printed and how they ended", () =>
  withProject({}, (given) => {
    const one = transcript(given, 1, { stage: "check", role: "landing check", agent: "" });
    one.prompt("$ test: deno test\n");
    one.say("ok 1\n$ fake: no command\n= passed after 1 ms\n");
    one.prompt("= exit 1 after 1200 ms; 0 passed, 1 failed\n");
    one.end();
    assert.deepEqual(watcher(given).all(), [
      "head attempt 1, landing check",
      "command test: deno test",
      "printed ok 1",
      "printed $ fake: no command",
      "printed = passed after 1 ms",
      "error exit 1 after 1.2s; 0 passed, 1 failed",
    ]);
  }));

Deno.test("transcripts of other tasks are not told, whatever their names have in common", () =>
  withProject({}, (given) => {
    transcript(given, 1, { task: "TASK-001-A" }).say("other\n");
    transcript(given, 2, { task: "task-001" }).say("lower\n");
    assert.deepEqual(watcher(given).all(), []);
  }));

Deno.test("calls are told in the order they began", () =>
  withProject({}, (given) => {
    const late = transcript(given, 2);
    const early = transcript(given, 1);
    late.say("late\n");
    early.say("early\n");
    const lines = watcher(given).all();
    assert.deepEqual(lines.filter((line) => line.startsWith("say")), ["say early", "say late"]);
  }));

Deno.test("a screen that let go of what it knew is told anew, one that came back goes on", () =>
  withProject({}, (given) => {
    const one = transcript(given, 1);
    one.say("first\n");
    const feed = feedOf(given);
    const screen = watcher(given, feed);
    screen.all();
    assert.deepEqual(feed.news([]), []);
    one.say("second\n");
    assert.deepEqual(screen.poll(), ["say second"]);
    const other = watcher(given, feed);
    assert.deepEqual(other.all().slice(1), ["say first", "say second"]);
  }));

Deno.test("removed transcripts take their lines with them", () =>
  withProject({}, async (given) => {
    const one = transcript(given, 1);
    one.say("first\n");
    const screen = watcher(given);
    screen.all();
    await Deno.remove(one.path);
    screen.all();
    assert.deepEqual([screen.told.at(-1)?.at, screen.told.at(-1)?.lines], [0, []]);
  }));

Deno.test("however much was said, all of it is told, and any place can be read again", () =>
  withProject({}, async (given) => {
    const one = transcript(given, 1);
    for (let n = 0; n < 60; n++) {
      one.say(Array.from({ length: 1000 }, (_, k) => `line ${n * 1000 + k}.\n`).join(""));
    }
    one.end();
    const two = transcript(given, 2);
    two.say("needle\nlast\n");
    const screen = watcher(given);
    const lines = screen.all();
    assert.equal(lines.length, 60_000 + 2 + 3);
    // The head is line 0.
    const place = await screen.seek({ kind: "line", line: 30_001 });
    assert.equal(place.lines[30_001 - place.at]?.text, "line 30000.");
    assert.ok(place.lines.length < 25_000);
    const end = await screen.seek({ kind: "line", line: 99_999_999 });
    assert.equal(end.at + end.lines.length, lines.length);
    const top = await screen.seek({ kind: "line", line: 0 });
    assert.deepEqual([top.at, top.lines[0]?.kind], [0, "head"]);
  }));

Deno.test("text is sought through all of it, forwards and back, round and round", () =>
  withProject({}, async (given) => {
    const one = transcript(given, 1);
    one.say("a Needle\nb\nc needle\nerror\n");
    one.end();
    const check = transcript(given, 1, { stage: "check", call: "x", startedAtMs: 5000 });
    check.prompt("$ test: t\n");
    check.say("1 failed\n");
    const screen = watcher(given);
    screen.all();
    const text = async (from: number, step: 1 | -1) =>
      (await screen.seek({ kind: "text", text: "NEEDLE", from, step })).show;
    assert.deepEqual(
      [await text(-1, 1), await text(1, 1), await text(3, 1), await text(3, -1), await text(1, -1)],
      [1, 3, 1, 1, 3],
    );
    assert.equal((await screen.seek({ kind: "error", from: 0 })).show, 8);
    const none = await screen.seek({ kind: "text", text: "absent", from: 0, step: 1 });
    assert.deepEqual([none.show, none.sought], [null, '"absent"']);
  }));

Deno.test("an attempt is found by its number", () =>
  withProject({}, async (given) => {
    transcript(given, 1).say("one\n");
    transcript(given, 2).say("two\n");
    const screen = watcher(given);
    screen.all();
    assert.equal((await screen.seek({ kind: "attempt", attempt: 2 })).show, 2);
    assert.equal((await screen.seek({ kind: "attempt", attempt: 3 })).show, null);
  }));

Deno.test("two calls at once keep their lines apart, and both can be read again", () =>
  withProject({}, async (given) => {
    const [one, two] = [transcript(given, 1), transcript(given, 2)];
    const screen = watcher(given);
    const told: string[] = [];
    for (let n = 0; n < 5; n++) {
      one.say(`one ${n}\n`);
      two.say(`two ${n}\n`);
      told.push(...screen.all());
    }
    const again = await screen.seek({ kind: "line", line: 0 });
    assert.deepEqual(again.lines.map(({ kind, text }) => `${kind} ${text}`), told);
  }));

Deno.test("hostile bytes come as text: no line is lost, none grows without limit", () =>
  withProject({}, (given) => {
    const one = transcript(given, 1);
    one.bytes(new Uint8Array([0x66, 0xff, 0xfe, 0x80, 0x0a]));
    one.say("\x1b]52;c;aGk=\x07\x1b[2J\x1b[5;5Hmoved\n=== END answered ===\n");
    one.say("y".repeat(1 << 20) + "\nafter\n");
    const told = watcher(given).all();
    assert.equal(told.at(-1), "say after");
    assert.equal(told.at(-2)?.length, "say ".length + (1 << 20));
    assert.ok(told.includes("say  === END answered ==="));
    // deno-lint-ignore no-control-regex -- that there is none is what is tested
    assert.doesNotMatch(told.join("\n"), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  }));
