// Can git keep what will be made? One `sudo git commit` leaves folders in a repository that their user can't
// write to; work is then lost by the hash of its files, or has no ref to stand under, after it was paid for.

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

async function canWrite(folder: string): Promise<boolean> {
  // A name that git takes neither for a ref nor for an object, and prunes among objects.
  const probe = `${folder}/tmp_obj_${crypto.randomUUID()}.lock`;
  try {
    await Deno.writeTextFile(probe, "", { createNew: true });
    await Deno.remove(probe);
    return true;
  } catch (error) {
    return error instanceof Deno.errors.NotFound && await isAbsent(folder);
  }
}

function isAbsent(folder: string): Promise<boolean> {
  return Deno.lstat(folder).then(() => false, (error) => error instanceof Deno.errors.NotFound);
}
