// The run as spec-runner's SQLite contract, for tools that read it. The file is complete or not there.
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FailureKind } from "../pipeline/fact.ts";
import { type Attempt, type Run, standingOf } from "../pipeline/run.ts";
import type { Call } from "../pipeline/ledger.ts";
import { stagesMs } from "../reports/result.ts";
import { UserError } from "./user_error.ts";

const SCHEMA = [
  `CREATE TABLE tasks (task_id TEXT PRIMARY KEY, status TEXT NOT NULL DEFAULT 'pending',
     started_at TEXT, completed_at TEXT)`,
  `CREATE TABLE attempts (id INTEGER PRIMARY KEY AUTOINCREMENT,
     task_id TEXT NOT NULL REFERENCES tasks(task_id), timestamp TEXT NOT NULL,
     success INTEGER NOT NULL, duration_seconds REAL NOT NULL, error TEXT, error_code TEXT,
     claude_output TEXT, input_tokens INTEGER, output_tokens INTEGER, cost_usd REAL,
     review_status TEXT, review_findings TEXT)`,
  `CREATE TABLE executor_meta (key TEXT PRIMARY KEY, value TEXT)`,
];

/** Refuses an existing file unless `replaces`. */
export function exportState(run: Run, path: string, replaces: boolean): void {
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  if (!replaces && exists(path)) throw taken(path);
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    write(run, draft);
    // A journal of the file that was here would be read into the new one.
    if (replaces) { for (const end of ["-wal", "-shm", "-journal"]) remove(path + end); }
    if (replaces) Deno.renameSync(draft, path);
    else Deno.linkSync(draft, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw taken(path);
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot write "${path}": ${why}`, { exitCode: 3, cause: error });
  } finally {
    remove(draft);
    remove(`${draft}-journal`);
  }
}

function taken(path: string): UserError {
  return new UserError(`Cannot write "${path}": it exists`, { hint: "--force replaces it" });
}

function write(run: Run, path: string): void {
  const db = new DatabaseSync(path);
  try {
    for (const statement of SCHEMA) db.prepare(statement).run();
    db.prepare("BEGIN").run();
    const addTask = db.prepare("INSERT INTO tasks VALUES (?, ?, ?, ?)");
    const addAttempt = db.prepare(
      `INSERT INTO attempts (task_id, timestamp, success, duration_seconds, error, error_code,
         claude_output, input_tokens, output_tokens, cost_usd, review_status, review_findings)
       VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, NULL)`,
    );
    const addMeta = db.prepare("INSERT INTO executor_meta VALUES (?, ?)");
    const calls = Map.groupBy(run.calls.values(), (call) => `${call.task} ${call.attempt}`);
    for (const [id, state] of run.tasks) {
      const first = state.attempts[0];
      const status = statusOf(run, id);
      if (first === undefined && status === "pending") continue;
      const last = state.attempts.at(-1);
      const completed = status === "success" ? last?.endedMs ?? null : null;
      addTask.run(id, status, stamp(first?.startedMs ?? null), stamp(completed));
      for (const attempt of state.attempts) {
        const made = calls.get(`${id} ${attempt.n}`) ?? [];
        if (attempt.end !== null) addAttempt.run(...attemptRow(id, attempt, made));
      }
    }
    for (const [key, value] of meta(run)) addMeta.run(key, String(value));
    db.prepare("COMMIT").run();
  } finally {
    db.close();
  }
}

function statusOf(run: Run, id: string): "pending" | "running" | "success" | "failed" | "skipped" {
  const standing = standingOf(run, id);
  switch (standing.at) {
    case "done":
      return standing.how === "skipped" ? "skipped" : "success";
    case "failed":
    case "waiting":
      return "failed";
    case "working":
      return run.current?.end === null ? "running" : "pending";
    case "held":
    case "taken":
    case "idle":
      return "pending";
  }
}

function attemptRow(id: string, attempt: Attempt, calls: readonly Call[]) {
  const { error, code } = errorOf(attempt);
  const isSuccess = attempt.end?.kind === "landed";
  const costs = calls.map((call) => call.costUsd);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const cutOff = calls.filter((call) => call.outcome === "interrupted");
  const hasTokens = calls.some((call) => call.tokens !== null);
  return [
    id,
    stamp(attempt.startedMs) ?? "",
    isSuccess ? 1 : 0,
    (stagesMs(attempt) + sum(cutOff.map((call) => call.durationMs))) / 1000,
    error,
    code,
    hasTokens ? sum(calls.map((call) => call.tokens?.input ?? 0)) : null,
    hasTokens ? sum(calls.map((call) => call.tokens?.output ?? 0)) : null,
    costs.length > 0 && costs.every((cost) => cost !== null) ? sum(costs.map((c) => c ?? 0)) : null,
    attempt.stages.review?.status === "skipped" ? "skipped" : null,
  ] as const;
}

/** A task that asked has no word of its own in 2.2: it counts as failed there. */
function errorOf({ end }: Attempt): { error: string | null; code: string | null } {
  switch (end?.kind) {
    case "failed":
    case "agent":
      return { error: end.failure.message, code: CODES[end.failure.kind] };
    case "interrupted":
      return { error: `interrupted: ${end.reason}`, code: "INTERRUPTED" };
    case "blocked":
      return { error: end.question, code: "TASK_FAILED" };
    case "superseded":
      return { error: "given up: a person's word came in between", code: "INTERRUPTED" };
    case "landed":
    case undefined:
      return { error: null, code: null };
  }
}

const CODES: Readonly<Record<FailureKind, string>> = {
  task_failed: "TASK_FAILED",
  no_verdict: "UNKNOWN",
  no_change: "UNKNOWN",
  agent_error: "UNKNOWN",
  timeout: "TIMEOUT",
  idle_timeout: "TIMEOUT",
  test_failure: "TEST_FAILURE",
  lint_failure: "LINT_FAILURE",
  hook_failure: "HOOK_FAILURE",
  setup_failure: "HOOK_FAILURE",
  outside_changes: "UNKNOWN",
  history_rewritten: "UNKNOWN",
  conflict: "UNKNOWN",
  harness_changed: "UNKNOWN",
  git_failure: "UNKNOWN",
  internal: "UNKNOWN",
  agent_limit: "RATE_LIMIT",
  agent_auth: "UNKNOWN",
  agent_network: "UNKNOWN",
  agent_missing: "UNKNOWN",
};

function meta(run: Run): readonly (readonly [string, number])[] {
  const statuses = [...run.tasks.keys()].map((id) => statusOf(run, id));
  return [
    ["consecutive_failures", run.current?.failuresInARow ?? 0],
    ["total_completed", statuses.filter((status) => status === "success").length],
    ["total_failed", statuses.filter((status) => status === "failed").length],
  ];
}

/** ISO 8601 without a zone, as its readers parse; in UTC. */
function stamp(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().replace("Z", "000");
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* it is not there */ }
}
