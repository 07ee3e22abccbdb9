import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { exportState } from "../../../src/host/export_state.ts";
import { attempt, closed, failed, landed, passed, runOf, started } from "../../given.ts";

const RUN = () =>
  runOf([
    started({ maxAttempts: 1 }),
    ...landed("a"),
    ...attempt("b"),
    ...passed("b", 1, "implement"),
    ...failed("b", 1, "check"),
    closed("b"),
  ]);

async function inFolder(work: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "spec-tui-export-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  tasks: ["task_id", "status", "started_at", "completed_at"],
  attempts: [
    "id",
    "task_id",
    "timestamp",
    "success",
    "duration_seconds",
    "error",
    "error_code",
    "claude_output",
    "input_tokens",
    "output_tokens",
    "cost_usd",
    "review_status",
    "review_findings",
  ],
  executor_meta: ["key", "value"],
};

Deno.test("the exported database has spec-runner's tables, columns and words", () =>
  inFolder((folder) => {
    const path = join(folder, "sub", "state.db");
    exportState(RUN(), path, false);
    const db = new DatabaseSync(path, { readOnly: true });
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const found = db.prepare(`PRAGMA table_info(${table})`).all().map((row) => row.name);
      assert.deepEqual(found, columns, table);
    }
    const tasks = db.prepare("SELECT task_id, status, completed_at IS NULL AS open FROM tasks")
      .all();
    assert.deepEqual(tasks.map((row) => ({ ...row })), [
      { task_id: "a", status: "success", open: 0 },
      { task_id: "b", status: "failed", open: 1 },
    ]);
    const attempts = db.prepare(
      "SELECT task_id, success, error, error_code FROM attempts ORDER BY id",
    ).all();
    assert.deepEqual(attempts.map((row) => ({ ...row })), [
      { task_id: "a", success: 1, error: null, error_code: null },
      { task_id: "b", success: 0, error: "test_failure it was", error_code: "TEST_FAILURE" },
    ]);
    const meta = db.prepare("SELECT key, value FROM executor_meta ORDER BY key").all();
    assert.deepEqual(meta.map((row) => `${row.key}=${row.value}`), [
      "consecutive_failures=1",
      "total_completed=1",
      "total_failed=1",
    ]);
    const stamp = String(db.prepare("SELECT timestamp FROM attempts").get()?.timestamp);
    assert.match(stamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    db.close();
  }));

Deno.test("an existing file is refused and left as it is, unless it may be replaced", () =>
  inFolder(async (folder) => {
    const path = join(folder, "state.db");
    await Deno.writeTextFile(path, "mine");
    await Deno.writeTextFile(`${path}-wal`, "its journal");
    assert.throws(() => exportState(RUN(), path, false), /it exists/);
    assert.equal(await Deno.readTextFile(path), "mine");
    exportState(RUN(), path, true);
    const names = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    assert.deepEqual(names, ["state.db"], "no draft and no foreign journal is left");
    assert.equal(new DatabaseSync(path).prepare("SELECT count(*) AS n FROM tasks").get()?.n, 2);
  }));
