// Repositories that an agent, or a scaffolding tool it called, made inside the slot. Git would record them
// as an address nobody has; their files are what was asked for, so they are taken and the inner `.git` set aside.
import type { Git } from "./git.ts";
import { exists, readText } from "./branches.ts";
import { type Change, GITLINK, nameList } from "./changes.ts";

export interface Nesting {
  readonly git: Git;
  readonly gitDir: string;
  readonly root: string;
}

/** Sets their `.git` aside and says so; empty when there is none. */
export async function absorbNested(
  nesting: Nesting,
  changes: readonly Change[],
  leftOut: boolean,
): Promise<readonly string[]> {
  const links = changes.filter((change) =>
    change.newMode === GITLINK && change.oldMode !== GITLINK
  );
  if (links.length === 0 && !leftOut) return [];
  const declared = await declaredSubmodules(nesting.root);
  const recorded = links.filter((change) => !declared.has(change.path));
  const unrecorded = await foldersLeftOut(nesting.git);
  const folders = [...new Set([...recorded.map((change) => change.path), ...unrecorded])];
  const notices: string[] = [];
  for (const folder of folders) {
    if (await setGitAside(nesting, folder)) notices.push(sentence(folder));
  }
  if (recorded.length > 0 && notices.length > 0) {
    await nesting.git.run(["update-index", "--force-remove", "-z", "--stdin"], {
      stdin: nameList(recorded.map((change) => change.raw)),
    });
  }
  return notices;
}

export async function declaredSubmodules(root: string): Promise<ReadonlySet<string>> {
  const text = await readText(`${root}/.gitmodules`) ?? "";
  return new Set([...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map((match) => match[1] ?? ""));
}

/** Git lists a nested repository as a folder and does not look into it. */
async function foldersLeftOut(git: Git): Promise<readonly string[]> {
  const listed = await git.run(["ls-files", "--others", "--exclude-standard", "-z"]);
  return listed.stdout.split("\0").filter((name) => name.endsWith("/"))
    .map((name) => name.slice(0, -1));
}

async function setGitAside(nesting: Nesting, folder: string): Promise<boolean> {
  const inner = `${nesting.root}/${folder}/.git`;
  if (!await exists(inner)) return false;
  const store = `${nesting.gitDir}/nested`;
  await Deno.mkdir(store, { recursive: true });
  const name = `${store}/${crypto.randomUUID()}`;
  try {
    await Deno.rename(inner, name);
  } catch {
    // Slot and repository may be on different disks.
    await Deno.rename(inner, `${nesting.root}.aside-${crypto.randomUUID()}`);
  }
  return true;
}

function sentence(folder: string): string {
  return `"${folder}" was a repository of its own; its files were taken, its history was not`;
}
