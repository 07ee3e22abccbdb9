import assert from "node:assert/strict";
import fc from "fast-check";
import { type Filled, fillTemplate, parseTemplate } from "../../../src/agents/template.ts";

const HOSTILE = '\'; rm -rf / #\n$(touch x) `id` "q" \\ {model} {{x}} * ~ & | > < !';

function fill(
  text: string,
  values: { prompt?: string; model?: string; file?: string } = {},
): Filled {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return fillTemplate(parsed.template, {
    prompt: values.prompt ?? "do it",
    promptFile: values.file ?? "/tmp/prompt file.md",
    model: values.model ?? "",
    command: ["/opt/my tools/claude", "--fast"],
  });
}

function argv(text: string, values: Parameters<typeof fill>[1] = {}): readonly string[] {
  const filled = fill(text, values);
  if (!filled.ok) throw new Error(filled.error);
  return filled.argv;
}

Deno.test("a prompt stays within its argument whatever it holds", () => {
  assert.deepEqual(argv("tool -p {prompt} -x", { prompt: HOSTILE }), ["tool", "-p", HOSTILE, "-x"]);
  assert.deepEqual(argv(`tool "--say={prompt}!"`, { prompt: HOSTILE }), [
    "tool",
    `--say=${HOSTILE}!`,
  ]);
  assert.deepEqual(argv("tool '{prompt}'", { prompt: "" }), ["tool", ""]);
});

Deno.test("any prompt stays within its argument", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
    const prompt = text.replaceAll("\0", "");
    assert.deepEqual(argv("a {prompt} b", { prompt }), ["a", prompt, "b"]);
  }));
});

Deno.test("a flag whose model is missing disappears with it", () => {
  assert.deepEqual(argv("t --model {model} {prompt}"), ["t", "do it"]);
  assert.deepEqual(argv("t -m {model}"), ["t"]);
  assert.deepEqual(argv("t --model={model} -x"), ["t", "-x"]);
  assert.deepEqual(argv("t run {model} x"), ["t", "run", "x"]);
  assert.deepEqual(argv("t --model {model}", { model: "m 1" }), ["t", "--model", "m 1"]);
  assert.deepEqual(argv("t --model={model}", { model: "m" }), ["t", "--model=m"]);
});

Deno.test("the command's own words stand where {cmd} stands alone", () => {
  assert.deepEqual(argv("{cmd} -p {prompt}"), ["/opt/my tools/claude", "--fast", "-p", "do it"]);
});

Deno.test("doubled braces are braces", () => {
  assert.deepEqual(argv(`t '{{"a":"{model}"}}'`, { model: "m" }), ["t", '{"a":"m"}']);
});

Deno.test("a prompt file is one argument", () => {
  assert.deepEqual(argv("t -f {prompt_file}"), ["t", "-f", "/tmp/prompt file.md"]);
  assert.equal(fill("t -f {prompt_file}", { file: "" }).ok, false);
});

Deno.test("a template without the prompt asks for it on standard input", () => {
  const holds = (text: string) => {
    const parsed = parseTemplate(text);
    return parsed.ok && parsed.template.holdsPrompt;
  };
  assert.equal(holds("t --model {model}"), false);
  assert.equal(holds("t {prompt}"), true);
  assert.equal(holds("t {prompt_file}"), true);
});

Deno.test("an unknown placeholder is named when the template is read", () => {
  for (
    const [text, name] of [
      ["t {promt}", "{promt}"],
      ["t {}", "{}"],
      ["t {0}", "{0}"],
      ["t {prompt!r}", "{prompt!r}"],
      ["t '{__proto__}'", "{__proto__}"],
    ]
  ) {
    const parsed = parseTemplate(text ?? "");
    assert.equal(parsed.ok, false);
    assert.ok(!parsed.ok && parsed.error.includes(name ?? "?"), text);
  }
});

Deno.test("a template that cannot be read is refused, not thrown", () => {
  for (const text of ["", "  ", "t 'x", "t {prompt", "t prompt}", 't "a', "t \\"]) {
    const parsed = parseTemplate(text);
    assert.ok(!parsed.ok && parsed.error.startsWith("Cannot use command template"), text);
  }
});

Deno.test("a shell that would run the prompt as a program is refused", () => {
  for (
    const text of [
      `sh -c 'tool {prompt}'`,
      `/bin/bash -lc "echo {prompt}"`,
      `env A=1 sh -ec 'x "{prompt}"'`,
      `cmd /c {prompt}`,
    ]
  ) assert.equal(parseTemplate(text).ok, false, text);
  for (
    const text of [
      `sh -c 'tool "$1"' sh {prompt}`,
      `sh -c 'tool < {prompt_file}'`,
      `bash run.sh {prompt}`,
    ]
  ) {
    assert.equal(parseTemplate(text).ok, true, text);
  }
});

Deno.test("a prompt no argument can hold is refused with the way out", () => {
  for (const prompt of ["x".repeat(100_001), "é".repeat(60_000), "a\0b"]) {
    const filled = fill("t {prompt}", { prompt });
    assert.ok(!filled.ok && filled.error.includes("{prompt_file}"));
    assert.equal(fill("t {prompt_file}", { prompt }).ok, true);
    assert.equal(fill("t", { prompt }).ok, true);
  }
  assert.equal(fill("t {prompt}", { prompt: "x".repeat(100_000) }).ok, true);
});
