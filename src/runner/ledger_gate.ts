// Lets a paid call begin only once its start is in the log: an engine that dies in between leaves no call that
// the next one does not know of.
import type { Event, Uuid } from "../pipeline/fact.ts";
import { firstAbort } from "./first_abort.ts";
import type { Clock } from "./ports.ts";

export interface LedgerGate {
  /** Told of every committed event. */
  see(event: Event): void;
  /** Resolves once the start, or its refusal, is committed. */
  recorded(call: Uuid, signal: AbortSignal): Promise<Recorded>;
}

/** `nobody`: stopped first, or nobody recorded it in time. */
export type Recorded = "started" | "refused" | "nobody";

const PATIENCE_MS = 30_000;

export function createLedgerGate(clock: Pick<Clock, "sleep">): LedgerGate {
  const seen = new Map<Uuid, Recorded>();
  const waiting = new Map<Uuid, () => void>();
  return {
    see({ fact }) {
      if (fact.type !== "CallStarted" && fact.type !== "CallRefused") return;
      seen.set(fact.call, fact.type === "CallStarted" ? "started" : "refused");
      waiting.get(fact.call)?.();
    },
    async recorded(call, signal) {
      const over = new AbortController();
      const committed = new Promise<void>((resolve) => waiting.set(call, resolve));
      if (!seen.has(call)) {
        const late = clock.sleep(PATIENCE_MS, firstAbort(signal, over.signal));
        await Promise.race([committed, late]);
        over.abort();
      }
      waiting.delete(call);
      const answer = seen.get(call) ?? "nobody";
      seen.delete(call);
      return answer;
    },
  };
}
