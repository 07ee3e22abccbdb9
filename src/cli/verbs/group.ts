// A group named without one of its verbs: its help.
import { helpOf } from "../program.ts";
import type { ExitCode } from "../exit_code.ts";
import type { Call } from "../verb.ts";
import { VERBS } from "../verbs.ts";

export function group(call: Call): ExitCode {
  call.print(helpOf(VERBS, call.verb.name, call.world.columns()));
  return 0;
}
