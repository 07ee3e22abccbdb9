// Files that are broken, half saved or half merged, and lists in the form of other tools: told at their place.
import assert from "node:assert/strict";
import { parseSpec } from "../../../src/spec/parse.ts";
import { errors, finding, ids, spec, task, warnings } from "./given_spec.ts";

const TASK = ["### TASK-001: x", "P1 | TODO"];

function at(text: string, code: string): string {
  const { severity, line, column } = finding(parseSpec(text), code);
  return `${severity} ${line}:${column}`;
}

Deno.test("marks of a merge conflict are errors wherever they stand, but in code", () => {
  const merge = (lines: readonly string[]) => [
    "<<<<<<< HEAD",
    ...lines,
    "=======",
    ...lines,
    ">>>>>>> topic",
  ];
  for (const lines of [["P1 | TODO"], ["- [ ] item"], ["**Depends on:** —"], ["Text."]]) {
    const read = spec(...TASK, "", ...merge(lines));
    assert.equal(read.diagnostics.filter((one) => one.code === "merge-conflict").length, 2);
  }
  assert.deepEqual(errors(spec(...TASK, "```", ...merge(["a"]), "```", "======")), []);
  assert.deepEqual(errors(spec(...TASK, "<<<<<<< is how it begins", "text")), ["merge-conflict"]);
  assert.deepEqual(errors(spec(...TASK, "    <<<<<<< HEAD", "<<<<<<<<<< more", "a <<<<<<< b")), []);
});

Deno.test("a NUL character is an error: zeros are what half a save leaves", () => {
  assert.equal(at("### TASK-001: x\nP1 | TODO\nText\0\0\0", "nul"), "error 3:5");
  assert.equal(at("#\0 \0T\0", "nul"), "error 1:2");
});

Deno.test("what stands behind a character that only some programs take for a line end is an error", () => {
  for (const mark of ["\u2028", "\u2029", "\u0085", "\v", "\f"]) {
    const text = `### TASK-001: x\nP1 | TODO\nText.${mark}### TASK-002: y\nP1 | TODO`;
    assert.equal(at(text, "odd-line-break"), "error 3:6");
    assert.equal(at(`${TASK.join("\n")}\n${mark}**Depends on:** —`, "odd-line-break"), "error 3:1");
    assert.deepEqual(errors(spec(...TASK, `Words${mark}more words.`)), []);
    assert.deepEqual(errors(spec(...TASK, "```", `a${mark}# b`, "```")), []);
  }
});

Deno.test("a code block that swallows a task because nothing closed it is an error", () => {
  const read = spec(
    ...TASK,
    "```sh",
    "never closed",
    "### TASK-002: y",
    "P1 | TODO",
    "```ts",
    "code",
    "```",
    "### TASK-003: z",
    "P1 | TODO",
  );
  assert.deepEqual(ids(read), ["TASK-001", "TASK-003"]);
  const { line, found } = finding(read, "unclosed-fence");
  assert.deepEqual([line, found], [3, "### TASK-002: y"]);
  assert.deepEqual(
    errors(spec(...TASK, "````md", "### TASK-002: y", "```ts", "```", "````")),
    [],
    "a longer fence may hold a shorter one",
  );
  assert.deepEqual(errors(spec(...TASK, "```sh", "# comment", "```sh", "```")), []);
});

Deno.test("a comment right behind another may go on below; an empty one is closed", () => {
  const read = spec(...TASK, "<!-- a --> <!-- b", "### TASK-002: y", "P1 | TODO", "-->", "- [ ] i");
  assert.deepEqual([ids(read), errors(read)], [["TASK-001"], []]);
  for (const empty of ["<!-->", "<!--->", "<!---->"]) {
    assert.equal(task(spec(...TASK, empty, "- [ ] i"), "TASK-001").checklist.length, 1);
  }
});

const BOXES = [
  "-[ ] tight",
  "[ ] no bullet",
  "[x] no bullet",
  "• [ ] another bullet",
  "– [ ] a dash",
  "- \\[ ] escaped",
  "- **[ ]** bold",
  "- `[ ]` code",
  "- - [ ] twice",
  "- 1. [ ] both",
  "1234567890. [ ] long",
  "- ☐ a sign",
  "☑ a sign",
  "- [✓] a tick",
  "- [-] half",
  "- [х] Cyrillic",
  "**Checklist:** [ ] on the line",
];

for (const line of BOXES) {
  Deno.test(`"${line}" is no item, and warns`, () => {
    const read = spec(...TASK, line);
    assert.deepEqual(task(read, "TASK-001").checklist, []);
    const { severity, line: where } = finding(read, "bad-checkbox");
    assert.deepEqual([severity, where], ["warning", 3]);
  });
}

Deno.test("spaces in a mark are no matter; brackets of links and lists warn of nothing", () => {
  const read = spec(...TASK, "- [x ] a", "- [ x] b", "- [  ] c", "- [\u00a0] d", "- [\u200b] e");
  assert.deepEqual(task(read, "TASK-001").checklist.map((item) => item.done), [
    true,
    true,
    false,
    false,
    false,
  ]);
  for (const line of ["- [x](a) link", "[x]: https://a", "- a[x] b", "- [1] note", "Use `[ ]`."]) {
    assert.ok(!warnings(spec(...TASK, line)).includes("bad-checkbox"), line);
  }
});

Deno.test("items behind a rule, and sections of the task's own level, are said to belong to nobody", () => {
  const read = spec(...TASK, "---", "- [ ] one", "- [ ] two", "### TASK-002: y", "P1 | TODO");
  assert.deepEqual(finding(read, "stray-checkbox").line, 4);
  for (const name of ["Checklist", "Tests", "Dependencies", "Description"]) {
    const stray = finding(spec(...TASK, "", `### ${name}`, "- [ ] lost"), "stray-section");
    assert.deepEqual([stray.severity, stray.line], ["warning", 4]);
    assert.ok(!warnings(spec(...TASK, `#### ${name}`, "- [ ] mine")).includes("stray-section"));
  }
  const notes = spec(...TASK, "", "### Notes", "Some.", "", "1. [ ] lost", "- [x] as well");
  assert.equal(finding(notes, "stray-section").line, 4);
  for (
    const other of [
      ["## Dependencies", "graph"],
      ["### Notes", "no item", "#### TASK-009: z", "P1 | TODO", "- [ ] its own"],
      ["### Notes", "```", "- [ ] code", "```", "[ ] no item"],
      ["## Definition of done", "- [ ] of the whole"],
    ]
  ) assert.ok(!warnings(spec(...TASK, ...other)).includes("stray-section"), other[0]);
});

Deno.test("a list of tasks in the form of another tool is named, with the form of this one", () => {
  for (
    const [line, meant] of [
      ["- [ ] T001 [P] Create the file", "T-001"],
      ["**TASK-001: A**", "TASK-001"],
      ["- [x] **TASK-2** A", "TASK-2"],
    ]
  ) {
    const read = spec("# Tasks", "", `${line}`, "- [ ] other");
    const { line: where, found, fix } = finding(read, "no-tasks");
    assert.deepEqual([where, found], [3, line]);
    assert.ok(fix?.includes(`### ${meant}: Name`), fix);
  }
});

Deno.test("a heading whose id is too long for the name of a branch is no task", () => {
  const id = `${"A".repeat(80)}-1`;
  assert.deepEqual(ids(spec(...TASK, `### ${id}: x`, "P1 | TODO")), ["TASK-001"]);
  assert.ok(errors(spec(...TASK, `### ${id}: x`, "P1 | TODO")).includes("unreadable-heading"));
});
