// A log as long runs leave it, written through the store: what a real run would take minutes to record.
import { systemClock, systemIds } from "../../src/host/clock.ts";
import { openEventLog } from "../../src/store/event_log.ts";
import { createRedactor } from "../../src/store/redact.ts";
import { databases } from "../e2e/kit/observe.ts";
import type { Project } from "../e2e/kit/project.ts";
import { taskId } from "../e2e/kit/tasks.ts";
import { landedFacts, started } from "./given_run.ts";
import { measureProgram } from "./measure.ts";

/**
 * The first task is really done, so that the program makes its own log; then as many as the spec says are DONE
 * (`benchProject`'s `done`). Returns how many facts the log holds.
 */
export async function appendLanded(project: Project, done: number): Promise<number> {
  await measureProgram(project, ["run", "--task", taskId(0), "--no-tui"]);
  const [path] = await databases(project);
  if (path === undefined) throw new Error("Cannot find the log of the first run");
  const log = openEventLog({
    path,
    origin: systemIds.next(),
    ids: systemIds,
    clock: systemClock,
    redactor: createRedactor([]),
  });
  try {
    log.takeFence();
    log.append([started(systemIds.next())]);
    for (let from = 1; from <= done; from += 500) {
      const count = Math.min(500, done + 1 - from);
      log.append(
        Array.from({ length: count }, (_, n) => landedFacts(taskId(from + n))).flat(),
      );
    }
    log.append([{ type: "RunEnded", exitCode: 0, reason: "all done", durationMs: 1 }]);
    return log.since(0).length;
  } finally {
    log.close();
  }
}
