// Submodules of a slot: their repositories are inside the slot's git folder, so an agent can write their
// config, which git reads in our own calls. Such a one is thrown away and cloned again.
import { readText } from "./branches.ts";
import type { Git } from "./git.ts";
import { declaredSubmodules } from "./nested.ts";

export interface Submodules {
  /** Stands in the slot. */
  readonly git: Git;
  readonly gitDir: string;
  readonly root: string;
  readonly timeoutMs: number;
}

/** Brings them to the commits the slot's tree names, with nothing else in them; returns notices. */
export async function updateSubmodules(slot: Submodules): Promise<readonly string[]> {
  const { git, gitDir, root } = slot;
  if (await dropStrange(`${gitDir}/modules`)) await dropFolders(root);
  const options = { okCodes: [0, 1, 128], timeoutMs: slot.timeoutMs };
  const update = await git.run(
    ["submodule", "update", "--init", "--recursive", "--force", "--quiet"],
    options,
  );
  await git.run(["submodule", "foreach", "--quiet", "--recursive", "git clean -ffdxq"], options);
  return update.code === 0 ? [] : [`Cannot initialise submodules: ${update.stderr.trim()}`];
}

const INNER = ["objects", "refs", "hooks", "info", "logs"];

async function dropStrange(folder: string): Promise<boolean> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch {
    return false;
  }
  const config = await readText(`${folder}/config`);
  if (config !== null && isStrange(config)) {
    await Deno.remove(folder, { recursive: true });
    return true;
  }
  let isAny = false;
  for (const entry of entries.filter((each) => each.isDirectory && !INNER.includes(each.name))) {
    if (await dropStrange(`${folder}/${entry.name}`)) isAny = true;
  }
  return isAny;
}

/** A fresh clone's config has none of these. */
function isStrange(config: string): boolean {
  return /^\s*\[\s*(filter|merge|diff|include|includeif|url|alias|credential)\b/im.test(config) ||
    /(fsmonitor|sshcommand|attributesfile|gitproxy|hookspath)/i.test(config);
}

/** What is checked out of a repository that is gone; never through a link that leads out of the slot. */
async function dropFolders(root: string): Promise<void> {
  for (const path of await declaredSubmodules(root)) {
    const folder = `${root}/${path}`;
    const isInside = await Deno.realPath(folder).then((real) => real === folder, () => false);
    if (isInside && folder.startsWith(`${root}/`)) await Deno.remove(folder, { recursive: true });
  }
}
