import assert from "node:assert/strict";
import type { Event, Fact } from "../../../src/pipeline/fact.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import type { Screen } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import {
  events,
  givenScreen,
  idOf,
  pictureOf,
  press,
  runStarted,
  specText,
} from "./given_screen.ts";

const ended: Fact = { type: "RunEnded", exitCode: 1, reason: "unfinished", durationMs: 1 };
const skipped: Fact = { type: "TaskSkipped", task: idOf(1), by: "cli:ada" };

const doneByHand: Fact = {
  type: "SpecRead",
  hash: "edited",
  tasks: 3,
  head: "main",
  changes: [{ task: idOf(2), from: "todo", to: "done" }],
};

/** A run is over, and then somebody writes DONE into the file. */
function given(): Screen {
  const screen = givenScreen({ facts: [runStarted, skipped, ended] });
  return update(screen, { kind: "spec", spec: parseSpec(specText(3)) });
}

function says(screen: Screen, facts: readonly Fact[], seq = screen.log.seq): Screen {
  return update(screen, { kind: "file_says", seq, facts });
}

function progress(screen: Screen): string {
  return /\d\/\d/.exec(pictureOf(screen)[1] ?? "")?.[0] ?? "";
}

Deno.test("a file that changed while no engine reads it is asked about, with the log's own run", () => {
  const screen = given();
  assert.deepEqual(screen.requests, [{ kind: "file_says", run: screen.log, spec: screen.spec }]);
  const live = givenScreen({ facts: [runStarted], engine: true });
  const read = update(live, { kind: "spec", spec: parseSpec(specText(3)) });
  assert.deepEqual(read.requests, []);
});

Deno.test("what the file says shows, and commands go by it, while the log stays as it is", () => {
  const screen = given();
  const seq = screen.log.seq;
  const shown = says(screen, [doneByHand]);
  assert.deepEqual([progress(screen), progress(shown)], ["1/3", "2/3"]);
  assert.equal(shown.log.seq, seq);
  assert.equal(shown.log.tasks.get(idOf(2))?.standing.at, undefined);
  assert.match(press(shown, "j", "D").notice?.text ?? "", /it is done already/);
});

Deno.test("whatever the file says of any task, the log's own run is not touched", () => {
  const screen = given();
  const before = structuredClone(screen.log);
  const changes =
    ([["todo", "done"], ["done", "todo"], ["todo", "blocked"], [null, "done"]] as const)
      .flatMap(([from, to]) => [1, 2, 3].map((n) => ({ task: idOf(n), from, to })));
  for (const change of [...changes, { task: idOf(1), from: "done", to: null } as const]) {
    const shown = says(screen, [{ ...doneByHand, changes: [change] }]);
    assert.notEqual(shown.run, screen.log);
    assert.deepEqual(screen.log, before);
  }
});

Deno.test("the engine's own facts count, each once, whatever was imagined before", () => {
  const shown = says(given(), [doneByHand]);
  const news: Event[] = events(
    [runStarted, doneByHand, { type: "TaskSkipped", task: idOf(3), by: "cli:ada" }],
    shown.log.seq,
  );
  const after = update(shown, { kind: "events", events: news });
  assert.equal(after.run, after.log);
  assert.deepEqual([progress(after), after.log.seq], ["3/3", 6]);
  assert.deepEqual(after.facts.map((event) => event.seq), [1, 2, 3, 4, 5, 6]);
});

Deno.test("an answer that comes late, or while an engine lives, changes nothing", () => {
  const screen = given();
  assert.equal(says(screen, [doneByHand], screen.log.seq - 1).run, screen.log);
  const live = update(screen, { kind: "engine", alive: true, holder: "pid 1" });
  assert.equal(says(live, [doneByHand]).run, live.log);
  const back = says(says(screen, [doneByHand]), []);
  assert.equal(back.run, back.log);
});

Deno.test("an engine that comes shows its own log at once, and one that went is asked after", () => {
  const shown = says(given(), [doneByHand]);
  const live = update(shown, { kind: "engine", alive: true, holder: "pid 1" });
  assert.equal(progress(live), "1/3");
  const gone = update(live, { kind: "engine", alive: false, holder: "" });
  assert.equal(gone.requests[0]?.kind, "file_says");
});
