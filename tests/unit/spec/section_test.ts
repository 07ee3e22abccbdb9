import assert from "node:assert/strict";
import { findSection } from "../../../src/spec/section.ts";
import { fixture } from "./given_spec.ts";

const PAGE = [
  "# Requirements",
  "See [REQ-001] and REQ-002.",
  "## Contents",
  "- [REQ-001](#req-001)",
  "## 2. Functional",
  "#### REQ-001: Login",
  "Text.",
  "```sh",
  "# not a heading",
  "#### REQ-777: nor this",
  "```",
  "##### Detail",
  "More.",
  "",
  "---",
  "",
  "#### REQ-0011: Other",
  "Text of 11.",
  "### [REQ-002] Bracketed",
  "Two.",
  "## DESIGN-2 No colon",
  "Design.",
  "### 2.1 REQ-004 Numbered",
  "Four.",
  "### Logout (REQ-005)",
  "Five.",
  "## Lists",
  "- **REQ-006**: bold in a list",
  "  with more",
  "",
  "  - and a point",
  "- REQ-007: plain in a list",
  "- [REQ-008] bracketed in a list",
  "",
  "**REQ-009:** a paragraph",
  "goes on.",
  "",
  "- with a list",
  "",
  "**REQ-010**: next",
  "",
  "**Traces to:** [DESIGN-9],",
  "[REQ-999]",
  "## Table",
  "| id | what |",
  "|----|------|",
  "| x  | y    |",
  "| REQ-011 | row |",
];

for (
  const [id, expected] of [
    ["REQ-001", PAGE.slice(5, 13)],
    ["REQ-0011", PAGE.slice(16, 18)],
    ["REQ-002", PAGE.slice(18, 20)],
    ["DESIGN-2", PAGE.slice(20, 26)],
    ["REQ-004", PAGE.slice(22, 24)],
    ["REQ-005", PAGE.slice(24, 26)],
    ["REQ-006", PAGE.slice(27, 31)],
    ["REQ-007", PAGE.slice(31, 32)],
    ["REQ-008", PAGE.slice(32, 33)],
    ["REQ-009", PAGE.slice(34, 38)],
    ["REQ-011", [...PAGE.slice(44, 46), PAGE[47]]],
  ] as const
) {
  Deno.test(`the section of ${id} is found`, () => {
    for (const ending of ["\n", "\r\n"]) {
      assert.equal(findSection(PAGE.join(ending), id), expected.join("\n"));
    }
  });
}

Deno.test("an id that is only mentioned, quoted or part of another has no section", () => {
  for (const id of ["REQ-777", "REQ-999", "REQ-00", "EQ-001", "DESIGN-9", "NOPE-1", ""]) {
    assert.equal(findSection(PAGE.join("\n"), id), null, id);
  }
});

Deno.test("every id that the real tasks trace to has a section with its text", () => {
  const requirements = fixture("arbiter_requirements.txt");
  const ids = [...requirements.matchAll(/^#{3,4} ((?:REQ|NFR)-\d+):/gm)].map((match) => match[1]);
  assert.equal(ids.length, 23);
  for (const id of ids) {
    const section = findSection(requirements, id ?? "") ?? "";
    assert.match(section, new RegExp(`^#{3,4} ${id}: `));
    assert.match(section, /\*\*Traces to:\*\*/);
    assert.equal(section.match(/^#{1,4} /gm)?.length, 1, id);
  }
  const design = findSection(fixture("arbiter_design.txt"), "DESIGN-007") ?? "";
  assert.match(design, /#### Bootstrap Tree Expert Rules/);
  assert.doesNotMatch(design, /DESIGN-008/);
});
