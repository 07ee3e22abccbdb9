// `config`: every setting with its value and where it came from.
import { configJsonSchema } from "../../config/json_schema.ts";
import { formatConfig, formatProblem } from "../../config/describe.ts";
import type { ExitCode } from "../exit_code.ts";
import { openFor } from "../opened.ts";
import { harmless } from "../text.ts";
import type { Call } from "../verb.ts";

export async function config(call: Call): Promise<ExitCode> {
  if (call.has("json-schema")) {
    call.document(JSON.stringify(configJsonSchema(), null, 2));
    return 0;
  }
  const project = await openFor(call);
  const { resolved, notes } = project;
  if (call.wantsJson) {
    const document = {
      file: project.config.file,
      root: project.root,
      values: resolved.values,
      problems: [...notes, ...resolved.warnings],
      assumed: project.config.file === null ? resolved.assumed : [],
    };
    call.document(JSON.stringify(document, null, 2));
    return 0;
  }
  call.print(formatConfig(resolved.values));
  for (const problem of [...notes, ...resolved.warnings]) call.say(formatProblem(problem));
  if (project.config.file === null) {
    for (const line of resolved.assumed) call.say(harmless(line));
    call.say("there is no config file: write spec-tui.config.yaml to change any of these");
  }
  return 0;
}
