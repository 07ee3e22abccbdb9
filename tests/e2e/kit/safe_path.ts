// A PATH without any real agent CLI: a test must never start one, and never pay for one. A system folder
// that holds one is stood in for by a folder of links to everything else in it.
import { delimiter, dirname, join } from "node:path";

export const AGENT_CLIS: readonly string[] = [
  "aider",
  "amp",
  "claude",
  "codex",
  "copilot",
  "cursor-agent",
  "gemini",
  "goose",
  "kimi",
  "llama-cli",
  "ollama",
  "opencode",
  "pi",
  "qwen",
];

export async function safePath(
  bin: string,
  mirrors: string,
  folders: readonly string[] = systemFolders(),
): Promise<string> {
  const safe: string[] = [bin];
  for (const folder of new Set(folders)) {
    const entries = await namesIn(folder);
    if (entries.length === 0) continue;
    const real = entries.filter((name) => AGENT_CLIS.includes(name));
    safe.push(
      real.length === 0
        ? folder
        : await mirror(folder, entries, join(mirrors, String(safe.length))),
    );
  }
  return safe.join(delimiter);
}

/** Real agent CLIs that could be started by name with this PATH; `bin` holds the fake ones. */
export async function realAgentsOn(path: string, bin: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of path.split(delimiter).filter((folder) => folder !== bin)) {
    const names = await namesIn(folder);
    found.push(
      ...names.filter((name) => AGENT_CLIS.includes(name)).map((name) => join(folder, name)),
    );
  }
  return found;
}

function systemFolders(): readonly string[] {
  const own = (Deno.env.get("PATH") ?? "").split(delimiter);
  const holding = (program: string) => own.filter((folder) => exists(join(folder, program)));
  return [
    ...holding("git").slice(0, 1),
    ...holding("sh").slice(0, 1),
    dirname(Deno.execPath()),
    "/usr/bin",
    "/bin",
  ];
}

async function mirror(folder: string, names: readonly string[], into: string): Promise<string> {
  await Deno.mkdir(into, { recursive: true });
  for (const name of names.filter((name) => !AGENT_CLIS.includes(name))) {
    await Deno.symlink(join(folder, name), join(into, name));
  }
  return into;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  } catch {
    return [];
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
