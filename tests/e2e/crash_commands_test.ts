// P1, P11, P13: a second process gives commands to a living engine; each is answered with a fact or with a
// refusal that says why, and does what it says.
import assert from "node:assert/strict";
import type { Rule, Step } from "../fixtures/agents/scenario.ts";
import { noCallPaidTwice, noProcessLeft, oneLandingPerTask } from "./kit/assertions.ts";
import { assertSound } from "./kit/crash.ts";
import { DatabaseSync } from "node:sqlite";
import { agentCalls, databases, facts, type LoggedFact } from "./kit/observe.ts";
import { type Live, runProgram, startProgram } from "./kit/program.ts";
import { createProject, type Project } from "./kit/project.ts";
import type { SpecTask } from "./kit/tasks.ts";

const RUN = ["run", "--all", "--no-tui"];
const REFUSED = 2;

Deno.test("`stop` lets attempts in progress finish and land, starts none, and the run ends with 1", async () => {
  await using story = await startStory([{}, { needs: ["TASK-001"] }], [waits("TASK-001")]);
  await story.says(["stop"], 0, /stopping after the attempts in progress/);
  await story.open("TASK-001");
  assert.equal((await story.live.ended).code, 1, story.live.stderr());
  await oneLandingPerTask(story.project, ["TASK-001"]);
  assert.deepEqual(await attemptsOf(story.project), ["TASK-001 1"]);
  await goesOn(story.project, ["TASK-001", "TASK-002"]);
});

Deno.test("`stop --now` ends attempts, keeps their work and exits with 1; said again it is refused", async () => {
  await using story = await startStory([{}], [waits("TASK-001")]);
  await story.says(["stop", "--now"], 0, /stopping now/);
  assert.equal((await story.live.ended).code, 1, story.live.stderr());
  const cut = (await facts(story.project)).find((fact) => fact.type === "StageInterrupted");
  assert.equal(cut?.body.reason, "stopped");
  assert.equal(await story.project.git("show", `${cut?.body.sha}:work/TASK-001.txt`), "begun");
  await noProcessLeft(story.project);
  await story.says(["stop"], REFUSED, /no engine is running/);
  await story.open("TASK-001");
  await goesOn(story.project, ["TASK-001"]);
});

Deno.test("`pause` starts nothing new until `resume`, and each is refused where it changes nothing", async () => {
  await using story = await startStory([{}, { needs: ["TASK-001"] }], [waits("TASK-001")]);
  await story.says(["resume"], REFUSED, /it is not paused/);
  await story.says(["pause"], 0, /paused/);
  await story.open("TASK-001");
  await story.live.fact((fact) => fact.type === "TargetAdvanced");
  await story.says(["pause"], REFUSED, /it is paused already/);
  assert.deepEqual(await attemptsOf(story.project), ["TASK-001 1"]);
  await story.says(["resume"], 0, /resumed/);
  assert.equal((await story.live.ended).code, 0, story.live.stderr());
  await whole(story.project, ["TASK-001", "TASK-002"]);
});

Deno.test("`skip` frees what needs a task; a running, a done and an unknown task are refused", async () => {
  const tasks = [{}, {}, { needs: ["TASK-002"] }];
  await using story = await startStory(tasks, [waits("TASK-001")], { jobs: 1 });
  await story.says(["skip", "TASK-001"], REFUSED, /it is in attempt 1, at implement/);
  await story.says(["skip", "TASK-009"], REFUSED, /TASK-009/);
  await story.says(["skip", "TASK-002"], 0, /TASK-002 is skipped/);
  await story.says(["skip", "TASK-002"], REFUSED, /it is done already/);
  await story.open("TASK-001");
  assert.equal((await story.live.ended).code, 0, story.live.stderr());
  await oneLandingPerTask(story.project, ["TASK-001", "TASK-003"]);
  assert.deepEqual(await attemptsOf(story.project), ["TASK-001 1", "TASK-003 1"]);
});

Deno.test("`retry` gives a failed task its attempts anew; of a running one it is refused", async () => {
  const fails: Rule = {
    task: "TASK-002",
    call: 1,
    steps: [{ do: "answer", answer: "failed", why: "no luck" }],
  };
  await using story = await startStory([{}, {}], [waits("TASK-001"), fails], { max_retries: 1 });
  await story.says(["retry", "TASK-001"], REFUSED, /it is in attempt 1, at implement/);
  await story.live.fact((fact) => fact.type === "StageFailed" && fact.task === "TASK-002");
  await story.says(["retry", "TASK-002"], 0, /TASK-002 will be tried again/);
  await story.live.fact((fact) => fact.type === "TaskLanded" && fact.task === "TASK-002");
  await story.open("TASK-001");
  assert.equal((await story.live.ended).code, 0, story.live.stderr());
  await whole(story.project, ["TASK-001", "TASK-002"]);
});

Deno.test("`answer` lets a blocked task go on with the answer in its prompt; who asked nothing gets none", async () => {
  const asks: Rule = {
    task: "TASK-002",
    call: 1,
    steps: [{ do: "answer", answer: "blocked", why: "Which colour?" }],
  };
  await using story = await startStory([{}, {}], [waits("TASK-001"), asks]);
  await story.live.fact((fact) => fact.type === "QuestionAsked");
  await story.says(["retry", "TASK-002"], REFUSED, /waits for an answer/);
  await story.says(["answer", "TASK-001", "blue"], REFUSED, /it asked nothing/);
  await story.says(["answer", "TASK-002", "ultramarine"], 0, /goes on with your answer/);
  await story.live.fact((fact) => fact.type === "TaskLanded" && fact.task === "TASK-002");
  await story.open("TASK-001");
  assert.equal((await story.live.ended).code, 0, story.live.stderr());
  const again = (await agentCalls(story.project)).filter((call) => call.task === "TASK-002")[1];
  assert.match(again?.prompt ?? "", /ultramarine/);
  await whole(story.project, ["TASK-001", "TASK-002"]);
});

Deno.test("`stop`, `pause` and `resume` without an engine are refused, before the first run and after a kill -9", async () => {
  await using story = await startStory([{}], [waits("TASK-001")]);
  story.live.kill9();
  await story.live.ended;
  await using fresh = await createProject();
  for (const project of [story.project, fresh]) {
    const before = (await facts(project)).length;
    for (const verb of ["stop", "pause", "resume"]) {
      const ended = await runProgram(project, [verb]);
      assert.equal(ended.code, REFUSED, ended.stderr);
      assert.match(ended.stderr, /no engine is running/);
    }
    assert.equal((await facts(project)).length, before, "it leaves no fact behind");
  }
});

for (const moment of ["before", "after"]) {
  Deno.test(`P1: a command whose engine dies just ${moment} its answer is carried out once, by whoever answers`, async () => {
    await using story = await startStory([{}], [waits("TASK-001")], { budget_usd: 20 }, {
      SPEC_TUI_FP: `inbox.answer.${moment}`,
    });
    await story.says(["budget", "raise", "5"], 0, /raised by \$5\.00/);
    assert.equal((await story.live.ended).signal, "SIGKILL");
    await story.open("TASK-001");
    await goesOn(story.project, ["TASK-001"]);
    const raised = (await facts(story.project)).filter((fact) => fact.type === "BudgetRaised");
    assert.equal(raised.length, 1);
  });

  Deno.test(`P1: a \`stop\` whose engine dies just ${moment} its answer does not stop the next run`, async () => {
    await using story = await startStory([{}], [waits("TASK-001")], {}, {
      SPEC_TUI_FP: `inbox.answer.${moment}`,
    });
    const [code, pattern] = moment === "before"
      ? [REFUSED, /no engine is running/] as const
      : [0, /stopping after/] as const;
    await story.says(["stop"], code, pattern);
    assert.equal((await story.live.ended).signal, "SIGKILL");
    await story.open("TASK-001");
    await goesOn(story.project, ["TASK-001"]);
  });
}

Deno.test("P1: a `stop` that nobody has answered, not its giver either, does not stop the next run", async () => {
  await using story = await startStory([{}], [waits("TASK-001")]);
  const { project, live } = story;
  // Stopped, it can't answer; killed, it never will.
  live.signal("SIGSTOP");
  await using asking = await startProgram(project, ["stop"]);
  await asking.until("the command in the inbox", async () => (await asked(project)) === 1);
  asking.kill9();
  live.kill9();
  await Promise.all([asking.ended, live.ended]);
  await story.open("TASK-001");
  await goesOn(project, ["TASK-001"]);
});

interface Story extends AsyncDisposable {
  readonly project: Project;
  readonly live: Live;
  /** Lets the agent of a task that waits go on. */
  open(task: string): Promise<void>;
  says(words: readonly string[], code: number, pattern: RegExp): Promise<void>;
}

/** A run whose first task is being worked on, until it is let go on. */
async function startStory(
  tasks: readonly SpecTask[],
  rules: readonly (Rule | ((home: string) => Rule))[],
  config: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Story> {
  const project = await createProject({ spec: tasks, config });
  await project.agents.claude?.setScenario({
    rules: rules.map((rule) => typeof rule === "function" ? rule(project.home) : rule),
  });
  const live = await startProgram(project, RUN, { env });
  await live.until("the agent at work", () => isThere(`${project.home}/at-TASK-001`));
  return {
    project,
    live,
    open: (task) => Deno.writeTextFile(`${project.home}/go-${task}`, ""),
    async says(words, code, pattern) {
      const ended = await runProgram(project, words);
      assert.equal(ended.code, code, `${words.join(" ")}: ${ended.stdout}${ended.stderr}`);
      assert.match(ended.stdout + ended.stderr, pattern);
    },
    async [Symbol.asyncDispose]() {
      await live[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

/** Commands in the inbox. */
async function asked(project: Project): Promise<number> {
  const [path = ""] = await databases(project);
  using db = new DatabaseSync(path, { readOnly: true });
  return Number(db.prepare("SELECT count(*) AS n FROM inbox").get()?.n);
}

function waits(task: string): (home: string) => Rule {
  return (home) => {
    const steps: readonly Step[] = [
      { do: "write", path: "work/{task}.txt", text: "begun" },
      { do: "write", path: `${home}/at-{task}`, text: "" },
      { do: "wait_for", path: `${home}/go-{task}` },
      { do: "write", path: "work/{task}.txt", text: "{task}\n" },
    ];
    return { task, steps };
  };
}

async function goesOn(project: Project, tasks: readonly string[]): Promise<void> {
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  await whole(project, tasks);
}

async function whole(project: Project, tasks: readonly string[]): Promise<void> {
  await oneLandingPerTask(project, tasks);
  assertSound(await facts(project));
  await noCallPaidTwice(project);
  await noProcessLeft(project);
}

async function attemptsOf(project: Project): Promise<readonly string[]> {
  const isAttempt = (fact: LoggedFact) => fact.type === "AttemptStarted";
  return (await facts(project)).filter(isAttempt).map((fact) => `${fact.task} ${fact.attempt}`);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
