// What became of each run: worked out from the attempts that were started in it, once per change of the facts.
import type { Spend } from "../src/pipeline/cost.ts";
import type { Sha } from "../src/pipeline/fact.ts";
import type { Attempt, Run, RunInfo, TaskState } from "../src/pipeline/run.ts";
import type { TaskId } from "../src/spec/spec.ts";
import { memo } from "./memo.ts";
import type { Screen } from "./screen.ts";

export interface RunRow {
  readonly info: RunInfo;
  readonly landed: readonly { readonly task: TaskId; readonly commit: Sha | null }[];
  readonly failed: readonly TaskId[];
  readonly waiting: readonly TaskId[];
  readonly attempts: number;
  readonly calls: number;
  readonly spend: Spend;
}

/** Newest first. */
export function runHistory({ run }: Screen): readonly RunRow[] {
  return historyOf(run, run.seq);
}

const historyOf = memo((run: Run, _seq: number): readonly RunRow[] => {
  const infos = run.current === null ? run.past : [...run.past, run.current];
  const byId = new Map(infos.map((info) => [info.id, emptyRow(info)]));
  for (const state of run.tasks.values()) addTask(byId, state);
  for (const call of run.calls.values()) {
    const row = byId.get(call.run);
    if (row === undefined) continue;
    row.calls++;
    if (call.outcome === "running") continue;
    row.spend.usd += call.costUsd ?? 0;
    row.spend.isAtLeast ||= call.costUsd === null;
  }
  return [...byId.values()].reverse();
});

interface Growing extends RunRow {
  readonly landed: { readonly task: TaskId; readonly commit: Sha | null }[];
  readonly failed: TaskId[];
  readonly waiting: TaskId[];
  attempts: number;
  calls: number;
  readonly spend: { usd: number; isAtLeast: boolean };
}

function emptyRow(info: RunInfo): Growing {
  const spend = { usd: 0, isAtLeast: false };
  return { info, landed: [], failed: [], waiting: [], attempts: 0, calls: 0, spend };
}

/** A task counts for a run by its last attempt there. */
function addTask(rows: ReadonlyMap<string, Growing>, state: TaskState): void {
  const last = new Map<string, Attempt>();
  let landings = 0;
  for (const attempt of state.attempts) {
    const row = rows.get(attempt.run);
    if (row !== undefined) row.attempts++;
    last.set(attempt.run, attempt);
    if (attempt.end?.kind === "landed") {
      row?.landed.push({ task: state.id, commit: state.landed[landings] ?? null });
      landings++;
    }
  }
  for (const [run, attempt] of last) {
    const kind = attempt.end?.kind;
    if (kind === "failed") rows.get(run)?.failed.push(state.id);
    if (kind === "blocked") rows.get(run)?.waiting.push(state.id);
  }
}
