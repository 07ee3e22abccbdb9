// Whatever an agent does wrong, in whatever dialect: what must come of it comes, nothing wrong lands, and
// nothing is left. A new row of the table is tested by existing.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { DIALECTS, speaking } from "./kit/dialects.ts";
import type { Project } from "./kit/project.ts";
import {
  beginStory,
  documentOf,
  factsOf,
  failures,
  runStory,
  type Story,
  treeOf,
} from "./kit/stories.ts";
import { taskId } from "./kit/tasks.ts";
import {
  MISBEHAVIOUR_NAMES,
  type MisbehaviourName,
  MISBEHAVIOURS,
  type Outcome,
} from "../fixtures/agents/scenarios.ts";
import type { Scenario, Step } from "../fixtures/agents/scenario.ts";

/** What these do is the same in every dialect: files, processes and git. */
const SILENT =
  /^(leaves|writes|commits|switches|detaches|rewrites|deletes|moves|stashes|edits|adds)_?/;
/** Not in one project with others: they stop landings, or move what all worktrees share. */
const ALONE = new Set<MisbehaviourName>([
  "adds_git_hook",
  "edits_git_config",
  "moves_main",
  "moves_queue",
  "rewrites_history",
  "stashes",
  "switches_branch",
  "writes_outside_project",
]);

const PARKS_AS: Partial<Record<MisbehaviourName, RegExp>> = {
  logged_out: /^agent_auth$/,
  offline: /^agent_network$/,
  overloaded: /^agent_(network|limit)$/,
};

function rows(dialect: string, outcome: Outcome): readonly MisbehaviourName[] {
  return MISBEHAVIOUR_NAMES.filter((name) =>
    MISBEHAVIOURS[name].outcome === outcome && !ALONE.has(name) &&
    (dialect === "claude" || !SILENT.test(name))
  );
}

/** One task for each row, each with its own misbehaviour at every call. */
async function storyOf(
  dialect: string,
  names: readonly MisbehaviourName[],
  config: Readonly<Record<string, unknown>> = {},
): Promise<Story> {
  const scenario: Scenario = {
    rules: names.map((name, index) => ({
      task: taskId(index),
      steps: MISBEHAVIOURS[name].steps,
    })),
  };
  const limits = { max_retries: 1, max_consecutive_failures: 1000, jobs: 3 };
  return await beginStory({
    spec: names.map((name) => ({ name: `Meet ${name}` })),
    ...speaking(dialect, scenario, { ...limits, ...config }),
  });
}

for (const dialect of DIALECTS) {
  Deno.test(`${dialect}: what only looks like misbehaviour lands, and lands clean`, async () => {
    const names = rows(dialect, "lands");
    await using story = await storyOf(dialect, names);
    const { project } = story;
    const ended = await runStory(story, ["run", "--all", "--json-result"]);
    for (const [index, name] of names.entries()) {
      assert.deepEqual(await failures(project, taskId(index)), [], name);
    }
    assert.equal(ended.code, 0, ended.stderr);
    const results = documentOf(ended);
    assert.deepEqual(
      results.map((each: { status: string }) => each.status),
      names.map(() => "done"),
    );
    await oneLandingPerTask(project, names.map((_, index) => taskId(index)));
    await assertOnlyWork(project, names);
  });

  Deno.test(`P9 ${dialect}: nothing but an answer of its own makes an attempt pass`, async () => {
    const names = rows(dialect, "fails");
    await using story = await storyOf(dialect, names);
    const { project } = story;
    const ended = await runStory(story, ["run", "--all", "--json-result"]);
    for (const [index, name] of names.entries()) {
      const failed = await failures(project, taskId(index));
      assert.deepEqual(failed.length, 1, `${name} fails once: ${failed}`);
      assert.match(
        failed[0] ?? "",
        /^implement (task_failed|no_verdict|no_change|agent_error)$/,
        `${name}\n${ended.stderr}`,
      );
    }
    assert.equal(ended.code, 1, ended.stderr);
    for (const result of documentOf(ended)) {
      assert.equal(result.status, "failed", JSON.stringify(result));
      assert.equal(result.exit_code, 1);
      assert.ok(result.error.length > 0 && result.error.length <= 200, JSON.stringify(result));
    }
    await oneLandingPerTask(project, []);
    assert.equal(await project.git("rev-list", "--count", "main"), "1", "nothing landed");
  });

  Deno.test(`P8 ${dialect}: a call that never ends is ended, with all that it started`, async () => {
    const names = rows(dialect, "times_out");
    await using story = await storyOf(dialect, names, { task_timeout_minutes: 0.03 });
    const ended = await runStory(story);
    for (const [index, name] of names.entries()) {
      assert.deepEqual(
        await failures(story.project, taskId(index)),
        ["implement timeout"],
        `${name}\n${ended.stderr}`,
      );
    }
    assert.equal(ended.code, 1, ended.stderr);
    const calls = await factsOf(story.project, "CallEnded");
    assert.deepEqual(calls.map((fact) => fact.body.outcome), names.map(() => "timed_out"));
    await oneLandingPerTask(story.project, []);
  });

  for (const name of rows(dialect, "parks")) {
    Deno.test(`${dialect} ${name}: parks the agent, uses up no attempt, and nothing lands`, async () => {
      await using story = await storyOf(dialect, [name], { limit_wait_minutes: 0 });
      const { project } = story;
      const ended = await runStory(story);
      const parked = await factsOf(project, "AgentParked");
      assert.equal(parked.length, 1, ended.stderr);
      assert.match(String(parked[0]?.body.kind), PARKS_AS[name] ?? /^agent_limit$/);
      assert.equal(ended.code, name === "logged_out" ? 3 : 1, ended.stderr);
      assert.deepEqual(await failures(project, "TASK-001"), [`implement ${parked[0]?.body.kind}`]);
      await oneLandingPerTask(project, []);
    });
  }
}

Deno.test("P9: of plain text only the last line is an answer, of a final message any line of its own", async () => {
  const steps: readonly Step[] = [
    { do: "write", path: "work/{task}.txt", text: "x\n" },
    { do: "final", text: "TASK_COMPLETE\nThat is all there was to do." },
  ];
  for (const [dialect, code] of [["plain", 1], ["claude", 0]] as const) {
    const config = { max_retries: 1 };
    await using story = await beginStory(speaking(dialect, { rules: [{ steps }] }, config));
    assert.equal((await runStory(story)).code, code, dialect);
  }
});

/** Of every task what it was to write, and nothing else: the spec and our config are as the user left them. */
async function assertOnlyWork(project: Project, names: readonly MisbehaviourName[]): Promise<void> {
  const root = (await project.git("rev-list", "--max-parents=0", "main")).trim();
  const files = (await project.git("diff", "--name-only", root, "main")).split("\n");
  const expected = names.flatMap((name, index) =>
    name === "says_no_op" ? [] : [`work/${taskId(index)}.txt`]
  );
  assert.deepEqual(files, ["spec/tasks.md", ...expected]);
  const text = await project.git("show", "main:spec/tasks.md");
  assert.equal(text.includes("TASK-999"), false, "tasks of an agent's own making");
  assert.equal((await treeOf(project, "main")).includes("work/late.txt"), false);
}
