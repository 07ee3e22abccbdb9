import assert from "node:assert/strict";
import fc from "fast-check";
import { createField, editField, type Field } from "../../../tui/input_field.ts";
import type { InputEvent } from "../../../tui/input_event.ts";
import { segments } from "../../../tui/width.ts";
import "./widths.ts";

const typed = (text: string): InputEvent => ({
  kind: "key",
  key: text === " " ? "space" : text,
  text,
});
const pressed = (key: string): InputEvent => ({ kind: "key", key });
const pasted = (text: string): InputEvent => ({ kind: "paste", text, truncated: false });

/** A field after keys; letters of one sign are typed, longer words are pressed. */
function edit(field: Field, ...keys: string[]): string {
  let now = field;
  for (const key of keys) now = editField(now, key.length === 1 ? typed(key) : pressed(key)) ?? now;
  return `${now.text.slice(0, now.cursor)}|${now.text.slice(now.cursor)}`;
}

Deno.test("typing puts text where the cursor is", () => {
  assert.equal(edit(createField(), "a", "c", "left", "b"), "ab|c");
  assert.equal(edit(createField("x"), " ", "y"), "x y|");
});

Deno.test("one line is edited with the keys of a shell", () => {
  const field = createField("one two-three");
  assert.equal(edit(field, "home", "X"), "X|one two-three");
  assert.equal(edit(field, "ctrl+a", "right", "ctrl+k"), "o|");
  assert.equal(edit(field, "ctrl+w"), "one |");
  assert.equal(edit(field, "ctrl+w", "ctrl+w"), "|");
  assert.equal(edit(field, "alt+backspace"), "one two-|");
  assert.equal(edit(field, "ctrl+u"), "|");
  assert.equal(edit(field, "ctrl+left", "ctrl+left"), "one |two-three");
  assert.equal(edit(field, "home", "ctrl+right", "alt+f"), "one two|-three");
  assert.equal(edit(field, "home", "alt+d", "delete"), "|two-three");
  assert.equal(edit(field, "home", "left", "backspace"), "|one two-three");
  assert.equal(edit(field, "end", "right", "delete", "ctrl+d"), "one two-three|");
});

Deno.test("a cluster is one character to the cursor", () => {
  const field = createField("a👨‍👩‍👧e\u0301");
  assert.equal(edit(field, "left"), "a👨‍👩‍👧|e\u0301");
  assert.equal(edit(field, "left", "left"), "a|👨‍👩‍👧e\u0301");
  assert.equal(edit(field, "backspace", "backspace"), "a|");
});

Deno.test("a sign that joins its neighbours leaves the cursor behind the cluster", () => {
  assert.equal(edit(createField("👩👧"), "left", "\u200d"), "👩‍👧|");
});

Deno.test("one line stays one line, whatever is pasted", () => {
  const field = editField(createField("a"), pasted("b\r\n\nc\td\x1b[31m"));
  assert.equal(field?.text, "ab c  d[31m");
  assert.equal(editField(createField(), pressed("enter")), null);
});

Deno.test("many lines have up and down, and join when their end is deleted", () => {
  const field = createField("abc\nd\nefg", true);
  assert.equal(edit(field, "up"), "abc\nd|\nefg");
  assert.equal(edit(field, "up", "up"), "a|bc\nd\nefg");
  assert.equal(edit(field, "up", "up", "up"), "|abc\nd\nefg");
  assert.equal(edit(field, "down"), "abc\nd\nefg|");
  assert.equal(edit(field, "home", "ctrl+u"), "abc\nd|efg");
  assert.equal(edit(field, "up", "ctrl+k"), "abc\nd|efg");
  assert.equal(edit(field, "enter", "x"), "abc\nd\nefg\nx|");
  assert.equal(edit(field, "ctrl+home", "down", "end"), "abc\nd|\nefg");
});

Deno.test("what is no editing is left to others", () => {
  const field = createField("a");
  for (const key of ["enter", "esc", "tab", "up", "ctrl+s", "f1", "alt+x"]) {
    assert.equal(editField(field, pressed(key)), null, key);
  }
  assert.equal(editField(field, { kind: "focus", focused: true }), null);
});

Deno.test("a field holds so much and no more", () => {
  const full = createField("x".repeat(200_000));
  assert.equal(full.text.length, 100_000);
  assert.equal(editField(full, typed("y"))?.text.length, 100_000);
});

Deno.test("a long line without a blank is edited at once", () => {
  const field = createField(`${"a".repeat(99_000)} ${"b".repeat(900)}`);
  assert.equal(edit(field, "ctrl+w"), `${"a".repeat(99_000)} |`);
});

const keys = fc.constantFrom(
  ...[
    "left",
    "right",
    "home",
    "end",
    "up",
    "down",
    "backspace",
    "delete",
    "ctrl+w",
    "ctrl+u",
    "ctrl+k",
    "alt+b",
    "alt+d",
    "ctrl+right",
    "enter",
  ],
).map(pressed);
const text = fc.string({ unit: "grapheme", maxLength: 5 });
const events = fc.array(fc.oneof(keys, text.map(typed), text.map(pasted)), { maxLength: 30 });

Deno.test("after any keys the cursor stands between two characters of a clean text", () => {
  fc.assert(fc.property(events, fc.boolean(), (list, multiline) => {
    let field = createField("", multiline);
    for (const event of list) {
      field = editField(field, event) ?? field;
      const edges = [0];
      for (const segment of segments(field.text)) edges.push((edges.at(-1) ?? 0) + segment.length);
      assert.ok(edges.includes(field.cursor), JSON.stringify(field));
      assert.doesNotMatch(field.text, multiline ? /(?!\n)\p{Cc}/u : /\p{Cc}/u);
    }
  }));
});
