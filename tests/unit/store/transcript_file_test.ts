import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { endOf, openTranscriptFile } from "../../../src/store/transcript_file.ts";
import { inFolder } from "./given_store.ts";

const caps = { headBytes: 20, tailBytes: 10, waitingBytes: 1000 };
const end = "=== END answered ===";
const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function expectedFile(stream: Uint8Array): string {
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
  const head = text(stream.subarray(0, 20));
  const tail = text(stream.subarray(Math.max(20, stream.length - 10)));
  const leftOut = Math.max(0, stream.length - 30);
  const lines = [head];
  const add = (line: string) => {
    const before = lines.join("");
    lines.push(`${before === "" || before.endsWith("\n") ? "" : "\n"}${line}\n`);
  };
  if (leftOut > 0) add(`=== LEFT OUT ${leftOut} bytes ===`);
  lines.push(tail);
  add(`=== SIZE ${stream.length} bytes sha256 ${sha(stream)} ===`);
  add(end);
  return lines.join("");
}

Deno.test("chunks that arrive twice, overlapping or out of order make the same file", () =>
  inFolder((folder) => {
    let n = 0;
    const letters = fc.constantFrom(97, 98, 10);
    const stream = fc.array(letters, { maxLength: 60 }).map((bytes) => new Uint8Array(bytes));
    fc.assert(
      fc.property(stream, fc.infiniteStream(fc.nat(100)), (bytes, random) => {
        const draw = () => random.next().value ?? 0;
        const path = join(folder, `${n++}.log`);
        const file = openTranscriptFile(path, caps);
        const chunks: [number, number][] = [];
        for (let at = 0; at < bytes.length;) {
          const length = 1 + draw() % 9;
          chunks.push([at, at + length]);
          at += 1 + draw() % length;
        }
        const sent = [...chunks, ...chunks.filter(() => draw() % 3 === 0)]
          .map((chunk) => ({ chunk, rank: draw() })).sort((a, b) => a.rank - b.rank);
        for (const { chunk: [from, to] } of sent) file.append(from, bytes.slice(from, to));
        assert.equal(file.append(0, bytes.slice(0, 0)), bytes.length);
        file.end(end);
        assert.equal(Deno.readTextFileSync(path), expectedFile(bytes));
        assert.equal(file.problem, null);
      }),
      { numRuns: 300 },
    );
  }));

Deno.test("the sender learns how far the stream is known, and a gap too large is sent again", () =>
  inFolder((folder) => {
    const file = openTranscriptFile(join(folder, "a.log"), { ...caps, waitingBytes: 4 });
    const bytes = new TextEncoder().encode("abcdefghij");
    assert.equal(file.append(0, bytes.subarray(0, 2)), 2);
    assert.equal(file.append(4, bytes.subarray(4, 8)), 2);
    assert.equal(file.append(8, bytes.subarray(8)), 2, "no room to wait");
    assert.equal(file.append(2, bytes.subarray(2, 4)), 8);
    assert.equal(file.append(8, bytes.subarray(8)), 10);
    file.end(end);
    assert(Deno.readTextFileSync(join(folder, "a.log")).startsWith("abcdefghij\n=== SIZE 10 "));
  }));

Deno.test("a gap never filled is told of", () =>
  inFolder((folder) => {
    const file = openTranscriptFile(join(folder, "a.log"), caps);
    file.append(0, new TextEncoder().encode("abc"));
    file.append(5, new TextEncoder().encode("fgh"));
    file.end(end);
    const text = Deno.readTextFileSync(join(folder, "a.log"));
    assert(text.startsWith("abc\n=== MISSING bytes from 3 on ===\n=== SIZE 3 "), text);
  }));

Deno.test("an unfinished file goes on where it stopped, a finished one is left alone", () =>
  inFolder((folder) => {
    const path = join(folder, "a.log");
    const bytes = new TextEncoder().encode("one two three four five six seven");
    const first = openTranscriptFile(path, caps);
    first.append(0, bytes.subarray(0, 7));
    const second = openTranscriptFile(path, caps);
    assert.equal(second.known, 7);
    assert.equal(second.append(3, bytes.subarray(3)), bytes.length);
    second.end(end);
    assert.equal(Deno.readTextFileSync(path), expectedFile(bytes));
    first.end("=== END late ==="); // the file of a process thought dead
    Deno.writeTextFileSync(path, expectedFile(bytes));
    const torn = join(folder, "torn.log");
    Deno.writeTextFileSync(torn, "half a li");
    openTranscriptFile(torn, caps).end(end);
    assert.match(Deno.readTextFileSync(torn), /^half a li\n=== SIZE 9 /);
    const third = openTranscriptFile(path, caps);
    third.append(third.known, bytes);
    third.end("=== END no result (late) ===");
    assert.match(third.problem ?? "", /has ended already/);
    assert.equal(Deno.readTextFileSync(path), expectedFile(bytes));
  }));

Deno.test("a log that cannot be written is told of and stops nothing", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(join(folder, "file"), "");
    const file = openTranscriptFile(join(folder, "file", "a.log"), caps);
    assert.equal(file.append(0, new Uint8Array(5)), 5);
    assert.match(file.problem ?? "", /^Cannot .*a\.log": Not a directory/);
    file.end(end);
  }));

Deno.test("only the last two records tell how a transcript ended", () => {
  const size = `=== SIZE 1 bytes sha256 ${"0".repeat(64)} ===`;
  assert.equal(endOf(`x\n${size}\n${end}\n`), "answered");
  assert.equal(endOf(`${size}\n=== END no result (timeout) ===\n`), "no result (timeout)");
  for (
    const text of [
      "",
      "x\n",
      `${end}\n`,
      `${size}\n${end}`,
      `${size}\n${end}\nmore\n`,
      ` ${size}\n ${end}\n`,
    ]
  ) {
    assert.equal(endOf(text), null, JSON.stringify(text));
  }
});
