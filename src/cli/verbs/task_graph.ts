// `task graph`: the dependency tree.
import type { ExitCode } from "../exit_code.ts";
import { graphLines } from "../graph.ts";
import { readTasks, shownStatus } from "../task_row.ts";
import { clip } from "../table.ts";
import { oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function taskGraph(call: Call): Promise<ExitCode> {
  const { spec, run } = await readTasks(call);
  if (call.wantsJson) {
    const tasks = spec.tasks.map((task) => ({
      id: task.id,
      status: shownStatus(run, task),
      needs: task.needs,
    }));
    call.document(JSON.stringify(tasks, null, 2));
    return 0;
  }
  const lines = graphLines(
    spec,
    (task) => `${oneLine(task.id)} [${shownStatus(run, task)}] ${clip(oneLine(task.name), 60)}`,
  );
  call.print(lines.length === 0 ? "the spec has no tasks" : lines.join("\n"));
  return 0;
}
