import assert from "node:assert/strict";
import fc from "fast-check";
import { createKeyParser } from "../../../tui/keys.ts";
import type { InputEvent } from "../../../tui/input_event.ts";
import { maxPasteBytes } from "../../../tui/paste.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** What comes of these chunks, each followed by no silence, and one silence at the end. */
function read(...chunks: (string | Uint8Array)[]): InputEvent[] {
  const parser = createKeyParser();
  const events = chunks.flatMap((part) =>
    parser.feed(typeof part === "string" ? bytes(part) : part)
  );
  return [...events, ...parser.flush()];
}

function keys(...chunks: string[]): string[] {
  return read(...chunks).map((event) => event.kind === "key" ? event.key : event.kind);
}

const table: readonly (readonly [string, string])[] = [
  ["a", "a"],
  ["G", "G"],
  ["?", "?"],
  ["+", "+"],
  [" ", "space"],
  ["é", "é"],
  ["你", "你"],
  ["😀", "😀"],
  ["\r", "enter"],
  ["\n", "enter"],
  ["\t", "tab"],
  ["\x7f", "backspace"],
  ["\x08", "backspace"],
  ["\x1b", "esc"],
  ["\x00", "ctrl+space"],
  ["\x01", "ctrl+a"],
  ["\x03", "ctrl+c"],
  ["\x04", "ctrl+d"],
  ["\x0c", "ctrl+l"],
  ["\x1a", "ctrl+z"],
  ["\x1c", "ctrl+\\"],
  ["\x1f", "ctrl+_"],
  ["\x1bx", "alt+x"],
  ["\x1bX", "alt+shift+x"],
  ["\x1bé", "alt+é"],
  ["\x1b\r", "alt+enter"],
  ["\x1b\x7f", "alt+backspace"],
  ["\x1b\x04", "ctrl+alt+d"],
  ["\x1b[", "alt+["],
  ["\x1bO", "alt+shift+o"],
  ["\x1b[A", "up"],
  ["\x1bOB", "down"],
  ["\x1b[1;5C", "ctrl+right"],
  ["\x1b[1;2D", "shift+left"],
  ["\x1b[1;3A", "alt+up"],
  ["\x1b[1;4A", "alt+shift+up"],
  ["\x1b[1;65A", "up"],
  ["\x1b[H", "home"],
  ["\x1bOF", "end"],
  ["\x1b[1~", "home"],
  ["\x1b[3~", "delete"],
  ["\x1b[3;5~", "ctrl+delete"],
  ["\x1b[5~", "pageup"],
  ["\x1b[6~", "pagedown"],
  ["\x1b[Z", "shift+tab"],
  ["\x1bOP", "f1"],
  ["\x1b[1;2P", "shift+f1"],
  ["\x1b[[A", "f1"],
  ["\x1b[15~", "f5"],
  ["\x1b[24~", "f12"],
  ["\x1bOM", "enter"],
  ["\x1bOk", "+"],
  ["\x1bOa", "ctrl+up"],
  ["\x1b[27u", "esc"],
  ["\x1b[100;5u", "ctrl+d"],
  ["\x1b[100;6u", "ctrl+shift+d"],
  ["\x1b[120;3u", "alt+x"],
  ["\x1b[9;2u", "shift+tab"],
  ["\x1b[13;5u", "ctrl+enter"],
  ["\x1b[32;5u", "ctrl+space"],
  ["\x1b[97;9u", "super+a"],
  ["\x1b[97:65;2u", "A"],
  ["\x1b[97;1:1u", "a"],
  ["\x1b[106;69u", "ctrl+j"],
  ["\x1b[57414u", "enter"],
  ["\x1b[57417u", "left"],
  ["\x1b[57376u", "f13"],
  ["\x1b[27;5;100~", "ctrl+d"],
  ["\x1b[27;6;68~", "ctrl+shift+d"],
];

for (const [sequence, key] of table) {
  Deno.test(`the bytes ${JSON.stringify(sequence)} are the key ${key}`, () => {
    assert.deepEqual(keys(sequence), [key]);
    assert.deepEqual(keys(...sequence), [key], "a byte at a time");
  });
}

Deno.test("a key that types something carries its text, a command does not", () => {
  assert.deepEqual(read(" "), [{ kind: "key", key: "space", text: " " }]);
  assert.deepEqual(read("\x1b[97;2u"), [{ kind: "key", key: "A", text: "A" }]);
  assert.deepEqual(read("\x04"), [{ kind: "key", key: "ctrl+d" }]);
  assert.deepEqual(read("\x1bx"), [{ kind: "key", key: "alt+x" }]);
});

Deno.test("releases, lone modifiers, replies and unknown sequences are swallowed", () => {
  const silent = [
    "\x1b[97;1:3u",
    "\x1b[57441u",
    "\x1b[0n",
    "\x1b[?2026;2$y",
    "\x1b[?62;22c",
    "\x1b[>1;10;0c",
    "\x1b[24;80R",
    "\x1b]11;rgb:0000/0000/0000\x07",
    "\x1b]52;c;aGk=\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1b_Gi=1;OK\x1b\\",
    "\x1b[99~",
    "\x1b[5;9;77y",
    `\x1b[${"1;".repeat(500)}A`,
    "\x1b[99999999999999999999u",
    "\x1b[55296u",
  ];
  for (const sequence of silent) {
    assert.deepEqual(keys(`${sequence}j`), ["j"], JSON.stringify(sequence));
  }
});

Deno.test("a sequence that breaks off does not eat what follows", () => {
  assert.deepEqual(keys("\x1b[1;5\x1b[A"), ["up"]);
  assert.deepEqual(keys("\x1b[1\rj"), ["enter", "j"]);
  assert.deepEqual(keys("\x1b\x1b[A"), ["esc", "up"]);
  assert.deepEqual(keys("\x1b]0;x\x1b[A"), ["up"]);
});

Deno.test("an escape is the key only after a silence", () => {
  const parser = createKeyParser();
  assert.deepEqual(parser.feed(bytes("\x1b")), []);
  assert.equal(parser.isPending, true);
  assert.deepEqual(parser.flush(), [{ kind: "key", key: "esc" }]);
  assert.equal(parser.isPending, false);
  assert.deepEqual(parser.feed(bytes("[")), [{ kind: "key", key: "[", text: "[" }]);
});

Deno.test("bytes that are not UTF-8 are no keys, and the keys around them survive", () => {
  const broken = new Uint8Array([
    0x61,
    0xff,
    0x62,
    0xe4,
    0xbd,
    0x63,
    0xc0,
    0x80,
    0xed,
    0xa0,
    0x80,
    0xc2,
    0x9b,
    0x64,
  ]);
  const found = read(broken).map((event) => event.kind === "key" ? event.key : event.kind);
  assert.deepEqual(found, ["a", "b", "c", "d"]);
  const cut = new Uint8Array([0xe4, 0xbd, 0x1b, 0x5b, 0x41, 0xa0]);
  assert.deepEqual(read(cut), [{ kind: "key", key: "up" }]);
});

Deno.test("the mouse is read in SGR form", () => {
  const held = { ctrl: false, alt: false, shift: false };
  const at = { kind: "mouse", x: 9, y: 4, ...held } as const;
  const cases = [
    ["\x1b[<0;10;5M", { ...at, action: "press", button: "left" }],
    ["\x1b[<2;10;5M", { ...at, action: "press", button: "right" }],
    ["\x1b[<0;10;5m", { ...at, action: "release", button: "left" }],
    ["\x1b[<32;10;5M", { ...at, action: "drag", button: "left" }],
    ["\x1b[<35;10;5M", { ...at, action: "move", button: "none" }],
    ["\x1b[<64;10;5M", { ...at, action: "wheel", button: "up" }],
    ["\x1b[<65;10;5M", { ...at, action: "wheel", button: "down" }],
    ["\x1b[<81;10;5M", { ...at, action: "wheel", button: "down", ctrl: true }],
    ["\x1b[<12;10;5M", { ...at, action: "press", button: "left", alt: true, shift: true }],
  ] as const;
  for (const [sequence, event] of cases) assert.deepEqual(read(sequence), [event], sequence);
  for (const sequence of ["\x1b[<0;0;5M", "\x1b[<0;99999;5M", "\x1b[<999;1;1M", "\x1b[<0;1M"]) {
    assert.deepEqual(read(sequence), [], sequence);
  }
});

Deno.test("the mouse is read in its old form, so that its bytes are not taken for keys", () => {
  const held = { ctrl: false, alt: false, shift: false };
  assert.deepEqual(read("\x1b[M !!"), [
    { kind: "mouse", action: "press", button: "left", x: 0, y: 0, ...held },
  ]);
  assert.deepEqual(read("\x1b[M#!!"), [
    { kind: "mouse", action: "release", button: "none", x: 0, y: 0, ...held },
  ]);
});

Deno.test("focus is reported", () => {
  assert.deepEqual(read("\x1b[I\x1b[O"), [
    { kind: "focus", focused: true },
    { kind: "focus", focused: false },
  ]);
});

Deno.test("a paste is one event, with newlines of one kind and no control characters", () => {
  assert.deepEqual(read("\x1b[200~a\r\nb\rc\x1b[31md\x07\té\x1b[201~q"), [
    { kind: "paste", text: "a\nb\nc[31md\té", truncated: false },
    { kind: "key", key: "q", text: "q" },
  ]);
});

Deno.test("half an end mark inside a paste is text", () => {
  assert.deepEqual(read("\x1b[200~a\x1b[20\x1b[201~"), [
    { kind: "paste", text: "a[20", truncated: false },
  ]);
});

Deno.test("a paste longer than we keep is cut, and what follows it is a key again", () => {
  const long = "x".repeat(maxPasteBytes + 10);
  const [paste, key] = read("\x1b[200~", long, "\x1b[201~", "j");
  assert.ok(paste?.kind === "paste");
  assert.equal(paste.text.length, maxPasteBytes);
  assert.equal(paste.truncated, true);
  assert.deepEqual(key, { kind: "key", key: "j", text: "j" });
});

Deno.test("a paste survives short silences, but not the loss of its end", () => {
  const parser = createKeyParser();
  parser.feed(bytes("\x1b[200~ab"));
  assert.deepEqual(parser.flush(), []);
  parser.feed(bytes("c"));
  const events: InputEvent[] = [];
  for (let silence = 0; silence < 100 && events.length === 0; silence++) {
    events.push(...parser.flush());
  }
  assert.deepEqual(events, [{ kind: "paste", text: "abc", truncated: false }]);
  assert.equal(parser.isPending, false);
});

const fragments = fc.oneof(
  fc.constantFrom(...table.map(([sequence]) => sequence)).map(bytes),
  fc.constantFrom("\x1b[200~", "\x1b[201~", "\x1b[<0;3;4M", "\x1b[M", "\x1b]0;", "\x1b\\", "\x1bP")
    .map(bytes),
  fc.uint8Array({ maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 4 }).map(bytes),
);
const streams = fc.array(fragments, { maxLength: 20 }).map((parts) =>
  new Uint8Array(parts.flatMap((part) => [...part]))
);

Deno.test("how a stream is cut into chunks makes no difference, whatever its bytes", () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat({ max: 60 })), (stream, cuts) => {
      const edges = [...cuts.map((cut) => Math.min(cut, stream.length)), 0, stream.length]
        .sort((one, other) => one - other);
      const chunks = edges.slice(1).map((end, at) => stream.subarray(edges[at], end));
      assert.deepEqual(read(...chunks), read(stream));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("no stream of bytes makes a key of a control character, or leaves the parser stuck", () => {
  fc.assert(
    fc.property(streams, (stream) => {
      const parser = createKeyParser();
      for (const event of parser.feed(stream)) {
        if (event.kind === "key") assert.doesNotMatch(event.key, /\p{Cc}|^$/u);
      }
      for (let silence = 0; silence < 50; silence++) parser.flush();
      assert.equal(parser.isPending, false);
      assert.deepEqual(parser.feed(bytes("j")), [{ kind: "key", key: "j", text: "j" }]);
    }),
    { numRuns: 1000 },
  );
});
