// Writes several objects in one call of git: a small pack, unpacked by git itself. Their ids are known before
// they are written.
import type { Git } from "./git.ts";

export interface GitObject {
  readonly type: "blob" | "tree";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const TYPE_NUMBER = { tree: 2, blob: 3 };

/** `hexLength`: of the repository's ids, 40 or 64. */
export async function objectId(object: GitObject, hexLength: number): Promise<Uint8Array> {
  const head = new TextEncoder().encode(`${object.type} ${object.bytes.length}\0`);
  return await digest(concat([head, object.bytes]), hexLength);
}

export async function writeObjects(
  git: Git,
  objects: readonly GitObject[],
  hexLength: number,
): Promise<void> {
  const head = new Uint8Array(12);
  head.set(new TextEncoder().encode("PACK"));
  new DataView(head.buffer).setUint32(4, 2);
  new DataView(head.buffer).setUint32(8, objects.length);
  const entries = await Promise.all(objects.map(entryOf));
  const body = concat([head, ...entries]);
  const stdin = concat([body, await digest(body, hexLength)]);
  await git.run(["unpack-objects", "-q"], { stdin });
}

/** Type and size in seven-bit groups, four bits in the first; then the content, deflated. */
async function entryOf(object: GitObject): Promise<Uint8Array<ArrayBuffer>> {
  const head: number[] = [];
  let left = Math.floor(object.bytes.length / 16);
  let byte = TYPE_NUMBER[object.type] * 16 + object.bytes.length % 16;
  while (left > 0) {
    head.push(byte + 128);
    byte = left % 128;
    left = Math.floor(left / 128);
  }
  head.push(byte);
  const deflated = new Blob([object.bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return concat([
    Uint8Array.from(head),
    new Uint8Array(await new Response(deflated).arrayBuffer()),
  ]);
}

async function digest(bytes: Uint8Array<ArrayBuffer>, hexLength: number): Promise<Uint8Array> {
  const algorithm = hexLength === 64 ? "SHA-256" : "SHA-1";
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
