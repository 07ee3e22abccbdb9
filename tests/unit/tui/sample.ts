// A run of a small project in the middle of its day: the spec, the facts and what agents say that frames and
// pictures are made of. All of it fixed, so that a picture changes only when the screen does.
import type { Fact, FailureKind, OrderStage, Sha, Stage } from "../../../src/pipeline/fact.ts";
import { type SpecTask, specText } from "../../e2e/kit/tasks.ts";
import type { OutputKind, OutputLine } from "../../../tui/output_text.ts";
import type { CheckReport } from "../../../tui/detail.ts";
import { limits, runStarted, startMs } from "./given_screen.ts";

const tasks: readonly SpecTask[] = [
  task("Parse amounts and dates", "1: Ledger", [], "Read `12.50 EUR 2024-03-01` into a value."),
  task("Store entries in one file", "1: Ledger", [1], "Append only; a torn last line is ignored."),
  task("Sum by month and category", "1: Ledger", [2], "A pure function over entries."),
  task("List entries as a table", "2: Command line", [2], "Columns fit the terminal's width."),
  task("Add entries from arguments", "2: Command line", [2], "`ledger add 12.50 food lunch`."),
  task("Import a bank's CSV", "2: Command line", [3], "Three banks; unknown columns are named."),
  task(
    "Print a budget per category",
    "3: Budgets",
    [3, 4],
    "What is left, and from when on none is.",
  ),
  task("Warn before a budget is reached", "3: Budgets", [7], "Once a month for each category."),
  task("Export to JSON", "3: Budgets", [2], "Stable keys, sorted; a schema beside it."),
];

function task(name: string, milestone: string, needs: readonly number[], text: string): SpecTask {
  return {
    name,
    milestone,
    description: text,
    needs: needs.map(id),
    items: ["the happy path is tested", "errors name the line"],
    tests: [`deno test ${name.split(" ")[0]?.toLowerCase()}`],
    traces: ["REQ-003", "DESIGN-002"],
    estimate: "2h",
  };
}

export const sampleSpec = specText(tasks);

export function id(n: number): string {
  return `TASK-${String(n).padStart(3, "0")}`;
}

export interface At {
  readonly task: string;
  readonly attempt: number;
}

export const began: readonly Fact[] = [
  { ...runStarted, limits: { ...limits, budgetUsd: 20, jobs: 3 } } as Fact,
  {
    type: "SpecRead",
    hash: "h",
    tasks: tasks.length,
    head: "main",
    changes: [],
  },
  { type: "BaseChecked", sha: sha("base"), passed: true, tests: 0, message: "", durationMs: 900 },
];

/** Facts up to an open call in a stage. */
export function working(at: At, stage: OrderStage = "implement", agent = "claude"): Fact[] {
  const order = `order-${at.task}-${at.attempt}`;
  const facts: Fact[] = [
    {
      type: "AttemptStarted",
      ...at,
      agent,
      model: agent === "claude" ? "sonnet" : "",
      base: sha("base"),
      continueFrom: null,
      why: at.attempt === 1 ? "first attempt" : `attempt ${at.attempt - 1} failed at check`,
    },
    {
      type: "OrderIssued",
      ...at,
      order,
      stages: ["implement", "check", "review"],
      agent,
      reservedUsd: 1,
      hash: "h",
      candidate: null,
    },
    { type: "StageStarted", ...at, stage: "prepare" },
    passed(at, "prepare", "slot 1", 300),
    { type: "StageStarted", ...at, stage: "implement" },
    called(at, agent),
  ];
  if (stage === "implement") return facts;
  facts.push(callEnded(at), passed(at, "implement", "3 files changed", 61_000));
  facts.push({ type: "StageStarted", ...at, stage: "check" });
  return facts;
}

export function landed(at: At): Fact[] {
  return [
    ...working(at, "check"),
    passed(at, "check", "14 tests passed", 2_400),
    { type: "StageSkipped", ...at, stage: "review", why: "no reviewer is configured" },
    { type: "StageSkipped", ...at, stage: "approve", why: "not asked for" },
    { type: "OrderClosed", order: `order-${at.task}-${at.attempt}` },
    {
      type: "TaskLanded",
      ...at,
      landing: `landing-${at.task}`,
      commit: sha(at.task),
      durationMs: 40,
      statusInTree: true,
    },
    { type: "StatusWritten", task: at.task, status: "done" },
    { type: "TargetAdvanced", target: "main", to: sha(at.task) },
  ];
}

export function failed(at: At): Fact[] {
  return [
    ...working(at, "check"),
    {
      type: "StageFailed",
      ...at,
      stage: "check",
      durationMs: 2_100,
      sha: sha(`${at.task}-${at.attempt}`),
      tree: null,
      failure: {
        kind: "test_failure",
        message: "2 of 14 tests failed",
        evidence: "sum_test.ts\n  a month without entries ... FAILED\n    expected 0, found NaN",
        fingerprint: "f1",
      },
    },
    { type: "OrderClosed", order: `order-${at.task}-${at.attempt}` },
  ];
}

export function conflict(at: At): Fact[] {
  return [...working(at, "check"), waits(at, "land", "conflict", "it conflicts in src/sum.ts")];
}

export function outside(at: At): Fact[] {
  return [...working(at), waits(at, "implement", "outside_changes", "../shared/table.ts")];
}

function waits(at: At, stage: Stage, kind: FailureKind, evidence: string): Fact {
  const failure = { kind, message: evidence, evidence, fingerprint: "f" };
  return { type: "StageFailed", ...at, stage, durationMs: 50, sha: null, tree: null, failure };
}

export function asks(at: At): Fact[] {
  return [
    ...working(at),
    callEnded(at),
    {
      type: "QuestionAsked",
      ...at,
      question: "Which of the three banks comes first?\nTheir columns differ.",
      sha: null,
    },
    { type: "OrderClosed", order: `order-${at.task}-${at.attempt}` },
  ];
}

export function ended(exitCode: number, reason: string): Fact {
  return { type: "RunEnded", exitCode, reason, durationMs: 754_000 };
}

export function callId({ task, attempt }: At): string {
  return `call-${task}-${attempt}`;
}

function called(at: At, agent: string): Fact {
  return {
    type: "CallStarted",
    ...at,
    call: callId(at),
    order: `order-${at.task}-${at.attempt}`,
    stage: "implement",
    role: "implementer",
    agent,
    model: agent === "claude" ? "sonnet" : "",
    reservedUsd: 1,
  };
}

function callEnded(at: At): Fact {
  const weight = 1 + Number(at.task.slice(-1)) * 7 % 11;
  return {
    type: "CallEnded",
    call: callId(at),
    outcome: "answered",
    costUsd: 0.11 + at.attempt / 10 + weight / 10,
    tokens: {
      input: 900 * weight,
      output: 410 * weight,
      cacheRead: 9_000 * weight,
      cacheWrite: 800,
    },
    model: "sonnet",
    durationMs: 61_000,
    exitCode: 0,
  };
}

function passed(at: At, stage: Stage, detail: string, durationMs: number): Fact {
  const commit = stage === "prepare" ? null : sha(`${at.task}-${at.attempt}`);
  return { type: "StagePassed", ...at, stage, durationMs, sha: commit, tree: commit, detail };
}

/** Forty hex digits of a word. */
export function sha(word: string): Sha {
  const digits = [...word].map((sign) => sign.charCodeAt(0).toString(16)).join("");
  return digits.repeat(40).slice(0, 40);
}

export const sampleOutput: readonly OutputLine[] = [
  said("head", "attempt 1, implement, claude (sonnet)"),
  said("prompt", "prompt of 64 lines; O opens the transcript"),
  said("say", "I'll look at how entries are stored, then sum them by month and category."),
  said("tool", "Read src/entry.ts"),
  said("tool", "Bash deno test src"),
  said(
    "say",
    '12 passed. A month is `2024-03`; a category may be missing, which counts as "other".',
  ),
  said("edit", "create src/sum.ts"),
  said("edit", "create src/sum_test.ts"),
  said("tool", "Bash deno test src/sum_test.ts"),
  said("error", "Bash deno test src/sum_test.ts  (failed)"),
  said(
    "say",
    "A month without entries gives NaN: the average divides by zero. I'll return 0 there.",
  ),
  said("edit", "modify src/sum.ts"),
  said("tool", "Bash deno test src"),
  said("say", "14 passed."),
];

function said(kind: OutputKind, text: string): OutputLine {
  return { kind, text };
}

export const sampleDiff = `diff --git a/src/sum.ts b/src/sum.ts
index 1111111..2222222 100644
--- a/src/sum.ts
+++ b/src/sum.ts
@@ -1,9 +1,13 @@ import type { Entry } from "./entry.ts";
 
 /** Sums by month, such as \`2024-03\`, and category. */
 export function sums(entries: readonly Entry[]): Sums {
-  const total = entries.reduce((sum, entry) => sum + entry.amount, 0);
-  return { total, average: total / entries.length };
+  const byMonth = new Map<string, number>();
+  for (const { month, amount } of entries) {
+    byMonth.set(month, (byMonth.get(month) ?? 0) + amount);
+  }
+  const total = [...byMonth.values()].reduce((sum, one) => sum + one, 0);
+  return { total, average: byMonth.size === 0 ? 0 : total / byMonth.size };
 }
 
 export interface Sums {
@@ -22,3 +26,4 @@ export interface Sums {
   readonly total: number;
   readonly average: number;
+  readonly byMonth: ReadonlyMap<string, number>;
 }
diff --git a/src/sum_test.ts b/src/sum_test.ts
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/src/sum_test.ts
@@ -0,0 +1,6 @@
+import { sums } from "./sum.ts";
+
+Deno.test("a month without entries is 0", () => {
+  assertEquals(sums([]).average, 0);
+});
+
`;

export const sampleChecks: readonly CheckReport[] = [{
  role: "check",
  call: "call-check",
  startedAtMs: startMs,
  commands: [
    {
      name: "lint",
      line: "deno lint",
      result: { passed: true, how: "exit 0", durationMs: 700, counts: "" },
      output: ["Checked 9 files"],
      omitted: 0,
    },
    {
      name: "test",
      line: "deno test",
      result: { passed: false, how: "exit 1", durationMs: 1_400, counts: "12 passed, 2 failed" },
      output: [
        "running 14 tests from 5 files",
        "a month without entries ... FAILED",
        "  expected 0, found NaN",
        "  at src/sum_test.ts:14",
        "a category may be missing ... FAILED",
        "FAILED | 12 passed | 2 failed (1s)",
      ],
      omitted: 31,
    },
  ],
  end: "failed",
}];
