// `why`: the causal chain behind where a task stands.
import { asRead } from "../../host/as_read.ts";
import { systemClock } from "../../host/clock.ts";
import { readRun } from "../../host/reading.ts";
import { nowOf } from "../../pipeline/not_now.ts";
import { why } from "../../pipeline/why.ts";
import type { ExitCode } from "../exit_code.ts";
import { findKnownTask, lookFor } from "../opened.ts";
import { oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function whyVerb(call: Call): Promise<ExitCode> {
  const project = await lookFor(call);
  const { spec, run, engine } = readRun(project);
  await asRead(project, run, spec);
  const id = findKnownTask(spec, run.tasks.keys(), call.argument("task"));
  const reasons = why(spec, run, id, engine.alive ? nowOf(run, systemClock.now()) : null);
  if (call.wantsJson) {
    call.document(JSON.stringify({ task: id, reasons }, null, 2));
    return 0;
  }
  for (const { text, depth } of reasons) {
    const line = `${"  ".repeat(depth)}${oneLine(text)}`;
    call.print(depth === 0 ? call.style.bold(line) : line);
  }
  return 0;
}
