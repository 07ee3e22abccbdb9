// One door in for everything that happens to the loop: reports, finished work, a person's stop. What follows
// from one another without waiting for anything comes out together.
import type { Clock } from "./ports.ts";

export interface Mailbox<T> {
  put(item: T): void;
  /** All that has come; waits for the first one, at most `ms`. */
  take(ms: number): Promise<readonly T[]>;
}

export function createMailbox<T>({ sleep, turn }: Pick<Clock, "sleep" | "turn">): Mailbox<T> {
  let items: T[] = [];
  let wake: (() => void) | null = null;
  return {
    put(item) {
      items.push(item);
      wake?.();
    },
    async take(ms) {
      if (items.length === 0 && ms > 0) {
        const timer = new AbortController();
        const arrived = new Promise<void>((resolve) => wake = resolve);
        await Promise.race([arrived, sleep(ms, timer.signal)]);
        timer.abort();
        wake = null;
      }
      if (items.length > 0) await turn();
      const taken = items;
      items = [];
      return taken;
    },
  };
}
