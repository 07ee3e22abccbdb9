// What was spent, task by task: `costs`, in spec-runner's shape and as rows for a table.
import type { Spec } from "../spec/spec.ts";
import { type Run, standingOf } from "../pipeline/run.ts";
import { ledgerOf, type Paid } from "./ledger.ts";
import { Float, type Json } from "./python_json.ts";

export interface CostRow {
  readonly task: string;
  readonly name: string;
  readonly status: string;
  readonly costUsd: number;
  /** Calls whose cost is not known. */
  readonly unmeasured: number;
  readonly attempts: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheTokens: number;
}
export type CostOrder = "id" | "cost" | "tokens" | "name";

/** Tasks of the spec, then tasks that only the log knows. */
export function costRows(spec: Spec, run: Run, order: CostOrder = "id"): CostRow[] {
  const gone = [...run.tasks.keys()].filter((id) =>
    !spec.byId.has(id) && (run.tasks.get(id)?.attempts.length ?? 0) > 0
  );
  const { paid } = ledgerOf(run);
  const rows = [...spec.byId.keys(), ...gone].map((id) => row(spec, run, id, paid(id)));
  const by: Record<CostOrder, (a: CostRow, b: CostRow) => number> = {
    id: (a, b) => (a.task < b.task ? -1 : 1),
    cost: (a, b) => b.costUsd - a.costUsd,
    tokens: (a, b) => b.inputTokens + b.outputTokens - a.inputTokens - a.outputTokens,
    name: (a, b) => (a.name < b.name ? -1 : 1),
  };
  return rows.sort(by[order]);
}

function row(spec: Spec, run: Run, id: string, paid: Paid): CostRow {
  return {
    task: id,
    name: spec.byId.get(id)?.name ?? "",
    status: recordedStatus(spec, run, id),
    costUsd: paid.usd,
    unmeasured: paid.unmeasured,
    attempts: run.tasks.get(id)?.attempts.length ?? 0,
    inputTokens: paid.input,
    outputTokens: paid.output,
    cacheTokens: paid.cache,
  };
}

/** spec-runner's words: the state's when there is one, else the file's. */
function recordedStatus(spec: Spec, run: Run, id: string): string {
  const state = run.tasks.get(id);
  const inFile = spec.byId.get(id)?.status ?? "todo";
  if (!state || state.attempts.length === 0) return inFile;
  switch (standingOf(run, id).at) {
    case "done":
      return "success";
    case "failed":
    case "waiting":
      return "failed";
    case "working":
      return "running";
    default:
      return "pending";
  }
}

export function costsJson(spec: Spec, run: Run, order: CostOrder, budgetUsd: number | null): Json {
  const rows = costRows(spec, run, order);
  const priced = rows.filter((each) => each.costUsd > 0);
  const { total: all } = ledgerOf(run);
  const total = all.usd;
  const unmeasured = rows.reduce((sum, each) => sum + each.unmeasured, 0);
  const most = priced.toSorted((a, b) => b.costUsd - a.costUsd)[0];
  return {
    tasks: rows.map((each) => ({
      task_id: each.task,
      name: each.name,
      status: each.status,
      cost: new Float(each.costUsd),
      attempts: each.attempts,
      input_tokens: each.inputTokens,
      output_tokens: each.outputTokens,
      unmeasured_calls: each.unmeasured > 0 ? each.unmeasured : undefined,
    })),
    summary: {
      total_cost: new Float(total),
      total_input_tokens: all.input,
      total_output_tokens: all.output,
      avg_cost_per_completed: new Float(priced.length > 0 ? total / priced.length : 0),
      most_expensive_task: most?.task ?? null,
      unmeasured_calls: unmeasured > 0 ? unmeasured : undefined,
      budget_usd: budgetUsd === null ? undefined : new Float(budgetUsd),
      budget_used_pct: budgetUsd
        ? new Float(Number(((total / budgetUsd) * 100).toFixed(1)))
        : undefined,
    },
  };
}
