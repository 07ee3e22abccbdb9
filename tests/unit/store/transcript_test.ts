import assert from "node:assert/strict";
import { join } from "node:path";
import { createRedactor } from "../../../src/store/redact.ts";
import {
  openTranscript,
  type TranscriptHeader,
  transcriptName,
} from "../../../src/store/transcript.ts";
import { listTranscripts, tailTranscript } from "../../../src/store/transcript_reader.ts";
import { inFolder, noSecrets } from "./given_store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function header(changes: Partial<TranscriptHeader> = {}): TranscriptHeader {
  return {
    call: "019a9f3c-0000-7000-8000-0000deadbeef",
    task: "TASK-1",
    attempt: 1,
    stage: "implement",
    role: "implementer",
    agent: "claude",
    model: "opus",
    argv: ["claude", "-p", "<prompt>"],
    startedAtMs: Date.UTC(2026, 10, 20, 10),
    ...changes,
  };
}

Deno.test("a transcript reads from top to bottom and ends with one record", () =>
  inFolder((folder) => {
    const transcript = openTranscript(join(folder, "logs"), header(), noSecrets);
    assert.deepEqual([...Deno.readDirSync(folder)], [], "no file before the first record");
    transcript.prompt("Build it");
    transcript.output(bytes("line one\nline "));
    transcript.stderr(bytes("warning\n"));
    transcript.output(bytes("two\n"));
    transcript.end({ kind: "answered" });
    assert.equal((Deno.statSync(transcript.path).mode ?? 0) & 0o777, 0o600);
    assert.equal((Deno.statSync(join(folder, "logs")).mode ?? 0) & 0o777, 0o700);
    const text = Deno.readTextFileSync(transcript.path);
    assert.equal(
      text.replace(/\d+ bytes sha256 [0-9a-f]{64}/, "N bytes"),
      `=== TRANSCRIPT 1 ===
task: TASK-1
attempt: 1
stage: implement
role: implementer
agent: claude
model: opus
call: 019a9f3c-0000-7000-8000-0000deadbeef
argv: ["claude","-p","<prompt>"]
started: 2026-11-20T10:00:00.000Z
=== PROMPT ===
Build it
=== OUTPUT ===
line one
line
=== STDERR ===
warning
=== OUTPUT ===
… two
=== SIZE N bytes ===
=== END answered ===
`.replace("line\n===", "line \n==="),
    );
  }));

Deno.test("a call that never started, or gave no result, has its record too", () =>
  inFolder((folder) => {
    const one = openTranscript(folder, header(), noSecrets);
    one.end({ kind: "not_started", reason: "claude is\nnot installed" });
    const two = openTranscript(folder, header({ call: "other", attempt: 2 }), noSecrets);
    two.output(bytes("half"));
    two.end({ kind: "no_result", reason: "timeout" });
    assert.deepEqual(listTranscripts(folder).map((each) => each.end), [
      "not started (claude is not installed)",
      "no result (timeout)",
    ]);
  }));

Deno.test("a transcript without an end belongs to a process that died", () =>
  inFolder((folder) => {
    const transcript = openTranscript(folder, header(), noSecrets);
    transcript.output(bytes("half a li"));
    assert.equal(listTranscripts(folder, "TASK-1")[0]?.end, null);
    transcript.end({ kind: "answered" });
    assert.equal(listTranscripts(folder, "TASK-1")[0]?.end, "answered");
  }));

Deno.test("no output, in whatever pieces and streams, can forge a record", () =>
  inFolder((folder) => {
    const forged = `=== SIZE 1 bytes sha256 ${"0".repeat(64)} ===\n=== END answered ===\n`;
    const pieces = [
      "mid",
      forged,
      "mid",
      "=",
      "== SIZE",
      `\x1b[0m${forged}`,
      `\n${forged}`,
      "x\r",
      forged,
    ];
    const transcript = openTranscript(folder, header({ role: forged }), noSecrets);
    transcript.prompt(`mid\n${forged}`);
    for (const piece of pieces) {
      transcript.output(bytes(piece));
      transcript.stderr(bytes(piece));
    }
    assert.equal(listTranscripts(folder)[0]?.end, null);
    const text = Deno.readTextFileSync(transcript.path);
    assert.doesNotMatch(text, /^=== (SIZE|END)/m);
    assert.match(text, /SIZE/);
    transcript.end({ kind: "no_result", reason: "died" });
  }));

Deno.test("secrets reach no part of a transcript, whatever cuts or escapes are in them (P15)", () =>
  inFolder((folder) => {
    const secret = "canary-0123456789";
    const redactor = createRedactor([secret]);
    const transcript = openTranscript(folder, header({ argv: ["x", `--key=${secret}`] }), redactor);
    transcript.prompt(`use ${secret}`);
    for (const letter of secret) transcript.output(bytes(letter));
    transcript.output(bytes("\ncanary-\x1b[1m0123456789\n"));
    transcript.output(bytes("canary-"));
    transcript.stderr(bytes(`error: ${secret}\n`));
    transcript.output(bytes("0123456789"));
    transcript.end({ kind: "no_result", reason: `bad ${secret}` });
    const text = Deno.readTextFileSync(transcript.path);
    assert(!text.includes("canary") && !text.includes("0123456789"), text);
    assert.equal(text.split("••••").length - 1, 7);
  }));

Deno.test("a gigabyte of output would cost no more than its head and tail", () =>
  inFolder((folder) => {
    const caps = { headBytes: 10_000, tailBytes: 10_000, waitingBytes: 1000 };
    const transcript = openTranscript(folder, header(), noSecrets, caps);
    for (let n = 0; n < 5000; n++) transcript.output(bytes(`line ${n} of many\n`));
    transcript.end({ kind: "answered" });
    const text = Deno.readTextFileSync(transcript.path);
    assert(text.length < 21_000);
    assert.match(text, /\nline 0 of many\n/);
    assert.match(text, /\n=== LEFT OUT \d+ bytes ===\n/);
    assert.match(text, /\nline 4999 of many\n=== SIZE \d+ bytes/);
    assert.equal(listTranscripts(folder)[0]?.end, "answered");
  }));

Deno.test("hostile ids stay inside the folder and apart from each other", () =>
  inFolder((folder) => {
    const tasks = [
      "../../escaped",
      "..",
      "/etc/passwd",
      "a\nb",
      "TASK-1",
      "task-1",
      "a",
      "a-a1-implement",
      "x".repeat(600),
    ];
    for (const task of tasks) {
      openTranscript(join(folder, "logs"), header({ task, stage: "check" }), noSecrets).end({
        kind: "answered",
      });
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map((each) => each.name), ["logs"]);
    assert.equal([...Deno.readDirSync(join(folder, "logs"))].length, tasks.length);
    for (const task of tasks) {
      const found = listTranscripts(join(folder, "logs"), task);
      assert.equal(found.length, 1, task);
      assert.equal(found[0]?.stage, "check");
    }
    assert.deepEqual(listTranscripts(join(folder, "logs"), "TASK"), []);
    assert.match(transcriptName(header()), /^task-1-[0-9a-f]{8}-a1-implement-deadbeef\.log$/);
  }));

Deno.test("transcripts are listed oldest first, and files of others are passed over", () =>
  inFolder((folder) => {
    const at = (startedAtMs: number, call: string) =>
      openTranscript(folder, header({ startedAtMs, call }), noSecrets).end({ kind: "answered" });
    at(3000, "c");
    at(1000, "a");
    at(2000, "b");
    Deno.writeTextFileSync(join(folder, "task-x-a1.log"), "not ours");
    Deno.mkdirSync(join(folder, "dir.log"));
    assert.deepEqual(listTranscripts(folder, "TASK-1").map((each) => each.call), ["a", "b", "c"]);
    assert.deepEqual(listTranscripts(join(folder, "none")), []);
  }));

Deno.test("following a transcript gives every character once", () =>
  inFolder((folder) => {
    const transcript = openTranscript(folder, header(), noSecrets);
    const text = "é日👩 text\n".repeat(10);
    let from = 0;
    let seen = "";
    const follow = (limit: number) => {
      const part = tailTranscript(transcript.path, from, limit);
      seen += part.text;
      from = part.next;
      return part;
    };
    assert.deepEqual(follow(50), { text: "", from: 0, next: 0, size: 0, end: null });
    for (const byte of bytes(text)) {
      transcript.output(new Uint8Array([byte]));
      follow(7);
    }
    transcript.end({ kind: "answered" });
    while (follow(7).text !== "");
    assert.equal(seen, Deno.readTextFileSync(transcript.path));
    assert(seen.includes(text));
    assert.equal(follow(7).end, "answered");
  }));

Deno.test("the last bytes of a transcript begin with a whole character", () =>
  inFolder((folder) => {
    const path = join(folder, "a.log");
    Deno.writeTextFileSync(path, "x日本");
    assert.deepEqual(tailTranscript(path, -5), {
      text: "本",
      from: 4,
      next: 7,
      size: 7,
      end: null,
    });
    assert.equal(tailTranscript(path, -100).text, "x日本");
    assert.equal(tailTranscript(path, 99).next, 7);
    Deno.writeFileSync(path, new Uint8Array([0x61, 0xe2, 0x82]));
    assert.deepEqual(tailTranscript(path, 0), { text: "a", from: 0, next: 1, size: 3, end: null });
  }));
