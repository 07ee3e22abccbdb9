// P2, P3, P5, P13: kill -9 at the boundaries of what only happens when a run goes wrong: a limited agent, a red
// check, a merge that breaks, a target that moved meanwhile. Then an ordinary start ends as if nothing was.
import {
  assertWhole,
  type CrashProject,
  createCrashProject,
  dieAt,
  finish,
  forEachOf,
  type Result,
  resultOf,
  shellAgent,
} from "./kit/crash.ts";

const TROUBLES = [
  "AgentFreed",
  "AgentParked",
  "FilesExcluded",
  "LandVoided",
  "Noticed",
  "StageFailed",
];
/** Only where the target has commits that the queue lacks. */
const MOVED = "TargetMerged";

Deno.test("P2 P3 P5 P13: kill -9 around every trouble of a run, then a start, ends as if nothing was", async () => {
  const undisturbed = await undisturbedResult();
  const points = [...TROUBLES, MOVED].flatMap((type) => [`${type}.before`, `${type}.after`]);
  await forEachOf(points, (point) => point, async (point) => {
    const crash = await create();
    await using project = crash.project;
    if (point.startsWith(MOVED)) await moveTarget(crash);
    await dieAt(project, point);
    await finish(project);
    await assertWhole(crash, undisturbed);
  });
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
