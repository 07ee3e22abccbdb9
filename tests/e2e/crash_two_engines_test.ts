// P4: one engine per spec. Losers change nothing and name the holder; a killed holder is no obstacle; other
// specs of the repository go their own way; every worktree of a repository shares its runs, a clone has its own.
import assert from "node:assert/strict";
import { basename, join, relative } from "node:path";
import type { Step } from "../fixtures/agents/scenario.ts";
import { noCallPaidTwice, noProcessLeft, oneLandingPerTask } from "./kit/assertions.ts";
import { checkout } from "./kit/checkout.ts";
import { assertSound } from "./kit/crash.ts";
import { databases, facts, filesUnder, landings } from "./kit/observe.ts";
import { type Ended, type Live, runProgram, startProgram } from "./kit/program.ts";
import { createProject, type Project } from "./kit/project.ts";
import { specText } from "./kit/tasks.ts";

const RUN = ["run", "--all", "--no-tui"];
const REFUSED = 3;
const LAST_WORDS = "Now I wait.";

Deno.test("P4: of five engines started at once one works; the others exit 3 and name it", async () => {
  await using project = await createProject({ spec: [{}, { needs: ["TASK-001"] }] });
  await waitInFirstCall(project);
  const lives = await Promise.all(five(() => startProgram(project, RUN)));
  await using started = new AsyncDisposableStack();
  for (const live of lives) started.use(live);
  const { over, winner } = await fourLosers(lives);
  for (const loser of over) {
    assert.equal(loser.code, REFUSED, loser.stderr);
    assert.match(loser.stderr, /another engine works on this spec/);
    assert.match(loser.stderr, new RegExp(`\\bpid ${winner.pid}\\b`), "it names the holder");
  }
  await atWork(project, winner);
  assert.equal((await factsOf(project, "RunStarted")).length, 1);
  await letGo(project);
  assert.equal((await winner.ended).code, 0, winner.stderr());
  await whole(project, ["TASK-001", "TASK-002"]);
});

Deno.test("P4: a loser is refused soon and changes not one byte, of the state or of the checkout", async () => {
  await using project = await createProject({ spec: [{}] });
  await waitInFirstCall(project);
  await using holder = await startProgram(project, RUN);
  await atWork(project, holder);
  // The first look remembers what it found; the losers must not.
  await runProgram(project, ["status"]);
  const before = [await stillState(project, holder), await checkout(project)];
  const [losers, looks]: [number[], number[]] = [[], []];
  for (const _ of [1, 2, 3]) {
    const loser = await runProgram(project, RUN);
    assert.equal(loser.code, REFUSED, loser.stderr);
    assert.match(loser.stderr, new RegExp(`\\bpid ${holder.pid}\\b`));
    losers.push(loser.ms);
    looks.push((await runProgram(project, ["status"])).ms);
  }
  // The quickest of some, against a mere look at the same time: a busy machine is no failure.
  const [loserMs, lookMs] = [Math.min(...losers), Math.min(...looks)];
  assert.ok(loserMs < lookMs + 10_000, `${loserMs} ms, a mere look takes ${lookMs} ms`);
  assert.deepEqual([await stateFiles(project), await checkout(project)], before);
  await letGo(project);
  assert.equal((await holder.ended).code, 0, holder.stderr());
});

Deno.test("P4 P13: when the holder is killed the next start works, at once", async () => {
  await using project = await createProject({ spec: [{}, {}] });
  await waitInFirstCall(project);
  await using holder = await startProgram(project, RUN);
  await atWork(project, holder);
  await letGo(project);
  holder.kill9();
  const next = await runProgram(project, RUN);
  assert.equal(next.code, 0, next.stderr);
  await whole(project, ["TASK-001", "TASK-002"]);
});

Deno.test("two specs of one repository run at the same time, and both land", async () => {
  const tasks = (letter: string) =>
    specText(["1", "2", "3"].map((n) => ({ id: `${letter}-00${n}` })));
  await using project = await createProject({
    prefix: "left-",
    spec: tasks("LEFT"),
    files: { "spec/right-tasks.md": tasks("RIGHT") },
  });
  const run = (prefix: string) =>
    runProgram(project, [...RUN, "--spec-prefix", prefix, "--jobs", "2"]);
  const both = await Promise.all([run("left-"), run("right-")]);
  for (const ended of both) assert.equal(ended.code, 0, ended.stderr);
  assert.equal((await databases(project)).length, 2, "each has its own state");
  const ids = ["LEFT", "RIGHT"].flatMap((name) => [1, 2, 3].map((n) => `${name}-00${n}`));
  await oneLandingPerTask(project, ids);
  for (const prefix of ["left-", "right-"]) {
    const text = await project.git("show", `main:spec/${prefix}tasks.md`);
    assert.equal(text.match(/✅ DONE/g)?.length, 3, `${prefix}tasks.md`);
  }
  await noCallPaidTwice(project);
  await noProcessLeft(project);
  assert.equal(await project.git("status", "--porcelain"), "");
});

Deno.test("a second worktree of the repository shares its run: refused beside it, nothing to do after it", async () => {
  await using project = await createProject({ spec: [{}] });
  const second = join(project.repository, "..", "second");
  await project.git("worktree", "add", "-q", "-b", "other", second);
  await waitInFirstCall(project);
  await using holder = await startProgram(project, RUN);
  await atWork(project, holder);
  const beside = await runProgram(project, RUN, { cwd: second });
  assert.equal(beside.code, REFUSED, beside.stderr);
  assert.match(beside.stderr, new RegExp(`\\bpid ${holder.pid}\\b`));
  await letGo(project);
  assert.equal((await holder.ended).code, 0, holder.stderr());
  const after = await runProgram(project, RUN, { cwd: second });
  assert.equal(after.code, 0, after.stderr);
  assert.equal((await databases(project)).length, 1);
  await whole(project, ["TASK-001"]);
});

Deno.test("a clone has a state of its own: it runs beside the original", async () => {
  await using project = await createProject({ spec: [{}] });
  const clone = join(project.repository, "..", "clone");
  await project.git("clone", "-q", project.repository, clone);
  await waitInFirstCall(project);
  await using holder = await startProgram(project, RUN);
  await atWork(project, holder);
  const beside = await runProgram(project, RUN, { cwd: clone });
  assert.equal(beside.code, 0, beside.stderr);
  assert.deepEqual(await landings(project), [], "the original's branch is not touched");
  await letGo(project);
  assert.equal((await holder.ended).code, 0, holder.stderr());
  await oneLandingPerTask(project, ["TASK-001"]);
});

async function fourLosers(
  lives: readonly Live[],
): Promise<{ readonly over: readonly Ended[]; readonly winner: Live }> {
  const over = new Map<Live, Ended>();
  await new Promise<void>((resolve, reject) => {
    for (const live of lives) {
      live.ended.then((ended) => over.set(live, ended).size === 4 && resolve(), reject);
    }
  });
  const winner = lives.find((live) => !over.has(live));
  assert.ok(winner, "one goes on");
  return { over: [...over.values()], winner };
}

function five<T>(start: () => T): T[] {
  return Array.from({ length: 5 }, start);
}

/** The first call of all holds its engine at work until it is let go. */
async function waitInFirstCall(project: Project): Promise<void> {
  const steps: readonly Step[] = [
    { do: "write", path: "work/{task}.txt", text: "{task}\n" },
    { do: "write", path: `${project.home}/at-work`, text: "" },
    { do: "say", text: LAST_WORDS },
    { do: "wait_for", path: `${project.home}/go` },
  ];
  await project.agents.claude?.setScenario({ rules: [{ task: "TASK-001", call: 1, steps }] });
}

async function atWork(project: Project, live: Live): Promise<void> {
  const path = `${project.home}/at-work`;
  await live.until("the agent at work", () => Deno.stat(path).then(() => true, () => false));
}

function letGo(project: Project): Promise<void> {
  return Deno.writeTextFile(`${project.home}/go`, "");
}

async function factsOf(project: Project, type: string) {
  return (await facts(project)).filter((fact) => fact.type === type);
}

/** What the holder's agent printed last may still be on its way into the transcript. */
async function stillState(
  project: Project,
  holder: Live,
): Promise<Readonly<Record<string, string>>> {
  await holder.until("the agent's last words in the transcript", async () => {
    const logs = (await filesUnder(stateFolder(project))).filter((path) => path.endsWith(".log"));
    const texts = await Promise.all(logs.map((path) => Deno.readTextFile(path)));
    return texts.some((text) => text.includes(LAST_WORDS) && text.endsWith("\n"));
  });
  return await stateFiles(project);
}

function stateFolder(project: Project): string {
  return join(project.repository, ".git/spec-tui");
}

/** Hash by path; SQLite's own side files may change with a mere look. */
async function stateFiles(project: Project): Promise<Readonly<Record<string, string>>> {
  const folder = stateFolder(project);
  const hashes: Record<string, string> = {};
  for (const path of await filesUnder(folder)) {
    if (/-(wal|shm)$/.test(basename(path))) continue;
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
    hashes[relative(folder, path)] = new Uint8Array(digest).toHex();
  }
  return hashes;
}

async function whole(project: Project, tasks: readonly string[]): Promise<void> {
  await oneLandingPerTask(project, tasks);
  assertSound(await facts(project));
  await noCallPaidTwice(project);
  await noProcessLeft(project);
}
