// Changes one file of a tree without an index: as many small trees are rewritten as the path has folders,
// whatever the size of the repository.
import type { Git } from "./git.ts";

/** The new tree, or null when the file is not there, is no plain UTF-8 file, or is not to be changed. */
export async function editFile(
  git: Git,
  tree: string,
  path: string,
  edit: (text: string) => string | null,
): Promise<string | null> {
  const names = path.split("/");
  if (path.includes("\n")) return null;
  const paths = names.map((_, n) => names.slice(0, n).join("/"));
  const [file, ...trees] = await readObjects(git, [path, ...paths].map((at) => `${tree}:${at}`));
  const text = file?.type === "blob" ? decode(file.bytes) : null;
  const changed = text === null ? null : edit(text);
  if (changed === null) return null;
  if (changed === text) return tree;
  let next: GitObject = { type: "blob", bytes: new TextEncoder().encode(changed) };
  const made = [next];
  for (const name of names.toReversed()) {
    const level = trees.pop();
    if (level?.type !== "tree") return null;
    const id = await objectId(next, tree.length);
    if (!setEntry(level.bytes, name, id, next.type === "tree")) return null;
    next = level;
    made.push(next);
  }
  // Their ids are known before they are written, so they can be written at once.
  const ids = await Promise.all(made.map((object) => write(git, object)));
  return ids.at(-1) ?? null;
}

interface GitObject {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `null` for a name that is not there. */
async function readObjects(
  git: Git,
  names: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  const { bytes } = await git.run(["cat-file", "--batch"], { stdin: `${names.join("\n")}\n` });
  let at = 0;
  return names.map(() => {
    const end = bytes.indexOf(LINE_FEED, at);
    const header = new TextDecoder().decode(bytes.subarray(at, end));
    at = end + 1;
    const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(header);
    if (match === null) return null;
    const size = Number(match[2]);
    const content = new Uint8Array(bytes.subarray(at, at + size));
    at += size + 1;
    return { type: match[1] ?? "", bytes: content };
  });
}

const LINE_FEED = 10;
const SPACE = 32;

/** A tree is `mode name NUL id`, over and over; the id is replaced where it stands. */
function setEntry(tree: Uint8Array, name: string, id: Uint8Array, isFolder: boolean): boolean {
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(SPACE, at);
    const end = tree.indexOf(0, space);
    const mode = new TextDecoder().decode(tree.subarray(at, space));
    if (new TextDecoder().decode(tree.subarray(space + 1, end)) === name) {
      if (!(isFolder ? mode === "40000" : /^100(644|755)$/.test(mode))) return false;
      tree.set(id, end + 1);
      return true;
    }
    at = end + 1 + id.length;
  }
  return false;
}

async function objectId(object: GitObject, hexLength: number): Promise<Uint8Array> {
  const head = new TextEncoder().encode(`${object.type} ${object.bytes.length}\0`);
  const all = new Uint8Array(head.length + object.bytes.length);
  all.set(head);
  all.set(object.bytes, head.length);
  const algorithm = hexLength === 64 ? "SHA-256" : "SHA-1";
  return new Uint8Array(await crypto.subtle.digest(algorithm, all));
}

async function write(git: Git, object: GitObject): Promise<string> {
  return await git.text(["hash-object", "-t", object.type, "-w", "--stdin"], {
    stdin: object.bytes,
  });
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
