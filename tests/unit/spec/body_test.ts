import assert from "node:assert/strict";
import { parseSpec } from "../../../src/spec/parse.ts";
import { errors, ids, spec, task, taskWith } from "./given_spec.ts";

function items(...lines: readonly string[]) {
  return taskWith("P1 | TODO", ...lines).checklist.map((item) =>
    `${item.done ? "x" : "-"}${item.isTest ? "t" : ""} ${item.text}`
  );
}

Deno.test("every bullet, number, mark and depth makes an item", () => {
  assert.deepEqual(
    items(
      "**Checklist:**",
      "- [ ] dash",
      "* [x] star",
      "+ [X] plus",
      "1. [ ] one",
      "2) [x] two",
      "  - [ ] nested",
      "\t\t- [x] deeper",
      "- [] tight",
      "- [ ]close",
      "- [x]\ttab",
    ),
    [
      "- dash",
      "x star",
      "x plus",
      "- one",
      "x two",
      "- nested",
      "x deeper",
      "- tight",
      "- close",
      "x tab",
    ],
  );
});

Deno.test("items count without a heading above them", () => {
  assert.deepEqual(items("Words.", "- [ ] one", "", "More.", "- [x] two"), ["- one", "x two"]);
});

Deno.test("items under a Tests heading are tests, until the next field", () => {
  assert.deepEqual(
    items(
      "**Checklist:**",
      "- [ ] work",
      "**Tests (Definition of Done):**",
      "- [ ] proof",
      "",
      "  - [x] more",
      "**Traces to:** [REQ-001]",
      "- [ ] after",
      "#### Tests",
      "- [ ] proof two",
      "#### Notes",
      "- [ ] last",
    ),
    ["- work", "-t proof", "xt more", "- after", "-t proof two", "- last"],
  );
});

Deno.test("a wrapped item is one item", () => {
  assert.deepEqual(items("- [ ] first line", "  goes on", "  - detail", "- [ ] second"), [
    "- first line goes on - detail",
    "- second",
  ]);
});

Deno.test("links, code, quotes and comments hold no items", () => {
  assert.deepEqual(
    items(
      "- [x](https://example.org) link",
      "- [1] footnote",
      "```",
      "- [ ] code",
      "```",
      "> - [ ] quote",
      "<!--",
      "- [ ] comment",
      "-->",
      "- [ ] real",
    ),
    ["- real"],
  );
});

Deno.test("an unknown mark in a checklist is an open item, with a warning", () => {
  const read = spec("### TASK-001: x", "P1 | TODO", "**Checklist:**", "- [-] half", "- [✓] odd");
  assert.deepEqual(task(read, "TASK-001").checklist.map((item) => item.done), [false, false]);
  assert.equal(read.diagnostics.filter((one) => one.code === "bad-checkbox").length, 2);
});

Deno.test("the mark is the character between the brackets", () => {
  const read = spec("### TASK-001: x", "  * [X] item");
  const mark = task(read, "TASK-001").checklist[0]?.mark;
  assert.equal(read.text.slice(mark?.start, mark?.end), "X");
});

Deno.test("the description is inline text, the lines below it, and plain paragraphs", () => {
  assert.equal(
    taskWith("P1 | TODO", "**Description:** inline", "and on", "", "**Checklist:**").description,
    "inline\nand on",
  );
  assert.equal(
    taskWith("P1 | TODO", "", "First.", "", "", "", "Second.", "", "- [ ] item").description,
    "First.\n\nSecond.",
  );
  assert.equal(taskWith("P1 | TODO", "- **Description:** listed").description, "listed");
  assert.equal(taskWith("P1 | TODO", "#### Description", "below").description, "below");
});

Deno.test("tables, lists, code, quotes and sub-headings stay readable in it", () => {
  const body = [
    "Words:",
    "",
    "- one",
    "  - two",
    "",
    "| a | b |",
    "|---|---|",
    "",
    "```ts",
    "  const x = 1;",
    "### TASK-002: not one",
    "```",
    "> quoted",
    "",
    "#### Notes",
    "**Note:** keep this",
  ];
  const read = spec("### TASK-001: x", "P1 | TODO", "", ...body);
  assert.deepEqual(ids(read), ["TASK-001"]);
  assert.equal(task(read, "TASK-001").description, body.join("\n"));
});

Deno.test("a rule ends what belongs to a task, but not its fields and lists", () => {
  const read = taskWith(
    "P1 | TODO",
    "Mine.",
    "---",
    "Not mine.",
    "- [ ] not mine either",
    "**Checklist:**",
    "- [ ] mine again",
    "**Traces to:** [REQ-001]",
  );
  assert.equal(read.description, "Mine.");
  assert.deepEqual(read.checklist.map((item) => item.text), ["mine again"]);
  assert.deepEqual(read.tracesTo, ["REQ-001"]);
});

Deno.test("a heading of the same level or above ends a task; one below it does not", () => {
  const read = spec(
    "### TASK-001: x",
    "#### Detail",
    "- [ ] mine",
    "### Notes",
    "- [ ] nobody's",
    "### TASK-002: y",
    "## Risks",
    "Text.",
    "- [ ] nobody's",
  );
  assert.deepEqual(read.tasks.map((one) => one.checklist.length), [1, 0]);
  assert.equal(task(read, "TASK-002").description, "");
  const { span } = task(read, "TASK-001");
  assert.equal(
    read.text.slice(span.start, span.end),
    "### TASK-001: x\n#### Detail\n- [ ] mine\n",
  );
});

Deno.test("a checklist may be headed by bold words of any kind", () => {
  const read = taskWith("P1 | TODO", "Text.", "", "**Acceptance Criteria:**", "- [ ] one");
  assert.deepEqual([read.description, read.checklist.length], ["Text.", 1]);
  assert.equal(
    taskWith("P1 | TODO", "**Scope:** backend", "", "**Notes:**", "Text.").description,
    "**Scope:** backend\n\n**Notes:**\nText.",
  );
});

Deno.test("fields nested in bullets are read, with their checklist", () => {
  const read = taskWith(
    "- **Priority:** P1",
    "- **Estimate:** 20 min",
    "- **Dependencies:** none",
    "- **Traces:** [REQ-003], [REQ-014] / [DESIGN-003]",
    "- **Checklist:**",
    "  - [ ] Read `a.py` — confirm `--declared`",
    "  - [x] Note any divergence",
  );
  assert.deepEqual(
    [read.priority, read.estimate, read.needs, read.tracesTo, read.checklist.length],
    ["p1", "20 min", [], ["REQ-003", "REQ-014", "DESIGN-003"], 2],
  );
});

Deno.test("milestones hold the tasks below them until another section begins", () => {
  const read = spec(
    "# Tasks",
    "### TASK-001: x",
    "## Milestone 1: MVP",
    "### Decisions",
    "### TASK-002: x",
    "#### Milestone notes",
    "### TASK-003: x",
    "## Testing Tasks",
    "### TASK-004: x",
    "## **Milestone 2: More**",
    "### TASK-005: x",
  );
  assert.deepEqual(read.tasks.map((one) => one.milestone), [
    "",
    "Milestone 1: MVP",
    "Milestone 1: MVP",
    "",
    "Milestone 2: More",
  ]);
});

Deno.test("without a milestone heading, the sections are the milestones", () => {
  const read = spec(
    "# Title",
    "## Tasks",
    "### TASK-001: x",
    "## M1 — Roadmap ✅",
    "### TASK-002: x",
    "### TASK-003: x",
    "## M2 — More",
    "### TASK-004: x",
  );
  assert.deepEqual(read.tasks.map((one) => one.milestone), [
    "",
    "M1 — Roadmap ✅",
    "M1 — Roadmap ✅",
    "M2 — More",
  ]);
});

Deno.test("scheduling order is priority, then the order of the file", () => {
  const read = spec(
    ...["P2", "P0", "P1", "P0", "P3"].flatMap((word, index) => [
      `### TASK-${index}: x`,
      `${word} | TODO`,
    ]),
  );
  assert.deepEqual(read.ordered.map((one) => one.id), [
    "TASK-1",
    "TASK-3",
    "TASK-2",
    "TASK-0",
    "TASK-4",
  ]);
});

Deno.test("line ends, byte order mark, tabs and a missing last newline change nothing", () => {
  const text = [
    "\uFEFF## Milestone 1: MVP",
    "### TASK-001: Name\twith tab",
    "P1 | ✅ DONE | Est: 2d",
    "Text\there.",
    "**Depends on:** [TASK-002]",
    "- [x] item",
    "### TASK-002: Other",
    "P1 | TODO",
  ];
  const read = parseSpec(text.join("\n"));
  assert.deepEqual(errors(read), []);
  for (const ending of ["\r\n", "\r"]) {
    const other = parseSpec(text.join(ending));
    assert.deepEqual(
      other.tasks.map(({ span: _, statusSpan: __, checklist, ...rest }) => ({
        ...rest,
        items: checklist.map((item) => [item.text, item.done]),
      })),
      read.tasks.map(({ span: _, statusSpan: __, checklist, ...rest }) => ({
        ...rest,
        items: checklist.map((item) => [item.text, item.done]),
      })),
    );
  }
});

for (
  const [part, ...expected] of [
    [" ", "TASK-001", "TASK-002"],
    ["[", "TASK-001", "TASK-002"],
    ["*", "TASK-001", "TASK-002"],
    ["**a**: ", "TASK-001", "TASK-002"],
    ["**Blocks:** ", "TASK-001", "TASK-002"],
    ["(", "TASK-001", "TASK-002"],
    ["|", "TASK-001", "TASK-002"],
    ["P1 | ", "TASK-001", "TASK-002"],
    ["—", "TASK-001", "TASK-002"],
    ["#", "TASK-001", "TASK-002"],
    ["a <!-- ", "TASK-001", "TASK-002"],
    ["- ", "TASK-001", "TASK-002"],
    ["`", "TASK-001"],
    ["<!--", "TASK-001"],
  ] as const
) {
  Deno.test(`a megabyte of "${part}" on one line does not stop the reader`, () => {
    const long = part.repeat(1_000_000 / part.length);
    const read = parseSpec(`### TASK-001: x\n${long}\n### TASK-002: y`);
    assert.deepEqual(ids(read), expected);
  });
}
