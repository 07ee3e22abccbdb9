// A dependency that was written must never be lost: it is read, or somebody hears of it.
import assert from "node:assert/strict";
import { errors, finding, spec, task, warnings } from "./given_spec.ts";

function written(...lines: readonly string[]) {
  return spec(
    ...["### TASK-001: a", "P1 | TODO", "### TASK-002: b", "P1 | TODO"],
    ...["### TASK-003: c", "P1 | TODO", ...lines],
  );
}

const READ: readonly (readonly [string, readonly string[]])[] = [
  ["**Depends\u00a0on:** TASK-001", ["TASK-001"]],
  ["**depends_on:** TASK-001", ["TASK-001"]],
  ["depends_on: [TASK-001]", ["TASK-001"]],
  ["**DependsOn:** TASK-001", ["TASK-001"]],
  ["**Depends-on:** TASK-001", ["TASK-001"]],
  ["**Blocked-by:** TASK-001", ["TASK-001"]],
  ["**Depends on: TASK-001, TASK-002**", ["TASK-001", "TASK-002"]],
  ["*Depends on: TASK-001*", ["TASK-001"]],
  ["_Depends on: TASK-001_", ["TASK-001"]],
  ["**Depends on** TASK-001", ["TASK-001"]],
  ["**Depends on** — TASK-001", ["TASK-001"]],
  ["**Depends on** = [TASK-001]", ["TASK-001"]],
  ["#### Depends on: TASK-001, TASK-002", ["TASK-001", "TASK-002"]],
  ["Depends on: TASK-001 | Traces to: REQ-001", ["TASK-001"]],
  ["Depends on TASK-001 and TASK-002.", ["TASK-001", "TASK-002"]],
  ["- depends on TASK-001", ["TASK-001"]],
  ["Blocked by TASK-001", ["TASK-001"]],
  ["**Depends on:**\n1. TASK-001: The session store\n2. TASK-002 — Login form with SHA-256", [
    "TASK-001",
    "TASK-002",
  ]],
  ["**Requires:** TASK-001", ["TASK-001"]],
  ["**Prerequisites:**\n- TASK-001\n- TASK-002", ["TASK-001", "TASK-002"]],
  ["#### Prerequisites\n\n- TASK-001", ["TASK-001"]],
  ["**After:** TASK-001", ["TASK-001"]],
  ["**Hard dependencies:** TASK-001", ["TASK-001"]],
  ["Deps: TASK-001..TASK-002", ["TASK-001", "TASK-002"]],
  ["**Dependes on:** TASK-001", ["TASK-001"]],
];

for (const [lines, expected] of READ) {
  Deno.test(`${JSON.stringify(lines)} waits for ${expected.join(" and ")}`, () => {
    const read = written(...lines.split("\n"));
    assert.deepEqual(task(read, "TASK-003").needs, expected);
    assert.deepEqual(errors(read), []);
    assert.ok(!warnings(read).includes("dependency-text"));
  });
}

Deno.test("dependencies in the metadata line are read, and its status stays free to change", () => {
  for (const label of ["Depends on", "Deps", "Owner: Bob | needs"]) {
    const read = spec(
      ...["### TASK-001: a", "P1 | TODO", "### TASK-003: c"],
      `P1 | TODO | ${label}: TASK-001 | Traces to: REQ-1`,
    );
    const { needs, tracesTo, description } = task(read, "TASK-003");
    assert.deepEqual([needs, tracesTo, description], [["TASK-001"], ["REQ-1"], ""]);
  }
});

Deno.test("what only may be dependencies is text where it names no task of the file", () => {
  for (const line of ["**Requires:** Docker", "**Requires:** REQ-001", "**After:** the review"]) {
    const read = written(line);
    assert.deepEqual(task(read, "TASK-003").needs, []);
    assert.equal(task(read, "TASK-003").description, line);
    assert.deepEqual(errors(read), []);
  }
  const read = written("**Requires:** TASK-009");
  assert.equal(finding(read, "unknown-dependency").found, "TASK-009");
});

/** What is written, and what the error says was found and should be done. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ["TASK‑001", "TASK‑001", "Did you mean TASK-001?"],
  ["TASK–001", "TASK–001", "Did you mean TASK-001?"],
  ["ТАSК-001", "ТАSК-001", "Did you mean TASK-001?"],
  ["[ＴＡＳＫ-001]", "ＴＡＳＫ-001", "Did you mean TASK-001?"],
  ["TASK-00\u200b1", "TASK-00\u200b1", "Did you mean TASK-001?"],
  ["TASK 001", "TASK 001", "Did you mean TASK-001?"],
  ["#1", "1", "Did you mean TASK-001?"],
  ["002", "002", "Did you mean TASK-002?"],
  ["other-repo/TASK-001", "other-repo/TASK-001", "Write the id of a task"],
  ["T1", "T1", "Write the id of a task"],
  ["?", "?", "List the ids of the tasks it waits for, or write `—`"],
  ["…", "…", "List the ids of the tasks it waits for, or write `—`"],
];

for (const [value, found, fix] of REFUSED) {
  Deno.test(`"Depends on: ${value}" is an error that says what was meant`, () => {
    const error = finding(written(`**Depends on:** ${value}`), "unreadable-dependency");
    assert.deepEqual([error.severity, error.found, error.fix], ["error", found, fix]);
    assert.deepEqual([error.line, error.column > 15], [7, true]);
  });
}

Deno.test("another number is no misspelling: no task is suggested", () => {
  const error = finding(written("**Depends on:** TASK-009"), "unknown-dependency");
  assert.equal(error.fix, "Add a task TASK-009, or delete the id here");
});

const MENTIONS = [
  "This depends on TASK-001 being merged.",
  "(depends on TASK-001)",
  "| Depends on | TASK-001 |",
  "<b>Depends on:</b> TASK-001",
  "> **Depends on:** TASK-001",
  "- [ ] Depends on: TASK-001",
  "Start after [TASK-001].",
  "**Зависит от:** TASK-001",
  "**Abhängig von:** [TASK-001]",
];

for (const line of MENTIONS) {
  Deno.test(`"${line}" orders nothing, and warns`, () => {
    const read = written(line);
    assert.deepEqual(task(read, "TASK-003").needs, []);
    const { severity, line: at, found } = finding(read, "mentioned-dependency");
    assert.deepEqual([severity, at, found], ["warning", 7, "TASK-001"]);
    assert.ok(
      !warnings(written(line, "**Depends on:** TASK-001")).includes("mentioned-dependency"),
    );
  });
}

Deno.test("what speaks of other tasks, of code or of itself warns of nothing", () => {
  for (
    const line of [
      "TASK-002 depends on TASK-001.",
      "**Related:** TASK-001",
      "Like TASK-001, but smaller.",
      "Everything depends on TASK-003.",
      "```\ndepends on TASK-001\n```",
      "Depends on RFC-7231.",
    ]
  ) assert.ok(!warnings(written(...line.split("\n"))).includes("mentioned-dependency"), line);
});

Deno.test("words among ids are shown as far as they go", () => {
  const found = (value: string) =>
    finding(written(`**Depends on:** ${value}`), "dependency-text").found;
  assert.equal(found("TASK-001 because of it, [TASK-002]"), "because of it");
  assert.equal(found("TASK-001 if need be [TASK-002] too"), "if need be");
  assert.equal(found("TASK-001 as it is, more or less, TASK-002"), "as it is, more or less");
});

Deno.test("traces may be of any shape", () => {
  const traces = (value: string) => task(written(`**Traces to:** ${value}`), "TASK-003").tracesTo;
  assert.deepEqual(traces("R1.1, US1; REQ_001, §4.2"), ["R1.1", "US1", "REQ_001", "§4.2"]);
  assert.deepEqual(traces("[REQ-A], [req-001]"), ["REQ-A", "req-001"]);
  const read = written("**Traces to:** the whole spec");
  assert.deepEqual([finding(read, "trace-text").found, errors(read)], ["the whole spec", []]);
  const long = written(`**Traces to:** all, and ${"more ".repeat(20)}`);
  assert.match(String(finding(long, "trace-text").found), /^all, and (more ){10}m…$/);
  const refs = task(written("**Requirements:** REQ-001, REQ-002"), "TASK-003");
  assert.deepEqual(refs.tracesTo, ["REQ-001", "REQ-002"]);
});
