import assert from "node:assert/strict";
import type { Report } from "../../../src/runner/ports.ts";
import { createReportLog, type ReportLog } from "../../../src/runner/report_log.ts";

async function all(log: ReportLog, after = 0): Promise<Report[]> {
  const reports: Report[] = [];
  for await (const report of log.read(after, new AbortController().signal)) reports.push(report);
  return reports;
}

Deno.test("nothing is taken after closed", async () => {
  const log = createReportLog({ now: () => 7 });
  const claim = log.writer("order", "execution");
  claim({ type: "noticed", message: "one" });
  claim({ type: "closed" });
  claim({ type: "noticed", message: "too late" });
  claim({ type: "closed" });
  log.end();
  const reports = await all(log);
  assert.deepEqual(reports.map((report) => [report.cursor, report.n, report.claim.type]), [
    [1, 1, "noticed"],
    [2, 2, "closed"],
  ]);
  assert.equal(reports[0]?.atMs, 7);
});

Deno.test("executions are numbered apart, cursors together", async () => {
  const log = createReportLog({ now: () => 0 });
  const [one, two] = [log.writer("o1", "e1"), log.writer("o2", "e2")];
  one({ type: "noticed", message: "a" });
  two({ type: "noticed", message: "b" });
  one({ type: "closed" });
  log.end();
  const seen = (await all(log)).map(({ cursor, order, n }) => [cursor, order, n]);
  assert.deepEqual(seen, [[1, "o1", 1], [2, "o2", 1], [3, "o1", 2]]);
  assert.deepEqual((await all(log, 2)).map((report) => report.cursor), [3]);
  assert.deepEqual(await all(log, 3), []);
});

Deno.test("a reader that waits is woken by the next report, and ends with its signal", async () => {
  const log = createReportLog({ now: () => 0 });
  const claim = log.writer("o1", "e1");
  const stop = new AbortController();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const report of log.read(0, stop.signal)) {
      seen.push(report.n);
      if (report.n === 2) stop.abort();
    }
  })();
  claim({ type: "noticed", message: "a" });
  await Promise.resolve();
  claim({ type: "noticed", message: "b" });
  claim({ type: "noticed", message: "c" });
  await reading;
  assert.deepEqual(seen, [1, 2]);
});
