import assert from "node:assert/strict";
import type { Fact, Failure } from "../../../src/pipeline/fact.ts";
import type { Msg } from "../../../tui/msg.ts";
import type { Screen, TabId } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import { watched } from "../../../tui/watch.ts";
import { matchesGolden } from "../cli/golden.ts";
import { events, givenScreen, pictureOf, press, RUN, runStarted } from "./given_screen.ts";

const task = "TASK-001";
const spec = `## Milestone 1: Sums

### TASK-001: Add numbers
🟠 P1 | ⬜ TODO | Est: 2h

**Description:**
Read \`numbers.txt\` and print their sum.

**Checklist:**
- [ ] reads the file
- [x] prints the sum

**Tests:**
- [ ] an empty file

**Traces to:** [REQ-001], [DESIGN-009]
**Depends on:** —

### TASK-002: Average them
🟠 P1 | ⬜ TODO

**Depends on:** [TASK-001]
`;

const failure: Failure = {
  kind: "test_failure",
  message: "Test `deno test` failed with exit code 1 (2 passed, 1 failed)",
  evidence: "sum of nothing ... FAILED",
  fingerprint: "f",
};

function attempt(n: number, more: Partial<Extract<Fact, { type: "AttemptStarted" }>> = {}): Fact {
  return {
    type: "AttemptStarted",
    task,
    attempt: n,
    agent: "claude",
    model: "opus",
    base: "b".repeat(40),
    continueFrom: null,
    why: n === 1 ? "first attempt" : `continues attempt ${n - 1}, which failed at check`,
    ...more,
  };
}

function call(n: number, costUsd: number | null): Fact[] {
  const order = `order-${n}`;
  return [
    {
      type: "OrderIssued",
      order,
      task,
      attempt: n,
      stages: ["implement", "check"],
      agent: "claude",
      reservedUsd: 1,
      hash: "",
      candidate: null,
    },
    {
      type: "CallStarted",
      call: `call-${n}`,
      order,
      task,
      attempt: n,
      stage: "implement",
      role: "implementer",
      agent: "claude",
      model: "opus",
      reservedUsd: 1,
    },
    ...costUsd === null ? [] : [
      {
        type: "CallEnded",
        call: `call-${n}`,
        outcome: "answered",
        costUsd,
        tokens: null,
        model: "opus",
        durationMs: 61_000,
        exitCode: 0,
      } as const,
    ],
  ];
}

function stage(n: number, name: "prepare" | "implement" | "check", sha: string | null): Fact[] {
  return [
    { type: "StageStarted", task, attempt: n, stage: name },
    {
      type: "StagePassed",
      task,
      attempt: n,
      stage: name,
      durationMs: name === "implement" ? 61_000 : 400,
      sha,
      tree: sha,
      detail: "",
    },
  ];
}

const firstFailed: Fact[] = [
  attempt(1),
  ...call(1, 0.25),
  ...stage(1, "prepare", null),
  ...stage(1, "implement", "1".repeat(40)),
  { type: "StageStarted", task, attempt: 1, stage: "check" },
  {
    type: "StageFailed",
    task,
    attempt: 1,
    stage: "check",
    durationMs: 1_200,
    failure,
    sha: null,
    tree: null,
  },
  { type: "OrderClosed", order: "order-1" },
];

const secondWorks: Fact[] = [
  attempt(2, { continueFrom: "1".repeat(40) }),
  ...call(2, null),
  ...stage(2, "prepare", null),
  { type: "StageStarted", task, attempt: 2, stage: "implement" },
];

const secondChecked: Fact[] = [
  ...stage(2, "implement", "2".repeat(40)),
  ...stage(2, "check", "2".repeat(40)),
  { type: "StageSkipped", task, attempt: 2, stage: "review", why: "not built" },
  { type: "StageSkipped", task, attempt: 2, stage: "approve", why: "not asked for" },
];

function given(facts: readonly Fact[], tab: TabId, ...msgs: readonly Msg[]): Screen {
  const size = { columns: 100, rows: 30 };
  const screen = givenScreen({ tasks: spec, engine: true, size, facts: [runStarted, ...facts] });
  const nowMs = screen.nowMs + 90_000;
  const shown: Screen = { ...screen, tab, focus: "detail", nowMs };
  return { ...msgs.reduce(update, shown), requests: [] };
}

/** What stands right of the task list. */
function detail(screen: Screen): string {
  const rows = pictureOf(screen).slice(2, -2);
  const from = (rows[0] ?? "").indexOf("┐") + 1;
  return rows.map((row) => row.slice(from).trimEnd()).join("\n") + "\n";
}

const docs: Msg = {
  kind: "docs",
  ids: ["REQ-001", "DESIGN-009"],
  stamp: "s",
  sections: [
    {
      id: "REQ-001",
      file: "requirements.md",
      text: "### REQ-001: Sums\n\nThe sum is **exact**.\n- also of `nothing`",
    },
    { id: "DESIGN-009", file: "", text: "" },
  ],
};

const patch = `diff --git a/sum.ts b/sum.ts
--- a/sum.ts
+++ b/sum.ts
@@ -1,2 +1,2 @@
-export const sum = 0;
+export const sum = 1;
 // end
diff --git a/sum_test.ts b/sum_test.ts
new file mode 100644
--- /dev/null
+++ b/sum_test.ts
@@ -0,0 +1 @@
+test("sum");
`;

function diffOf(from: string, to: string, more: Partial<Extract<Msg, { kind: "diff" }>> = {}): Msg {
  const wanted = { from: from.repeat(40), to: to.repeat(40), fromMergeBase: from === "b" };
  return { kind: "diff", wanted, text: patch, isCut: false, problem: "", ...more };
}

const checks: Msg = {
  kind: "checks",
  task,
  attempt: 1,
  stamp: "s",
  reports: [{
    role: "check",
    call: "c",
    startedAtMs: 0,
    end: "no result (it failed)",
    commands: [
      {
        name: "lint",
        line: "deno lint",
        result: { passed: true, how: "passed", durationMs: 800, counts: "" },
        output: [],
        omitted: 0,
      },
      {
        name: "test",
        line: "deno test",
        result: { passed: false, how: "exit 1", durationMs: 11_200, counts: "2 passed, 1 failed" },
        output: ["sum of nothing ... FAILED", "\x1b[31merror\x1b[0m: 1 test failed"],
        omitted: 40,
      },
    ],
  }],
};

const pictures: Readonly<Record<string, Screen>> = {
  "overview": given([...firstFailed, ...secondWorks], "overview", docs),
  "overview_fresh": given([], "overview"),
  "diff": given(firstFailed, "diff", diffOf("b", "1")),
  "diff_none": given(secondWorks, "diff"),
  "diff_gone": given(firstFailed, "diff", diffOf("b", "1", { problem: "it is gone" })),
  "checks": given(firstFailed, "checks", checks),
  "checks_unwritten": given(firstFailed, "checks"),
  "review": given([...firstFailed, ...secondWorks, ...secondChecked], "review"),
  "attempts": given([...firstFailed, ...secondWorks], "attempts"),
  "attempts_compared": press(
    given([...firstFailed, ...secondWorks, ...secondChecked], "attempts"),
    "space",
    "G",
    "space",
  ),
};

for (const [name, screen] of Object.entries(pictures)) {
  Deno.test(`the tab looks as pictured: ${name}`, () =>
    matchesGolden(`tui/tab_${name}.txt`, detail(screen)));
}

Deno.test("space and enter tick the item under the cursor, and say when there is none", () => {
  const screen = given([], "overview");
  const at = detail(screen).split("\n").findIndex((row) => row.includes("reads the file")) - 2;
  const down = press(screen, ...Array(at).fill("j"));
  const ticked = { kind: "tick_item", task, index: 0, text: "reads the file", done: true };
  assert.deepEqual(press(down, "space").requests, [ticked]);
  assert.deepEqual(press(down, "enter").requests, [ticked]);
  assert.deepEqual(press(down, "j", "space").requests, [
    { ...ticked, index: 1, text: "prints the sum", done: false },
  ]);
  assert.equal(
    press(screen, "space").notice?.text,
    "space: this is no checklist item: j and k go to one",
  );
  const onList = press({ ...down, focus: "list" }, "space");
  assert.deepEqual([onList.requests, onList.list.marks.size], [[], 1]);
});

Deno.test("what a tab needs of the world is watched while it is in sight, and no longer", () => {
  assert.deepEqual(watched(given([], "overview")).docs, {
    ids: ["REQ-001", "DESIGN-009"],
    stamp: "",
  });
  assert.equal(watched(given([], "overview", docs)).docs?.stamp, "s");
  assert.equal(watched(given([], "output", docs)).docs, null);
  const wanted = { from: "b".repeat(40), to: "1".repeat(40), fromMergeBase: true };
  assert.deepEqual(watched(given(firstFailed, "diff")).diff, wanted);
  assert.equal(watched(given(firstFailed, "diff", diffOf("b", "1"))).diff, null);
  assert.equal(watched(given(secondWorks, "diff")).diff, null);
  assert.deepEqual(watched(given(firstFailed, "checks")).checks, { task, attempt: 1, stamp: "" });
  assert.equal(watched(given(firstFailed, "checks", checks)).checks?.stamp, "s");
  assert.deepEqual(watched(given(firstFailed, "output")).outputs, [{ task, known: 0 }]);
  assert.deepEqual(watched({ ...given(firstFailed, "output"), page: "costs" }).outputs, []);
});

Deno.test("< and > choose the attempt that diff and checks show", () => {
  const screen = given([...firstFailed, ...secondWorks, ...secondChecked], "diff");
  assert.equal(watched(screen).diff?.to, "2".repeat(40));
  const earlier = press(screen, "<");
  assert.equal(watched(earlier).diff?.to, "1".repeat(40));
  assert.equal(press(earlier, "<").notice?.text, "<: this is the first attempt");
  assert.equal(watched({ ...earlier, tab: "checks" }).checks?.attempt, 1);
  assert.equal(watched(press(earlier, ">")).diff?.to, "2".repeat(40));
  const other = press({ ...earlier, focus: "list" }, "j");
  assert.equal(other.detail.attempt, null);
});

Deno.test("the newest attempt without a commit leaves the diff to the one before", () => {
  const screen = given([...firstFailed, ...secondWorks], "diff", diffOf("b", "1"));
  assert.match(detail(screen), /attempt 1\/2 {2}claude \(opus\)/);
  const chosen = press(screen, ">");
  assert.equal(chosen.notice?.text, "attempt 2 of 2");
  assert.match(detail(chosen), /Attempt 2 left no commit\./);
});

Deno.test("two marked attempts are compared: enter shows the diff between them, esc goes back", () => {
  const compared = press(pictures["attempts_compared"] ?? given([], "attempts"), "enter");
  assert.deepEqual([compared.tab, compared.detail.isComparing], ["diff", true]);
  assert.deepEqual(watched(compared).diff, {
    from: "1".repeat(40),
    to: "2".repeat(40),
    fromMergeBase: false,
  });
  assert.match(detail(update(compared, diffOf("1", "2"))), /attempt 1 → attempt 2/);
  const back = press(compared, "esc");
  assert.deepEqual([back.tab, back.detail.isComparing], ["attempts", false]);
});

Deno.test("enter on an attempt shows it in Output, Diff and Checks", () => {
  const screen = press(given([...firstFailed, ...secondWorks], "attempts"), "G", "k", "enter");
  assert.deepEqual([screen.tab, screen.detail.attempt, screen.output.follow], ["output", 1, false]);
  assert.deepEqual(screen.requests, [
    { kind: "seek", task, seek: { kind: "attempt", attempt: 1 } },
  ]);
});

Deno.test("braces go from file to file, and the bar turns sides", () => {
  const small = { columns: 100, rows: 12 };
  const screen = update(given(firstFailed, "diff", diffOf("b", "1")), { kind: "resize", ...small });
  const second = press(screen, "}", "}");
  assert.match(detail(second), /A sum_test\.ts ─+/);
  assert.equal(press(second, "}").notice?.text, "}: this is the last file");
  assert.equal(press(screen, "{").notice?.text, "{: this is the first file");
  assert.doesNotMatch(detail(screen), / │ /);
  const sides = pictureOf(press(given(firstFailed, "diff", diffOf("b", "1")), "z", "|")).join("\n");
  assert.match(sides, /- export const sum = 0; +│ +1 \+ export/);
});

Deno.test("a cost that is not known yet is at least what is known", () => {
  assert.match(detail(given([...firstFailed, ...secondWorks], "attempts")), /≥ \$0\.00 /);
});

Deno.test("without git the diff says that there is none", () => {
  const facts: Fact[] = [
    { ...runStarted, mode: "plain", run: RUN } as Fact,
    attempt(1, { base: null }),
  ];
  const plain = givenScreen({ tasks: spec, engine: true });
  const screen = update({ ...plain, tab: "diff" }, { kind: "events", events: events(facts) });
  assert.match(pictureOf(screen).join("\n"), /Without git there is no diff/);
});
