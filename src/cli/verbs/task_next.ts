// `task next`: the tasks that an engine could start now, best first.
import { actorOf } from "../../host/face.ts";
import { readRun } from "../../host/reading.ts";
import { asStarted } from "../../host/as_read.ts";
import { candidates } from "../../pipeline/candidates.ts";
import type { ExitCode } from "../exit_code.ts";
import { limitsForLooking } from "../limits.ts";
import { openFor } from "../opened.ts";
import { taskDocument } from "../task_row.ts";
import { clip, table } from "../table.ts";
import { oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function taskNext(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const { spec, run } = readRun(project);
  await asStarted(project, run, spec, {
    selection: { kind: "all" },
    skipInProgress: false,
    limits: limitsForLooking(project),
    by: actorOf(project.environment, "cli"),
  });
  const tasks = [...candidates(spec, run)];
  if (call.wantsJson) {
    call.document(JSON.stringify(tasks.map((task) => taskDocument(run, task)), null, 2));
    return 0;
  }
  if (tasks.length === 0) {
    call.print("no task could start now: `spec-tui status` says why");
    return 0;
  }
  const rows = tasks.map((task) => [oneLine(task.id), task.priority, clip(oneLine(task.name), 60)]);
  call.print(table(rows).join("\n"));
  return 0;
}
