// Can the full-screen app run on this terminal? Apart from the app, which is only loaded where it can.
import { terminalSupport } from "../../tui/support.ts";

/** Asks the terminal for its modes while the app is still being loaded. */
export { startGuardian as guardTerminal } from "../../tui/terminal_guardian.ts";

/** Null: it can. */
export function whyNoScreen(world: {
  readonly environment: Readonly<Record<string, string>>;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
}): string | null {
  const isTty = { stdin: world.stdinIsTerminal, stdout: world.stdoutIsTerminal };
  const support = terminalSupport(world.environment, isTty);
  return support.ok ? null : support.reason;
}
