import assert from "node:assert/strict";
import { clean, errors, finding, spec, task, taskWith, warnings } from "./given_spec.ts";

const EARLIER = [1, 2, 3, 4, 5].flatMap((number) => clean(`TASK-00${number}`));

function last(...lines: readonly string[]) {
  const read = spec(
    ...EARLIER,
    "### TASK-009: Last",
    "P1 | TODO | Est: 1d",
    "**Traces to:** [REQ-001]",
    ...lines,
  );
  return { read, needs: task(read, "TASK-009").needs };
}

for (
  const [line, ...needs] of [
    ["**Depends on:** [TASK-001], [TASK-002]", "TASK-001", "TASK-002"],
    ["**Depends on:** TASK-001, TASK-002", "TASK-001", "TASK-002"],
    ["**Depends on**: TASK-001", "TASK-001"],
    ["**Depends on** : [TASK-001]", "TASK-001"],
    ["Depends on: TASK-001 and TASK-002", "TASK-001", "TASK-002"],
    ["- **Depends on:** TASK-001", "TASK-001"],
    [
      "- **Dependencies:** TASK-001, TASK-002 (same file, one after the other)",
      "TASK-001",
      "TASK-002",
    ],
    ["* Depends on: [TASK-001]", "TASK-001"],
    ["**depends on:** [TASK-001]", "TASK-001"],
    ["**Depends On:** `TASK-001`", "TASK-001"],
    ["**Depends on:** [TASK-001, TASK-002]", "TASK-001", "TASK-002"],
    ["**Depends on:** [TASK-001] (because of [TASK-002])", "TASK-001", "TASK-002"],
    ["**Depends on:** [TASK-001] (not TASK-002)", "TASK-001"],
    ["**Depends on:** (TASK-001, TASK-002)", "TASK-001", "TASK-002"],
    ["**Depends on:** [TASK-001](#task-001-first), TASK-002", "TASK-001", "TASK-002"],
    ["**Depends on:** [TASK-001..003]", "TASK-001", "TASK-002", "TASK-003"],
    [
      "**Depends on:** TASK-001..TASK-003, [TASK-005]",
      "TASK-001",
      "TASK-002",
      "TASK-003",
      "TASK-005",
    ],
    ["**Depends on:** TASK-003…TASK-005", "TASK-003", "TASK-004", "TASK-005"],
    ["**Depends on:** TASK-003–TASK-005", "TASK-003", "TASK-004", "TASK-005"],
    ["**Depends on:** [TASK-003]..[TASK-005]", "TASK-003", "TASK-004", "TASK-005"],
    ["**Depends on:** TASK-001 to TASK-003", "TASK-001", "TASK-002", "TASK-003"],
    ["**Depends on:** [TASK-002], [TASK-002], TASK-001", "TASK-002", "TASK-001"],
    ["**Depends on:** [TASK-001] **Blocks:** [TASK-003]", "TASK-001"],
    ["**Blocks:** [TASK-003] | **Depends on:** [TASK-001]", "TASK-001"],
    ["After all that, **Depends on:** [TASK-001]", "TASK-001"],
    ["**Depends on:** [TASK-001] <!-- and [TASK-002] -->", "TASK-001"],
    ["<!-- old --> **Depends on:** [TASK-001]", "TASK-001"],
    ["#### Depends on\n- [TASK-001]\n- TASK-002", "TASK-001", "TASK-002"],
    ["**Depends on:**\n- [TASK-001]\n- [TASK-002]", "TASK-001", "TASK-002"],
    ["**Depends on:**\n\n- [TASK-001]", "TASK-001"],
    ["**Depends on:** [TASK-001],\n[TASK-002]", "TASK-001", "TASK-002"],
    ["**Depends on:** [TASK-001],\n  TASK-002,\n  TASK-003", "TASK-001", "TASK-002", "TASK-003"],
    ["---\n\n**Depends on:** [TASK-001]", "TASK-001"],
    ["**Blocked by:** TASK-001", "TASK-001"],
  ] as const
) {
  Deno.test(`${JSON.stringify(line)} waits for ${needs.join(" ")}`, () => {
    const { read, needs: found } = last(line);
    assert.deepEqual(found, needs);
    assert.deepEqual(errors(read), []);
  });
}

for (
  const value of [
    "—",
    "–",
    "-",
    "",
    "none",
    "None.",
    "n/a",
    "[]",
    "— (but wanted for the release)",
    "нет",
  ]
) {
  Deno.test(`"Depends on: ${value}" waits for nothing`, () => {
    const { read, needs } = last(`**Depends on:** ${value}`);
    assert.deepEqual(needs, []);
    assert.deepEqual([...errors(read), ...warnings(read)], []);
  });
}

for (
  const [value, code, found, fix] of [
    ["[TSK-001]", "unknown-dependency", "TSK-001", /TASK-001/],
    ["TASK-01", "unknown-dependency", "TASK-01", /TASK-001/],
    ["[TASK-099]", "unknown-dependency", "TASK-099", /./],
    ["task-001", "unreadable-dependency", "task-001", /TASK-001/],
    ["TASK_001", "unreadable-dependency", "TASK_001", /TASK-001/],
    ["TASK-OO1", "unreadable-dependency", "TASK-OO1", /TASK-001/],
    ["[TASK-001], 002", "unreadable-dependency", "002", /./],
    ["[TASK-001], TASK002", "unreadable-dependency", "TASK002", /TASK-002/],
    ["[the first one]", "unreadable-dependency", "the", /./],
    ["All MVP tasks", "unreadable-dependency", "All MVP tasks", /—/],
    ["TBD", "unreadable-dependency", "TBD", /—/],
    ["#3", "unreadable-dependency", "3", /./],
    ["TASK-005..TASK-001", "bad-range", "TASK-005..TASK-001", /./],
    ["TASK-001..TASK-008", "unknown-dependency", "TASK-008", /./],
  ] as const
) {
  Deno.test(`"Depends on: ${value}" is an error`, () => {
    const { read } = last(`**Depends on:** ${value}`);
    const [diagnostic] = read.diagnostics.filter((one) => one.severity === "error");
    assert.equal(diagnostic?.code, code);
    assert.equal(diagnostic?.found, found);
    assert.match(diagnostic?.fix ?? "", fix);
    assert.equal(diagnostic?.line, 29);
    assert.equal(diagnostic?.task, "TASK-009");
  });
}

Deno.test("an unknown dependency stays a need, so that it is never satisfied", () => {
  assert.deepEqual(last("**Depends on:** [TASK-099]").needs, ["TASK-099"]);
});

Deno.test("words alone are only a warning when the task is done", () => {
  const read = spec("### TASK-001: x", "P1 | DONE", "**Depends on:** All MVP tasks");
  assert.deepEqual(errors(read), []);
  assert.equal(finding(read, "unreadable-dependency").severity, "warning");
});

Deno.test("words behind the ids are a comment, told in a warning", () => {
  const { read, needs } = last("**Depends on:** [TASK-001] · waits for SHA-256 support");
  assert.deepEqual(needs, ["TASK-001"]);
  assert.deepEqual(errors(read), []);
  assert.deepEqual(warnings(read), ["dependency-text"]);
});

Deno.test("the id of a task counts even behind words", () => {
  assert.deepEqual(last("**Depends on:** TASK-001 once it works, then TASK-002").needs, [
    "TASK-001",
    "TASK-002",
  ]);
});

Deno.test("two lists are joined, with a warning", () => {
  const { read, needs } = last("**Depends on:** [TASK-001]", "**Depends on:** [TASK-002]");
  assert.deepEqual(needs, ["TASK-001", "TASK-002"]);
  assert.deepEqual(warnings(read), ["duplicate-field"]);
});

Deno.test("code that shows a field is no field", () => {
  const { read, needs } = last(
    "Write `**Depends on:** [TASK-001]` into the docs.",
    "- [ ] Document `**Depends on:** [TASK-002]`",
    "```",
    "**Depends on:** [TASK-003]",
    "```",
    "> **Depends on:** [TASK-004]",
  );
  assert.deepEqual(needs, []);
  assert.deepEqual(errors(read), []);
});

Deno.test("blocks are read alike, and an unknown one is a warning", () => {
  const read = spec(...clean("TASK-001"), "**Blocks:** TASK-009, All others (soft)");
  assert.deepEqual(task(read, "TASK-001").blocks, ["TASK-009"]);
  assert.equal(finding(read, "unknown-block").severity, "warning");
});

for (
  const [value, ...traces] of [
    ["[REQ-001], [DESIGN-003]", "REQ-001", "DESIGN-003"],
    ["[GE-FR-001], [DESIGN-P5-001]", "GE-FR-001", "DESIGN-P5-001"],
    ["[REQ-006], [DESIGN-007], NFR-002", "REQ-006", "DESIGN-007", "NFR-002"],
    ["[DESIGN-201], brief FR-01, engineer AP-01/IF-03", "DESIGN-201", "FR-01", "AP-01", "IF-03"],
    ["[REQ-001], [REQ-002] / [DESIGN-003]", "REQ-001", "REQ-002", "DESIGN-003"],
    ["REQ-004…REQ-006", "REQ-004", "REQ-005", "REQ-006"],
    ["[REQ-001](requirements.md#req-001)", "REQ-001"],
    ["[REQ-1.2], [req-3]", "REQ-1.2", "req-3"],
    ["—"],
    ["the plan, section 4"],
  ] as const
) {
  Deno.test(`"Traces to: ${value}" names ${traces.length} ids`, () => {
    assert.deepEqual(taskWith("P1 | TODO", `**Traces to:** ${value}`).tracesTo, traces);
  });
}

Deno.test("a list of any length and a bracket that never closes are read in time", () => {
  const long = "[".repeat(200_000) + "TASK-001";
  assert.deepEqual(last(`**Depends on:** ${long}`).needs, ["TASK-001"]);
});
