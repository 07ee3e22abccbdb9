import assert from "node:assert/strict";
import { openOutputFeed } from "../../../src/host/screen_output.ts";
import type { Call } from "../../../src/pipeline/run.ts";
import { createRedactor } from "../../../src/store/redact.ts";
import { openTranscript, type Transcript } from "../../../src/store/transcript.ts";
import type { OutputMsg } from "../../../tui/msg.ts";
import type { GivenProject } from "./given_project.ts";
import { withProject } from "./given_project.ts";

const encoder = new TextEncoder();

function call(id: string, more: Partial<Call> = {}): Call {
  return {
    id,
    order: "o",
    task: "TASK-001",
    attempt: 1,
    stage: "implement",
    role: "implementer",
    agent: "custom",
    model: "",
    reservedUsd: 1,
    run: "r",
    outcome: "running",
    costUsd: null,
    tokens: null,
    durationMs: 0,
    ...more,
  };
}

function transcriptOf({ project }: GivenProject, of: Call): Transcript {
  const header = {
    call: of.id,
    task: of.task,
    attempt: of.attempt,
    stage: of.stage,
    role: of.role,
    agent: of.agent,
    model: of.model,
    argv: [],
    startedAtMs: 0,
  };
  return openTranscript(project.logsDir, header, createRedactor([]));
}

function linesOf(msgs: readonly OutputMsg[]): string[] {
  return msgs.flatMap((msg) => msg.lines.map((line) => `${line.kind} ${line.text}`));
}

const one = call("018bcfe5-6800-7000-8000-0000000000a1");
const two = call("018bcfe5-6800-7000-8000-0000000000a2", { attempt: 2 });

Deno.test("a call's output is told as it grows, under a heading that names the call", () =>
  withProject({}, (given) => {
    const feed = openOutputFeed(given.project);
    assert.deepEqual(feed.news([one]), []);
    const transcript = transcriptOf(given, one);
    transcript.prompt("Do it.\n");
    transcript.output(encoder.encode("first\nsec"));
    const begun = feed.news([one]);
    assert.deepEqual(linesOf(begun), [
      "head attempt 1, implement, custom",
      "prompt prompt of 1 line; O opens the transcript",
      "say first",
    ]);
    assert.equal(begun[0]?.path, transcript.path);
    assert.deepEqual(feed.news([one]), []);
    transcript.output(encoder.encode("ond\n"));
    assert.deepEqual(linesOf(feed.news([one])), ["say second"]);
    transcript.end({ kind: "answered" });
    assert.deepEqual(linesOf(feed.news([one])), ["end ended: answered"]);
    assert.deepEqual([feed.news([one]), feed.news([one])], [[], []]);
  }));

Deno.test("only what is watched is read; what is watched again goes on where it was", () =>
  withProject({}, (given) => {
    const feed = openOutputFeed(given.project);
    const transcript = transcriptOf(given, one);
    transcript.output(encoder.encode("first\n"));
    assert.deepEqual(feed.news([]), []);
    feed.news([one]);
    transcript.output(encoder.encode("second\n"));
    assert.deepEqual(feed.news([]), []);
    assert.deepEqual(linesOf(feed.news([one])), ["say second"]);
    transcript.end({ kind: "answered" });
  }));

Deno.test("what a later call says stands below all of an earlier one", () =>
  withProject({}, (given) => {
    const ended = { ...one, outcome: "answered" } as const;
    const [early, late] = [transcriptOf(given, ended), transcriptOf(given, two)];
    early.output(encoder.encode("early ".repeat(200) + "\n" + "more\n".repeat(90_000)));
    early.end({ kind: "answered" });
    late.output(encoder.encode("late\n"));
    const feed = openOutputFeed(given.project);
    const told: string[] = [];
    for (let n = 0; n < 20; n++) told.push(...linesOf(feed.news([ended, two])));
    assert.ok(told.indexOf("say late") > told.lastIndexOf("say more"));
    assert.ok(told.indexOf("head attempt 2, implement, custom") > told.lastIndexOf("say more"));
    late.end({ kind: "answered" });
  }));

Deno.test("of a very long transcript only the end is read, and the rest is named", () =>
  withProject({}, (given) => {
    const transcript = transcriptOf(given, one);
    const block = "a line of the usual length that says nothing much\n".repeat(2000);
    for (let n = 0; n < 50; n++) transcript.output(encoder.encode(block));
    transcript.output(encoder.encode("the last line\n"));
    const feed = openOutputFeed(given.project);
    const told: string[] = [];
    let bytes = 0;
    for (let n = 0; n < 40; n++) {
      const msgs = feed.news([one]);
      told.push(...linesOf(msgs));
      bytes += msgs.reduce((sum, msg) => sum + msg.lines.join().length, 0);
    }
    assert.match(told[0] ?? "", /^head attempt 1/);
    assert.match(told[1] ?? "", /^prompt 3 MB before this are in the transcript: O opens it$/);
    assert.equal(told.at(-1), "say the last line");
    assert.ok(bytes < 4 << 20, `${bytes} bytes were told`);
    transcript.end({ kind: "answered" });
  }));

Deno.test("hostile bytes come as text: no line is lost, none grows without limit", () =>
  withProject({}, (given) => {
    const transcript = transcriptOf(given, one);
    transcript.output(new Uint8Array([0x66, 0xff, 0xfe, 0x80, 0x0a]));
    transcript.output(encoder.encode("\x1b]52;c;aGk=\x07\x1b[2J\x1b[5;5Hmoved\n"));
    transcript.output(encoder.encode("y".repeat(1 << 20) + "\nafter\n"));
    const feed = openOutputFeed(given.project);
    const told: string[] = [];
    for (let n = 0; n < 12; n++) told.push(...linesOf(feed.news([one])));
    assert.equal(told.at(-1), "say after");
    assert.equal(told.at(-2)?.length, "say ".length + (1 << 20));
    // deno-lint-ignore no-control-regex -- that there is none is what is tested
    assert.doesNotMatch(told.join("\n"), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    transcript.end({ kind: "answered" });
  }));
