// Lets a paid call begin only once its start is in the log: an engine that dies in between leaves no call that
// the next one does not know of.
import type { Event, Uuid } from "../pipeline/fact.ts";
import type { Clock } from "./ports.ts";

export interface LedgerGate {
  /** Told of every committed event. */
  see(event: Event): void;
  /** True once the start is committed; false when stopped first, or when nobody recorded it in time. */
  recorded(call: Uuid, signal: AbortSignal): Promise<boolean>;
}

const PATIENCE_MS = 30_000;

export function createLedgerGate(clock: Pick<Clock, "sleep">): LedgerGate {
  const seen = new Set<Uuid>();
  const waiting = new Map<Uuid, () => void>();
  return {
    see({ fact }) {
      if (fact.type !== "CallStarted") return;
      seen.add(fact.call);
      waiting.get(fact.call)?.();
    },
    async recorded(call, signal) {
      const over = new AbortController();
      const committed = new Promise<void>((resolve) => waiting.set(call, resolve));
      if (!seen.has(call)) {
        const late = clock.sleep(PATIENCE_MS, AbortSignal.any([signal, over.signal]));
        await Promise.race([committed, late]);
        over.abort();
      }
      waiting.delete(call);
      return seen.delete(call);
    },
  };
}
