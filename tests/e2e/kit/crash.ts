// What the crash stories share: a small project whose end does not depend on what happened on the way, runs
// that are made to die, and what must hold once one was let finish.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { allDoneInLandedSpec, noCallPaidTwice, noProcessLeft } from "./assertions.ts";
import { oneLandingPerTask, userFilesUntouched } from "./assertions.ts";
import { type Checkout, checkout } from "./checkout.ts";
import { facts, filesUnder, type LoggedFact, queueRef } from "./observe.ts";
import { type Ended, runProgram, startProgram } from "./program.ts";
import { createProject, type Project, type ProjectOptions } from "./project.ts";
import { type SpecTask, specText, taskId } from "./tasks.ts";

/** Where the spec's statuses go: with the work, into the user's own copy, or there is no git at all. */
export type Mode = "landed" | "in_place" | "plain";

/** The first and the last start together, so that one of them lands on a queue that has moved. */
export const TASKS: readonly SpecTask[] = [{}, { needs: ["TASK-001"] }, {}];

export const RUN: readonly string[] = ["run", "--all", "--no-tui"];

export interface CrashProject {
  readonly project: Project;
  readonly mode: Mode;
  readonly tasks: readonly SpecTask[];
  /** The user's checkout before anything ran. */
  readonly before: Checkout;
}

export interface CrashOptions {
  readonly mode?: Mode;
  readonly tasks?: readonly SpecTask[];
  /** Of one call; the agent writes before and after it. */
  readonly agentSeconds?: number;
  readonly agent?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

export async function createCrashProject(options: CrashOptions = {}): Promise<CrashProject> {
  const mode = options.mode ?? "landed";
  const tasks = options.tasks ?? TASKS;
  const project = await createProject({
    ...usersWork(mode, tasks),
    config: {
      jobs: 2,
      agent: "logged",
      agents: { logged: { command: options.agent ?? shellAgent("logged_agent.sh") } },
      commands: { test: "true", lint: "" },
      ...options.config,
    },
    agents: {},
    env: { LOGGED_AGENT_SECONDS: String(options.agentSeconds ?? 0) },
  });
  if (mode !== "plain") {
    await project.git("stash", "store", "-m", "mine", await project.git("stash", "create"));
  }
  return { project, mode, tasks, before: await checkout(project) };
}

export function shellAgent(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/agents/${name}`, import.meta.url));
}

/** Everything a user may have lying about. */
function usersWork(mode: Mode, tasks: readonly SpecTask[]): ProjectOptions {
  const spec = specText(tasks);
  const dirty = { "README.md": "changed by hand\n" };
  return {
    spec,
    git: mode === "plain" ? "none" : "committed",
    files: { "README.md": "as committed\n", "src/kept.txt": "kept\n" },
    dirty: mode === "in_place"
      ? { ...dirty, "spec/tasks.md": `${spec}\nA note of mine.\n` }
      : dirty,
    ...(mode === "plain" ? {} : { staged: { "src/staged.txt": "staged\n" } }),
    untracked: { "notes/untracked.txt": "untracked\n" },
    ignored: { "secret.env": "A=1\n" },
  };
}

/** Runs with a failpoint, and fails unless that point was reached. What the dead run leaves is left alone. */
export async function dieAt(project: Project, point: string): Promise<void> {
  const live = await startProgram(project, RUN, { env: { SPEC_TUI_FP: point } });
  const ended = await live.ended;
  assert.equal(
    ended.signal,
    "SIGKILL",
    `the point was never reached: it ended with ${ended.code}\n${ended.stderr}`,
  );
}

export async function finish(project: Project): Promise<void> {
  await assertFinished(project, await runProgram(project, RUN));
}

export async function assertFinished(project: Project, ended: Ended): Promise<void> {
  if (ended.code === 0) return;
  const telling = /^(StageFailed|Noticed|LandVoided|HarnessChanged|RunEnded)$/;
  const why = (await facts(project)).filter((fact) => telling.test(fact.type))
    .map((fact) => `${fact.seq} ${JSON.stringify(fact.body)}`).join("\n");
  throw new Error(`Cannot finish (P13): exit code ${ended.code}\n${why}\n${ended.stderr}`);
}

/** What a run leaves for its user: what must be equal, whatever happened on the way. */
export interface Result {
  readonly tree: string;
  readonly files: Checkout["files"];
  readonly index: string;
}

export async function resultOf({ project, mode }: CrashProject): Promise<Result> {
  const { files, index } = await checkout(project);
  const tree = mode === "plain" ? "" : await project.git("rev-parse", "main^{tree}");
  return { tree, files, index };
}

/** All that must hold after the last run, against a run that nothing disturbed. */
export async function assertWhole(crash: CrashProject, undisturbed: Result): Promise<void> {
  const { project, mode, tasks } = crash;
  const all = await facts(project);
  assert.deepEqual(await resultOf(crash), undisturbed, "the same end as an undisturbed run");
  await assertDone(crash);
  assertSound(all);
  await noCallPaidTwice(project);
  await noProcessLeft(project);
  const landed = all.filter((fact) => fact.type === "TaskLanded").map((fact) => fact.task);
  assert.deepEqual(landed.sort(), tasks.map((task, n) => task.id ?? taskId(n)), "landed once");
  if (mode !== "plain") await assertRefs(crash, all);
}

async function assertDone({ project, mode, tasks, before }: CrashProject): Promise<void> {
  const text = await project.read("spec/tasks.md");
  assert.equal(text.match(/✅ DONE/g)?.length, tasks.length, "every task is DONE in tasks.md");
  assert.equal(/- \[ \]/.test(text), false, "every item is ticked in tasks.md");
  if (mode === "landed") await allDoneInLandedSpec(project);
  const now = await checkout(project);
  userFilesUntouched(before, now, { files: /^(work\/|spec\/tasks\.md$)/, headMoves: true });
  if (mode === "plain") return;
  assert.equal(now.head.split(" ")[0], before.head.split(" ")[0], "the branch checked out");
  const others = (refs: Checkout["refs"]) =>
    Object.entries(refs).filter(([name]) => name !== "refs/heads/main");
  assert.deepEqual(others(now.refs), others(before.refs), "refs that are not ours");
}

/** Every order ends once, and no stage of an attempt passes twice. */
export function assertSound(all: readonly LoggedFact[]): void {
  const of = (...types: readonly string[]) => all.filter((fact) => types.includes(fact.type));
  const issued = of("OrderIssued").map((fact) => String(fact.body.order)).sort();
  const ended = of("OrderClosed", "OrderLost").map((fact) => String(fact.body.order)).sort();
  assert.deepEqual(ended, issued, "every order ends, once");
  const passed = of("StagePassed").map((fact) => `${fact.task} ${fact.attempt} ${fact.stage}`);
  assert.deepEqual(passed, [...new Set(passed)], "a stage of an attempt passes once (I-4)");
  const started = of("CallStarted").map((fact) => String(fact.body.call));
  assert.deepEqual(started, [...new Set(started)], "a call is recorded once");
}

async function assertRefs({ project, tasks }: CrashProject, all: readonly LoggedFact[]) {
  await oneLandingPerTask(project, tasks.map((task, n) => task.id ?? taskId(n)));
  const main = await project.git("rev-parse", "main");
  assert.equal(await project.git("rev-parse", queueRef(project)), main, "the queue is on main");
  await project.git("fsck", "--no-dangling", "--no-progress");
  const kept =
    (await project.git("for-each-ref", "--format=%(objectname)", "refs/spec-tui/attempts"))
      .split("\n");
  const landed = new Set(
    all.filter((fact) => fact.type === "TaskLanded").map((fact) => fact.body.landing),
  );
  for (const { type, body } of all) {
    if (type !== "LandIntended" || !landed.has(body.landing)) continue;
    assert.ok(kept.includes(String(body.branchCommit)), "what landed is kept as an attempt");
    await project.git("merge-base", "--is-ancestor", String(body.commit), "main");
  }
  const locks = (await filesUnder(`${project.repository}/.git`)).filter((path) =>
    path.endsWith(".lock") && !path.endsWith("/engine.lock")
  );
  assert.deepEqual(locks, [], "git's lock files");
}

/** Does the work for every item, some at a time, and fails with all that failed, by name. */
export async function forEachOf<T>(
  items: readonly T[],
  name: (item: T) => string,
  work: (item: T) => Promise<void>,
  /** More than two where the stories mostly wait. */
  atOnce = 2,
): Promise<void> {
  const waiting = [...items];
  const failed: string[] = [];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed.push(`${name(item)}: ${error instanceof Error ? error.message : error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  assert.equal(
    failed.length,
    0,
    `${failed.length} of ${items.length} failed\n\n${failed.join("\n\n")}`,
  );
}
