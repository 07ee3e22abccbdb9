// An executor behind a bad line: it loses, repeats, delays and shuffles reports, and the answer to `start`.
// What it loses is not gone: another reading from an earlier cursor may bring it. Seeded, so a failure repeats.
import type { Executor, Report } from "../../../src/runner/ports.ts";

export interface Loss {
  readonly seed: number;
  /** Chances from 0 to 1, each report of each reading anew. */
  readonly lose: number;
  readonly repeat: number;
  readonly shuffle: number;
  /** Chance that `start` was accepted but says that it was not. */
  readonly failStart: number;
}

export const BAD_LINE: Loss = { seed: 1, lose: 0.2, repeat: 0.3, shuffle: 0.4, failStart: 0.5 };

export function lossyExecutor(inner: Executor, loss: Loss): Executor {
  const random = createRandom(loss.seed);
  const chance = (of: number) => random() < of;

  async function* reports(after: number, signal: AbortSignal): AsyncIterable<Report> {
    const sent: Report[] = [];
    const held: Report[] = [];
    for await (const report of inner.reports(after, signal)) {
      if (chance(loss.lose)) continue;
      if (chance(loss.shuffle)) {
        held.push(report);
        continue;
      }
      yield report;
      sent.push(report);
      while (held.length > 0 && chance(0.5)) {
        const [late] = held.splice(Math.floor(random() * held.length), 1);
        if (late) yield late;
      }
      const again = sent[Math.floor(random() * sent.length)];
      if (again && chance(loss.repeat)) yield structuredClone(again);
    }
    yield* held;
  }

  return {
    async start(order) {
      await inner.start(order);
      if (chance(loss.failStart)) throw new Error("connection lost");
      if (chance(loss.repeat)) await inner.start(structuredClone(order));
    },
    reports,
    async stop(order, reason) {
      await inner.stop(order, reason);
      if (chance(loss.repeat)) await inner.stop(order, reason);
    },
  };
}

/** mulberry32 */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
