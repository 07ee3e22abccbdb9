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
import { agentCalls, facts } from "./kit/observe.ts";
import { runProgram, startProgram } from "./kit/program.ts";
import { createProject } from "./kit/project.ts";
import type { SpecTask } from "./kit/tasks.ts";

/** Where it dies first, and where when it recovers from that. A chain goes through one run after another. */
const CHAINS: readonly (readonly (readonly [string, string])[])[] = [
  [
    ["CallStarted.after", "StageInterrupted.before"],
    ["CallStarted.after:2", "RunStarted.after"],
    ["executor.start.before:2", "executor.start.after:2"],
    ["workspaces.capture.after", "workspaces.take.before"],
    ["LandIntended.after", "queue.land.before"],
  ],
  [
    ["CallStarted.after", "OrderLost.after"],
    ["OrderIssued.after:2", "OrderLost.after"],
    ["CallEnded.after", "AttemptStarted.after"],
    ["queue.land.after", "queue.land.after"],
    ["TaskLanded.after", "TargetAdvanced.before"],
  ],
  [
    ["CallStarted.after", "RunStarted.before"],
    ["workspaces.capture.before", "workspaces.take.after"],
    ["StagePassed.after:2", "OrderIssued.after"],
    ["queue.land.after", "TaskLanded.before"],
    ["queue.advance.after", "queue.advance.before"],
  ],
];

/** A chain may land four of them, and the last of its deaths still finds work. */
const TASKS: readonly SpecTask[] = [{}, { needs: ["TASK-001"] }, {}, {}, {}, {}];

Deno.test("P2 P3 P5 P13: kill -9 during the recovery from a kill -9 is recovered from", async () => {
  const crash = await createCrashProject({ tasks: TASKS });
  await using first = crash.project;
  await finish(first);
  const undisturbed = await resultOf(crash);
  await forEachOf(
    CHAINS,
    (chain) => chain.map((pair) => pair.join(" + ")).join(", then "),
    async (chain) => {
      const crash = await createCrashProject({ tasks: TASKS });
      await using project = crash.project;
      for (const point of chain.flat()) await dieAt(project, point);
      await finish(project);
      await assertWhole(crash, undisturbed);
    },
  );
});

/** Points at which work was paid for and its stage has not passed yet. */
const PAID = [
  ["CallEnded.after"],
  ["workspaces.capture.before"],
  ["workspaces.capture.after"],
  ["workspaces.capture.after", "StageInterrupted.before"],
  ["CallEnded.after", "OrderLost.before", "RunStarted.before"],
];

Deno.test("P3: work that was paid for is what the next attempt goes on from, wherever the engine died", async () => {
  await forEachOf(PAID, (points) => points.join(", then "), async (points) => {
    const crash = await createCrashProject({ tasks: [{}] });
    await using project = crash.project;
    for (const point of points) await dieAt(project, point);
    await finish(project);
    const second = (await facts(project)).find((fact) =>
      fact.type === "AttemptStarted" && fact.attempt === 2
    );
    const from = String(second?.body.continueFrom);
    assert.equal(await project.git("show", `${from}:work/TASK-001.txt`), "TASK-001");
  });
});

Deno.test("P3: work in slots that the next engine has no use for is gone on from too", async () => {
  const crash = await createCrashProject({ tasks: [{}, {}], agentSeconds: 20 });
  await using project = crash.project;
  await using live = await startProgram(project, RUN);
  await live.until("two agents at work", async () => (await agentCalls(project)).length === 2);
  live.kill9();
  await live.ended;
  await noProcessLeft(project);
  const env = { LOGGED_AGENT_SECONDS: "0" };
  await assertFinished(project, await runProgram(project, [...RUN, "--jobs", "1"], { env }));
  const second = (await facts(project)).filter((fact) =>
    fact.type === "AttemptStarted" && fact.attempt === 2
  );
  assert.equal(second.length, 2);
  for (const { task, body } of second) {
    assert.equal(await project.git("show", `${body.continueFrom}:work/${task}.txt`), "begun");
  }
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
