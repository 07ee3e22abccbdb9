// `task check`: ticks one item of a checklist in the file, or unticks it.
import { UserError } from "../../host/user_error.ts";
import { setChecklistItem } from "../../spec/edit.ts";
import type { ExitCode } from "../exit_code.ts";
import { findTask, openFor, readSpec } from "../opened.ts";
import { editTasks } from "../status_edit.ts";
import { oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function taskCheck(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const task = findTask(readSpec(project), call.argument("task"));
  const index = /^\d{1,6}$/.test(call.argument("index")) ? Number(call.argument("index")) : NaN;
  const item = task.checklist[index];
  if (item === undefined) {
    const last = task.checklist.length - 1;
    throw new UserError(
      `Cannot tick item "${call.argument("index")}" of ${task.id}: ${
        last < 0 ? "it has no checklist" : `there is no such item (expected 0 to ${last})`
      }`,
      { hint: `spec-tui task show ${task.id}` },
    );
  }
  const done = !item.done;
  await editTasks(project, (spec) => setChecklistItem(spec, task.id, index, done));
  const said = `[${done ? "x" : " "}] ${oneLine(item.text)}`;
  if (call.wantsJson) {
    call.document(JSON.stringify({ task: task.id, index, text: item.text, done }));
  } else call.print(`${task.id} ${index} ${said}`);
  return 0;
}
