// `status`: counts, a line a task, what waits for a person, the last run and the engine.
import { asRead } from "../../host/as_read.ts";
import { readRun } from "../../host/reading.ts";
import { oneLineJson } from "../../reports/python_json.ts";
import { NEVER_COUNTED, statusJson } from "../../reports/status.ts";
import type { ExitCode } from "../exit_code.ts";
import { lookFor } from "../opened.ts";
import type { Call } from "../verb.ts";

export async function status(call: Call): Promise<ExitCode> {
  const project = await lookFor(call);
  const reading = readRun(project, call.wantsJson ? NEVER_COUNTED : []);
  await asRead(project, reading.run, reading.spec);
  if (call.wantsJson) {
    const { budgetUsd } = project.config.limits;
    call.document(oneLineJson(statusJson(reading.spec, reading.run, budgetUsd)));
    return 0;
  }
  const { statusText } = await import("../status_text.ts");
  call.print(statusText(project, reading, call.style));
  return 0;
}
