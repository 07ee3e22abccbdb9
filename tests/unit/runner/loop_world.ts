// A world in memory for the run loop: real rules, real spec text; the log, the executor and the queue are
// small real implementations of their ports. Nothing here waits for a clock.
import { decide } from "../../../src/app/commands.ts";
import type { Event, Fact, FailureKind } from "../../../src/pipeline/fact.ts";
import type { Composer } from "../../../src/runner/compose.ts";
import type { Claim, Executor, InboxRow, Order, Report } from "../../../src/runner/ports.ts";
import type { MergeQueue } from "../../../src/runner/merge_queue.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import { replay } from "../../../src/pipeline/evolve.ts";
import type { Engine, StopRequest } from "../../../src/runner/engine.ts";
import { runLoop } from "../../../src/runner/run_loop.ts";
import { LIMITS, NOW } from "../../given.ts";
import type { RunLimits } from "../../../src/pipeline/fact.ts";

/** What the fake forge holds outside the log: it survives an engine's death. */
export interface Ground {
  readonly landed: string[];
  target: string;
  text: string;
  paid: string[];
}

export interface Script {
  /** What an attempt's stage does; absent: it passes. */
  (order: Order, stage: "implement" | "check"): FailureKind | "blocked" | "pass" | "hang";
}

export interface WorldOptions {
  readonly ground: Ground;
  readonly events?: readonly Event[];
  readonly limits?: Partial<RunLimits>;
  readonly script?: Script;
  readonly conflict?: (task: string) => boolean;
  /** False: the status of what lands is written into the user's own copy. */
  readonly statusInTree?: boolean;
  readonly stopAfter?: (event: Event) => boolean;
  readonly onEvent?: (event: Event, ask: (request: StopRequest) => void) => void;
  readonly inbox?: InboxRow[];
  readonly salvaged?: Engine["salvaged"];
  readonly around?: (queue: MergeQueue) => MergeQueue;
  /** Waited for while an attempt's order is made. */
  readonly composing?: (task: string) => Promise<void>;
}

export function groundOf(text: string): Ground {
  return { landed: [], target: "c0", text, paid: [] };
}

/** Thrown to play an engine that dies: nothing after it is written. */
export class Killed extends Error {}

export interface Ended {
  readonly code: number | "killed";
  readonly events: readonly Event[];
}

export async function runWorld(options: WorldOptions): Promise<Ended> {
  const events = [...options.events ?? []];
  try {
    return { code: await runLoop(engineOf(options, events)), events };
  } catch (error) {
    if (error instanceof Killed) return { code: "killed", events };
    throw error;
  }
}

function engineOf(options: WorldOptions, events: Event[]): Engine {
  let count = 0;
  const origin = `engine-${events.length}`;
  const next = () => `${origin}-${++count}`;
  let run: string | null = null;
  let listener: (request: StopRequest) => void = () => {};
  // As in the store: all facts of one append are committed, or none.
  const append = (facts: readonly Fact[]): Event[] => {
    const added = facts.map((fact, index): Event => {
      if (fact.type === "RunStarted") run = fact.run;
      const seq = events.length + 1 + index;
      return { seq, id: next(), origin, originN: seq, atMs: NOW + seq, run, fence: 1, fact };
    });
    events.push(...added);
    if (added.some((event) => options.stopAfter?.(event))) throw new Killed();
    return added;
  };
  const inbox = options.inbox ?? [];
  return {
    log: {
      commit(work) {
        const first = events.length;
        work(append);
        return events.slice(first);
      },
    },
    run: replay(events),
    spec: parseSpec(""),
    inbox: {
      pending: () => inbox,
      answer(row, _outcome, facts) {
        inbox.splice(inbox.indexOf(row), 1);
        return append(facts);
      },
    },
    executor: fakeExecutor(options, next),
    queue: (options.around ?? ((queue) => queue))(fakeQueue(options)),
    files: {
      tasks: () => Promise.resolve(new TextEncoder().encode(options.ground.text)),
      replaceTasks: () => Promise.resolve(true),
      text: () => Promise.resolve(""),
    },
    readHead: () => Promise.resolve("main"),
    clock: {
      now: () => NOW + events.length,
      elapsed: () => events.length,
      sleep: () => new Promise((done) => setTimeout(done, 0)),
      turn: () => new Promise((done) => setTimeout(done, 0)),
    },
    ids: { next },
    composer: fakeComposer(next, options.composing ?? (() => Promise.resolve())),
    request: {
      version: "0",
      mode: "git",
      target: "main",
      selection: { kind: "all" },
      skipInProgress: false,
      integration: "merge",
      limits: { ...LIMITS, ...options.limits },
      by: "cli:ada",
      checkBase: "off",
      author: "Ada",
    },
    fence: 1,
    salvaged: options.salvaged ?? new Map(),
    decide: (spec, state, row) =>
      decide(row.command, { spec, run: state, args: row.args, by: row.by }),
    onEvent: (event) => options.onEvent?.(event, (request) => listener(request)),
    onIdle: () => {},
    control: { onRequest: (each) => listener = each },
  };
}

function fakeComposer(
  next: () => string,
  composing: NonNullable<WorldOptions["composing"]>,
): Composer {
  const base = { v: 1, calls: { implement: "", remind: "" } } as unknown as Order;
  return {
    attempt: async ({ task, agent, queueTip, run }) => {
      await composing(task.id);
      const attempt = (run.tasks.get(task.id)?.attempts.at(-1)?.n ?? 0) + 1;
      const order = {
        ...base,
        id: next(),
        task: task.id,
        attempt,
        stages: ["implement", "check", "review"],
        base: queueTip,
        continueFrom: null,
        agent: { ...base.agent, name: agent, model: "" },
      };
      return { order: order as Order, why: "test" };
    },
    check: ({ task, attempt, commit, base: onto }) => ({
      ...base,
      id: next(),
      task: task?.id ?? "",
      attempt,
      stages: ["check"],
      base: onto,
      continueFrom: commit,
      agent: { ...base.agent, name: "", model: "" },
    }),
    hash: (order) => order.id,
  };
}

function fakeExecutor({ script, ground }: WorldOptions, next: () => string): Executor {
  const waiting: Report[] = [];
  let wake: () => void = () => {};
  const hung = new Map<string, (claim: Claim) => void>();
  const writer = (order: Order) => {
    const execution = next();
    let n = 0;
    return (claim: Claim) => {
      n++;
      waiting.push({ cursor: waiting.length + 1, order: order.id, execution, n, atMs: 0, claim });
      wake();
    };
  };
  return {
    start(order) {
      const claim = writer(order);
      if (order.stages.includes("implement")) ground.paid.push(`${order.task}#${order.attempt}`);
      perform(order, claim, script ?? (() => "pass"), hung, next);
      return Promise.resolve();
    },
    async *reports(_after, signal) {
      signal.addEventListener("abort", () => wake());
      for (let at = 0; !signal.aborted;) {
        const report = waiting[at];
        if (report) {
          at++;
          yield report;
        } else await new Promise<void>((done) => wake = done);
      }
    },
    stop(order) {
      const claim = hung.get(order);
      hung.delete(order);
      claim?.({ type: "stage_interrupted", stage: "implement", sha: null });
      claim?.({ type: "closed" });
      return Promise.resolve();
    },
  };
}

function perform(
  order: Order,
  claim: (claim: Claim) => void,
  script: Script,
  hung: Map<string, (claim: Claim) => void>,
  next: () => string,
): void {
  let sha = order.continueFrom ?? `${order.task}.${order.attempt}`;
  if (order.stages.includes("implement")) {
    claim({ type: "stage_started", stage: "prepare" });
    claim({
      type: "stage_passed",
      stage: "prepare",
      durationMs: 1,
      sha: null,
      tree: null,
      detail: "",
    });
  }
  for (const stage of ["implement", "check"] as const) {
    if (!order.stages.includes(stage)) continue;
    claim({ type: "stage_started", stage });
    if (stage === "implement") sha = `${order.task}.${order.attempt}`;
    const outcome = script(order, stage);
    if (outcome === "hang") return void hung.set(order.id, claim);
    if (stage === "implement") {
      const call = next();
      claim({ type: "call_started", call, stage, role: "implement" });
      claim({
        type: "call_ended",
        call,
        outcome: "answered",
        costUsd: 0.5,
        tokens: null,
        model: "",
        durationMs: 1,
        exitCode: 0,
      });
    }
    if (outcome === "blocked") {
      claim({ type: "blocked", question: "which colour?", sha: null });
      break;
    }
    if (outcome !== "pass") {
      const failure = { kind: outcome, message: outcome, evidence: outcome, fingerprint: outcome };
      claim({ type: "stage_failed", stage, durationMs: 1, failure, sha: null, tree: null });
      break;
    }
    claim({ type: "stage_passed", stage, durationMs: 1, sha, tree: `${sha}.tree`, detail: "" });
  }
  claim({ type: "closed" });
}

function fakeQueue({ ground, conflict, statusInTree }: WorldOptions): MergeQueue {
  const tip = () => ground.landed.at(-1) ?? "c0";
  return {
    tip: () => Promise.resolve({ sha: tip(), merged: null }),
    prepare(request) {
      if (conflict?.(request.task)) return Promise.resolve({ conflict: ["a.txt"] });
      const commit = `merge(${request.branchCommit})`;
      const queueOld = tip();
      return Promise.resolve({
        commit,
        tree: "t",
        parents: [queueOld, request.branchCommit],
        queueOld,
        needsCheck: queueOld !== request.base,
        statusInTree: statusInTree ?? true,
      });
    },
    land({ commit, queueOld }) {
      if (ground.landed.includes(commit)) return Promise.resolve("landed");
      if (tip() !== queueOld) return Promise.resolve("moved");
      ground.landed.push(commit);
      return Promise.resolve("landed");
    },
    advance() {
      ground.target = tip();
      return Promise.resolve({ advanced: tip() });
    },
  };
}
