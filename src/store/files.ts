// Writing a file so that it is, at every instant, either the old one or the new one: a draft in the same
// folder, fsync, rename, fsync of the folder. Links are resolved first, for a rename would replace them.
import { basename, dirname, join, relative, resolve } from "node:path";
import { sameBytes } from "../spec/same_bytes.ts";
import { fileError, syncFolder } from "./database_file.ts";
import { StoreRefused } from "./errors.ts";

export interface WriteOptions {
  /** Write only over exactly these bytes. */
  readonly expectedBefore?: Uint8Array | null;
  /** Refuse a path that leads out of this folder. */
  readonly within?: string;
  /** Of a new file; an existing one keeps its own. */
  readonly mode?: number;
}

/** False, with nothing written, when the file no longer holds what was expected. */
export function writeAtomically(
  path: string,
  bytes: Uint8Array,
  options: WriteOptions = {},
): boolean {
  const target = resolveInside(path, options.within);
  const expected = options.expectedBefore ?? null;
  if (expected !== null && !holds(target, expected)) return false;
  sweepDrafts(target);
  const draft = join(dirname(target), `${draftPrefix(target)}${crypto.randomUUID()}`);
  try {
    writeDraft(draft, target, bytes, options.mode ?? 0o644);
    if (expected !== null && !holds(target, expected)) {
      Deno.removeSync(draft);
      return false;
    }
    Deno.renameSync(draft, target);
    syncFolder(dirname(target));
    return true;
  } catch (error) {
    removeIfThere(draft);
    throw fileError(error, "write", path);
  }
}

/** The file a path means once links are followed; refused when that lies outside `within`. */
export function resolveInside(path: string, within?: string): string {
  const target = realPath(path);
  if (within === undefined) return target;
  const way = relative(realPath(within), target);
  if (way !== ".." && !way.startsWith("../") && !way.startsWith("/")) return target;
  throw new StoreRefused(
    `Cannot use "${path}": it leads out of the project (expected a file in "${within}", found "${target}")`,
    "replace the symbolic link by the file it points to",
  );
}

/** Follows links of what exists, also when the last part does not exist or dangles. */
function realPath(path: string, links = 0): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw fileError(error, "resolve", path);
  }
  if (links > 40) {
    throw new StoreRefused(`Cannot use "${path}": too many links`, "remove the links");
  }
  const linked = linkOf(path);
  if (linked !== null) return realPath(resolve(dirname(path), linked), links + 1);
  const folder = dirname(resolve(path));
  return folder === resolve(path) ? folder : join(realPath(folder, links), basename(path));
}

function linkOf(path: string): string | null {
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.readLinkSync(path) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileError(error, "resolve", path);
  }
}

function writeDraft(draft: string, target: string, bytes: Uint8Array, mode: number): void {
  const old = statOf(target);
  using file = Deno.openSync(draft, { createNew: true, write: true, mode: 0o600 });
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  // after the owner, because a change of owner clears set-id bits
  if (old !== null) keepOwner(draft, old);
  Deno.chmodSync(draft, old?.mode === null || old === null ? mode : old.mode & 0o7777);
  file.syncSync();
}

function keepOwner(draft: string, old: Deno.FileInfo): void {
  const made = Deno.statSync(draft);
  if (old.uid === null || old.gid === null || (made.uid === old.uid && made.gid === old.gid)) {
    return;
  }
  try {
    Deno.chownSync(draft, old.uid, old.gid);
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

function holds(path: string, expected: Uint8Array): boolean {
  const found = readIfThere(path);
  return found !== null && sameBytes(found, expected);
}

/** The bytes of a file, or null when there is none. */
export function readIfThere(path: string): Uint8Array | null {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileError(error, "read", path);
  }
}

/** Null when there is no such file. */
export function statOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileError(error, "look at", path);
  }
}

function draftPrefix(target: string): string {
  return `.${basename(target)}.spec-tui-draft-`;
}

/** Drafts of writers that died; every writer holds the lock, so none of them is alive. */
function sweepDrafts(target: string): void {
  try {
    for (const { name } of Deno.readDirSync(dirname(target))) {
      if (name.startsWith(draftPrefix(target))) removeIfThere(join(dirname(target), name));
    }
  } catch (error) {
    throw fileError(error, "write", target);
  }
}

export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
