// Facts become events: committed first, then part of the run, then shown. What came in together is committed
// together, one wait for the disk instead of one for each.
import type { Event, Fact } from "../pipeline/fact.ts";
import { evolve } from "../pipeline/evolve.ts";
import type { Run } from "../pipeline/run.ts";
import type { EventLog } from "./ports.ts";

export type Record = (facts: readonly Fact[]) => void;

export interface Recorder {
  append: Record;
  /** All that `work` records is one transaction; what it recorded is part of the run at once. */
  together(work: (record: Record) => void): void;
}

/** `show` is told of every event once it is durable. */
export function createRecorder(log: EventLog, run: Run, show: (event: Event) => void): Recorder {
  function together(work: (record: Record) => void): void {
    const events = log.commit((append) =>
      work((facts) => {
        if (facts.length > 0) { for (const event of append(facts)) evolve(run, event); }
      })
    );
    for (const event of events) show(event);
  }
  return {
    together,
    append(facts) {
      if (facts.length > 0) together((record) => record(facts));
    },
  };
}
