// P2, P3, P13: the engine dies again while it recovers, and a third start ends as if nothing was; what an agent
// did to git's own settings is seen although its engine died.
import assert from "node:assert/strict";
import { noProcessLeft } from "./kit/assertions.ts";
import {
  assertFinished,
  assertWhole,
  createCrashProject,
  dieAt,
  finish,
  forEachOf,
  resultOf,
  RUN,
} from "./kit/crash.ts";
import { facts } from "./kit/observe.ts";
import { runProgram, startProgram } from "./kit/program.ts";
import { createProject } from "./kit/project.ts";

/** Where it dies first, and where when it recovers from that. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["CallStarted.after", "StageInterrupted.before"],
  ["CallStarted.after", "OrderLost.after"],
  ["CallStarted.after", "RunStarted.before"],
  ["CallStarted.after:2", "RunStarted.after"],
  ["OrderIssued.after:2", "OrderLost.after"],
  ["executor.start.before:2", "executor.start.after:2"],
  ["workspaces.capture.before", "workspaces.take.after"],
  ["workspaces.capture.after", "workspaces.take.before"],
  ["CallEnded.after", "AttemptStarted.after"],
  ["StagePassed.after:2", "OrderIssued.after"],
  ["LandIntended.after", "queue.land.before"],
  ["queue.land.after", "queue.land.after"],
  ["queue.land.after", "TaskLanded.before"],
  ["queue.advance.after", "queue.advance.before"],
  ["TaskLanded.after", "TargetAdvanced.before"],
];

Deno.test("P2 P3 P5 P13: kill -9 during the recovery from a kill -9 is recovered from", async () => {
  const crash = await createCrashProject();
  await using first = crash.project;
  await finish(first);
  const undisturbed = await resultOf(crash);
  await forEachOf(PAIRS, (pair) => pair.join(", then "), async (pair) => {
    const crash = await createCrashProject();
    await using project = crash.project;
    for (const point of pair) await dieAt(project, point);
    await finish(project);
    await assertWhole(crash, undisturbed);
  });
});

Deno.test("P7 P13: a change of git's settings is seen although the engine died; landings wait for a person", async () => {
  await using project = await createProject({ spec: [{}, {}], config: { jobs: 1 } });
  await project.agents.claude?.setScenario({
    rules: [{
      task: "TASK-001",
      call: 1,
      steps: [
        { do: "append", path: "@git/config", text: "[alias]\n\tmine = status\n" },
        { do: "write", path: `${project.home}/ready`, text: "" },
        { do: "hang" },
      ],
    }],
  });
  await using live = await startProgram(project, RUN);
  await live.until("the agent at work", async () => {
    return await Deno.stat(`${project.home}/ready`).then(() => true, () => false);
  });
  live.kill9();
  await live.ended;
  const waiting = await runProgram(project, RUN);
  assert.equal(waiting.code, 4, waiting.stderr);
  const changed = (await facts(project)).find((fact) => fact.type === "HarnessChanged");
  assert.match(String(changed?.body.diff), /mine = status/);
  const settled = await runProgram(project, ["resolve", "--harness", "accept"]);
  assert.equal(settled.code, 0, settled.stderr);
  await assertFinished(project, await runProgram(project, RUN));
  await noProcessLeft(project);
});
