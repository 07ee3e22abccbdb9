// P8, P13: a person ends, pauses or outlives a run by signals. What was being done is kept, nothing stays behind,
// and the next run goes on from there.
import assert from "node:assert/strict";
import { installProgram } from "../fixtures/install_program.ts";
import type { Step } from "../fixtures/agents/scenario.ts";
import { noCallPaidTwice, noProcessLeft, oneLandingPerTask } from "./kit/assertions.ts";
import { assertSound } from "./kit/crash.ts";
import { facts, type LoggedFact } from "./kit/observe.ts";
import { commandLine, runProgram, startProgram } from "./kit/program.ts";
import { createProject, type Project } from "./kit/project.ts";
import { specText } from "./kit/tasks.ts";

const RUN = ["run", "--all", "--no-tui"];
/** Seen within 4 s on an idle machine, and a busy one is no failure; what never comes to an end takes longer. */
const WITHIN_MS = 60_000;

const PARTIAL: Step = { do: "write", path: "work/partial.txt", text: "begun\n" };
/** Deaf to INT and TERM, with tools that have sessions of their own and are as deaf. */
const STUBBORN: readonly Step[] = [
  PARTIAL,
  { do: "child", kind: "own_session", seconds: 300 },
  { do: "child", kind: "ignores_signals", seconds: 300 },
  { do: "ignore_signals" },
];

const SIGNALS = [
  { signal: "SIGINT", code: 130, steps: STUBBORN },
  { signal: "SIGTERM", code: 143, steps: [PARTIAL] },
  { signal: "SIGHUP", code: 129, steps: [PARTIAL] },
] as const;

for (const { signal, code, steps } of SIGNALS) {
  Deno.test(`${signal} ends a run with ${code}; its work is kept, and the next run continues from it`, async () => {
    await using project = await createProject({
      spec: [{}, { needs: ["TASK-001"] }],
      config: { max_retries: 1 },
    });
    await hangAfter(project, steps);
    await using live = await startProgram(project, RUN);
    await live.until("the agent at work", () => isThere(`${project.home}/ready`));
    const signalledAt = performance.now();
    live.signal(signal);
    const ended = await live.ended;
    assert.equal(ended.code, code, ended.stderr);
    const ms = performance.now() - signalledAt;
    await noProcessLeft(project);
    assert.ok(ms < WITHIN_MS, `it ends soon (found ${ms} ms)`);
    const sha = await keptWork(project);
    assertNothingStartedAfter(await facts(project), "StopRequested");
    await goesOnFrom(project, sha);
  });
}

Deno.test("SIGINT: work is kept and the end recorded where git takes its time", async () => {
  await using project = await createProject({ spec: [{}], config: { max_retries: 1 } });
  const real = (await Promise.all(
    (project.env.PATH ?? "").split(":").map(async (folder) =>
      await isThere(`${folder}/git`) ? `${folder}/git` : ""
    ),
  )).find((path) => path !== "");
  const slow = `[ ! -e "${project.home}/stopped" ] || sleep 0.05`;
  await installProgram(`${project.bin}/git`, `#!/bin/sh\n${slow}\nexec "${real}" "$@"\n`);
  await hangAfter(project, STUBBORN);
  await using live = await startProgram(project, RUN);
  await live.until("the agent at work", () => isThere(`${project.home}/ready`));
  await Deno.writeTextFile(`${project.home}/stopped`, "");
  live.signal("SIGINT");
  const ended = await live.ended;
  assert.equal(ended.code, 130, ended.stderr);
  await Deno.remove(`${project.home}/stopped`);
  await keptWork(project);
  assert.equal((await facts(project)).at(-1)?.type, "RunEnded");
  await noProcessLeft(project);
});

Deno.test("SIGINT twice ends a run at once, and its work is kept all the same", async () => {
  await using project = await createProject({ spec: [{}], config: { max_retries: 1 } });
  await hangAfter(project, STUBBORN);
  await using live = await startProgram(project, RUN);
  await live.until("the agent at work", () => isThere(`${project.home}/ready`));
  live.signal("SIGINT");
  await live.fact((fact) => fact.type === "StopRequested");
  const signalledAt = performance.now();
  live.signal("SIGINT");
  const ended = await live.ended;
  const ms = performance.now() - signalledAt;
  assert.equal(ended.code, 130, ended.stderr);
  assert.ok(ms < WITHIN_MS, `at once (found ${ms} ms)`);
  await noProcessLeft(project);
  await project.agents.claude?.setScenario({ rules: [] });
  assert.equal((await runProgram(project, RUN)).code, 0);
  const sha = await keptWork(project);
  const [second] = attempts(await facts(project)).slice(1);
  assert.equal(second?.body.continueFrom, sha);
  assert.equal(await project.git("show", "main:work/partial.txt"), "begun");
});

Deno.test("SIGQUIT pauses a headless run and resumes it; a task added meanwhile runs too", async () => {
  const spec = [{}, { needs: ["TASK-001"] }];
  await using project = await createProject({ spec });
  await project.agents.claude?.setScenario({
    rules: [{
      task: "TASK-001",
      steps: [
        { do: "write", path: "work/{task}.txt", text: "one\n" },
        { do: "write", path: `${project.home}/ready`, text: "" },
        { do: "wait_for", path: `${project.home}/go` },
      ],
    }],
  });
  await using live = await startProgram(project, RUN);
  await live.until("the agent at work", () => isThere(`${project.home}/ready`));
  live.signal("SIGQUIT");
  await live.fact((fact) => fact.type === "RunPaused");
  await Deno.writeTextFile(`${project.home}/go`, "");
  await live.fact((fact) => fact.type === "TaskLanded" && fact.task === "TASK-001");
  await live.fact((fact) => fact.type === "TargetAdvanced");
  await project.write("spec/tasks.md", specText([{ status: "DONE" }, spec[1] ?? {}, {}]));
  // Answered by the loop: it has turned since, and could have started what was ready.
  assert.match((await runProgram(project, ["pause"])).stderr, /paused already/);
  assert.deepEqual(attempts(await facts(project)).map((fact) => fact.task), ["TASK-001"]);
  live.signal("SIGQUIT");
  await live.fact((fact) => fact.type === "RunResumed");
  assert.equal((await live.ended).code, 0, live.stderr());
  await oneLandingPerTask(project, ["TASK-001", "TASK-002", "TASK-003"]);
  await noProcessLeft(project);
});

const READERLESS = [
  {
    what: "whose readers went away",
    script: `exec 3>&1; { "$@"; echo "code $?" >&3; } 2>&1 | true`,
  },
  {
    what: "with standard output and error closed",
    script: `exec 3>&1; "$@" >&- 2>&-; echo "code $?" >&3`,
  },
];

for (const { what, script } of READERLESS) {
  Deno.test(`a run ${what} goes on to its end`, async () => {
    await using project = await createProject({ spec: [{}, { needs: ["TASK-001"] }] });
    const program = ["sh", "-c", script, "sh", ...await commandLine()];
    for (const words of [RUN, ["status"]]) {
      const { stdout } = await runProgram(project, words, { program });
      assert.equal(stdout, "code 0\n", words[0]);
    }
    await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
    await noProcessLeft(project);
  });
}

async function hangAfter(project: Project, steps: readonly Step[]): Promise<void> {
  const ready: Step = { do: "write", path: `${project.home}/ready`, text: "" };
  await project.agents.claude?.setScenario({
    rules: [{ task: "TASK-001", call: 1, steps: [...steps, ready, { do: "hang" }] }],
  });
}

/** The commit that keeps what the first attempt left, by the fact and by its ref. */
async function keptWork(project: Project): Promise<string> {
  const cut = (await facts(project)).filter((fact) => fact.type === "StageInterrupted");
  assert.deepEqual(cut.map((fact) => `${fact.task} ${fact.stage}`), ["TASK-001 implement"]);
  const sha = String(cut[0]?.body.sha);
  const refs = await project.git(
    "for-each-ref",
    "--format=%(objectname)",
    "refs/spec-tui/attempts",
  );
  assert.ok(refs.split("\n").includes(sha), `no attempt's ref is on ${sha}`);
  assert.equal(await project.git("show", `${sha}:work/partial.txt`), "begun");
  return sha;
}

/** An interrupted attempt used up none of the one that there is. */
async function goesOnFrom(project: Project, sha: string): Promise<void> {
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  const all = await facts(project);
  const second = attempts(all).find((fact) => fact.task === "TASK-001" && fact.attempt === 2);
  assert.equal(second?.body.continueFrom, sha, "attempt 2 starts from the work of attempt 1");
  assert.equal(await project.git("show", "main:work/partial.txt"), "begun");
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
  assertSound(all);
  await noCallPaidTwice(project);
  await noProcessLeft(project);
}

function attempts(all: readonly LoggedFact[]): readonly LoggedFact[] {
  return all.filter((fact) => fact.type === "AttemptStarted");
}

function assertNothingStartedAfter(all: readonly LoggedFact[], type: string): void {
  const at = all.findIndex((fact) => fact.type === type);
  assert.ok(at >= 0, `there is no ${type}`);
  const after = all.slice(at).map((fact) => fact.type);
  assert.equal(after.includes("AttemptStarted"), false, `attempts start after ${type}`);
  assert.equal(after.includes("CallStarted"), false, `calls start after ${type}`);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
