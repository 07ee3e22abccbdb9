// Looks at a project from outside, changing nothing: the user's checkout, refs, the event log, the calls
// that agents really received, and the processes that are still alive.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Project } from "./project.ts";

export interface LoggedFact {
  readonly seq: number;
  readonly type: string;
  readonly task: string | null;
  readonly attempt: number | null;
  readonly stage: string | null;
  /** All fields of the fact. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AgentCall {
  readonly agent: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly pwd: string;
  readonly prompt: string;
  readonly task: string;
  readonly attempt: number;
  readonly slot: string;
  readonly role: "implement" | "review";
  /** Number of the call among those of its task and role. */
  readonly call: number;
  readonly session: string;
  readonly resumed: boolean;
  readonly pid: number;
  /** Names only. */
  readonly env: readonly string[];
  readonly spec: Readonly<Record<string, string>>;
  readonly atMs: number;
}

export interface Landing {
  readonly commit: string;
  readonly task: string;
}

/** Facts of every log of the project, oldest first within a log. */
export async function facts(project: Project): Promise<readonly LoggedFact[]> {
  const all = await query(project, "SELECT * FROM events ORDER BY seq");
  return all.map((row) => {
    // What has a column of its own may stand there only.
    const columns = { call: row.call, order: row.order_id, run: row.run };
    const body = { ...columns, ...bodyOf(row.body) };
    return {
      seq: Number(row.seq),
      type: String(row.type),
      task: text(row.task),
      attempt: number(row.attempt),
      stage: text(row.stage),
      body,
    };
  });
}

/** Rows of the `calls` view. */
export function calls(project: Project): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return query(project, "SELECT * FROM calls");
}

export async function databases(project: Project): Promise<readonly string[]> {
  const folders = [join(project.repository, ".git/spec-tui"), join(project.root, ".spec-tui")];
  const found: string[] = [];
  for (const folder of folders) {
    for (const key of await namesIn(folder)) {
      const path = join(folder, key, "state.db");
      if (await isThere(path)) found.push(path);
    }
  }
  return found.sort();
}

/** Changes with every log of the project, and costs much less than to read them. */
export async function logsPrint(project: Project): Promise<string> {
  const parts: string[] = [];
  for (const path of await databases(project)) {
    for (const file of [path, `${path}-wal`]) {
      const about = await Deno.stat(file).catch(() => null);
      parts.push(`${about?.size} ${about?.mtime?.getTime()}`);
    }
  }
  return parts.join(" ");
}

/** Every call that an agent really received, in the order they were made. */
export async function agentCalls(project: Project): Promise<readonly AgentCall[]> {
  const log = await readOrEmpty(join(project.bin, ".scripted/calls.jsonl"));
  // The last line may be just being written.
  return log.split("\n").slice(0, -1).map((line) => JSON.parse(line))
    .filter((entry) => entry.event === "start");
}

/** Landed tasks, oldest first, by the trailer of the commits on `ref`'s own line: a merged commit that failed
 * its check, and that a later attempt went on from, is no landing. */
export async function landings(project: Project, ref?: string): Promise<readonly Landing[]> {
  const format = "--format=%H%x09%(trailers:key=Spec-Tui-Task,valueonly,separator=%x2C)";
  const log = await project.git(
    "log",
    "--first-parent",
    "--topo-order",
    "--reverse",
    format,
    ref ?? project.mainBranch,
  );
  return log.split("\n").flatMap((line) => {
    const [commit = "", tasks = ""] = line.split("\t");
    return tasks.split(",").filter((task) => task !== "").map((task) => ({ commit, task }));
  });
}

export function queueRef(project: Project): string {
  return `refs/spec-tui/queue/${project.mainBranch}`;
}

export function log(project: Project, ref: string): Promise<string> {
  return project.git("log", "--topo-order", "--format=%H %s", ref);
}

/** Pids that carry the project's cookie in their environment. */
export function processesWith(project: Project): Promise<readonly number[]> {
  return processesCarrying(`KIT_COOKIE=${project.cookie}`);
}

/** Reads no `/proc` itself: that would need every permission there is. */
export async function processesCarrying(pair: string): Promise<readonly number[]> {
  const script = Deno.build.os === "linux"
    ? `grep -lzxaF -f - /proc/[0-9]*/environ 2>/dev/null | tr -dc '0-9\\n'`
    : `p=$(cat); ps axeww -o pid= -o command= | grep -F -e "$p" | grep -v grep | awk '{print $1}'`;
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", LC_ALL: "C" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${pair}\n`));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout).split("\n").filter((pid) => pid !== "").map(Number);
}

export async function filesUnder(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...await filesUnder(path));
    else found.push(path);
  }
  return found;
}

async function query(
  project: Project,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (const path of await databases(project)) {
    const db = openQuietly(path);
    try {
      rows.push(...(db?.prepare(sql).all() ?? []));
    } catch (error) {
      // A log that is just being made has no table yet.
      if (!/no such table/.test(String(error))) throw error;
    } finally {
      db?.close();
    }
  }
  return rows;
}

function openQuietly(path: string): DatabaseSync | null {
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    db.exec("PRAGMA busy_timeout = 5000");
    return db;
  } catch {
    return null;
  }
}

function bodyOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "string" ? JSON.parse(value) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
