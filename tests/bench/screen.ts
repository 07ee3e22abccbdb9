// The full-screen app under load: the figures that a person at the terminal feels. An engine is played by this
// process: it holds the lock, appends facts and writes a transcript, all through the store.
import { systemClock, systemIds } from "../../src/host/clock.ts";
import type { Fact } from "../../src/pipeline/fact.ts";
import { openEventLog, type StoreLog } from "../../src/store/event_log.ts";
import { acquireLock } from "../../src/store/lock.ts";
import { createRedactor } from "../../src/store/redact.ts";
import { openTranscript, type Transcript } from "../../src/store/transcript.ts";
import { dirname, join } from "node:path";
import { databases } from "../e2e/kit/observe.ts";
import { commandLine } from "../e2e/kit/program.ts";
import type { Project } from "../e2e/kit/project.ts";
import { taskId } from "../e2e/kit/tasks.ts";
import { benchProject } from "./bench_project.ts";
import { landedFacts, started } from "./given_run.ts";
import { appendLanded } from "./long_log.ts";
import { median } from "./measure.ts";
import type { Row } from "./row.ts";
import { at, screenFrames } from "./screen_frames.ts";
import { openScreenProcess, type ScreenProcess } from "./screen_process.ts";

const TASKS = 10_000;
const DONE = 9_000;
const LINES_PER_SECOND = 10_000;
const SIZE = { columns: 200, rows: 50 };
/** The promise is about ten minutes: `BENCH_SCREEN_SECONDS=600` plays them. */
const LOAD_SECONDS = Number(Deno.env.get("BENCH_SCREEN_SECONDS") ?? 40);
/** The system counts CPU in hundredths of a second: of a short wait one of them is too much. */
const IDLE_MS = 20_000;

export async function screen(): Promise<readonly Row[]> {
  return [...await screenFrames(), ...await firstFrame(), ...await underLoad()];
}

async function firstFrame(): Promise<readonly Row[]> {
  await using project = await benchProject({ tasks: 1000, done: 998, git: "none" });
  await appendLanded(project, 998);
  const isCompiled = Boolean(Deno.env.get("SPEC_TUI_BIN"));
  const times: number[] = [];
  for (let round = -1; round < 10; round++) {
    await using app = await openScreenProcess(project, await commandLine(), SIZE);
    // Blanks are not drawn: what is looked for has none.
    const drawn = await app.seen("/1000");
    if (round >= 0) times.push((drawn ?? NaN) - app.startedAt);
  }
  return [{
    what: `exec to first frame, 1000 tasks, ${isCompiled ? "compiled" : "deno run"}`,
    measured: median(times),
    unit: "ms",
    limit: isCompiled ? 150 : null,
    note: `median of ${times.length}, with \`script\` and stty; promised is 150 ms compiled`,
  }];
}

async function underLoad(): Promise<readonly Row[]> {
  await using project = await benchProject({ tasks: TASKS, done: DONE, git: "none" });
  const facts = await appendLanded(project, DONE);
  await using app = await openScreenProcess(project, await commandLine(), SIZE);
  if (await app.seen(`/${TASKS}`, 60_000) === null) throw new Error("Cannot see a frame");
  await settle();
  const noEngine = await cpuShare(app, IDLE_MS);
  await using engine = await playEngine(project);
  await app.seen("running");
  await settle();
  const idleEngine = await cpuShare(app, IDLE_MS);
  const visible = await factToVisible(app, engine);
  await app.type("go");
  const load = await playLoad(app, engine);
  return [
    row("idle CPU, no engine", noEngine, "%", 0.5, `${facts} facts, ${IDLE_MS / 1000} s`),
    row("idle CPU, idle engine", idleEngine, "%", 1.5, `${IDLE_MS / 1000} s`),
    row("fact to visible p99", at(visible, 0.99), "ms", 80, percentiles(visible)),
    row("key to painted p99, under load", at(load.keys, 0.99), "ms", 20, percentiles(load.keys)),
    row("CPU under load", load.cpu, "%", 8, `${LINES_PER_SECOND} lines/s read, ${LOAD_SECONDS} s`),
    row("to the terminal under load", load.kbPerSecond, "kB/s", 260, ""),
    row("memory after the load", load.memoryMb, "MB", 150, load.memoryNote),
  ];
}

function row(
  what: string,
  measured: number,
  unit: Row["unit"],
  limit: number,
  note: string,
): Row {
  return { what: `screen: ${what}`, measured, unit, limit, note };
}

function percentiles(times: readonly number[]): string {
  const of = (share: number) => at(times, share).toFixed(1);
  return `${times.length} times: median ${of(0.5)}, p90 ${of(0.9)} ms`;
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2000));
}

async function cpuShare(app: ScreenProcess, ms: number): Promise<number> {
  const [before, startedAt] = [await app.usage(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, ms));
  const [after, endedAt] = [await app.usage(), performance.now()];
  return (after.cpuSeconds - before.cpuSeconds) / (endedAt - startedAt) * 1e5;
}

interface PlayedEngine extends AsyncDisposable {
  readonly log: StoreLog;
  append(...facts: readonly Fact[]): void;
  /** A new call of the task that talks; its transcript. */
  call(): Transcript;
}

async function playEngine(project: Project): Promise<PlayedEngine> {
  const [path = ""] = await databases(project);
  const folder = dirname(path);
  const holder = { pid: Deno.pid, host: "bench", startedAtMs: Date.now(), command: "bench" };
  const lock = await acquireLock(join(folder, "engine.lock"), holder, { clock: systemClock });
  if (lock.kind !== "acquired") throw new Error("Cannot play an engine: its lock is held");
  const log = openEventLog({
    path,
    origin: systemIds.next(),
    ids: systemIds,
    clock: systemClock,
    redactor: createRedactor([]),
  });
  log.takeFence();
  log.append([started(systemIds.next())]);
  let calls = 0;
  const task = taskId(0);
  return {
    log,
    append: (...facts) => log.append(facts),
    call() {
      const call = systemIds.next();
      const order = systemIds.next();
      const attempt = ++calls;
      log.append([
        ...landedFacts(task).slice(0, 1).map((fact) => ({ ...fact, attempt }) as Fact),
        {
          type: "OrderIssued",
          order,
          task,
          attempt,
          stages: ["implement"],
          agent: "fast",
          reservedUsd: 1,
          hash: "",
          candidate: null,
        },
        { type: "StageStarted", task, attempt, stage: "implement" },
        {
          type: "CallStarted",
          call,
          order,
          task,
          attempt,
          stage: "implement",
          role: "implement",
          agent: "fast",
          model: "",
          reservedUsd: 1,
        },
      ]);
      return openTranscript(join(folder, "logs"), {
        call,
        task,
        attempt,
        stage: "implement",
        role: "implement",
        agent: "fast",
        model: "",
        argv: [],
        startedAtMs: Date.now(),
      }, createRedactor([]));
    },
    [Symbol.asyncDispose]: async () => {
      log.close();
      lock.release();
      await Promise.resolve();
    },
  };
}

/** The terminal's title counts what waits: it comes with the frame that shows it. */
async function factToVisible(app: ScreenProcess, { append }: PlayedEngine): Promise<number[]> {
  const times: number[] = [];
  const task = taskId(DONE + 5);
  for (let round = 0; round < 60; round++) {
    const held = app.seen("]2;(1) ", 5000);
    const startedAt = performance.now();
    append({ type: "TaskHeld", task, reason: "bench", by: "bench" });
    const seenAt = await held;
    times.push((seenAt ?? Infinity) - startedAt);
    append({ type: "TaskReleased", task, by: "bench" });
    await new Promise((resolve) => setTimeout(resolve, 120 + 7 * (round % 9)));
  }
  return times.sort((one, other) => one - other);
}

async function playLoad(app: ScreenProcess, engine: PlayedEngine) {
  const keys: number[] = [];
  const memory: number[] = [];
  const encoder = new TextEncoder();
  let transcript = engine.call();
  let inCall = 0;
  let lines = 0;
  const [before, bytesBefore, startedAt] = [await app.usage(), app.bytes(), performance.now()];
  let pressedAt = 0;
  const elapsed = () => (performance.now() - startedAt) / 1000;
  while (elapsed() < LOAD_SECONDS) {
    const due = Math.floor(elapsed() * LINES_PER_SECOND);
    const text = Array.from(
      { length: due - lines },
      (_, n) =>
        `line ${lines + n} of what an agent says while it works on src/part.ts and tests it\n`,
    ).join("");
    transcript.output(encoder.encode(text));
    inCall += text.length;
    lines = due;
    // A transcript keeps its first 8 MB as they come: a talkative agent makes many calls here.
    if (inCall > 7e6) {
      transcript.end({ kind: "answered" });
      transcript = engine.call();
      inCall = 0;
    }
    if (elapsed() - pressedAt > 0.4) {
      pressedAt = elapsed();
      keys.push(await keyToPainted(app));
      memory.push((await app.usage()).residentMb);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const [after, seconds] = [await app.usage(), elapsed()];
  transcript.end({ kind: "answered" });
  const half = memory[memory.length >> 1] ?? NaN;
  const grown = (after.residentMb - half) / (seconds / 2) * 60;
  return {
    keys: keys.sort((one, other) => one - other),
    cpu: (after.cpuSeconds - before.cpuSeconds) / seconds * 100,
    kbPerSecond: (app.bytes() - bytesBefore) / seconds / 1000,
    memoryMb: after.residentMb,
    memoryNote: `${before.residentMb.toFixed(0)} MB before it, ${half.toFixed(0)} MB half way, ${
      grown.toFixed(1)
    } MB a minute since; highest ${Math.max(...memory).toFixed(0)} MB`,
  };
}

/** From the press to the help's title on the terminal; then it is closed again. */
async function keyToPainted(app: ScreenProcess): Promise<number> {
  const open = app.seen("Keys", 2000);
  const pressedAt = performance.now();
  await app.type("?");
  const seenAt = await open;
  await app.type("?");
  return (seenAt ?? Infinity) - pressedAt;
}
