// Commands on their way from a face to the engine. A face sends a row and waits for its answer; the engine
// commits the answer together with the facts that follow from it.
import type { Uuid } from "../pipeline/fact.ts";
import type { Clock, Ids, Inbox, InboxRow } from "../runner/ports.ts";
import { type Database, openDatabase } from "./database.ts";
import { openRun, type StoreLog } from "./event_log.ts";
import type { Redactor } from "./redact.ts";
import { redactValue } from "./redact_fact.ts";

export interface Answer {
  readonly accepted: boolean;
  readonly message: string;
  readonly answeredAtMs: number;
}

/** What a face holds of the inbox. */
export interface CommandBox {
  /** Once per id: sending the same row again changes nothing. */
  send(row: InboxRow): void;
  /** Null until the engine has answered. */
  answerOf(id: Uuid): Answer | null;
  /** The run that has begun and not ended, be its engine alive or not. */
  openRun(): Uuid | null;
  close(): void;
}

export interface CommandBoxOptions {
  readonly path: string;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly redactor: Redactor;
  /** 250 ms unless given: a face must not freeze. */
  readonly busyMs?: number;
  readonly allowOldSqlite?: boolean;
}

/** Null when there is no database yet, hence nobody to ask. */
export function openCommandBox(options: CommandBoxOptions): CommandBox | null {
  const database = openDatabase({
    path: options.path,
    mode: "write",
    busyMs: options.busyMs ?? 250,
    allowOldSqlite: options.allowOldSqlite ?? false,
    birth: { specId: options.ids.next(), nowMs: options.clock.now() },
  });
  return database === null ? null : createCommandBox(database, options);
}

function createCommandBox(database: Database, { clock, redactor }: CommandBoxOptions): CommandBox {
  const add = database.db.prepare(
    `INSERT INTO inbox (id, run, command, args, "by", asked_ms, expires_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const answer = database.db.prepare(
    `SELECT accepted, message, answered_ms FROM inbox WHERE id = ? AND answered_ms IS NOT NULL`,
  );
  return {
    send(row) {
      const args = JSON.stringify(redactValue(row.args, redactor));
      database.transact("send a command through", () => {
        add.run(row.id, row.run, row.command, args, row.by, clock.now(), row.expiresAtMs);
      });
    },
    answerOf(id) {
      database.guard();
      const row = database.attempt("read", () => answer.get(id));
      if (row === undefined) return null;
      const { accepted, message, answered_ms } = row;
      return {
        accepted: accepted === 1,
        message: String(message),
        answeredAtMs: Number(answered_ms),
      };
    },
    openRun: () => database.attempt("read", () => openRun(database)),
    close: () => database.close(),
  };
}

/** The engine's end. `pending` itself answers what is too old or meant for another run. */
export function createInbox(
  log: StoreLog,
  options: { readonly clock: Pick<Clock, "now">; readonly redactor: Redactor },
): Inbox {
  const rows = statements(log.database);
  return { pending, answer };

  function pending(): readonly InboxRow[] {
    const waiting = log.database.attempt("read", () => rows.waiting.all()).map(readRow);
    const nowMs = options.clock.now();
    const stale = waiting.filter((row) => staleness(row, nowMs) !== null);
    if (stale.length > 0) {
      log.fenced("answer a command in", () => {
        for (const row of stale) settle(row, false, staleness(row, nowMs) ?? "", nowMs);
      });
    }
    return waiting.filter((row) => !stale.includes(row)).map((row) => row.row);
  }

  function answer(
    row: InboxRow,
    outcome: { readonly accepted: boolean; readonly message: string },
    facts: Parameters<StoreLog["append"]>[0],
  ): ReturnType<StoreLog["append"]> {
    const nowMs = options.clock.now();
    return log.fenced("answer a command in", (append) => {
      const events = append(facts);
      settle({ row, askedAtMs: nowMs }, outcome.accepted, outcome.message, nowMs);
      return events;
    });
  }

  /** A row that never went through the table (a face that acts for itself) is added, answered. */
  function settle(
    { row, askedAtMs }: Waiting,
    accepted: boolean,
    text: string,
    nowMs: number,
  ): void {
    const args = JSON.stringify(redactValue(row.args, options.redactor));
    const message = options.redactor.text(text);
    const asked = [row.id, row.run, row.command, args, row.by, askedAtMs, row.expiresAtMs] as const;
    const settled = rows.settle.run(...asked, nowMs, accepted ? 1 : 0, message);
    if (Number(settled.changes) === 1) return;
    throw new Error(`Cannot answer command "${row.command}": it was answered before`);
  }

  function staleness({ row, askedAtMs }: Waiting, nowMs: number): string | null {
    const isForAnother = row.run !== null && log.run !== null && row.run !== log.run;
    const hasExpired = row.expiresAtMs <= nowMs;
    if (!isForAnother && !hasExpired) return null;
    const ago = `asked ${Math.max(0, Math.round((nowMs - askedAtMs) / 1000))} s ago`;
    return `${hasExpired ? "expired" : "refused"}: ${ago}${isForAnother ? " for another run" : ""}`;
  }
}

interface Waiting {
  readonly row: InboxRow;
  readonly askedAtMs: number;
}

function statements({ db }: Database) {
  return {
    waiting: db.prepare(
      `SELECT id, run, command, args, "by", asked_ms, expires_ms FROM inbox
        WHERE answered_ms IS NULL ORDER BY rowid`,
    ),
    settle: db.prepare(
      `INSERT INTO inbox (id, run, command, args, "by", asked_ms, expires_ms, answered_ms, accepted, message)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET answered_ms = excluded.answered_ms,
          accepted = excluded.accepted, message = excluded.message
        WHERE answered_ms IS NULL`,
    ),
  };
}

function readRow(row: Readonly<Record<string, unknown>>): Waiting {
  return {
    askedAtMs: Number(row.asked_ms),
    row: {
      id: String(row.id),
      command: String(row.command),
      args: JSON.parse(String(row.args)) as Record<string, unknown>, // the table's CHECK: an object
      by: String(row.by),
      run: row.run === null ? null : String(row.run),
      expiresAtMs: Number(row.expires_ms),
    },
  };
}
