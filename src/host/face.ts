// What a face does: give commands. With an engine alive a command goes through its inbox;
// without one the face takes the lock for that moment and answers its own command through the same rules.
import { COMMANDS, decide } from "../app/commands.ts";
import { evolve } from "../pipeline/evolve.ts";
import { emptyRun } from "../pipeline/run.ts";
import type { InboxRow } from "../runner/ports.ts";
import { openEventLog } from "../store/event_log.ts";
import { type CommandBox, createInbox, openCommandBox } from "../store/inbox.ts";
import { acquireLock, type Holder, probeLock } from "../store/lock.ts";
import { createRedactor, type Redactor } from "../store/redact.ts";
import { secretsFrom } from "../store/secrets.ts";
import { factsOfFile } from "./as_read.ts";
import { systemClock, systemIds } from "./clock.ts";
import type { Project } from "./project.ts";
import { allowsOldSqlite, readSpec } from "./reading.ts";
import { UserError } from "./user_error.ts";

export function redactorOf(project: Project): Redactor {
  return createRedactor([...secretsFrom(project.environment), ...project.config.secrets]);
}

export function logOptions(project: Project) {
  return {
    path: project.databasePath,
    origin: systemIds.next(),
    ids: systemIds,
    clock: systemClock,
    redactor: redactorOf(project),
    allowOldSqlite: allowsOldSqlite(project),
  };
}

export type Told = {
  readonly accepted: boolean;
  readonly message: string;
  readonly byEngine: boolean;
};

const EXPIRES_MS = 30_000;
const ANSWER_POLL_MS = 10;

/** Gives one command and waits for its answer. Whoever answers it in the end, it is one row and answered once. */
export async function tell(
  project: Project,
  command: string,
  args: Readonly<Record<string, unknown>>,
  by: string,
): Promise<Told> {
  const expiresAtMs = systemClock.now() + EXPIRES_MS;
  const ask = (): InboxRow => ({
    id: systemIds.next(),
    command,
    args,
    by,
    run: null,
    expiresAtMs,
  });
  let row = ask();
  for (let round = 0; round < ROUNDS; round++) {
    const told = probeLock(project.lockPath).alive
      ? await tellEngine(project, row)
      : await decideAlone(project, row);
    if (told === "for another run") row = ask();
    else if (told !== null) return told;
  }
  throw new UserError(
    `Cannot ${command}: the engine did not answer within ${EXPIRES_MS / 1000} s`,
    { exitCode: 3 },
  );
}

const ROUNDS = 4;

function needsEngine(command: string): boolean {
  return COMMANDS.find((row) => row.name === command)?.needsEngine === true;
}

/** Null when the engine went away before it answered. */
async function tellEngine(
  project: Project,
  row: InboxRow,
): Promise<Told | "for another run" | null> {
  const box = openBox(project);
  if (!box) return null;
  try {
    // A `stop` is for the run that its giver saw; a raise or an answer is for whichever comes.
    const run = needsEngine(row.command) ? box.openRun() : null;
    box.send({ ...row, run });
    while (systemClock.now() < row.expiresAtMs) {
      const answer = box.answerOf(row.id);
      if (answer?.accepted === false && run !== null && run !== box.openRun()) {
        return "for another run";
      }
      if (answer) return { ...answer, byEngine: true };
      if (!probeLock(project.lockPath).alive && box.answerOf(row.id) === null) return null;
      await systemClock.sleep(ANSWER_POLL_MS);
    }
    return null;
  } finally {
    box.close();
  }
}

function openBox(project: Project): CommandBox | null {
  const { redactor, allowOldSqlite } = logOptions(project);
  return openCommandBox({
    path: project.databasePath,
    clock: systemClock,
    ids: systemIds,
    redactor,
    allowOldSqlite,
    busyMs: 2000,
  });
}

/** Null when an engine took the lock in the meantime. */
async function decideAlone(project: Project, row: InboxRow): Promise<Told | null> {
  Deno.mkdirSync(project.stateDir, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(project.lockPath, holderOf(row.command), { clock: systemClock });
  if (lock.kind === "held") return null;
  try {
    return answered(project, row) ?? await answerAlone(project, row);
  } finally {
    lock.release();
  }
}

/** What an engine answered before it went away. */
function answered(project: Project, row: InboxRow): Told | null {
  const box = openBox(project);
  const answer = box?.answerOf(row.id) ?? null;
  box?.close();
  return answer && { ...answer, byEngine: true };
}

async function answerAlone(project: Project, row: InboxRow): Promise<Told> {
  const { command, args, by } = row;
  const log = openEventLog(logOptions(project));
  try {
    log.takeFence();
    const run = emptyRun();
    for (const event of log.told()) evolve(run, event);
    const spec = readSpec(project);
    for (const event of log.append(await factsOfFile(project, run, spec))) evolve(run, event);
    // A run that a dead engine left open is nobody's to stop or to pause.
    const verdict = needsEngine(command)
      ? { refused: "no engine is running" }
      : decide(command, { spec, run, args, by });
    const accepted = !("refused" in verdict);
    const message = accepted ? verdict.message : verdict.refused;
    const task = typeof args.task === "string" ? args.task : null;
    const facts = accepted
      ? verdict.facts
      : [{ type: "CommandRefused" as const, command, task, reason: message, by }];
    createInbox(log, { clock: systemClock, redactor: redactorOf(project) })
      .answer(row, { accepted, message }, facts);
    return { accepted, message, byEngine: false };
  } finally {
    log.close();
  }
}

export function holderOf(command: string): Holder {
  return { pid: Deno.pid, host: Deno.hostname(), startedAtMs: systemClock.now(), command };
}

/** Who gives commands from here: `cli:ada`. */
export function actorOf(environment: Readonly<Record<string, string>>, face: string): string {
  return `${face}:${environment.USER || environment.LOGNAME || environment.USERNAME || "someone"}`;
}
