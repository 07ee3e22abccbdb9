// Which programs are there: a search along PATH, as a shell would, without starting anything.
import { delimiter, join } from "node:path";

/** Path of the executable, or null. A command with a slash is looked at where it says. */
export function onPath(
  command: string,
  environment: Readonly<Record<string, string>>,
): string | null {
  if (command.includes("/")) return isExecutable(command) ? command : null;
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, command);
    if (isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}
