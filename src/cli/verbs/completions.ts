// `completions`: a shell's script; and the ids that such scripts ask for.
import { readSpecIfThere } from "../../host/reading.ts";
import { completionScript } from "../completions_text.ts";
import type { ExitCode } from "../exit_code.ts";
import { lookFor } from "../opened.ts";
import type { Call } from "../verb.ts";
import { VERBS } from "../verbs.ts";

export function completions(call: Call): ExitCode {
  const shell = call.argument("shell");
  if (shell === "bash" || shell === "zsh" || shell === "fish") {
    call.print(completionScript(VERBS, shell));
  }
  return 0;
}

/** Only what is an id: a shell reads these words. */
export async function completeTasks(call: Call): Promise<ExitCode> {
  const spec = readSpecIfThere(await lookFor(call));
  for (const id of spec?.byId.keys() ?? []) {
    if (/^[A-Za-z0-9._-]+$/.test(id)) call.print(id);
  }
  return 0;
}
