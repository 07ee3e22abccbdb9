// P2, P3, P5, P13: kill -9 around each fact that makes a run wait for a person, or that a person's word becomes.
// The next start waits for the same thing; once it is settled the end is as if nothing had been.
import assert from "node:assert/strict";
import { noCallPaidTwice, noProcessLeft, oneLandingPerTask } from "./kit/assertions.ts";
import { assertSound, forEachOf } from "./kit/crash.ts";
import { agentCalls, facts } from "./kit/observe.ts";
import { type Live, runProgram, startProgram } from "./kit/program.ts";
import type { Project, ProjectOptions } from "./kit/project.ts";
import { beginStory, documentOf, RUN, unharmed } from "./kit/stories.ts";
import { misbehaving } from "../fixtures/agents/scenarios.ts";
import type { Step } from "../fixtures/agents/scenario.ts";

const work: Step = { do: "write", path: "work/{task}.txt", text: "{task}\n" };
const done: Step = { do: "answer", answer: "complete" };

interface Row {
  /** Kind of the inbox item. */
  readonly kind: string;
  readonly fact: string;
  /** After a death before it, it would be the recovery that finds it: two stories. */
  readonly isFoundByRecovery?: boolean;
  readonly options: ProjectOptions;
  /** What settles it. */
  readonly settle: (project: Project) => Promise<unknown>;
  readonly landed?: RegExp;
}

const says = (...words: readonly string[]) => async (project: Project) => {
  const ended = await runProgram(project, words);
  assert.equal(ended.code, 0, `${words.join(" ")}: ${ended.stderr}`);
};

const ROWS: readonly Row[] = [
  {
    kind: "question",
    fact: "QuestionAsked",
    options: {
      agents: {
        claude: {
          rules: [
            { prompt: "ultramarine", steps: [work, done] },
            {
              task: "TASK-001",
              steps: [work, { do: "answer", answer: "blocked", why: "Which colour?" }],
            },
          ],
        },
      },
    },
    settle: says("answer", "TASK-001", "ultramarine"),
  },
  {
    kind: "budget",
    fact: "BudgetReached",
    options: {
      spec: [{}, { needs: ["TASK-001"] }],
      config: { budget_usd: 0.015, budget_reserve_usd: 0.01 },
    },
    settle: says("budget", "raise", "1"),
  },
  {
    kind: "harness",
    fact: "HarnessChanged",
    isFoundByRecovery: true,
    options: { agents: { claude: misbehaving("edits_git_config") } },
    settle: says("resolve", "--harness", "accept"),
  },
  {
    kind: "target",
    fact: "TargetWaits",
    options: {
      files: { "shared.txt": "as committed\n" },
      dirty: { "shared.txt": "by hand\n" },
      agents: {
        claude: {
          rules: [{ steps: [work, { do: "write", path: "shared.txt", text: "new\n" }, done] }],
        },
      },
    },
    settle: (project) => project.git("checkout", "-q", "--", "shared.txt"),
    landed: /^(work\/|shared\.txt$|spec\/tasks\.md$)/,
  },
  {
    kind: "outside",
    fact: "StageFailed",
    options: {
      subdir: "app",
      agents: { claude: misbehaving("writes_outside_project") },
    },
    settle: says("resolve", "TASK-001", "accept"),
    landed: /^(outside-TASK-001\.txt|app\/(work\/|spec\/tasks\.md))/,
  },
  {
    kind: "failure",
    fact: "StageFailed",
    options: {
      agents: { claude: misbehaving("says_failed") },
      config: { max_retries: 1, on_task_failure: "ask" },
    },
    settle: async (project) => {
      await project.agents.claude?.setScenario({ rules: [] });
      await says("retry", "TASK-001")(project);
    },
  },
];

Deno.test("P2 P3 P5 P13: kill -9 around what a run waits for a person for; the next start waits for the same", async () => {
  const deaths = ROWS.flatMap((row) => {
    const [before, after] = [`${row.fact}.before`, `${row.fact}.after`];
    const chains = row.isFoundByRecovery ? [[before], [after]] : [[before, after]];
    return chains.map((points) => ({ row, points }));
  });
  const name = ({ row, points }: typeof deaths[0]) => `${row.kind}, ${points.join(", then ")}`;
  await forEachOf(deaths, name, async ({ row, points }) => {
    await using story = await beginStory(row.options);
    const { project } = story;
    for (const point of points) {
      const died = await runProgram(project, RUN, { env: { SPEC_TUI_FP: point } });
      assert.equal(died.signal, "SIGKILL", died.stderr);
    }
    const waits = await runProgram(project, RUN);
    assert.equal(waits.code, 4, waits.stderr);
    const items = documentOf(await runProgram(project, ["inbox", "--json"]));
    assert.deepEqual(items.map((item: { kind: string }) => item.kind), [row.kind]);
    const calls = (await agentCalls(project)).length;
    assert.equal((await runProgram(project, RUN)).code, 4, "and so does the one after it");
    assert.equal((await agentCalls(project)).length, calls, "without paying for it");
    await row.settle(project);
    const ended = await runProgram(project, RUN);
    assert.equal(ended.code, 0, ended.stderr);
    await whole(project, row.options.spec?.length === 2 ? ["TASK-001", "TASK-002"] : ["TASK-001"]);
    const before = row.kind === "target" ? withoutDirty(story.before) : story.before;
    await unharmed({ ...story, before }, row.landed);
  });
});

/** What a person gives by a signal, and the fact it becomes. */
const SIGNALS = [["SIGINT", "StopRequested"], ["SIGQUIT", "RunPaused"]] as const;

Deno.test("P2 P3 P5 P13: kill -9 around a stop and a pause; the next start is neither stopped nor paused", async () => {
  const points = SIGNALS.flatMap(([signal, fact]) =>
    ["before", "after"].map((moment) => ({ signal, point: `${fact}.${moment}` }))
  );
  await forEachOf(points, ({ point }) => point, async ({ signal, point }) => {
    await using story = await beginStory({
      spec: [{}, { needs: ["TASK-001"] }],
      agents: { claude: { rules: [{ call: 1, task: "TASK-001", steps: [work, { do: "hang" }] }] } },
    });
    const { project } = story;
    await using live: Live = await startProgram(project, RUN, { env: { SPEC_TUI_FP: point } });
    await live.until("the agent at work", async () => (await agentCalls(project)).length === 1);
    live.signal(signal);
    assert.equal((await live.ended).signal, "SIGKILL");
    const ended = await runProgram(project, RUN);
    assert.equal(ended.code, 0, ended.stderr);
    await whole(project, ["TASK-001", "TASK-002"]);
    await unharmed(story);
  });
});

async function whole(project: Project, tasks: readonly string[]): Promise<void> {
  await oneLandingPerTask(project, tasks);
  assertSound(await facts(project));
  await noCallPaidTwice(project);
  await noProcessLeft(project);
}

/** The user has put their own change back themselves. */
function withoutDirty(before: Awaited<ReturnType<typeof beginStory>>["before"]) {
  const { "shared.txt": _, ...files } = before.files;
  return { ...before, files };
}
