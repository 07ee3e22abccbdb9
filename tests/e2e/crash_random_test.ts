// P1-P5, P8, P13: 100 kills at random moments, by fixed seeds, most of them while a stage runs. After each,
// every process is gone within 5 s and the log still begins with what was there; then an ordinary start.
import assert from "node:assert/strict";
import {
  assertFinished,
  assertWhole,
  type CrashProject,
  createCrashProject,
  finish,
  forEachOf,
  type Result,
  resultOf,
  RUN,
} from "./kit/crash.ts";
import { facts, type LoggedFact, processesWith } from "./kit/observe.ts";
import { type Live, startProgram } from "./kit/program.ts";
import type { Project } from "./kit/project.ts";
import type { SpecTask } from "./kit/tasks.ts";

const KILLS = 100;
const AT_WORK = 80;
// Seen within 300 ms on an idle machine; a busy one is no failure.
const GONE_MS = 20_000;
const SEEDS = [11, 23, 37, 41, 59, 61, 73, 89, 97, 101];

/** Two chains and a task that needs both. */
const TASKS: readonly SpecTask[] = [
  {},
  {},
  { needs: ["TASK-001"] },
  { needs: ["TASK-002"] },
  { needs: ["TASK-003", "TASK-004"] },
];

Deno.test(`P1 P2 P3 P5 P8 P13: ${KILLS} random kills lose nothing, pay nothing twice and leave no process`, async () => {
  const undisturbed = await undisturbedResult();
  /** What was in progress at each kill. */
  const kills: (readonly string[])[] = [];
  await forEachOf(SEEDS, (seed) => `seed ${seed}`, async (seed) => {
    const random = randomFrom(seed);
    for (let left = KILLS / SEEDS.length; left > 0;) {
      const crash = await create();
      await using _ = crash.project;
      while (left > 0) {
        const kill = await killOnce(crash, random);
        if (kill === null) break;
        kills.push(kill);
        left--;
      }
      await finish(crash.project);
      await assertWhole(crash, undisturbed);
    }
  });
  assert.equal(kills.length, KILLS);
  const atWork = kills.filter((stages) => stages.length > 0).length;
  assert.ok(atWork >= AT_WORK, `${atWork} kills while a stage ran (expected ${AT_WORK} or more)`);
});

function create(): Promise<CrashProject> {
  return createCrashProject({
    tasks: TASKS,
    agentSeconds: 0.2,
    config: { commands: { test: "sleep 0.05", lint: "" } },
  });
}

async function undisturbedResult(): Promise<Result> {
  const crash = await create();
  await using project = crash.project;
  await finish(project);
  return await resultOf(crash);
}

/** The stages in progress at the kill; null when the run ended before it could be killed. */
async function killOnce(
  { project }: CrashProject,
  random: () => number,
): Promise<readonly string[] | null> {
  const before = await facts(project);
  // Some agents would work on for long: only a kill ends them.
  const hangs = random() < 0.25;
  const env = { LOGGED_AGENT_SECONDS: hangs ? "60" : "0.2" };
  await using live = await startProgram(project, RUN, { env });
  const moment = whenToKill(live, before.length, random, hangs);
  const over = await Promise.race([moment.then(() => false), live.ended.then(() => true)]);
  if (over) {
    await moment.catch(() => {});
    await assertFinished(project, await live.ended);
    return null;
  }
  live.kill9();
  await gone(project, performance.now());
  const ended = await live.ended;
  const after = await facts(project);
  assert.deepEqual(
    after.slice(0, before.length),
    before,
    "the log begins with what was there (P1)",
  );
  if (ended.signal !== "SIGKILL") {
    await assertFinished(project, ended);
    return null;
  }
  return stagesRunning(after);
}

/** Mostly some time into the first stage; sometimes after a number of facts, or at any moment of the start. */
async function whenToKill(
  live: Live,
  known: number,
  random: () => number,
  hangs: boolean,
): Promise<void> {
  const [way, extent] = [hangs ? 1 : random(), random()];
  if (way < 0.1) return await pause(extent * 600);
  const news = 1 + Math.floor(extent * 25);
  const isNew = (fact: LoggedFact) =>
    fact.seq > known && (way < 0.3 ? fact.seq >= known + news : fact.type === "StageStarted");
  await live.fact(isNew);
  await pause(way < 0.3 ? 0 : extent * 500);
}

async function gone(project: Project, killedAt: number): Promise<void> {
  for (;;) {
    const left = await processesWith(project);
    const ms = performance.now() - killedAt;
    if (left.length === 0) return;
    assert.ok(ms < GONE_MS, `${left.length} processes ${Math.round(ms)} ms after kill -9 (P8)`);
    await pause(50);
  }
}

/** Stages that had begun and not ended by the last fact. */
function stagesRunning(all: readonly LoggedFact[]): readonly string[] {
  const running = new Map<string, string>();
  for (const { type, task, stage } of all) {
    if (type === "StageStarted") running.set(`${task} ${stage}`, stage ?? "");
    else if (type === "TaskLanded") running.delete(`${task} land`);
    else if (/^Stage(Passed|Failed|Interrupted|Skipped)$/.test(type)) {
      running.delete(`${task} ${stage}`);
    }
  }
  return [...running.values()];
}

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
