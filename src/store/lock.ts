// One engine per spec: flock on a file that is never unlinked, so the kernel frees it on any death. Who
// holds it stands in a second file, which only a winner writes: a loser changes nothing.
import { dirname, join } from "node:path";
import type { Clock } from "../runner/ports.ts";
import { fileError } from "./database_file.ts";
import { StoreRefused } from "./errors.ts";
import { removeIfThere, writeAtomically } from "./files.ts";

export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly startedAtMs: number;
  readonly command: string;
}

export type LockResult =
  | { readonly kind: "acquired"; release(): void }
  /** `holder` is null when the winner has not yet said who it is. */
  | { readonly kind: "held"; readonly holder: Holder | null };

export interface LockOptions {
  readonly clock: Pick<Clock, "elapsed" | "sleep">;
  /** Probes, and a killed holder that is not quite dead, pass within this; 500 unless given. */
  readonly waitMs?: number;
}

const RETRY_MS = 10;
/** So many times the wait for the lock itself a loser waits for the winner to say who it is. */
const WAITS_FOR_NAME = 10;

export async function acquireLock(
  path: string,
  holder: Holder,
  { clock, waitMs = 500 }: LockOptions,
): Promise<LockResult> {
  const giveUpAt = clock.elapsed() + waitMs;
  for (;;) {
    const file = tryOnce(path);
    if (file !== null) return acquired(path, holder, file);
    const lateMs = clock.elapsed() - giveUpAt;
    const winner = lateMs < 0 ? null : readHolder(path);
    if (winner !== null || lateMs >= waitMs * WAITS_FOR_NAME) {
      return { kind: "held", holder: winner };
    }
    await clock.sleep(RETRY_MS);
  }
}

/** Does an engine live? Takes the lock shared for an instant; creates nothing. */
export function probeLock(
  path: string,
): { readonly alive: boolean; readonly holder: Holder | null } {
  try {
    using file = Deno.openSync(path, { read: true });
    if (!file.tryLockSync(false)) return { alive: true, holder: readHolder(path) };
    file.unlockSync();
    return { alive: false, holder: null };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { alive: false, holder: null };
    throw fileError(error, "probe", path);
  }
}

function acquired(path: string, holder: Holder, file: Deno.FsFile): LockResult {
  try {
    // At once: until the new name is on the disk a loser would be told of the last holder, who is long gone.
    removeIfThere(holderFile(path));
    const text = `${JSON.stringify(holder, null, 2)}\n`;
    writeAtomically(holderFile(path), new TextEncoder().encode(text), { mode: 0o600 });
  } catch (error) {
    file.close();
    throw error;
  }
  let isHeld = true;
  return {
    kind: "acquired",
    release() {
      if (!isHeld) return;
      isHeld = false;
      file.unlockSync();
      file.close();
    },
  };
}

/** The open, locked file; null when another process has it. */
function tryOnce(path: string): Deno.FsFile | null {
  const file = openLockFile(path);
  try {
    if (file.tryLockSync(true) && isStillNamed(file, path)) return file;
  } catch (error) {
    file.close();
    throw fileError(error, "lock", path);
  }
  file.close();
  return null;
}

function openLockFile(path: string): Deno.FsFile {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    if (!Deno.lstatSync(path).isSymlink) return file;
    file.close();
  } catch (error) {
    throw fileError(error, "lock", path);
  }
  throw new StoreRefused(`Cannot lock "${path}": it is a symbolic link`, "remove the link");
}

/** A lock on a file that somebody has unlinked keeps nobody out. */
function isStillNamed(file: Deno.FsFile, path: string): boolean {
  try {
    const [held, named] = [file.statSync(), Deno.statSync(path)];
    return held.dev === named.dev && held.ino === named.ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function holderFile(path: string): string {
  return join(dirname(path), "engine.json");
}

function readHolder(path: string): Holder | null {
  try {
    return parseHolder(JSON.parse(Deno.readTextFileSync(holderFile(path))));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Deno.errors.NotFound) return null;
    throw fileError(error, "read", holderFile(path));
  }
}

function parseHolder(value: unknown): Holder | null {
  if (typeof value !== "object" || value === null) return null;
  const { pid, host, startedAtMs, command } = value as Record<string, unknown>;
  if (typeof pid !== "number" || typeof host !== "string") return null;
  if (typeof startedAtMs !== "number" || typeof command !== "string") return null;
  return { pid, host, startedAtMs, command };
}
