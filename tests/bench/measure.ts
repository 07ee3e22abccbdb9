// What the benches share: medians, runs of the program with their time and peak memory, and when tasks landed.
import { DatabaseSync } from "node:sqlite";
import { databases } from "../e2e/kit/observe.ts";
import { type Options, startProgram } from "../e2e/kit/program.ts";
import type { Project } from "../e2e/kit/project.ts";

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Milliseconds of each round; the first rounds warm up and do not count. */
export async function rounds(
  count: number,
  warmUps: number,
  work: (round: number) => unknown,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = -warmUps; round < count; round++) {
    const startedAt = performance.now();
    await work(round);
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  return times;
}

export interface Measured {
  readonly ms: number;
  /** Highest resident memory seen, MB; null where there is no `/proc`. */
  readonly peakMb: number | null;
  readonly stdout: string;
}

/** Runs the program to its end. Any exit code but 0 is a fault: a failed run measures nothing. */
export async function measureProgram(
  project: Project,
  argv: readonly string[],
  options: Options = {},
): Promise<Measured> {
  await using live = await startProgram(project, argv, { timeoutMs: 600_000, ...options });
  const watch = watchMemory(live.pid);
  const ended = await live.ended;
  const peakMb = await watch.stop();
  if (ended.code !== 0) {
    throw new Error(
      `Cannot measure ${
        argv.join(" ")
      }: it exited with ${ended.code}\n${ended.stdout}${ended.stderr}`,
    );
  }
  return { ms: ended.ms, peakMb, stdout: ended.stdout };
}

/** The kernel keeps the peak itself. Read from outside: Deno opens `/proc` only to a program that may do all. */
function watchMemory(pid: number): { stop(): Promise<number | null> } {
  const script = 'while grep VmHWM "/proc/$1/status" 2>/dev/null; do sleep 0.1; done';
  const watcher = new Deno.Command("sh", {
    args: ["-c", script, "sh", String(pid)],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).output();
  return {
    async stop() {
      const text = new TextDecoder().decode((await watcher).stdout);
      const peaks = [...text.matchAll(/(\d+) kB/g)].map((match) => Number(match[1]));
      return peaks.length === 0 ? null : Math.max(...peaks) / 1024;
    },
  };
}

/** When each task landed, ms since 1970, in order. */
export async function landedAt(project: Project): Promise<readonly number[]> {
  const times: number[] = [];
  for (const path of await databases(project)) {
    const db = new DatabaseSync(path, { readOnly: true });
    const sql = "SELECT at_ms FROM events WHERE type = 'TaskLanded' ORDER BY seq";
    times.push(...db.prepare(sql).all().map((row) => Number(row.at_ms)));
    db.close();
  }
  return times;
}

/** From the first landing to the last, divided by the tasks between: start and end of the run do not count. */
export async function perTask(project: Project, tasks: number): Promise<number> {
  const times = await landedAt(project);
  if (times.length !== tasks) {
    throw new Error(`Cannot measure: ${times.length} of ${tasks} tasks landed`);
  }
  return ((times.at(-1) ?? NaN) - (times[0] ?? NaN)) / (tasks - 1);
}
