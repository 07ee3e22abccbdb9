// The event log of one spec: append-only rows in SQLite. Every append compares the fence in its own
// transaction, so an engine that lost its lock cannot write. This is the one place that knows old shapes.
import type { Event, Fact, Told, Uuid } from "../pipeline/fact.ts";
import type { Append, Clock, EventLog, Ids } from "../runner/ports.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./database.ts";
import { FenceLost, StoreRefused } from "./errors.ts";
import { redactFact } from "./redact_fact.ts";
import type { Redactor } from "./redact.ts";
import { writeSnapshot } from "./snapshot.ts";

export interface EventLogOptions {
  /** `state.db`, or `:memory:`. */
  readonly path: string;
  /** Who appends: the engine's id. */
  readonly origin: Uuid;
  readonly ids: Ids;
  readonly clock: Pick<Clock, "now">;
  readonly redactor: Redactor;
  /** Faces read; they get null when there are no runs yet. */
  readonly readOnly?: boolean;
  /** How long to wait for another writer; 5 s unless given (250 ms suits faces). */
  readonly busyMs?: number;
  readonly allowOldSqlite?: boolean;
}

export interface StoreLog extends EventLog {
  /** Events after `seq`, all at once. */
  since(seq: number): readonly Event[];
  readonly specId: Uuid;
  /** The run that appended facts belong to: from `RunStarted` to `RunEnded`. For a reader, as of opening. */
  readonly run: Uuid | null;
  /** Takes the right to append away from whoever had it; call it once, holding the lock. */
  takeFence(): number;
  /** Events after `seq` in pages, for logs too long to hold at once. */
  pages(seq: number, size?: number): Iterable<readonly Event[]>;
  /** Facts after `seq` (0: all) for a replay, without columns that none asks for; types in `skip` are not read. */
  told(skip?: readonly Fact["type"][], seq?: number): Iterable<Told>;
  /** Number of the newest event; 0 in an empty log. */
  lastSeq(): number;
  /** Changes when another process committed. Throws when the file is no longer the one opened. */
  dataVersion(): number;
  /** What is wrong with the file; empty when nothing is. */
  quickCheck(): readonly string[];
  /** Writes a consistent copy, complete or not at all. */
  snapshot(path: string): Promise<void>;
  /** Other tables of the store, written together with facts in one fenced transaction. */
  fenced<T>(doing: string, work: (append: Append) => T): T;
  /** Commits these facts alone. */
  readonly append: Append;
  readonly database: Database;
  close(): void;
}

/** Bodies are written in this shape; `upcast` reads all earlier ones. */
const SHAPE = 1;

export function openEventLog(
  options: EventLogOptions & { readonly readOnly: true },
): StoreLog | null;
export function openEventLog(options: EventLogOptions & { readonly readOnly?: false }): StoreLog;
export function openEventLog(options: EventLogOptions): StoreLog | null;
export function openEventLog(options: EventLogOptions): StoreLog | null {
  const database = openDatabase(databaseOptions(options));
  if (database === null) return null;
  try {
    return database.attempt("read", () => createLog(database, options));
  } catch (error) {
    database.close();
    throw error;
  }
}

function databaseOptions(options: EventLogOptions): DatabaseOptions {
  return {
    path: options.path,
    mode: options.readOnly ? "read" : "create",
    busyMs: options.busyMs ?? 5000,
    allowOldSqlite: options.allowOldSqlite ?? false,
    birth: { specId: options.ids.next(), nowMs: options.clock.now() },
  };
}

function createLog(database: Database, options: EventLogOptions): StoreLog {
  const rows = statements(database);
  let fence: number | null = null;
  let originN = Number(rows.lastOfOrigin.get(options.origin)?.n ?? 0);
  let run = openRun(database);
  const specId = String(rows.meta.get("spec_id")?.value);

  return {
    database,
    specId,
    get run() {
      return run;
    },
    append: (facts) => fenced("append to", (append) => append(facts)),
    commit(work) {
      const events: Event[] = [];
      fenced("append to", (append) =>
        work((facts) => {
          const added = append(facts);
          events.push(...added);
          return added;
        }));
      return events;
    },
    since: (seq) => [...pages(seq)].flat(),
    pages,
    told,
    fenced,
    takeFence() {
      fence = database.transact("take the fence of", () => {
        rows.bumpFence.run();
        return Number(rows.meta.get("fence")?.value);
      });
      return fence;
    },
    lastSeq: () => database.attempt("read", () => Number(rows.lastSeq.get()?.seq ?? 0)),
    dataVersion() {
      database.guard();
      return database.attempt("read", () => Number(rows.dataVersion.get()?.data_version));
    },
    quickCheck: () => quickCheck(database),
    snapshot: (path) => writeSnapshot(database, path),
    close: () => database.close(),
  };

  function fenced<T>(doing: string, work: (append: Append) => T): T {
    const before = { originN, run };
    try {
      return database.transact(doing, () => {
        compareFence(database.path, fence, Number(rows.meta.get("fence")?.value));
        return work((facts) => facts.map(appendOne));
      });
    } catch (error) {
      ({ originN, run } = before);
      throw error;
    }
  }

  function appendOne(told: Fact): Event {
    const fact = redactFact(told, options.redactor);
    const atMs = options.clock.now();
    if (fact.type === "RunStarted") run = fact.run;
    const id = options.ids.next();
    const of = columnsOf(fact);
    const body = JSON.stringify(fact);
    originN += 1;
    const place = [id, options.origin, originN, atMs, atMs, run] as const;
    const subject = [of.task, of.attempt, of.stage, of.order, of.call] as const;
    const added = rows.add.run(...place, ...subject, fence, fact.type, SHAPE, body);
    const event = { id, origin: options.origin, originN, atMs, run, fence: fence ?? 0 };
    if (fact.type === "RunEnded") run = null;
    return { seq: Number(added.lastInsertRowid), ...event, fact: upcast(SHAPE, body) };
  }

  function* pages(seq: number, size = PAGE): Iterable<readonly Event[]> {
    for (let from = seq;;) {
      const found = database.attempt("read", () => rows.after.all(from, size));
      const page = (found as unknown as readonly Row[]).map(eventOf);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      from = last.seq;
    }
  }

  function* told(skip: readonly Fact["type"][] = [], seq = 0): Iterable<Told> {
    const statement = rows.toldBut(skip.length);
    for (let from = seq;;) {
      const found = database.attempt("read", () => statement.all(from, ...skip, PAGE));
      const page = found as unknown as readonly ToldRow[];
      for (const row of page) yield toldOf(row);
      const last = page.at(-1);
      if (last === undefined) return;
      from = last[0];
    }
  }
}

declare module "node:sqlite" {
  // Deno has it; its types do not say so yet.
  interface StatementSync {
    setReturnArrays(enabled: boolean): void;
  }
}

/** Short pages: rows that outlive the young generation cost twice, and a long log must not be held. */
const PAGE = 1000;

function statements({ db }: Database) {
  // Arrays: an object a row takes longer to make than its row to read.
  const asArrays = (sql: string) => {
    const statement = db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  return {
    after: asArrays(
      `SELECT seq, id, origin, origin_n, at_ms, run, fence, v, body FROM events
        WHERE seq > ? ORDER BY seq LIMIT ?`,
    ),
    lastSeq: db.prepare("SELECT max(seq) AS seq FROM events"),
    toldBut: (types: number) =>
      asArrays(
        `SELECT seq, at_ms, run, v, body FROM events WHERE seq > ?
          AND type NOT IN (${Array(types).fill("?").join(", ")}) ORDER BY seq LIMIT ?`,
      ),
    add: db.prepare(
      `INSERT INTO events (id, origin, origin_n, at_ms, recorded_ms, run, task, attempt, stage,
        order_id, call, fence, type, v, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    meta: db.prepare("SELECT value FROM meta WHERE key = ?"),
    bumpFence: db.prepare(
      "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'fence'",
    ),
    lastOfOrigin: db.prepare("SELECT max(origin_n) AS n FROM events WHERE origin = ?"),
    dataVersion: db.prepare("PRAGMA data_version"),
  };
}

/** The run that has started and not ended, so that what a new engine finds is filed under it. */
export function openRun({ db }: Database): Uuid | null {
  const last = db.prepare(
    `SELECT type, run FROM events WHERE type IN ('RunStarted', 'RunEnded') ORDER BY seq DESC LIMIT 1`,
  ).get();
  return last?.type === "RunStarted" ? String(last.run) : null;
}

function compareFence(path: string, mine: number | null, found: number): void {
  if (mine === found) return;
  const expected = mine === null ? "one taken by this process" : String(mine);
  throw new FenceLost(
    `Cannot write to "${path}": another engine has taken over (expected fence ${expected}, found ${found})`,
  );
}

/** The columns that queries ask for, as far as this fact has them. */
function columnsOf(fact: Fact) {
  return {
    task: "task" in fact ? fact.task : null,
    attempt: "attempt" in fact ? fact.attempt : null,
    stage: "stage" in fact ? fact.stage : null,
    order: "order" in fact ? fact.order : null,
    call: "call" in fact ? fact.call : null,
  };
}

/** Rows of `after` and of `toldBut`, as the table's STRICT columns promise. */
type Row = readonly [
  seq: number,
  id: string,
  origin: string,
  originN: number,
  atMs: number,
  run: string | null,
  fence: number,
  shape: number,
  body: string,
];
type ToldRow = readonly [
  seq: number,
  atMs: number,
  run: string | null,
  shape: number,
  body: string,
];

function eventOf([seq, id, origin, originN, atMs, run, fence, shape, body]: Row): Event {
  return { seq, id, origin, originN, atMs, run, fence, fact: upcast(shape, body) };
}

function toldOf([seq, atMs, run, shape, body]: ToldRow): Told {
  return { seq, atMs, run, fact: upcast(shape, body) };
}

/** A stored body in today's shape. */
function upcast(shape: number, body: string): Fact {
  if (shape > SHAPE) {
    throw new StoreRefused(
      `Cannot read the event log: a newer spec-tui wrote to it (expected shape ${SHAPE} or older, found ${shape})`,
      "use that newer spec-tui",
    );
  }
  return JSON.parse(body) as Fact;
}

function quickCheck(database: Database): readonly string[] {
  try {
    const lines = database.db.prepare("PRAGMA quick_check").all();
    return lines.map((line) => String(line.quick_check)).filter((line) => line !== "ok");
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
