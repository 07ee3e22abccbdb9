// Waits for the next look at the world: until the log's file changed where the system tells of it, so that a screen
// with nothing new costs nothing; else as long as looking costs little.
import { dirname } from "node:path";
import type { Wait } from "../../tui/pace.ts";

export interface ScreenWatch {
  /** Begins to listen to the database; one that is listened to already is no work. */
  listen(databasePath: string): void;
  next(wait: Wait): Promise<void>;
  /** A look found new facts. Where that is not told again and again, telling can't be relied on. */
  found(): void;
  close(): void;
}

type Watch = (folder: string) => AsyncIterable<Deno.FsEvent> & { close(): void };

/** Looks are no nearer to each other than this, however much is told. */
const LEAST_MS = 16;
/** A write is told before it is a commit: so long it is looked for with all haste, and then as if nothing were told. */
const HASTE_MS = 200;
const COMMIT_MS = 2_000;
const MOST_UNTOLD = 3;

/** Null for `watch`: nothing tells. Only Linux is known to tell of each write at once. */
export function openScreenWatch(
  elapsed: () => number,
  watch: Watch | null = Deno.build.os === "linux" ? watchFolder : null,
): ScreenWatch {
  let watcher: ReturnType<Watch> | null = null;
  let isDeaf = watch === null;
  let toldAt = -Infinity;
  let isSought = false;
  let untold = 0;
  let wake = () => {};

  return {
    listen(databasePath) {
      if (isDeaf || watcher !== null) return;
      try {
        watcher = watch?.(dirname(databasePath)) ?? null;
        if (watcher !== null) hear(watcher, databasePath);
      } catch {
        isDeaf = true; // the system's watches are used up
      }
    },
    next({ toldMs, untoldMs }) {
      const startedAt = elapsed();
      const since = startedAt - toldAt;
      const isQuiet = watcher !== null && since > COMMIT_MS;
      const longest = isSought && since < HASTE_MS
        ? Math.min(LEAST_MS, untoldMs)
        : isQuiet
        ? toldMs
        : untoldMs;
      return new Promise((resolve) => {
        let timer = setTimeout(resolve, longest);
        wake = () => {
          wake = () => {};
          clearTimeout(timer);
          timer = setTimeout(resolve, Math.max(0, startedAt + LEAST_MS - elapsed()));
        };
      });
    },
    found() {
      isSought = false;
      untold = elapsed() - toldAt > COMMIT_MS ? untold + 1 : 0;
      if (untold >= MOST_UNTOLD) close();
    },
    close,
  };

  function close(): void {
    isDeaf = true;
    watcher?.close();
    watcher = null;
    wake();
  }

  async function hear(from: ReturnType<Watch>, databasePath: string): Promise<void> {
    try {
      for await (const { kind, paths } of from) {
        if (kind === "access" || !paths.some((path) => path.startsWith(databasePath))) continue;
        toldAt = elapsed();
        isSought = true;
        wake();
      }
    } catch {
      // It is as if nothing were told.
    }
    close();
  }
}

function watchFolder(folder: string): Deno.FsWatcher {
  return Deno.watchFs(folder, { recursive: false });
}
