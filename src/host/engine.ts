// The engine for one project: takes the lock, opens every adapter, runs the loop, and leaves nothing behind.
import { join } from "node:path";
import type { AgentMessage } from "../agents/agent.ts";
import { agentByName } from "../agents/registry.ts";
import { decide } from "../app/commands.ts";
import type { Event, Selection, Uuid } from "../pipeline/fact.ts";
import { replay } from "../pipeline/evolve.ts";
import type { Plan } from "../pipeline/plan.ts";
import type { Run } from "../pipeline/run.ts";
import { createComposer } from "../runner/compose.ts";
import { createLedgerGate } from "../runner/ledger_gate.ts";
import { type LocalExecutor, openLocalExecutor } from "../runner/local_executor.ts";
import type { Order } from "../runner/ports.ts";
import { sweepProject } from "../runner/process_stop.ts";
import type { Control, Engine } from "../runner/engine.ts";
import { runLoop } from "../runner/run_loop.ts";
import type { Spec } from "../spec/spec.ts";
import { openEventLog, type StoreLog } from "../store/event_log.ts";
import { createInbox } from "../store/inbox.ts";
import { acquireLock } from "../store/lock.ts";
import type { Redactor } from "../store/redact.ts";
import { openSpecFiles } from "../store/spec_files.ts";
import { systemClock, systemIds } from "./clock.ts";
import { holderOf, logOptions, redactorOf } from "./face.ts";
import { openFailpoints } from "./failpoints.ts";
import type { Ground } from "./preflight.ts";
import type { Project } from "./project.ts";
import { composeSettings, limitsOf } from "./run_settings.ts";
import { openTranscripts } from "./transcripts.ts";
import { openTrees } from "./trees.ts";
import { UserError } from "./user_error.ts";
import { VERSION } from "./version.ts";

export interface EngineRequest {
  readonly spec: Spec;
  readonly selection: Selection;
  readonly skipInProgress: boolean;
  readonly by: string;
  readonly onEvent: (event: Event, run: Run, spec: Spec) => void;
  readonly onIdle: (run: Run, plan: Plan) => void;
  /** null: nobody looks, and nothing is made ready to be looked at. */
  readonly onLive: ((order: Order, call: Uuid, message: AgentMessage) => void) | null;
  readonly onNotice: (message: string) => void;
  readonly control: Control;
  /** Handed the executor once it is open, so that a second Ctrl-C ends everything at once. */
  readonly onExecutor: (executor: LocalExecutor) => void;
}

/** Returns the exit code. Throws `UserError` (exit 3) when another engine has the spec. */
export async function runEngine(
  project: Project,
  ground: Ground,
  request: EngineRequest,
): Promise<number> {
  makeStateDir(project);
  const lock = await acquireLock(project.lockPath, holderOf("run"), { clock: systemClock });
  if (lock.kind === "held") throw heldBy(lock.holder);
  try {
    const log = openEventLog(logOptions(project));
    try {
      return await runWith(project, ground, request, log);
    } finally {
      log.close();
    }
  } finally {
    lock.release();
  }
}

async function runWith(
  project: Project,
  ground: Ground,
  request: EngineRequest,
  log: StoreLog,
): Promise<number> {
  refuseDamaged(project, log.quickCheck());
  const fence = log.takeFence();
  await sweepProject(log.specId).catch((error) =>
    request.onNotice(`Cannot tell whether an earlier engine left processes running: ${error}`)
  );
  const run = replay(log.told());
  const points = openFailpoints(project.environment.SPEC_TUI_FP);
  const cookies = { project: log.specId, engine: systemIds.next() };
  const { workspaces, queue, diff, salvaged, acceptHarness } = await openTrees(project, ground, {
    onNotice: request.onNotice,
    cookies,
    isSuspect: run.harness !== null,
  });
  const redactor = redactorOf(project);
  const files = openSpecFiles({
    root: project.root,
    prefix: project.config.specPrefix,
    clock: systemClock,
    within: project.repository?.topLevel ?? project.root,
  });
  const gate = createLedgerGate(systemClock);
  const { onLive } = request;
  const executor = openLocalExecutor({
    workspaces: points.wrap("workspaces", workspaces, ["take", "capture", "hooks"]),
    agents: (adapter) => agentByName(adapter),
    transcripts: openTranscripts(project.logsDir, redactor),
    clock: systemClock,
    ids: systemIds,
    cookies,
    environment: project.environment,
    recorded: gate.recorded,
    onLive: onLive === null
      ? () => {}
      : (order, call, message) => onLive(order, call, redacted(message, redactor)),
  });
  request.onExecutor(executor);
  const engine: Engine = {
    log: points.log(log),
    run,
    spec: request.spec,
    inbox: points.wrap("inbox", createInbox(log, { clock: systemClock, redactor }), ["answer"]),
    executor: points.wrap("executor", executor, ["start"]),
    queue: queue && points.wrap("queue", queue, ["tip", "prepare", "land", "advance"]),
    files: points.wrap("files", files, ["replaceTasks"]),
    readHead: () => readHead(ground),
    clock: systemClock,
    ids: systemIds,
    composer: createComposer(composeSettings(project, ground, fence), {
      files,
      ids: systemIds,
      diff,
    }),
    request: runRequest(project, ground, request),
    fence,
    salvaged,
    decide: (spec, run, row) => decide(row.command, { spec, run, args: row.args, by: row.by }),
    onEvent: (event, run, spec) => {
      gate.see(event);
      if (event.fact.type === "HarnessAccepted") {
        acceptHarness().catch((error) => request.onNotice(String(error)));
      }
      request.onEvent(event, run, spec);
    },
    onIdle: request.onIdle,
    control: request.control,
  };
  try {
    return await runLoop(engine);
  } finally {
    await executor.close();
  }
}

/** What is shown live has not been through the log, which keeps no secret. */
function redacted(message: AgentMessage, redactor: Redactor): AgentMessage {
  switch (message.kind) {
    case "text":
    case "final":
      return { ...message, text: redactor.text(message.text) };
    case "tool":
      return { ...message, summary: redactor.text(message.summary) };
    case "edit":
      return { ...message, path: redactor.text(message.path) };
    case "waiting":
      return { ...message, why: redactor.text(message.why) };
    case "error":
      return {
        ...message,
        error: { ...message.error, message: redactor.text(message.error.message) },
      };
    case "session":
    case "usage":
      return message;
  }
}

function runRequest(project: Project, ground: Ground, request: EngineRequest): Engine["request"] {
  const { config } = project;
  const hasChecks = config.checks.test !== "" || config.checks.lint !== "";
  return {
    version: VERSION,
    mode: ground.mode,
    target: ground.mode === "git" ? ground.target : "",
    selection: request.selection,
    skipInProgress: request.skipInProgress,
    integration: config.git.integration,
    limits: limitsOf(project, ground),
    by: request.by,
    checkBase: hasChecks ? config.checks.onRedBase : "off",
    author: ground.mode === "git" ? ground.identity.name : "",
  };
}

async function readHead(ground: Ground): Promise<string> {
  if (ground.mode === "plain") return "";
  return (await Deno.readTextFile(join(ground.repository.gitDir, "HEAD"))).trim();
}

function makeStateDir(project: Project): void {
  try {
    Deno.mkdirSync(project.logsDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot make the state folder "${project.stateDir}": ${why}`, {
      exitCode: 3,
      cause: error,
    });
  }
}

function refuseDamaged(project: Project, damage: readonly string[]): void {
  if (damage.length === 0) return;
  throw new UserError(
    `Cannot use the event log "${project.databasePath}": it is damaged\n${damage.join("\n")}`,
    {
      hint: "keep the file, move it aside, and start again: what has landed is in git",
      exitCode: 3,
    },
  );
}

function heldBy(
  holder: { pid: number; host: string; startedAtMs: number; command: string } | null,
): UserError {
  const who = holder
    ? `pid ${holder.pid} on ${holder.host}, since ${new Date(holder.startedAtMs).toISOString()}`
    : "it has not said who it is";
  return new UserError(`Cannot start: another engine works on this spec (${who})`, {
    hint: "`spec-tui status` shows it; `spec-tui stop` ends it",
    exitCode: 3,
  });
}
