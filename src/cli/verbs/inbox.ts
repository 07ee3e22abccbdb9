// `inbox`: everything that waits for a person, with the commands that settle it.
import { asRead } from "../../host/as_read.ts";
import { readRun } from "../../host/reading.ts";
import { inboxItems } from "../../pipeline/waiting.ts";
import type { ExitCode } from "../exit_code.ts";
import { inboxText } from "../inbox_text.ts";
import { lookFor } from "../opened.ts";
import type { Call } from "../verb.ts";

export async function inbox(call: Call): Promise<ExitCode> {
  const project = await lookFor(call);
  const { spec, run } = readRun(project);
  await asRead(project, run, spec);
  if (call.wantsJson) {
    const items = inboxItems(spec, run).map((item) => ({
      kind: item.kind,
      task: item.task,
      title: item.title,
      detail: item.detail,
      commands: item.commands,
      since: item.sinceMs === null ? null : new Date(item.sinceMs).toISOString(),
    }));
    call.document(JSON.stringify(items, null, 2));
    return 0;
  }
  const text = inboxText(spec, run, call.style);
  call.print(text === "" ? "nothing waits for you" : text);
  return 0;
}
