// Puts back what ties a slot to its repository, whatever an agent did to it: its git folder, its `.git` file.
import { readText } from "./branches.ts";

export interface Tie {
  readonly gitDir: string;
  readonly root: string;
  /** For a HEAD that names nothing git can read. */
  readonly commit: string;
}

/** Only for a `gitDir` under the repository's own `worktrees/`. */
export async function mendTie(tie: Tie): Promise<void> {
  const { gitDir, root } = tie;
  await Deno.mkdir(gitDir, { recursive: true });
  await Deno.mkdir(root, { recursive: true });
  await Promise.all([
    keepText(`${gitDir}/commondir`, (text) => text.trim() === "../..", "../..\n"),
    keepText(`${gitDir}/gitdir`, (text) => text === `${root}/.git\n`, `${root}/.git\n`),
    keepText(`${gitDir}/HEAD`, isHead, `${tie.commit}\n`),
    mendPointer(gitDir, root),
  ]);
}

function isHead(text: string): boolean {
  return /^(ref: refs\/.+|[0-9a-f]{40}|[0-9a-f]{64})\n?$/.test(text);
}

async function keepText(
  path: string,
  isRight: (text: string) => boolean,
  text: string,
): Promise<void> {
  const held = await readText(path);
  if (held !== null && isRight(held)) return;
  await Deno.remove(path, { recursive: true }).catch(() => {});
  await Deno.writeTextFile(path, text);
}

/** A repository that an agent made in the slot's root is moved aside, not removed. */
async function mendPointer(gitDir: string, root: string): Promise<void> {
  const pointer = `${root}/.git`;
  const wanted = `gitdir: ${gitDir}\n`;
  const info = await Deno.lstat(pointer).catch(() => null);
  if (info?.isFile === true && await readText(pointer) === wanted) return;
  if (info !== null) await Deno.rename(pointer, `${root}.aside-${crypto.randomUUID()}`);
  await Deno.writeTextFile(pointer, wanted);
}
