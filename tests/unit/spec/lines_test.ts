import assert from "node:assert/strict";
import { allLines } from "../../../src/spec/line_table.ts";
import { scanLines } from "../../../src/spec/lines.ts";
import { errors, finding, ids, spec, task } from "./given_spec.ts";

function kinds(...lines: readonly string[]) {
  return allLines(scanLines(lines.join("\n")).lines).map((line) => line.kind).join(" ");
}

Deno.test("each line is told by how it begins", () => {
  assert.equal(
    kinds("# a", "", "text", "- item", "12. item", "---", "> quote", "\t", "***", "**bold**"),
    "heading blank text item item rule quote blank rule text",
  );
});

Deno.test("a fence ends with its own kind, at least as long", () => {
  assert.equal(
    kinds("````md", "```", "~~~~", "```ts", "````", "text"),
    "code code code code code text",
  );
  assert.equal(kinds("~~~", "```", "~~~~  ", "text"), "code code code text");
  assert.equal(kinds("```a```", "text"), "text text");
  assert.equal(kinds("- ```sh", "  # a", "  ```", "text"), "item code code text");
  assert.equal(kinds("   ```", "    ```x", "```", "text"), "code code code text");
});

Deno.test("a comment may take many lines, or part of one", () => {
  assert.equal(kinds("<!--", "# a", "--> ", "# b"), "comment comment comment heading");
  assert.equal(kinds("<!-- a -->", "# b"), "comment heading");
  assert.equal(kinds("text <!-- a", "# b", "c -->", "# d"), "text comment comment heading");
  assert.equal(kinds("text <!-- never closed", "", "# b"), "text blank heading");
  assert.equal(kinds("text <!-- a", "", "# b", "c -->"), "text blank heading text");
  assert.equal(kinds("`<!--` is code", "# b", "-->"), "text heading text");
});

Deno.test("front matter is skipped, a rule at the top is not front matter", () => {
  assert.equal(
    kinds("---", "status: approved", "# note", "---", "# a"),
    "front front front front heading",
  );
  assert.equal(kinds("---", "", "text", "---"), "rule blank text rule");
  assert.equal(kinds("---", "a: b", "## c", "---"), "rule text heading rule");
});

Deno.test("no task, metadata, field or item is read in fences, comments and quotes", () => {
  const read = spec(
    "---",
    "status: DONE",
    "---",
    "```md",
    "### TASK-001: in a fence",
    "P0 | DONE",
    "```",
    "~~~~",
    "### TASK-002: in tildes",
    "~~~",
    "~~~~",
    "<!--",
    "### TASK-003: in a comment",
    "-->",
    "> ### TASK-004: in a quote",
    "### TASK-005: real",
    "> P0 | DONE",
    "```",
    "P0 | DONE",
    "**Depends on:** [TASK-001]",
    "- [ ] no",
    "```",
  );
  assert.deepEqual(ids(read), ["TASK-005"]);
  const only = task(read, "TASK-005");
  assert.deepEqual([only.status, only.needs, only.checklist], ["todo", [], []]);
});

Deno.test("a fence or comment that never ends is an error at its opening", () => {
  const fence = spec("### TASK-001: x", "P1 | TODO", "  ```ts", "### TASK-002: y");
  assert.deepEqual(ids(fence), ["TASK-001"]);
  const unclosed = finding(fence, "unclosed-fence");
  assert.deepEqual([unclosed.line, unclosed.column, unclosed.severity], [3, 3, "error"]);
  const comment = spec("### TASK-001: x", "P1 | TODO", "<!-- oops", "### TASK-002: y");
  assert.equal(finding(comment, "unclosed-comment").line, 3);
  assert.deepEqual(errors(comment), ["unclosed-comment"]);
});
