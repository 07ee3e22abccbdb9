// Where the full-screen app is plugged in: `load` becomes the import of its start.
import type { ExitCode } from "./exit_code.ts";
import type { Call } from "./verb.ts";

/** Runs the app until it is left; resolves with the exit code. */
export type Screen = (call: Call) => Promise<ExitCode>;

const load: (() => Promise<Screen>) | null = null;

export const SCREEN_MISSING =
  "the full-screen app is not built yet: `spec-tui run --all` works without it";

/** Null: there is none yet, or no terminal to show it on. */
export async function openScreen(call: Call): Promise<ExitCode | null> {
  const { world } = call;
  const hasTerminal = world.stdinIsTerminal && world.stdoutIsTerminal;
  const screen = hasTerminal && load !== null ? await screenOf(load) : null;
  if (screen !== null) return await screen(call);
  call.say(hasTerminal ? SCREEN_MISSING : "there is no terminal for the full-screen app");
  return null;
}

function screenOf(from: () => Promise<Screen>): Promise<Screen> {
  return from();
}
