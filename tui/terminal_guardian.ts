// Starts the guardian: it learns the terminal's modes before we change them, while the screen is still being read.
import { leaveCodes } from "./escapes.ts";
import { askModesScript, type Guardian, guardianArguments, parseModes } from "./guardian.ts";

/** Null where there is no `sh`, `tty` or `stty`: then only a kill -9 leaves a mess. */
export async function startGuardian(): Promise<Guardian | null> {
  const text = await askModes();
  const saved = text === null ? null : parseModes(text);
  if (saved === null) return null;
  const child = new Deno.Command("sh", {
    args: guardianArguments(saved, leaveCodes()),
    cwd: "/",
    detached: true,
    stdin: "piped",
    stdout: "inherit",
    stderr: "null",
  }).spawn();
  child.unref();
  const pipe = child.stdin.getWriter();
  pipe.closed.catch(() => {});
  return {
    say: (word) => pipe.write(new TextEncoder().encode(`${word}\n`)).catch(() => {}),
    kill: () => child.kill("SIGKILL"),
  };
}

async function askModes(): Promise<string | null> {
  try {
    const args = ["-c", askModesScript];
    const { success, stdout } = await new Deno.Command("sh", {
      args,
      stdin: "inherit",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}
