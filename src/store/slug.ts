// Names for files and refs, built from nothing but [a-z0-9-]. Whatever had to be altered gets a hash of the
// original, so that two ids never share a name, not even where the file system ignores case.
import { createHash } from "node:crypto";

const LONGEST = 40;

export function slug(id: string): string {
  const plain = id.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "")
    .slice(0, LONGEST).replace(/-+$/, "");
  const isUnaltered = plain === id && plain !== "";
  return isUnaltered ? plain : `${plain === "" ? "x" : plain}-${shortHash(id)}`;
}

/** Eight hexadecimal digits; equal for equal text. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text.toWellFormed()).digest("hex").slice(0, 8);
}
