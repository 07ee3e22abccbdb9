// The machine's own clock, for tests with real processes.
import type { Clock } from "../../../src/runner/ports.ts";

export const realClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  turn: () => Promise.resolve(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done);
    }),
};
