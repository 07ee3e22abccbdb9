// A consistent copy of the database while it is in use: SQLite's backup into a draft, synced, then renamed.
// Copying the file would miss the WAL; VACUUM INTO needs ATTACH, which Deno allows only with all permissions.
import { backup } from "node:sqlite";
import { dirname } from "node:path";
import type { Database } from "./database.ts";
import { fileError, removeQuietly, syncFolder } from "./database_file.ts";

export async function writeSnapshot(database: Database, path: string): Promise<void> {
  const draft = `${path}.new`;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    removeQuietly(draft);
    Deno.openSync(draft, { createNew: true, write: true, mode: 0o600 }).close();
    await backup(database.db, draft);
    syncFile(draft);
    Deno.renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeQuietly(draft);
    throw fileError(error, "write the snapshot", path);
  }
}

function syncFile(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}
