// The loop: admit what came in, ask `plan` what should be in progress, start what is not. It never
// awaits a child; everything comes back through the mailbox. Recovery is the ordinary start.
import type { Fact } from "../pipeline/fact.ts";
import { evolve } from "../pipeline/evolve.ts";
import { holdReason, type Moment, type Plan, plan } from "../pipeline/plan.ts";
import { outcome } from "../pipeline/outcome.ts";
import type { Run } from "../pipeline/run.ts";
import { admit } from "./admit.ts";
import { applyEffects } from "./effects.ts";
import type { Engine, LoopState, StopRequest, Verdict, WorkResult } from "./engine.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import type { InboxRow, Report } from "./ports.ts";
import { createRecorder, type Record, type Recorder } from "./recorder.ts";
import { interruptedFacts, requestedFacts, startedFact } from "./run_facts.ts";
import { createSpecReader } from "./spec_reader.ts";

type Item =
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "request"; readonly request: StopRequest }
  | { readonly kind: "done"; readonly key: string; readonly result: WorkResult }
  | { readonly kind: "fault"; readonly error: unknown };

const POLL_MS = 25;

/** One run of the loop: what it works on, and how facts and finished work reach it. */
interface Loop {
  readonly engine: Engine;
  readonly state: LoopState;
  readonly mailbox: Mailbox<Item>;
  readonly recorder: Recorder;
  moment(): Moment;
  /** Of the signal that asked for an end; 0 while none has. */
  signalCode: number;
  areOrdersStopped: boolean;
}

/** Runs until nothing is left to do; returns the exit code. */
export async function runLoop(engine: Engine): Promise<number> {
  const loop = await openLoop(engine);
  const { state, mailbox, recorder } = loop;
  const ending = new AbortController();
  const pump = pumpReports(engine, mailbox, ending.signal);
  try {
    for (let waitMs = 0;;) {
      admitItems(loop, await mailbox.take(waitMs));
      answerInbox(engine, state);
      await readSpec(loop);
      stopOrdersOnce(loop);
      const next = plan(state.spec, state.run, loop.moment());
      const moved = applyEffects(engine, state, next.effects, recorder.append, (key, work) => {
        launch(loop, key, work);
      });
      if (isFinished(state, next)) return end(loop);
      if (!moved) engine.onIdle(state.run, next);
      waitMs = moved ? 0 : untilNext(next, engine.clock.now());
    }
  } finally {
    ending.abort();
    await pump;
  }
}

async function openLoop(engine: Engine): Promise<Loop> {
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
  const recorder = createRecorder(
    engine.log,
    run,
    (event) => engine.onEvent(event, run, state.spec),
  );
  recorder.append(interruptedFacts(run, engine.salvaged));
  recorder.append([startedFact(engine.ids.next(), engine.request)]);
  const startedMs = clock.elapsed();
  const mailbox = createMailbox<Item>(clock);
  engine.control.onRequest((request) => mailbox.put({ kind: "request", request }));
  return {
    engine,
    state,
    mailbox,
    recorder,
    moment: () => ({
      nowMs: clock.now(),
      elapsedMs: clock.elapsed() - startedMs,
      checkBase: engine.request.checkBase !== "off",
    }),
    signalCode: 0,
    areOrdersStopped: false,
  };
}

/** Records what came in together, then begins what waited for that. A fault of ours ends the loop. */
function admitItems(loop: Loop, items: readonly Item[]): void {
  const { mailbox, recorder } = loop;
  const begun: (() => Promise<void>)[] = [];
  if (items.length > 0) {
    recorder.together((record) => {
      for (const item of items) {
        const after = admitItem(loop, item, record);
        if (after) begun.push(after);
      }
    });
  }
  for (const begin of begun) begin().catch((error) => mailbox.put({ kind: "fault", error }));
  // What came with it is in the log: it may have cost money.
  for (const item of items) if (item.kind === "fault") throw item.error;
}

/** Returns what may begin once the facts are durable. */
function admitItem(loop: Loop, item: Item, record: Record): WorkResult["after"] {
  const { engine, state } = loop;
  switch (item.kind) {
    case "report":
      record(admitReport(engine, state, item.report));
      return undefined;
    case "request":
      if (item.request.kind === "stop") {
        loop.signalCode = item.request.exitCode || loop.signalCode;
      }
      record(requestedFacts(state.run, item.request));
      return undefined;
    case "done":
      state.inFlight.delete(item.key);
      if (isTooLate(state.run, item.result, loop.moment())) return undefined;
      record(item.result.facts);
      return item.result.after;
    case "fault":
      return undefined;
  }
}

/** A paused run leaves a person's edits alone until it is resumed. */
async function readSpec({ state, recorder }: Loop): Promise<void> {
  if (state.run.current?.paused) return;
  const reading = await state.reader.changes(state.run);
  state.spec = reading.spec;
  recorder.append(reading.facts);
}

function stopOrdersOnce(loop: Loop): void {
  const { engine, state, mailbox } = loop;
  if (state.run.current?.stop?.mode !== "hard" || loop.areOrdersStopped) return;
  loop.areOrdersStopped = true;
  for (const order of state.run.orders.keys()) {
    // What comes of it arrives as a report.
    engine.executor.stop(order, "stopped")
      .catch((error) => mailbox.put({ kind: "fault", error }));
  }
}

/** Work of the same key is never under way twice. */
function launch({ state, mailbox }: Loop, key: string, work: () => Promise<WorkResult>): void {
  if (state.inFlight.has(key)) return;
  state.inFlight.add(key);
  work().then(
    (result) => mailbox.put({ kind: "done", key, result }),
    (error) => mailbox.put({ kind: "fault", error }),
  );
}

function untilNext(next: Plan, nowMs: number): number {
  if (next.wakeAtMs === null) return POLL_MS;
  return Math.max(0, Math.min(POLL_MS, next.wakeAtMs - nowMs));
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

function end({ engine, state, recorder, moment, signalCode }: Loop): number {
  const { elapsedMs } = moment();
  const holding = holdReason(state.run, { elapsedMs });
  const result = outcome(state.spec, state.run, holding, engine.clock.now());
  const exitCode = signalCode || result.exitCode;
  const reason = signalCode ? state.run.current?.stop?.reason ?? result.reason : result.reason;
  recorder.append([{ type: "RunEnded", exitCode, reason, durationMs: Math.round(elapsedMs) }]);
  return exitCode;
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
