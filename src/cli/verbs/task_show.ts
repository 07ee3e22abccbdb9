// `task show`: one task, with its numbered checklist.
import { dependents } from "../../spec/ready.ts";
import { standingOf } from "../../pipeline/run.ts";
import type { ExitCode } from "../exit_code.ts";
import { findTask } from "../opened.ts";
import { readTasks, shownStatus, taskDocument } from "../task_row.ts";
import { harmless, oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function taskShow(call: Call): Promise<ExitCode> {
  const { spec, run } = await readTasks(call);
  const task = findTask(spec, call.argument("task"));
  if (call.wantsJson) {
    const document = { ...taskDocument(run, task), description: task.description, line: task.line };
    call.document(JSON.stringify(document, null, 2));
    return 0;
  }
  const blocks = dependents(spec, task.id).map((each) => each.id);
  const status = (id: string) => {
    const other = spec.byId.get(id);
    return other === undefined ? id : `${id} (${shownStatus(run, other)})`;
  };
  const rows: readonly (readonly [string, string])[] = [
    [
      "Status",
      `${shownStatus(run, task)}${standingOf(run, task.id).at === "failed" ? ", failed" : ""}`,
    ],
    ["Priority", task.priority],
    ["Estimate", task.estimate],
    ["Milestone", task.milestone],
    ["Needs", task.needs.map(status).join(", ")],
    ["Needed by", blocks.join(", ")],
    ["Traces to", task.tracesTo.join(", ")],
  ];
  call.print(call.style.bold(oneLine(`${task.id}: ${task.name}`)));
  for (const [name, value] of rows) {
    if (value !== "") call.print(`  ${name.padEnd(10)} ${oneLine(value)}`);
  }
  if (task.description !== "") call.print(`\n${harmless(task.description)}`);
  if (task.checklist.length > 0) call.print("");
  task.checklist.forEach((item, at) =>
    call.print(`  ${String(at).padStart(2)} [${item.done ? "x" : " "}] ${oneLine(item.text)}`)
  );
  return 0;
}
