// The loop: admit what came in, ask `plan` what should be in progress, start what is not. It never
// awaits a child; everything comes back through the mailbox. Recovery is the ordinary start.
import type { Event, Fact, RunLimits, Selection } from "../pipeline/fact.ts";
import { evolve } from "../pipeline/evolve.ts";
import { holdReason, type Moment, type Plan, plan } from "../pipeline/plan.ts";
import { outcome } from "../pipeline/outcome.ts";
import type { Run } from "../pipeline/run.ts";
import type { Spec } from "../spec/spec.ts";
import { admit, cutOff } from "./admit.ts";
import type { Composer } from "./compose.ts";
import { applyEffects } from "./effects.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import type {
  Clock,
  EventLog,
  Executor,
  Ids,
  Inbox,
  InboxRow,
  MergeQueue,
  Order,
  ReadHead,
  Report,
  SpecFiles,
} from "./ports.ts";
import { createRecorder } from "./recorder.ts";
import { createSpecReader, type SpecReader } from "./spec_reader.ts";

export type Verdict = { readonly facts: readonly Fact[]; readonly message: string } | {
  readonly refused: string;
};

export interface RunRequest {
  readonly version: string;
  readonly mode: "git" | "plain";
  readonly target: string;
  readonly selection: Selection;
  readonly skipInProgress: boolean;
  readonly integration: "merge" | "branch" | "pr";
  readonly limits: RunLimits;
  readonly by: string;
  readonly checkBase: "off" | "warn" | "stop";
  readonly author: string;
}

export interface Engine {
  readonly log: EventLog;
  /** What the log's facts add up to so far; the loop goes on from there. */
  readonly run: Run;
  /** The spec as it was read to start this engine. */
  readonly spec: Spec;
  readonly inbox: Inbox;
  readonly executor: Executor;
  /** null without git. */
  readonly queue: MergeQueue | null;
  readonly files: SpecFiles;
  readonly readHead: ReadHead;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly composer: Composer;
  readonly request: RunRequest;
  readonly fence: number;
  /** Work that a dead engine's orders left, by order. */
  readonly salvaged: ReadonlyMap<
    string,
    { readonly sha: string; readonly harnessDiff: string | null }
  >;
  /** Answers one inbox command from the facts: new facts, or a refusal with its reason. */
  readonly decide: (spec: Spec, run: Run, row: InboxRow) => Verdict;
  readonly onEvent: (event: Event, run: Run, spec: Spec) => void;
  /** Called on every turn that starts nothing: for countdowns. */
  readonly onIdle: (run: Run, plan: Plan) => void;
  readonly control: Control;
}

/** How signals reach the loop. */
export interface Control {
  onRequest(listener: (request: StopRequest) => void): void;
}
export type StopRequest =
  | {
    readonly kind: "stop";
    readonly mode: "soft" | "hard";
    readonly by: string;
    readonly exitCode: number;
  }
  | { readonly kind: "pause"; readonly by: string };

type Item =
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "request"; readonly request: StopRequest }
  | { readonly kind: "done"; readonly key: string; readonly result: WorkResult }
  | { readonly kind: "fault"; readonly error: unknown };

/** Facts to commit, and what may begin only once they are. */
export interface WorkResult {
  readonly facts: readonly Fact[];
  readonly after?: () => Promise<void>;
  /** Asked when the facts are to be recorded: true when what came meanwhile has overtaken them. */
  readonly isOvertaken?: (moment: Moment) => boolean;
}

/** What the loop knows beyond the facts, for as long as it lives. */
export interface LoopState {
  readonly run: Run;
  readonly reader: SpecReader;
  spec: Spec;
  readonly inFlight: Set<string>;
  readonly lastReport: Map<string, number>;
  readonly orders: Map<string, Order>;
}

const POLL_MS = 25;

/** Runs until nothing is left to do; returns the exit code. */
export async function runLoop(engine: Engine): Promise<number> {
  const { clock, run } = engine;
  const reader = createSpecReader(engine.files, engine.readHead, clock, engine.spec);
  const state: LoopState = {
    run,
    reader,
    spec: await reader.current(),
    inFlight: new Set(),
    lastReport: new Map(),
    orders: new Map(),
  };
  const show = (event: Event) => engine.onEvent(event, run, state.spec);
  const { append, together } = createRecorder(engine.log, run, show);
  append(interrupted(run, engine.salvaged));
  append([started(engine)]);
  const startedMs = clock.elapsed();
  const mailbox = createMailbox<Item>(clock);
  const ending = new AbortController();
  const pump = pumpReports(engine, mailbox, ending.signal);
  let signalCode = 0;
  let reportsAreStopped = false;
  engine.control.onRequest((request) => mailbox.put({ kind: "request", request }));
  const moment = (): Moment => ({
    nowMs: clock.now(),
    elapsedMs: clock.elapsed() - startedMs,
    checkBase: engine.request.checkBase !== "off",
  });
  try {
    let waitMs = 0;
    while (true) {
      const items = await mailbox.take(waitMs);
      const begun: (() => Promise<void>)[] = [];
      if (items.length > 0) {
        together((record) => {
          for (const item of items) {
            if (item.kind === "report") record(admitReport(engine, state, item.report));
            else if (item.kind === "request") {
              if (item.request.kind === "stop") signalCode = item.request.exitCode || signalCode;
              record(requested(run, item.request));
            } else if (item.kind === "done") {
              state.inFlight.delete(item.key);
              if (isTooLate(run, item.result, moment())) continue;
              record(item.result.facts);
              if (item.result.after) begun.push(item.result.after);
            }
          }
        });
      }
      for (const begin of begun) {
        begin().catch((error) => mailbox.put({ kind: "fault", error }));
      }
      // What came with it is in the log: it may have cost money.
      for (const item of items) if (item.kind === "fault") throw item.error;
      answerInbox(engine, state);
      if (!run.current?.paused) {
        const reading = await reader.changes(run);
        state.spec = reading.spec;
        append(reading.facts);
      }
      if (run.current?.stop?.mode === "hard" && !reportsAreStopped) {
        reportsAreStopped = true;
        for (const order of run.orders.keys()) stopOrder(engine, mailbox, order, "stopped");
      }
      const next = plan(state.spec, run, moment());
      const moved = applyEffects(engine, state, next.effects, append, (key, work) => {
        if (state.inFlight.has(key)) return;
        state.inFlight.add(key);
        work().then(
          (result) => mailbox.put({ kind: "done", key, result }),
          (error) => mailbox.put({ kind: "fault", error }),
        );
      });
      if (isFinished(state, next)) break;
      if (!moved) engine.onIdle(run, next);
      waitMs = moved
        ? 0
        : next.wakeAtMs === null
        ? POLL_MS
        : Math.max(0, Math.min(POLL_MS, next.wakeAtMs - clock.now()));
    }
    return end(engine, state, append, signalCode, clock.elapsed() - startedMs);
  } finally {
    ending.abort();
    await pump;
  }
}

/** Nothing was begun yet: neither a fact nor a process. */
function isTooLate(run: Run, result: WorkResult, moment: Moment): boolean {
  if (result.isOvertaken?.(moment)) return true;
  return result.after !== undefined && run.current?.stop?.mode === "hard";
}

function isFinished(state: LoopState, next: Plan): boolean {
  if (state.inFlight.size > 0 || state.run.orders.size > 0) return false;
  return next.isOver || state.run.current?.stop?.mode === "hard";
}

function end(
  engine: Engine,
  state: LoopState,
  append: (facts: readonly Fact[]) => void,
  signalCode: number,
  durationMs: number,
): number {
  const holding = holdReason(state.run, { elapsedMs: durationMs });
  const result = outcome(state.spec, state.run, holding, engine.clock.now());
  const exitCode = signalCode || result.exitCode;
  const reason = signalCode ? state.run.current?.stop?.reason ?? result.reason : result.reason;
  append([{ type: "RunEnded", exitCode, reason, durationMs: Math.round(durationMs) }]);
  return exitCode;
}

/** What the log believes is running was cut off when its engine died. */
function interrupted(run: Run, salvaged: Engine["salvaged"]): Fact[] {
  return [...run.orders.values()].flatMap((order): Fact[] => {
    const left = salvaged.get(order.id);
    const { task, attempt } = order;
    const stages = run.tasks.get(task)?.attempts.find((each) => each.n === attempt)?.stages;
    // Once implement has passed, what its agent changed has been told.
    const diff = stages?.implement?.status === "passed" ? null : left?.harnessDiff ?? null;
    return [
      ...(diff === null ? [] : [{ type: "HarnessChanged" as const, task, attempt, diff }]),
      ...cutOff(run, order, "engine_died", left?.sha ?? null),
      { type: "OrderLost", order: order.id, reason: "engine_died" },
    ];
  });
}

function started(engine: Engine): Fact {
  const { request } = engine;
  return {
    type: "RunStarted",
    run: engine.ids.next(),
    version: request.version,
    mode: request.mode,
    target: request.target,
    selection: request.selection,
    skipInProgress: request.skipInProgress,
    integration: request.integration,
    limits: request.limits,
    by: request.by,
  };
}

function requested(run: Run, request: StopRequest): Fact[] {
  const { by } = request;
  if (request.kind === "pause") {
    return [run.current?.paused ? { type: "RunResumed", by } : { type: "RunPaused", by }];
  }
  return [{ type: "StopRequested", mode: request.mode, by, reason: `stopped by ${by}` }];
}

function admitReport(engine: Engine, state: LoopState, report: Report): readonly Fact[] {
  const last = state.lastReport.get(report.execution) ?? 0;
  const admission = admit(state.run, report, last, engine.clock.now());
  if (admission.refused === null) state.lastReport.set(report.execution, report.n);
  if (report.claim.type === "closed") state.orders.delete(report.order);
  return admission.facts;
}

function answerInbox(engine: Engine, state: LoopState): void {
  for (const row of engine.inbox.pending()) {
    const verdict = judge(engine, state, row);
    const accepted = !("refused" in verdict);
    const facts = accepted ? verdict.facts : [refusal(row, verdict.refused)];
    const message = accepted ? verdict.message : verdict.refused;
    for (const event of engine.inbox.answer(row, { accepted, message }, facts)) {
      evolve(state.run, event);
      engine.onEvent(event, state.run, state.spec);
    }
  }
}

function judge(engine: Engine, state: LoopState, row: InboxRow): Verdict {
  if (row.expiresAtMs < engine.clock.now()) {
    return { refused: "it expired before this engine read it" };
  }
  if (row.run !== null && row.run !== state.run.current?.id) {
    return { refused: "it was meant for another run" };
  }
  return engine.decide(state.spec, state.run, row);
}

function refusal(row: InboxRow, reason: string): Fact {
  const task = typeof row.args.task === "string" ? row.args.task : null;
  return { type: "CommandRefused", command: row.command, task, reason, by: row.by };
}

/** Asks the executor; what came of it arrives as a report. */
export function stopOrder(
  engine: Engine,
  mailbox: Mailbox<Item>,
  order: string,
  reason: string,
): void {
  engine.executor.stop(order, reason).catch((error) => mailbox.put({ kind: "fault", error }));
}

async function pumpReports(
  engine: Engine,
  mailbox: Mailbox<Item>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const report of engine.executor.reports(0, signal)) {
      mailbox.put({ kind: "report", report });
    }
  } catch (error) {
    if (!signal.aborted) mailbox.put({ kind: "fault", error });
  }
}
