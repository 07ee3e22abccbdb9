// Verbs whose names are taken already.
import { UserError } from "../../host/user_error.ts";
import type { ExitCode } from "../exit_code.ts";
import type { Call } from "../verb.ts";

export function notBuilt(call: Call): ExitCode {
  throw new UserError(`Cannot run "${call.verb.name}": it is not built yet`, {
    hint: "`spec-tui --help` lists what there is",
  });
}
