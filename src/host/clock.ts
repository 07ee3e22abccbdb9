// The machine's clocks and identifiers, behind the ports that the core asks.
import { setImmediate } from "node:timers";
import type { Clock, Ids } from "../runner/ports.ts";
import { LONGEST_TIMER_MS } from "../runner/timer.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER_MS));
      signal?.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
    }),
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
};

/** UUIDv7: 48 bits of milliseconds, then random. */
export const systemIds: Ids = {
  next() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const now = Date.now();
    for (let at = 0; at < 6; at++) bytes[at] = Math.floor(now / 2 ** (40 - 8 * at)) & 0xff;
    bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x70;
    bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${
      hex.slice(20)
    }`;
  },
};
