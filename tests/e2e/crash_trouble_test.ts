// P2, P3, P5, P13: kill -9 at the boundaries of what only happens when a run goes wrong: a limited agent, a red
// check, a merge that breaks, a target that moved meanwhile. Then an ordinary start ends as if nothing was.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import {
  assertWhole,
  type CrashProject,
  createCrashProject,
  dieAt,
  finish,
  forEachOf,
  type Result,
  resultOf,
  RUN,
  shellAgent,
} from "./kit/crash.ts";
import { facts, landings, queueRef } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { createProject, type Project } from "./kit/project.ts";

/** What is not in the log yet happens again: the next run dies with it in the log. */
const REPEATED = ["AgentFreed", "FilesExcluded", "LandVoided", "Noticed", "StageFailed"];
/** Happens once; the second only where the target has commits that the queue lacks. */
const ONCE = ["AgentParked", "TargetMerged"];

Deno.test("P2 P3 P5 P13: kill -9 around every trouble of a run, then a start, ends as if nothing was", async () => {
  const undisturbed = await undisturbedResult();
  const chains = [
    ...REPEATED.map((type) => [`${type}.before`, `${type}.after`]),
    ...ONCE.flatMap((type) => [[`${type}.before`], [`${type}.after`]]),
  ];
  await forEachOf(chains, (chain) => chain.join(", then "), async (chain) => {
    const crash = await create();
    await using project = crash.project;
    if (chain[0]?.startsWith("TargetMerged")) await moveTarget(crash);
    for (const point of chain) await dieAt(project, point);
    await finish(project);
    await assertWhole(crash, undisturbed);
  });
});

Deno.test("P13: commits that a person makes on the target meanwhile are merged in, whenever they come", async () => {
  await using project = await createProject({ spec: [{}] });
  await dieAt(project, "queue.advance.before");
  await commitByHand(project, "notes/by_hand.txt");
  // Nothing is left to start or to land: only the target has to follow.
  await finish(project);
  await oneLandingPerTask(project, ["TASK-001"], queueRef(project));
  assert.equal(await project.read("notes/by_hand.txt"), "by hand\n");
  assert.match(await project.read("work/TASK-001.txt"), /TASK-001/);
});

Deno.test("P13: a target that conflicts with landed work waits for a person, who merges, and the next run goes on", async () => {
  await using project = await createProject({ spec: [{}, { needs: ["TASK-001"] }, {}] });
  await dieAt(project, "queue.advance.before");
  const [first] = await landings(project, queueRef(project));
  const path = `work/${first?.task}.txt`;
  await commitByHand(project, path);
  for (const _ of ["at once", "and again"]) {
    const known = (await facts(project)).length;
    const waiting = await runProgram(project, RUN);
    assert.equal(waiting.code, 4, waiting.stderr);
    assert.ok(waiting.stderr.includes(path), waiting.stderr);
    assert.ok((await facts(project)).length < known + 50, "it is not asked again and again");
  }
  await project.git("merge", "-q", "-X", "ours", "-m", "Merge by hand", queueRef(project));
  await finish(project);
  const landed = (await facts(project)).filter((fact) => fact.type === "TaskLanded");
  assert.deepEqual(landed.map((fact) => fact.task).sort(), ["TASK-001", "TASK-002", "TASK-003"]);
  assert.equal(await project.read(path), "by hand\n");
});

function create(): Promise<CrashProject> {
  return createCrashProject({
    agent: shellAgent("troubled_agent.sh"),
    config: {
      max_retries: 9,
      retry_delay_seconds: 0,
      commands: {
        test: "test ! -e work/red && ! { test -e work/clash && test -e work/TASK-001.txt; }",
        lint: "",
      },
    },
  });
}

async function undisturbedResult(): Promise<Result> {
  const crash = await create();
  await using project = crash.project;
  await finish(project);
  const result = await resultOf(crash);
  await assertWhole(crash, result);
  return result;
}

/** A run dies between its landing and the target's advance; then a person commits there. */
async function moveTarget({ project }: CrashProject): Promise<void> {
  await dieAt(project, "queue.advance.before");
  const own = await project.git("commit-tree", "main^{tree}", "-p", "main", "-m", "By hand");
  await project.git("update-ref", "refs/heads/main", own);
}

async function commitByHand(project: Project, path: string): Promise<void> {
  await project.write(path, "by hand\n");
  await project.git("add", "--", path);
  await project.git("commit", "-qm", "By hand");
}
