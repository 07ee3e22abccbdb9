// Can git keep what will be made? One `sudo git commit` leaves folders in a repository that their user can't
// write to; work is then lost by the hash of its files, or has no ref to stand under, after it was paid for.
import { spawnBounded } from "./spawn.ts";

/** The first folder that git could not write to; null when there is none. */
export async function unwritableFolder(commonDir: string): Promise<string | null> {
  const usual = await ownership(commonDir);
  for (const folder of [commonDir, ...await foldersOf(commonDir)]) {
    // Those like the first are as writable as that: nothing is tried in 256 folders at every start.
    const isUsual = folder !== commonDir && await ownership(folder) === usual;
    if (!isUsual && !await canWrite(folder)) return folder;
  }
  return null;
}

/** How it is mended. */
export function writableFix(commonDir: string): string {
  return `make it writable for you, such as by sudo chown -R "$(id -un)" "${commonDir}"`;
}

const NAMED = ["objects", "refs", "refs/heads", "refs/spec-tui", "worktrees", "logs"];
const INSIDE: readonly (readonly [string, RegExp])[] = [
  ["objects", /^([0-9a-f]{2}|pack)$/],
  ["refs/spec-tui", /^(attempts|queue)$/],
];

async function foldersOf(commonDir: string): Promise<readonly string[]> {
  const found = [...NAMED];
  for (const [folder, pattern] of INSIDE) {
    try {
      for await (const { name } of Deno.readDir(`${commonDir}/${folder}`)) {
        if (pattern.test(name)) found.push(`${folder}/${name}`);
      }
    } catch { /* said of the folder itself, if it is there */ }
  }
  return found.map((folder) => `${commonDir}/${folder}`);
}

/** Empty for one that is not there yet: whoever may write above it can make it. */
async function ownership(folder: string): Promise<string> {
  const info = await Deno.stat(folder).catch(() => null);
  return info === null ? "" : `${info.uid} ${info.gid} ${info.mode}`;
}

/** Asked without writing anything: what a killed start left in a git folder would stay there. */
async function canWrite(folder: string): Promise<boolean> {
  const { code } = await spawnBounded({
    argv: ["/bin/sh", "-c", '[ -w "$1" ] && [ -x "$1" ] || [ ! -e "$1" ]', "sh", folder],
    cwd: "/",
    env: {},
    stdin: null,
    timeoutMs: 10_000,
  });
  return code === 0;
}
