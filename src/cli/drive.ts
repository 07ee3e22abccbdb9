// Runs the engine in this process and tells of it; signals become requests, and the end comes within 5 s of
// one whatever hangs, or 2 s of a second one.
import { actorOf } from "../host/face.ts";
import { systemClock } from "../host/clock.ts";
import { type EngineRequest, runEngine } from "../host/engine.ts";
import type { Ground } from "../host/preflight.ts";
import type { Project } from "../host/project.ts";
import type { Event, Selection } from "../pipeline/fact.ts";
import type { Run } from "../pipeline/run.ts";
import type { LocalExecutor } from "../runner/local_executor.ts";
import type { Spec } from "../spec/spec.ts";
import { createControl } from "./control.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Reporter } from "./reporter.ts";
import type { Call } from "./verb.ts";

export interface Drive {
  readonly spec: Spec;
  readonly selection: Selection;
  readonly skipInProgress: boolean;
  readonly reporter: Reporter;
  /** The engine has the lock, and its first fact is about to be told. */
  readonly onStart: () => unknown;
  /** Told each fact after the reporter was. */
  readonly onEvent?: (event: Event, run: Run, spec: Spec) => void;
  /** Called before a second signal ends the process, to keep what was promised. */
  readonly onCut: () => void;
}

export interface Driven {
  readonly exitCode: ExitCode;
  /** As the last fact left them; null when no fact was recorded. */
  readonly end: { readonly run: Run; readonly spec: Spec } | null;
}

/** The time that agents are given; then nothing is asked any more. */
const ALL_MUST_END_MS = 2500;
/** To record what came of all that was ended: the next start knows the rest. */
const RECORD_MS = 2400;
const CUT_MS = 1500;
/** Where nothing was begun there is nothing to keep. */
const CUT_EMPTY_MS = 200;

export async function drive(
  call: Call,
  project: Project,
  ground: Ground,
  request: Drive,
): Promise<Driven> {
  const { world } = call;
  const { reporter } = request;
  let executor: LocalExecutor | null = null;
  let end: Driven["end"] = null;
  const ended = new AbortController();

  async function cut(code: ExitCode, withinMs: number): Promise<void> {
    // All of it: what was stopped is recorded after its processes are gone.
    const latest = systemClock.sleep(executor === null ? CUT_EMPTY_MS : withinMs, ended.signal);
    await Promise.race([executor?.stopAll(true), latest]);
    await latest;
    if (ended.signal.aborted) return;
    reporter.end();
    request.onCut();
    world.exit(code);
  }

  const control = createControl(
    actorOf(project.environment, "cli"),
    (code) => void cut(code, CUT_MS),
  );
  const stopListening = world.onSignal((name) => {
    const isFirst = control.exitCode === 0;
    control.signal(name);
    if (isFirst && control.exitCode !== 0) void watch(control.exitCode);
  });

  async function watch(code: ExitCode): Promise<void> {
    await systemClock.sleep(ALL_MUST_END_MS, ended.signal);
    if (!ended.signal.aborted) await cut(code, RECORD_MS);
  }

  const engine: EngineRequest = {
    spec: request.spec,
    selection: request.selection,
    skipInProgress: request.skipInProgress,
    by: actorOf(project.environment, call.has("from-screen") ? "tui" : "cli"),
    onEvent(event, run, spec) {
      if (end === null) request.onStart();
      end = { run, spec };
      reporter.onEvent(event, run, spec);
      request.onEvent?.(event, run, spec);
    },
    onIdle: (run, plan) => reporter.onIdle(run, plan),
    onLive: reporter.showsLive
      ? (order, _call, message) => reporter.onLive(order.task, message)
      : null,
    onNotice: (message) => reporter.onNotice(message),
    control,
    onExecutor: (opened) => void (executor = opened),
  };
  try {
    return { exitCode: await runEngine(project, ground, engine), end };
  } finally {
    ended.abort();
    stopListening();
    reporter.end();
  }
}
