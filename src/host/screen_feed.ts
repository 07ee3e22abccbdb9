// What is new for the screen: facts by the log's data version, the spec by its file, the engine by its lock.
import type { StoreLog } from "../store/event_log.ts";
import { probeLock } from "../store/lock.ts";
import type { Msg } from "../../tui/msg.ts";
import type { Wait } from "../../tui/pace.ts";
import { openForReading, type Places, readSpecIfThere } from "./reading.ts";
import { openScreenWatch } from "./screen_watch.ts";
import { UserError } from "./user_error.ts";

export interface ScreenFeed {
  news(): readonly Msg[];
  /** Looks at everything with the next call, however recently it was looked at. */
  hurry(): void;
  /** Resolves when it is time to look again. */
  next(wait: Wait): Promise<void>;
  close(): void;
}

/** The lock and the spec's file are looked at this often: probing a lock hinders who wants it. */
const SLOW_MS = 250;

/** Told at once; the rest comes with the next calls, so that a long log never lies in memory as a whole. */
export const MOST_FACTS = 2_000;

export function openScreenFeed(project: Places, elapsed: () => number): ScreenFeed {
  let log: StoreLog | null = null;
  let seq = 0;
  let version = -1;
  let hasLooked = false;
  let hasCaughtUp = false;
  let slowAt = -Infinity;
  let specStamp = "";
  let engine = "";
  const watch = openScreenWatch(elapsed);

  return {
    news() {
      const isSlow = elapsed() - slowAt >= SLOW_MS;
      const msgs = [...facts(isSlow)];
      if (!isSlow) return msgs;
      slowAt = elapsed();
      return [...spec(), ...lock(), ...msgs];
    },
    hurry() {
      slowAt = -Infinity;
    },
    next: watch.next,
    close() {
      watch.close();
      log?.close();
    },
  };

  function facts(isSlow: boolean): Msg[] {
    if (log === null && !isSlow) return [];
    try {
      log ??= openForReading(project);
      // What a log that begins under our eyes tells is new.
      if (log === null) return caughtUp();
      watch.listen(project.databasePath);
      const now = log.dataVersion();
      if (now === version) return [];
      // A long log is left for the next looks: what the file tells can be shown before.
      const isFirst = !hasLooked;
      hasLooked = true;
      if (isFirst && log.lastSeq() > MOST_FACTS) return [];
      const events = Iterator.from(log.told([], seq)).take(MOST_FACTS).toArray();
      const areOld = !hasCaughtUp;
      if (events.length < MOST_FACTS) version = now;
      if (!areOld && events.length > 0) watch.found();
      seq = events.at(-1)?.seq ?? seq;
      const told: Msg[] = events.length === 0 ? [] : [{ kind: "events", events, areOld }];
      return events.length < MOST_FACTS ? [...told, ...caughtUp()] : told;
    } catch (error) {
      // Moved or mended under us: opened anew with the next look.
      log?.close();
      log = null;
      version = -1;
      return [...caughtUp(), { kind: "notice", text: messageOf(error), tone: "error" }];
    }
  }

  /** Once. A log that can't be read is not waited for either. */
  function caughtUp(): Msg[] {
    if (hasCaughtUp) return [];
    hasCaughtUp = true;
    return [{ kind: "caught_up" }];
  }

  function spec(): Msg[] {
    const stamp = stampOf(project.tasksPath);
    if (stamp === specStamp) return [];
    specStamp = stamp;
    try {
      const found = readSpecIfThere(project);
      if (found !== null) return [{ kind: "spec", spec: found }];
      return [{ kind: "no_spec", state: "missing", message: "there is no spec" }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ kind: "no_spec", state: "broken", message: error.message }];
    }
  }

  function lock(): Msg[] {
    const { alive, holder } = probeLock(project.lockPath);
    const text = holder === null ? "" : `pid ${holder.pid} on ${holder.host}`;
    const now = `${alive} ${text}`;
    if (now === engine) return [];
    engine = now;
    return [{ kind: "engine", alive, holder: text }];
  }
}

function stampOf(path: string): string {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch {
    return "none";
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
