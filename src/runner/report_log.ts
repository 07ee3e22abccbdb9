// The reports of one executor, in order, kept for whoever reads them again from an earlier cursor.
import type { Uuid } from "../pipeline/fact.ts";
import type { Claim, Clock, Report } from "./ports.ts";

export interface ReportLog {
  /** Numbers the claims of one execution; after `closed` it takes no more. */
  writer(order: Uuid, execution: Uuid): (claim: Claim) => void;
  /** All reports after the cursor and then each new one, until the signal aborts or the log ends. */
  read(after: number, signal: AbortSignal): AsyncIterable<Report>;
  end(): void;
}

export function createReportLog(clock: Pick<Clock, "now">): ReportLog {
  const reports: Report[] = [];
  let isEnded = false;
  let news = Promise.withResolvers<void>();
  const wake = (): void => {
    news.resolve();
    news = Promise.withResolvers<void>();
  };

  async function* read(after: number, signal: AbortSignal): AsyncIterable<Report> {
    signal.addEventListener("abort", wake, { once: true });
    try {
      // Cursors count from 1, so that the cursor of the last report read is the index of the next.
      let next = Math.max(0, after);
      while (!signal.aborted) {
        const report = reports[next];
        if (report) {
          next++;
          yield report;
        } else if (isEnded) return;
        else await news.promise;
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }

  return {
    writer(order, execution) {
      let n = 0;
      let isClosed = false;
      return (claim) => {
        if (isClosed) return;
        isClosed = claim.type === "closed";
        n++;
        const cursor = reports.length + 1;
        reports.push({ cursor, order, execution, n, atMs: clock.now(), claim });
        wake();
      };
    },
    read,
    end() {
      isEnded = true;
      wake();
    },
  };
}
