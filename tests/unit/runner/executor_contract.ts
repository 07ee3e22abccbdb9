// What every executor promises, as tests: the local one, and any that is reached by a line that loses, repeats
// and shuffles. A reader who drops repeats and reads again from its cursor always gets the same story.
import assert from "node:assert/strict";
import type { Claim, Executor, Order, Report } from "../../../src/runner/ports.ts";
import { eventually } from "./given_process.ts";
import { realClock } from "./real_clock.ts";

export interface ExecutorBench {
  readonly executor: Executor;
  /** An order that passes, that fails, or that goes on until it is stopped. */
  order(kind: "passes" | "fails" | "hangs"): Order;
  /** Loses the machine of an order that hangs; absent where machine and engine are one. */
  readonly lose?: (order: string) => void;
  close(): Promise<void>;
}

type Contract = (bench: ExecutorBench) => Promise<void>;

export function executorContract(name: string, make: () => Promise<ExecutorBench>): void {
  for (const [promise, hold] of Object.entries(PROMISES)) {
    Deno.test(`${name}: ${promise}`, async () => {
      const bench = await make();
      try {
        await hold(bench);
      } finally {
        await bench.close();
      }
    });
  }
}

const PROMISES: Readonly<Record<string, Contract>> = {
  "reports of an order are numbered 1, 2, 3 … under one execution and end with closed": async (
    bench,
  ) => {
    for (const kind of ["passes", "fails"] as const) {
      const order = bench.order(kind);
      await startSurely(bench.executor, order);
      assertWhole(await story(bench.executor, order.id));
    }
  },

  "an order that is started again, at once or when it is over, runs once": async (bench) => {
    const order = bench.order("passes");
    await Promise.all([1, 2, 3].map(() => startSurely(bench.executor, order)));
    const first = await story(bench.executor, order.id);
    await startSurely(bench.executor, structuredClone(order));
    await realClock.sleep(50);
    assert.deepEqual(await story(bench.executor, order.id), first);
    assertWhole(first);
  },

  "a reading from any cursor gives what comes after it, with the same numbers": async (bench) => {
    const order = bench.order("passes");
    await startSurely(bench.executor, order);
    const all = await story(bench.executor, order.id);
    assert.deepEqual(await story(bench.executor, order.id), all);
    for (const from of all) {
      const rest = await story(bench.executor, order.id, from.cursor, from.n);
      assert.deepEqual(rest, all.slice(from.n));
    }
  },

  "a reader who died before it recorded a report gets it again": async (bench) => {
    const order = bench.order("passes");
    await startSurely(bench.executor, order);
    const seen = await firstReport(bench.executor, order.id);
    await startSurely(bench.executor, order);
    const all = await story(bench.executor, order.id);
    assert.deepEqual(all.find((report) => report.n === seen.n), seen);
    assertWhole(all);
  },

  "stop ends an order, and what came of it arrives as reports": async (bench) => {
    const order = bench.order("hangs");
    await startSurely(bench.executor, order);
    await untilClaim(bench.executor, order.id, "call_started");
    await bench.executor.stop(order.id, "asked");
    await bench.executor.stop(order.id, "asked again");
    const all = await story(bench.executor, order.id);
    assertWhole(all);
    assert.ok(all.some(({ claim }) => claim.type === "stage_interrupted"));
    assert.ok(
      all.some(({ claim }) => claim.type === "call_ended" && claim.outcome === "interrupted"),
    );
  },

  "stop of an order that is over or was never given changes nothing": async (bench) => {
    const order = bench.order("passes");
    await startSurely(bench.executor, order);
    const all = await story(bench.executor, order.id);
    await bench.executor.stop(order.id, "too late");
    await bench.executor.stop("no-such-order", "by mistake");
    assert.deepEqual(await story(bench.executor, order.id), all);
  },

  "stopping one order leaves the others alone, each with numbers of its own": async (bench) => {
    const [one, two, three] = [bench.order("hangs"), bench.order("passes"), bench.order("fails")];
    for (const order of [one, two, three]) await startSurely(bench.executor, order);
    await bench.executor.stop(one.id, "asked");
    const stories = [];
    for (const order of [one, two, three]) stories.push(await story(bench.executor, order.id));
    for (const each of stories) assertWhole(each);
    assert.equal(new Set(stories.map(([first]) => first?.execution)).size, 3);
    const cursors = stories.flat().map((report) => report.cursor);
    assert.equal(new Set(cursors).size, cursors.length);
    assert.ok(stories[1]?.every(({ claim }) => claim.type !== "stage_interrupted"));
  },

  "every call that began has ended once before its order is closed": async (bench) => {
    for (const kind of ["passes", "fails", "hangs"] as const) {
      const order = bench.order(kind);
      await startSurely(bench.executor, order);
      if (kind === "hangs") {
        await untilClaim(bench.executor, order.id, "call_started");
        await bench.executor.stop(order.id, "asked");
      }
      const claims = (await story(bench.executor, order.id)).map((report) => report.claim);
      const started = claims.flatMap((claim) => claim.type === "call_started" ? [claim.call] : []);
      const ended = claims.flatMap((claim) => claim.type === "call_ended" ? [claim.call] : []);
      assert.ok(started.length > 0);
      assert.deepEqual(ended, started);
    }
  },

  "a reader ends when its signal aborts, and no other reader with it": async (bench) => {
    const order = bench.order("hangs");
    await startSurely(bench.executor, order);
    const stop = new AbortController();
    let isOver = false;
    const reading = (async () => {
      for await (const _report of bench.executor.reports(0, stop.signal)) { /* until it is over */ }
      isOver = true;
    })();
    stop.abort();
    assert.equal(await eventually(() => isOver), true);
    await reading;
    await bench.executor.stop(order.id, "asked");
    assertWhole(await story(bench.executor, order.id));
  },

  "an order is lost at most once, and late reports go on with its numbers": async (bench) => {
    const order = bench.order("hangs");
    await startSurely(bench.executor, order);
    await untilClaim(bench.executor, order.id, "call_started");
    if (bench.lose) bench.lose(order.id);
    else await bench.executor.stop(order.id, "it cannot be lost");
    const all = await story(bench.executor, order.id);
    assertWhole(all);
    const lost = all.filter(({ claim }) => claim.type === "lost");
    assert.equal(lost.length, bench.lose ? 1 : 0);
    assert.ok(all.some(({ claim }) => claim.type === "call_ended"), "late money is told");
  },
};

/** An answer that was lost is no answer: the same order is given again. */
async function startSurely(executor: Executor, order: Order): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return await executor.start(order);
    } catch { /* accepted or not: asking again is safe */ }
  }
  throw new Error("Cannot start an order: 50 answers were lost");
}

/** An order's reports in their numbers' order, repeats dropped and gaps filled by reading again. */
async function story(executor: Executor, order: string, after = 0, afterN = 0): Promise<Report[]> {
  const seen = new Map<number, Report>();
  const isWhole = () => {
    const last = [...seen.values()].find(({ claim }) => claim.type === "closed");
    return last !== undefined && seen.size === last.n - afterN;
  };
  if (afterN > 0 && await isClosedAt(executor, order, afterN)) return [];
  for (let reading = 0; reading < 200 && !isWhole(); reading++) {
    for await (const report of readFor(executor, after, 25 + reading * 5)) {
      if (report.order !== order) continue;
      const before = seen.get(report.n);
      if (before) assert.deepEqual(report, before, "a repeated report has changed");
      seen.set(report.n, report);
      if (isWhole()) break;
    }
  }
  assert.ok(isWhole(), "the order's reports never became whole");
  return [...seen.values()].sort((one, other) => one.n - other.n);
}

async function isClosedAt(executor: Executor, order: string, n: number): Promise<boolean> {
  const all = await story(executor, order);
  return all.at(-1)?.n === n;
}

async function* readFor(executor: Executor, after: number, ms: number): AsyncIterable<Report> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    yield* executor.reports(after, stop.signal);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function firstReport(executor: Executor, order: string): Promise<Report> {
  for (let reading = 0; reading < 200; reading++) {
    for await (const report of readFor(executor, 0, 50 + reading * 5)) {
      if (report.order === order) return report;
    }
  }
  throw new Error("no report came");
}

async function untilClaim(executor: Executor, order: string, type: Claim["type"]): Promise<void> {
  for (let reading = 0; reading < 200; reading++) {
    for await (const report of readFor(executor, 0, 50 + reading * 5)) {
      if (report.order === order && report.claim.type === type) return;
    }
  }
  throw new Error(`no claim ${type} came`);
}

function assertWhole(reports: readonly Report[]): void {
  assert.deepEqual(reports.map((report) => report.n), reports.map((_, at) => at + 1));
  assert.equal(new Set(reports.map((report) => report.execution)).size, 1);
  assert.ok(
    reports.every((report, at) => at === 0 || report.cursor > (reports[at - 1]?.cursor ?? 0)),
  );
  const closed = reports.filter(({ claim }) => claim.type === "closed");
  assert.equal(closed.length, 1);
  assert.equal(reports.at(-1)?.claim.type, "closed");
}
