// `tui`: the full-screen app.
import { type ExitCode, WRONG } from "../exit_code.ts";
import { openScreen } from "../screen.ts";
import type { Call } from "../verb.ts";

export async function tui(call: Call): Promise<ExitCode> {
  return await openScreen(call) ?? WRONG;
}
