// The schema as an ordered list of migrations: version = index + 1, applied and recorded in one
// transaction. A newer or foreign database is refused, never guessed at.
import type { DatabaseSync } from "node:sqlite";
import { StoreRefused } from "./errors.ts";

/** "spTU": marks a file as ours. */
export const APPLICATION_ID = 0x73705455;

/** What a new database is born with. */
export interface Birth {
  readonly specId: string;
  readonly nowMs: number;
}

interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

const CALLS = `CREATE VIEW calls AS SELECT
  started.call, started.order_id AS "order", started.run, started.task, started.attempt, started.stage,
  json_extract(started.body, '$.role') AS role,
  json_extract(started.body, '$.agent') AS agent,
  coalesce(nullif(json_extract(ended.body, '$.model'), ''),
    json_extract(started.body, '$.model')) AS model,
  json_extract(started.body, '$.reservedUsd') AS reserved_usd,
  json_extract(ended.body, '$.costUsd') AS cost_usd,
  json_extract(ended.body, '$.tokens.input') AS input_tokens,
  json_extract(ended.body, '$.tokens.output') AS output_tokens,
  json_extract(ended.body, '$.tokens.cacheRead') AS cache_read_tokens,
  json_extract(ended.body, '$.tokens.cacheWrite') AS cache_write_tokens,
  json_extract(ended.body, '$.outcome') AS outcome,
  json_extract(ended.body, '$.exitCode') AS exit_code,
  json_extract(ended.body, '$.durationMs') AS duration_ms,
  started.at_ms AS started_ms, ended.at_ms AS ended_ms
FROM events AS started
LEFT JOIN events AS ended ON ended.seq = (
  SELECT seq FROM events AS e WHERE e.call = started.call AND e.type = 'CallEnded'
  ORDER BY json_extract(e.body, '$.costUsd') IS NULL, seq LIMIT 1)
WHERE started.type = 'CallStarted' AND started.seq = (
  SELECT min(seq) FROM events AS s WHERE s.call = started.call AND s.type = 'CallStarted')`;

export const MIGRATIONS: readonly Migration[] = [
  {
    name: "events, inbox, meta and the call ledger",
    statements: [
      `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
      `CREATE TABLE events (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, origin_n INTEGER NOT NULL,
        at_ms INTEGER NOT NULL, recorded_ms INTEGER NOT NULL, run TEXT, task TEXT, attempt INTEGER,
        stage TEXT, order_id TEXT, call TEXT, fence INTEGER NOT NULL, type TEXT NOT NULL,
        v INTEGER NOT NULL, body TEXT NOT NULL CHECK (json_valid(body)),
        UNIQUE (origin, origin_n)) STRICT`,
      `CREATE INDEX events_by_type ON events (type)`,
      `CREATE INDEX events_by_call ON events (call, type) WHERE call IS NOT NULL`,
      `CREATE TRIGGER events_keep BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END`,
      `CREATE TRIGGER events_stay BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END`,
      `CREATE TABLE inbox (
        id TEXT PRIMARY KEY, run TEXT, command TEXT NOT NULL,
        args TEXT NOT NULL CHECK (json_valid(args) AND json_type(args) = 'object'),
        "by" TEXT NOT NULL, asked_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
        answered_ms INTEGER, accepted INTEGER CHECK (accepted IN (0, 1)), message TEXT) STRICT`,
      `CREATE INDEX inbox_pending ON inbox (id) WHERE answered_ms IS NULL`,
      CALLS,
    ],
  },
];

export const VERSION = MIGRATIONS.length;

/** Refuses what is not ours, or newer than we are; returns the version found. */
export function identify(db: DatabaseSync, path: string): number {
  const application = number(db, "application_id");
  const version = number(db, "user_version");
  if (application !== APPLICATION_ID) {
    throw new StoreRefused(
      `Cannot open "${path}": not a spec-tui database (expected application id ${APPLICATION_ID}, found ${application})`,
      "move the file away, or restore a snapshot",
    );
  }
  if (version > VERSION) {
    throw new StoreRefused(
      `Cannot open "${path}": it was written by a newer spec-tui (expected database version ${VERSION} or older, found ${version})`,
      "use that newer spec-tui",
    );
  }
  return version;
}

/** Brings the database to `VERSION`; the caller has identified it or just made it. */
export function migrate(
  db: DatabaseSync,
  birth: Birth,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  db.prepare("BEGIN IMMEDIATE").run();
  try {
    const version = number(db, "user_version");
    for (const migration of migrations.slice(version)) {
      for (const statement of migration.statements) db.prepare(statement).run();
    }
    if (version === 0) giveBirth(db, birth);
    db.prepare(`PRAGMA user_version = ${Math.max(version, migrations.length)}`).run();
    db.prepare("COMMIT").run();
  } catch (error) {
    if (db.isTransaction) db.prepare("ROLLBACK").run();
    throw error;
  }
}

function giveBirth(db: DatabaseSync, birth: Birth): void {
  const insert = db.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
  insert.run("spec_id", birth.specId);
  insert.run("fence", "0");
  insert.run("created", String(birth.nowMs));
  db.prepare(`PRAGMA application_id = ${APPLICATION_ID}`).run();
}

function number(db: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
