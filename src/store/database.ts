// One SQLite file opened the one right way: private, WAL, FULL, identified, and checked before and after
// every write to be still the file we opened. SQLite itself commits happily into an unlinked file.
import { DatabaseSync } from "node:sqlite";
import { dirname, join } from "node:path";
import {
  fileError,
  guardOf,
  identityOf,
  isThere,
  keepPrivate,
  leaveMarker,
  lookAt,
  publish,
  removeQuietly,
} from "./database_file.ts";
import { resultCode, storeError, StoreRefused } from "./errors.ts";
import { type Birth, identify, migrate, VERSION } from "./migrate.ts";

export interface DatabaseOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly mode: "read" | "write" | "create";
  /** How long a statement waits for another writer. */
  readonly busyMs: number;
  readonly allowOldSqlite: boolean;
  readonly birth: Birth;
}

export interface Database {
  readonly db: DatabaseSync;
  readonly path: string;
  /** Runs `work` in BEGIN IMMEDIATE; returns only after COMMIT, into the file that bears the name. */
  transact<T>(doing: string, work: () => T): T;
  /** Runs `work` with SQLite's errors turned into ours. */
  attempt<T>(doing: string, work: () => T): T;
  /** Throws when the file was unlinked, replaced or truncated since it was opened. */
  guard(): void;
  close(): void;
}

const MEMORY = ":memory:";
const OLDEST_SQLITE = [3, 51, 3];

/** Null when there is no database yet and `mode` does not create one. */
export function openDatabase(options: DatabaseOptions): Database | null {
  if (!options.allowOldSqlite) refuseOldSqlite();
  if (options.path === MEMORY) return inMemory(options);
  if (!isThere(options.path)) {
    if (options.mode !== "create") return null;
    createFile(options);
  }
  const opened = connect(options);
  if (options.mode === "create") leaveMarker(options.path);
  return opened;
}

function inMemory(options: DatabaseOptions): Database {
  const db = new DatabaseSync(MEMORY);
  configure(db, options, "memory");
  migrate(db, options.birth);
  return handle(db, MEMORY, () => {});
}

/** Made complete under another name, then linked: no crash leaves half a database under this one. */
function createFile(options: DatabaseOptions): void {
  const draft = `${options.path}.${options.birth.specId}.new`;
  try {
    Deno.mkdirSync(dirname(options.path), { recursive: true, mode: 0o700 });
    Deno.openSync(draft, { createNew: true, write: true, mode: 0o600 }).close();
    const db = new DatabaseSync(draft);
    try {
      configure(db, options, "wal");
      migrate(db, options.birth);
    } finally {
      db.close();
    }
    publish(draft, options.path);
  } catch (error) {
    throw fileError(error, "create", options.path);
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) removeQuietly(draft + suffix);
  }
}

function connect(options: DatabaseOptions): Database {
  const { path } = options;
  if (options.mode !== "read") keepPrivate(path);
  const before = identityOf(path);
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { readOnly: options.mode === "read" });
    db.prepare(`PRAGMA busy_timeout = ${Math.trunc(options.busyMs)}`).get();
    prepareVersion(db, options);
    configure(db, options, "wal");
    db.prepare("SELECT count(*) FROM meta").get(); // opens the WAL, whose file is guarded as well
  } catch (error) {
    db?.close();
    if (options.mode === "read" && isUnwritableFolder(error, path)) return connectCopy(options);
    throw openError(error, path);
  }
  const guard = guardOf(path, before, options.mode !== "read");
  guard();
  return handle(db, path, guard);
}

function prepareVersion(db: DatabaseSync, options: DatabaseOptions): void {
  const version = identify(db, options.path);
  if (version === VERSION) return;
  if (options.mode === "create") return migrate(db, options.birth);
  throw new StoreRefused(
    `Cannot open "${options.path}": it was written by an older spec-tui (expected database version ${VERSION}, found ${version})`,
    "the next `spec-tui run` brings it up to date",
  );
}

/** SQLite cannot read a WAL database in a folder it may not write to; nobody here can change it, so a copy serves. */
function connectCopy(options: DatabaseOptions): Database {
  const folder = Deno.makeTempDirSync({ prefix: "spec-tui-" });
  try {
    const path = join(folder, "copy.db");
    Deno.copyFileSync(options.path, path);
    const db = new DatabaseSync(path);
    prepareVersion(db, options);
    db.prepare("SELECT count(*) FROM meta").get();
    db.prepare("PRAGMA query_only = ON").get();
    return handle(db, options.path, () => {});
  } catch (error) {
    throw openError(error, options.path);
  } finally {
    Deno.removeSync(folder, { recursive: true }); // the open files outlive their names
  }
}

function isUnwritableFolder(error: unknown, path: string): boolean {
  const code = (resultCode(error) ?? 0) & 0xff;
  return (code === 8 || code === 14) && (lookAt(`${path}-wal`)?.size ?? 0) === 0;
}

/** Sets what durability rests on, and reads it back: SQLite ignores a pragma it does not like. */
function configure(db: DatabaseSync, options: DatabaseOptions, journal: "wal" | "memory"): void {
  const wanted: readonly (readonly [string, string, string | number])[] = [
    ["busy_timeout", String(Math.trunc(options.busyMs)), Math.trunc(options.busyMs)],
    ["synchronous", "FULL", 2],
    ["foreign_keys", "ON", 1],
    ["recursive_triggers", "ON", 1], // else REPLACE deletes past the append-only trigger
    ["fullfsync", "ON", 1],
    ["checkpoint_fullfsync", "ON", 1],
  ];
  if (options.mode !== "read") db.prepare(`PRAGMA journal_mode = WAL`).get();
  for (const [name, value] of wanted) db.prepare(`PRAGMA ${name} = ${value}`).get();
  for (const [name, , expected] of [...wanted, ["journal_mode", "", journal] as const]) {
    const found = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    if (found === expected) continue;
    throw new StoreRefused(
      `Cannot open "${options.path}": SQLite does not keep ${name} (expected ${expected}, found ${found})`,
      "keep the repository on a local file system",
    );
  }
  if (options.mode !== "read") db.prepare("PRAGMA journal_size_limit = 67108864").get();
}

function handle(db: DatabaseSync, path: string, guard: () => void): Database {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  return {
    db,
    path,
    guard,
    attempt,
    transact(doing, work) {
      guard();
      const done = attempt(doing, () => {
        try {
          begin.run();
          const result = work();
          commit.run();
          return result;
        } catch (error) {
          if (db.isTransaction) rollback.run(); // SQLite may have done it already: disk full
          throw error;
        }
      });
      guard();
      return done;
    },
    close() {
      if (db.isOpen) db.close();
    },
  };

  function attempt<T>(doing: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeError(error, doing, path);
    }
  }
}

function openError(error: unknown, path: string): unknown {
  if (resultCode(error) !== null && ((resultCode(error) ?? 0) & 0xff) === 26) {
    return new StoreRefused(
      `Cannot open "${path}": not a spec-tui database (its first bytes are not SQLite's)`,
      "move the file away, or restore a snapshot",
      { cause: error },
    );
  }
  return storeError(error, "open", path);
}

function refuseOldSqlite(): void {
  using db = new DatabaseSync(MEMORY);
  const found = String(Object.values(db.prepare("SELECT sqlite_version()").get() ?? {})[0]);
  const parts = found.split(".").map(Number);
  const at = OLDEST_SQLITE.findIndex((part, index) => part !== parts[index]);
  if (at === -1 || (parts[at] ?? 0) > (OLDEST_SQLITE[at] ?? 0)) return;
  throw new StoreRefused(
    `Cannot open the event log: SQLite ${found} may lose commits of several processes (expected ${
      OLDEST_SQLITE.join(".")
    } or newer)`,
    "use Deno 2.9 or newer",
  );
}
