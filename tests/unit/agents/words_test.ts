import assert from "node:assert/strict";
import fc from "fast-check";
import { baseName, splitWords } from "../../../src/agents/words.ts";

const cut: readonly (readonly [string, readonly string[]])[] = [
  ["claude -p  --model sonnet", ["claude", "-p", "--model", "sonnet"]],
  [`a 'b c' "d e" f\\ g`, ["a", "b c", "d e", "f g"]],
  [`a "" ''`, ["a", "", ""]],
  [`x"y z"'w v'u`, ["xy zw vu"]],
  [`"a\\"b" "c\\d" 'e\\'`, ['a"b', "c\\d", "e\\"]],
  ["a \\\n b", ["a", "b"]],
  ["a;b | c > $HOME `id` $(id) *", ["a;b", "|", "c", ">", "$HOME", "`id`", "$(id)", "*"]],
  ["a # b", ["a", "#", "b"]],
  ["  ", []],
];

for (const [line, words] of cut) {
  Deno.test(`${JSON.stringify(line)} is cut like a shell would, and nothing is expanded`, () => {
    assert.deepEqual(splitWords(line), { ok: true, words });
  });
}

Deno.test("what cannot be cut is refused with the reason", () => {
  for (const line of ["a 'b", 'a "b', "a \\", "a \0"]) {
    assert.equal(splitWords(line).ok, false, line);
  }
});

Deno.test("quoted words come back as they were", () => {
  fc.assert(fc.property(fc.array(fc.string()), (words) => {
    const usable = words.map((word) => word.replaceAll("\0", ""));
    const line = usable.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    assert.deepEqual(splitWords(line), { ok: true, words: usable });
  }));
});

Deno.test("a program is known by its file name", () => {
  assert.equal(baseName("/home/ollama/bin/claude"), "claude");
  assert.equal(baseName("C:\\tools\\PI.EXE"), "pi");
  assert.equal(baseName("codex"), "codex");
});
