// Who looks at a project: each face keeps a file in the state folder young while it looks. One that is old
// belongs to a face that died, and is cleared away.
import { join } from "node:path";
import { systemIds } from "./clock.ts";

export interface Faces {
  /** How many look now, this one among them. Says again that this one does. */
  count(): number;
  close(): void;
}

export interface FaceAbout {
  readonly stateDir: string;
  readonly by: string;
  readonly pid: number;
  readonly now: () => number;
}

/** A machine that was asleep, or busy, is given this long. */
const OLD_MS = 15_000;

export function openFaces({ stateDir, by, pid, now }: FaceAbout): Faces {
  const folder = join(stateDir, "faces");
  const name = `${systemIds.next()}.json`;
  const path = join(folder, name);
  let isOpen = true;
  const leave = () => remove(path);
  // However this process ends, short of a kill: nobody else is told that it still looks.
  addEventListener("unload", leave);
  return {
    count() {
      // Who only looks makes no state folder.
      if (!isOpen || !isFolder(stateDir)) return 1;
      try {
        announce();
        return others() + 1;
      } catch (error) {
        if (isHarmless(error)) return 1;
        throw error;
      }
    },
    close() {
      isOpen = false;
      removeEventListener("unload", leave);
      leave();
    },
  };

  function announce(): void {
    try {
      Deno.utimeSync(path, now() / 1000, now() / 1000);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
      Deno.writeTextFileSync(path, `${JSON.stringify({ by, pid })}\n`, { mode: 0o600 });
    }
  }

  function others(): number {
    let count = 0;
    for (const entry of Deno.readDirSync(folder)) {
      if (entry.name === name || !entry.name.endsWith(".json")) continue;
      const age = now() - ageOf(join(folder, entry.name));
      if (age < OLD_MS) count++;
      else if (age > OLD_MS * 4) remove(join(folder, entry.name));
    }
    return count;
  }
}

/** When it was young last; long ago when it is gone. */
function ageOf(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!isHarmless(error)) throw error;
  }
}

/** A folder one may not write to still may be looked at. */
function isHarmless(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
    error instanceof Error && "code" in error &&
      (error.code === "EROFS" || error.code === "ENOSPC");
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
