import assert from "node:assert/strict";
import { evolve } from "../../../src/pipeline/evolve.ts";
import type { Event } from "../../../src/pipeline/fact.ts";
import { emptyRun } from "../../../src/pipeline/run.ts";
import { costsJson } from "../../../src/reports/costs.ts";
import { ledgerOf } from "../../../src/reports/ledger.ts";
import { workedMs } from "../../../src/reports/result.ts";
import { NEVER_COUNTED, statusJson } from "../../../src/reports/status.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import { attempt, passed, runOf, started } from "../../given.ts";
import { groundOf, runWorld, type Script } from "../runner/loop_world.ts";

const SPEC = `### TASK-001: One
P0 | TODO
### TASK-002: Two
P0 | TODO
**Depends on:** TASK-001
### TASK-003: Three
P0 | TODO
### TASK-004: Four
P0 | TODO
### TASK-005: Five
P0 | TODO
`;

/** Something goes wrong with every task but the last. */
const troubled: Script = ({ task, attempt }, stage) => {
  if (task === "TASK-001" && attempt === 1) return stage === "check" ? "test_failure" : "pass";
  if (task === "TASK-002") return "blocked";
  if (task === "TASK-003") return "task_failed";
  return task === "TASK-004" && attempt === 1 ? "agent_error" : "pass";
};

/** Cut off after `cut` facts, and gone on with by another engine. */
async function logOf(cut: number, budgetUsd: number | null): Promise<readonly Event[]> {
  const ground = groundOf(SPEC);
  const common = { ground, script: troubled, limits: { jobs: 2, budgetUsd } };
  const first = await runWorld({ ...common, stopAfter: (event) => event.seq === cut });
  return (await runWorld({ ...common, events: first.events })).events;
}

Deno.test("facts that are never counted change neither status --json nor costs --json, at no moment of a run", async () => {
  const spec = parseSpec(SPEC);
  const skipped = new Set<string>();
  for (const [cut, budgetUsd] of [[1, null], [30, null], [55, null], [20, 3]] as const) {
    const all = emptyRun();
    const counted = emptyRun();
    for (const event of await logOf(cut, budgetUsd)) {
      evolve(all, event);
      if (NEVER_COUNTED.includes(event.fact.type)) skipped.add(event.fact.type);
      else evolve(counted, event);
      const place = `cut ${cut}, fact ${event.seq} ${event.fact.type}`;
      assert.deepEqual(statusJson(spec, counted, null), statusJson(spec, all, null), place);
      assert.deepEqual(costsJson(spec, counted, "id", 9), costsJson(spec, all, "id", 9), place);
    }
  }
  assert.ok(skipped.has("StageStarted") && skipped.has("StagePassed"), [...skipped].join());
});

Deno.test("the ledger of each task adds up to that of all", async () => {
  const run = (await logOf(1, null)).reduce(evolve, emptyRun());
  const { paid, total } = ledgerOf(run);
  const each = [...run.tasks.keys()].map(paid);
  const sum = (name: keyof typeof total) => each.reduce((so, one) => so + one[name], 0);
  assert.ok(total.usd > 0);
  assert.equal(sum("usd").toFixed(6), total.usd.toFixed(6));
  assert.equal(sum("unmeasured"), total.unmeasured);
  assert.equal(sum("input"), total.input);
  assert.equal(paid("TASK-999").usd, 0);
});

Deno.test("an attempt that was cut off took the time of its call", () => {
  const at = { task: "a", attempt: 1 };
  const call = { call: "c", stage: "implement", role: "implement", agent: "x", model: "" } as const;
  const run = runOf([
    started(),
    ...attempt("a"),
    ...passed("a", 1, "prepare"),
    { type: "StageStarted", ...at, stage: "implement" },
    { type: "CallStarted", ...at, ...call, order: "order-a-1", reservedUsd: 1 },
    {
      type: "CallEnded",
      call: "c",
      outcome: "interrupted",
      costUsd: null,
      tokens: null,
      model: "",
      durationMs: 61_000,
      exitCode: null,
    },
    {
      type: "StageInterrupted",
      ...at,
      stage: "implement",
      reason: "stopped",
      sha: null,
    },
  ]);
  const { paid } = ledgerOf(run);
  assert.equal(workedMs(run.tasks.get("a")?.attempts ?? [], paid("a")), 61_001);
});
