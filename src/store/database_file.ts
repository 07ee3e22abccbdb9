// The file under the database: is it there, is it private, is it still the one we opened.
// A marker beside it tells a lost database from one that never was.
import { dirname } from "node:path";
import { resultCode, storeError, StoreFailed, StoreRefused } from "./errors.ts";

/** False for a missing file, or an empty one that never was a database. */
export function isThere(path: string): boolean {
  // Before the file, as it is made after it: a marker seen first cannot be of a file that comes between the looks.
  const wasMarked = lookAt(markerOf(path)) !== null;
  const info = lookAt(path);
  if (info?.isSymlink) {
    throw new StoreRefused(
      `Cannot open "${path}": it is a symbolic link (expected a file)`,
      "remove the link",
    );
  }
  if (info !== null && !info.isFile) {
    throw new StoreRefused(`Cannot open "${path}": not a spec-tui database`, "move it away");
  }
  if (info !== null && info.size > 0) return true;
  if (!wasMarked) return false;
  const found = info === null ? "nothing" : "0 bytes";
  throw new StoreRefused(
    `Cannot open "${path}": not a spec-tui database (expected the one that "${
      markerOf(path)
    }" tells of, found ${found})`,
    `restore a snapshot, or remove "${markerOf(path)}" to begin a new history`,
  );
}

/** Gives the finished draft its name, unless another process was first. */
export function publish(draft: string, path: string): void {
  const empty = lookAt(path)?.size === 0;
  try {
    if (empty) Deno.renameSync(draft, path);
    else Deno.linkSync(draft, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    Deno.renameSync(draft, path); // a file system without hard links
  }
  syncFolder(dirname(path));
}

export interface Identity {
  readonly dev: number;
  readonly ino: number | null;
  readonly size: number;
}

/** For writers the WAL and its index are guarded too: commits live there until a checkpoint. */
export function guardOf(path: string, opened: Identity, isWriter: boolean): () => void {
  const known = new Map<string, Identity>([[path, opened]]);
  const paths = isWriter ? [path, `${path}-wal`, `${path}-shm`] : [path];
  return () => {
    for (const each of paths) {
      const now = identityOf(each);
      const then = known.get(each);
      if (then !== undefined && (then.dev !== now.dev || then.ino !== now.ino)) {
        throw new StoreFailed("gone", `Cannot go on with "${each}": it was replaced while open`);
      }
      if (each === path && then !== undefined && now.size < then.size) {
        throw new StoreFailed(
          "corrupt",
          `Cannot go on with "${each}": it was truncated while open (expected ${then.size} bytes, found ${now.size})`,
        );
      }
      known.set(each, now);
    }
  };
}

export function identityOf(path: string): Identity {
  try {
    const { dev, ino, size } = Deno.statSync(path);
    return { dev, ino, size };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw fileError(error, "look at", path);
    throw new StoreFailed("gone", `Cannot go on with "${path}": it was removed while open`, {
      cause: error,
    });
  }
}

export function lookAt(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileError(error, "open", path);
  }
}

export function keepPrivate(path: string): void {
  const { mode } = Deno.statSync(path);
  if (mode === null || (mode & 0o077) === 0) return;
  try {
    Deno.chmodSync(path, 0o600);
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw fileError(error, "open", path);
  }
}

function markerOf(path: string): string {
  return `${path.replace(/\.db$/, "")}.created`;
}

export function leaveMarker(path: string): void {
  if (lookAt(markerOf(path)) !== null) return;
  try {
    Deno.writeTextFileSync(
      markerOf(path),
      "A spec-tui database stands beside this file. If it is gone, it was lost.\n",
      { mode: 0o600 },
    );
    syncFolder(dirname(path));
  } catch (error) {
    throw fileError(error, "mark", path);
  }
}

export function syncFolder(folder: string): void {
  using opened = Deno.openSync(folder, { read: true });
  opened.syncSync();
}

export function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it was never made
  }
}

/** What the file system said, in our words. */
export function fileError(error: unknown, doing: string, path: string): unknown {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return new StoreFailed("readonly", `Cannot ${doing} "${path}": permission denied`, {
      cause: error,
    });
  }
  if (error instanceof Error && "code" in error && resultCode(error) === null) {
    const kind = error.code === "ENOSPC" || error.code === "EDQUOT"
      ? "full"
      : error.code === "EROFS"
      ? "readonly"
      : "io";
    return new StoreFailed(kind, `Cannot ${doing} "${path}": ${error.message}`, { cause: error });
  }
  return storeError(error, doing, path);
}
