// `run --dry-run`: the tasks that would start now, in order.
import type { Spec } from "../spec/spec.ts";
import type { Run } from "../pipeline/run.ts";
import { candidates } from "../pipeline/candidates.ts";
import { ledgerOf } from "./ledger.ts";
import { type Json, rounded } from "./python_json.ts";

/** `run` must be the run as it would start: with a `RunStarted` applied. */
export function dryRun(spec: Spec, run: Run): Json {
  const only = run.current?.selection.kind === "next" ? 1 : Infinity;
  const { paid } = ledgerOf(run);
  const tasks = [...candidates(spec, run)].slice(0, only).map((task) => ({
    task_id: task.id,
    name: task.name,
    priority: task.priority,
    status: task.status,
    depends_on: task.needs,
    checklist_total: task.checklist.length,
    checklist_done: task.checklist.filter((item) => item.done).length,
    previous_attempts: run.tasks.get(task.id)?.attempts.length ?? 0,
    previous_cost_usd: rounded(paid(task.id).usd, 2),
  }));
  return { dry_run: true, tasks };
}
