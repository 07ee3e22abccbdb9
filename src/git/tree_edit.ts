// Changes one file of a tree without an index: as many small trees are rewritten as the path has folders,
// whatever the size of the repository.
import type { Git } from "./git.ts";
import { toBytes } from "./changes.ts";

/** The new tree, or null when the file is not there, is no plain UTF-8 file, or is not to be changed. */
export async function editFile(
  git: Git,
  tree: string,
  path: string,
  edit: (text: string) => string | null,
): Promise<string | null> {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  const folders = parts.map((_, n) => parts.slice(0, n + 1).join("/"));
  const [file, ...trees] = await Promise.all([
    git.run(["cat-file", "blob", `${tree}:${path}`], { okCodes: [0, 128] }),
    ...["", ...folders].map((folder) => listTree(git, tree, folder)),
  ]);
  const rows = trees.at(-1) ?? null;
  if (file.code !== 0 || rows === null || !isPlainFile(rows, name)) return null;
  const text = decode(file.bytes);
  const changed = text === null ? null : edit(text);
  if (changed === null) return null;
  if (changed === text) return tree;
  let sha = await git.text(["hash-object", "-w", "--stdin"], { stdin: changed });
  for (const part of [name, ...parts.toReversed()]) {
    const level = trees.pop();
    if (level === undefined || level === null) return null;
    sha = await git.text(["mktree", "-z"], { stdin: toBytes(withEntry(level, part, sha)) });
  }
  return sha;
}

/** Rows of one folder, one character per byte; null when there is none. */
async function listTree(git: Git, tree: string, folder: string): Promise<string | null> {
  const what = folder === "" ? tree : `${tree}:${folder}`;
  const answer = await git.run(["ls-tree", "-z", what], { okCodes: [0, 128] });
  return answer.code === 0 ? new TextDecoder("latin1").decode(answer.bytes) : null;
}

function isPlainFile(rows: string, name: string): boolean {
  return rows.split("\0").some((row) => isEntry(row, name) && /^100(644|755) blob /.test(row));
}

function withEntry(rows: string, name: string, sha: string): string {
  return rows.split("\0").map((row) =>
    isEntry(row, name) ? row.replace(/[0-9a-f]{40,64}\t/, `${sha}\t`) : row
  ).join("\0");
}

function isEntry(row: string, name: string): boolean {
  const raw = row.slice(row.indexOf("\t") + 1);
  return row.includes("\t") && new TextDecoder().decode(toBytes(raw)) === name;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
