// Reading a spec of ten thousand tasks, and asking once what should be in progress.
import { given } from "./given_run.ts";
import { manyTasks, specText } from "../e2e/kit/tasks.ts";
import { plan } from "../../src/pipeline/plan.ts";
import { parseSpec } from "../../src/spec/parse.ts";
import { median, rounds } from "./measure.ts";
import type { Row } from "./row.ts";

const TASKS = 10_000;

export async function parseAndPlan(): Promise<readonly Row[]> {
  const text = specText(manyTasks(TASKS, { width: 100 }));
  const spec = parseSpec(text);
  if (spec.tasks.length !== TASKS) throw new Error(`Cannot bench: ${spec.tasks.length} tasks read`);
  const kilobytes = Math.round(text.length / 1024);
  const parse = await rounds(9, 2, () => parseSpec(text));
  const rows: Row[] = [{
    what: `parse ${TASKS} tasks`,
    measured: median(parse),
    unit: "ms",
    limit: 50,
    note: `${kilobytes} KB; first time ${parse[0]?.toFixed(0)} ms`,
  }];
  for (const done of [0, TASKS - 1]) {
    const run = given(spec, done);
    const moment = { nowMs: 0, elapsedMs: 0, checkBase: false };
    const next = plan(spec, run, moment);
    if (next.effects.length === 0) throw new Error("Cannot bench plan: it starts nothing");
    rows.push({
      what: `plan over them, ${done} landed`,
      measured: median(await rounds(15, 3, () => plan(spec, run, moment))),
      unit: "ms",
      limit: 20,
      note: `${next.effects.length} effects`,
    });
  }
  return rows;
}
