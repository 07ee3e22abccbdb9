// Changes one file of a tree without an index: as many small trees are rewritten as the path has folders,
// whatever the size of the repository.
import type { Git } from "./git.ts";
import { type GitObject, objectId, writeObjects } from "./pack.ts";

/** A file of a tree and the folders it stands in, outermost first; `null` where there is none. */
export interface FileInTree {
  readonly tree: string;
  readonly names: readonly string[];
  readonly file: GitObject | null;
  readonly folders: readonly (GitObject | null)[];
  /** Tree of another commit, asked for on the way. */
  readonly otherTree: string;
}

/** One call of git, however deep the file is. */
export async function readFileInTree(
  git: Git,
  tree: string,
  path: string,
  otherCommit: string,
): Promise<FileInTree> {
  const names = path.split("/");
  const paths = names.map((_, n) => names.slice(0, n).join("/"));
  const asked = path.includes("\n") ? [] : [path, ...paths].map((at) => `${tree}:${at}`);
  const [other, file = null, ...folders] = await readObjects(git, [
    `${otherCommit}^{tree}`,
    ...asked,
  ]);
  if (other === null || other === undefined) {
    throw new Error(`Cannot read the tree of ${otherCommit}: git does not have it`);
  }
  return { tree, names, file, folders, otherTree: other.id };
}

/** The new tree, or null when the file is no plain UTF-8 file, or is not to be changed. */
export async function editFile(
  git: Git,
  found: FileInTree,
  edit: (text: string) => string | null,
): Promise<string | null> {
  const { tree, names, file, folders } = found;
  const text = file?.type === "blob" ? decode(file.bytes) : null;
  const changed = text === null ? null : edit(text);
  if (changed === null) return null;
  if (changed === text) return tree;
  let next: GitObject = { type: "blob", bytes: new TextEncoder().encode(changed) };
  let id = await objectId(next, tree.length);
  const made = [next];
  for (const [n, name] of [...names.entries()].toReversed()) {
    const level = folders[n];
    if (level?.type !== "tree") return null;
    const bytes = withEntry(level.bytes, name, id, next.type === "tree");
    if (bytes === null) return null;
    next = { type: "tree", bytes };
    id = await objectId(next, tree.length);
    made.push(next);
  }
  await writeObjects(git, made, tree.length);
  return [...id].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

type Read = GitObject & { readonly id: string };

async function readObjects(git: Git, names: readonly string[]): Promise<readonly (Read | null)[]> {
  const { bytes } = await git.run(["cat-file", "--batch"], { stdin: `${names.join("\n")}\n` });
  let at = 0;
  return names.map(() => {
    const end = bytes.indexOf(LINE_FEED, at);
    const header = new TextDecoder().decode(bytes.subarray(at, end));
    at = end + 1;
    const [id = "", type = "", size = ""] = header.split(" ");
    if (!/^[0-9a-f]{40,64} (blob|tree|commit|tag) \d+$/.test(header)) return null;
    const content = new Uint8Array(bytes.subarray(at, at + Number(size)));
    at += Number(size) + 1;
    return type === "blob" || type === "tree" ? { id, type, bytes: content } : null;
  });
}

const LINE_FEED = 10;
const SPACE = 32;

/** A tree is `mode name NUL id`, over and over; the id is replaced where it stands. */
function withEntry(
  tree: Uint8Array,
  name: string,
  id: Uint8Array,
  isFolder: boolean,
): Uint8Array<ArrayBuffer> | null {
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(SPACE, at);
    const end = tree.indexOf(0, space);
    const mode = new TextDecoder().decode(tree.subarray(at, space));
    if (new TextDecoder().decode(tree.subarray(space + 1, end)) === name) {
      if (!(isFolder ? mode === "40000" : /^100(644|755)$/.test(mode))) return null;
      const changed = new Uint8Array(tree);
      changed.set(id, end + 1);
      return changed;
    }
    at = end + 1 + id.length;
  }
  return null;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
