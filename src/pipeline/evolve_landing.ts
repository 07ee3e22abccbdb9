// What a landing does to a run.
import type { FactOf, Told } from "./fact.ts";
import { record } from "./evolve_attempt.ts";
import { type Run, taskState } from "./run.ts";

export function landTask(run: Run, fact: FactOf<"TaskLanded">, event: Told): void {
  if (run.landing?.id === fact.landing) run.landing = null;
  const state = taskState(run, fact.task);
  const attempt = state.attempts.find((each) => each.n === fact.attempt);
  if (attempt) {
    attempt.end = { kind: "landed" };
    attempt.endedMs = event.atMs;
    record(attempt, "land", {
      status: "passed",
      durationMs: fact.durationMs,
      detail: fact.commit ?? "",
    });
  }
  state.standing = { at: "done", how: "landed", commit: fact.commit };
  state.used = 0;
  state.conflicts = 0;
  if (fact.commit) {
    state.landed.push(fact.commit);
    run.ahead = { waits: null, asked: run.ahead?.asked ?? false };
  }
  if (!fact.statusInTree) run.unwritten.add(fact.task);
  if (run.current) {
    run.current.failuresInARow = 0;
    run.current.touched.add(fact.task);
  }
}
