import assert from "node:assert/strict";
import type { Event, Fact } from "../../../src/pipeline/fact.ts";
import { emptyRun } from "../../../src/pipeline/run.ts";
import { createRecorder } from "../../../src/runner/recorder.ts";
import type { EventLog } from "../../../src/runner/ports.ts";
import { started } from "../../given.ts";

const noticed: Fact = { type: "Noticed", task: null, attempt: null, message: "n" };

/** A log that writes down, among what is shown, when it begins and ends a transaction. */
function givenLog(fails = false) {
  const said: string[] = [];
  let seq = 0;
  const log: EventLog = {
    commit(work) {
      const events: Event[] = [];
      said.push("begin");
      work((facts) => {
        const added = facts.map((fact): Event => {
          const at = { seq: ++seq, id: `${seq}`, origin: "o", originN: seq, atMs: 0, run: null };
          return { ...at, fence: 1, fact };
        });
        events.push(...added);
        return added;
      });
      if (fails) throw new Error("disk full");
      said.push("commit");
      return events;
    },
  };
  return { log, said };
}

Deno.test("what is recorded together is one transaction, and shown once it is durable", () => {
  const { log, said } = givenLog();
  const run = emptyRun();
  const recorder = createRecorder(log, run, (event) => said.push(event.fact.type));
  recorder.together((record) => {
    record([started()]);
    assert.ok(run.current, "later facts are decided on what came before them");
    record([]);
    record([noticed]);
  });
  recorder.append([]);
  recorder.append([noticed]);
  const together = ["begin", "commit", "RunStarted", "Noticed"];
  assert.deepEqual(said, [...together, "begin", "commit", "Noticed"]);
});

Deno.test("P1: what could not be committed is shown to nobody", () => {
  const { log, said } = givenLog(true);
  const recorder = createRecorder(log, emptyRun(), (event) => said.push(event.fact.type));
  assert.throws(() => recorder.append([started()]), /disk full/);
  assert.deepEqual(said, ["begin"]);
});
