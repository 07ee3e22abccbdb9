// What a face reads: the spec as it stands in the file, the run as the log tells it, and whether an engine lives.
import { basename, dirname } from "node:path";
import { evolve } from "../pipeline/evolve.ts";
import type { FactType } from "../pipeline/fact.ts";
import { emptyRun, type Run } from "../pipeline/run.ts";
import { decodeSpec } from "../spec/edit.ts";
import { parseSpec } from "../spec/parse.ts";
import type { Spec } from "../spec/spec.ts";
import { openEventLog, type StoreLog } from "../store/event_log.ts";
import { type Holder, probeLock } from "../store/lock.ts";
import { createRedactor } from "../store/redact.ts";
import { systemClock, systemIds } from "./clock.ts";
import type { Project } from "./project.ts";
import { UserError } from "./user_error.ts";

/** Where a project's spec, log and lock are. */
export type Places = Pick<Project, "environment" | "databasePath" | "lockPath" | "tasksPath">;

export interface Reading {
  readonly spec: Spec;
  readonly run: Run;
  readonly engine: { readonly alive: boolean; readonly holder: Holder | null };
}

export function allowsOldSqlite({ environment }: Pick<Project, "environment">): boolean {
  return environment.SPEC_TUI_ALLOW_OLD_SQLITE === "1";
}

/** The log, opened for looking; null when nothing ever ran. */
export function openForReading(
  project: Pick<Project, "environment" | "databasePath">,
): StoreLog | null {
  return openEventLog({
    path: project.databasePath,
    origin: "",
    ids: systemIds,
    clock: systemClock,
    redactor: createRedactor([]),
    allowOldSqlite: allowsOldSqlite(project),
    readOnly: true,
    busyMs: 250,
  });
}

/** `skip`: types of facts that what is asked does not depend on. */
export function readRun(project: Places, skip: readonly FactType[] = []): Reading {
  const run = emptyRun();
  const log = openForReading(project);
  if (log) {
    for (const event of log.told(skip)) evolve(run, event);
    log.close();
  }
  return { spec: readSpec(project), run, engine: probeLock(project.lockPath) };
}

/** Throws `UserError` when there is no spec, or it is not text. */
export function readSpec(project: Pick<Project, "tasksPath">): Spec {
  const spec = readSpecIfThere(project);
  if (spec) return spec;
  throw new UserError(`Cannot find the spec: there is no file "${project.tasksPath}"`, {
    hint: otherSpecs(project.tasksPath) ??
      `write spec/${
          basename(project.tasksPath)
        } (see spec/FORMAT.md), or say where the project is ` +
        "with --project-root",
  });
}

/** Files beside it that a prefix would have named; null when there are none. */
export function otherSpecs(tasksPath: string): string | null {
  const names = listed(dirname(tasksPath)).filter((name) => name.endsWith("tasks.md")).sort();
  const prefixes = names.map((name) => name.slice(0, -"tasks.md".length));
  if (prefixes.length === 0) return null;
  const ways = prefixes.slice(0, 5).map((prefix) =>
    prefix === "" ? "no --spec-prefix" : `--spec-prefix ${prefix}`
  );
  return `there is ${names.slice(0, 5).map((name) => `spec/${name}`).join(", ")}: give ${
    ways.join(" or ")
  }`;
}

function listed(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name);
  } catch {
    return [];
  }
}

export function readSpecIfThere(project: Pick<Project, "tasksPath">): Spec | null {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(project.tasksPath);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot read "${project.tasksPath}": ${why}`, { cause: error });
  }
  const decoded = decodeSpec(bytes);
  if (!("text" in decoded)) {
    const why = decoded.diagnostic.message.replace(/^Cannot read the spec: /, "");
    throw new UserError(`Cannot read "${project.tasksPath}": ${why}`);
  }
  return parseSpec(decoded.text);
}
