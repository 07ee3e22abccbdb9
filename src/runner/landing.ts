// Landing, step by step, each step a fact before the next: prepare the merge, check it where the queue
// moved, move the queue by compare-and-swap, then let the target follow.
import type { Fact } from "../pipeline/fact.ts";
import type { Attempt } from "../pipeline/run.ts";
import type { Task, TaskId } from "../spec/spec.ts";
import { encodeSpec, withTaskDone } from "../spec/edit.ts";
import { failureOf } from "./failure.ts";
import type { MergeQueue } from "./merge_queue.ts";
import { baseOf } from "./queue_base.ts";
import type { Engine, LoopState, WorkResult } from "./engine.ts";

export async function prepareLanding(
  engine: Engine,
  task: Task,
  attempt: Attempt,
): Promise<WorkResult> {
  const prepared = await prepare(engine, task, attempt);
  // Ended by a person in the meantime, it must not land.
  return { ...prepared, isOvertaken: () => attempt.end !== null };
}

async function prepare(
  engine: Engine,
  task: Task,
  attempt: Attempt,
): Promise<WorkResult> {
  const at = { task: task.id, attempt: attempt.n };
  const landing = engine.ids.next();
  if (engine.queue === null) return { facts: [landedInPlace(at, landing)] };
  // P7: the very commit that was checked, or nothing.
  if (attempt.commit === null || attempt.base === null || attempt.checked !== attempt.commit) {
    const message = `Cannot land ${task.id}: its commit is not the one that was checked`;
    return failedLanding(
      at,
      failureOf("internal", message, `${attempt.commit} ${attempt.checked}`),
    );
  }
  const onto = await baseOf(engine);
  if (!("base" in onto)) return onto;
  const candidate = await engine.queue.prepare({
    task: task.id,
    branchCommit: attempt.commit,
    base: attempt.base,
    message: landingMessage(task, attempt),
    atMs: engine.clock.now(),
    fence: engine.fence,
  });
  if ("conflict" in candidate) {
    const message = `The work conflicts with what has landed, in ${candidate.conflict.join(", ")}`;
    const failure = failureOf("conflict", message, candidate.conflict.join("\n"));
    return { facts: [...onto.facts, ...failedLanding(at, failure).facts] };
  }
  return {
    facts: [
      ...onto.facts,
      { type: "StageStarted", ...at, stage: "land" },
      { type: "LandIntended", ...at, landing, ...candidate, branchCommit: attempt.commit },
    ],
  };
}

function failedLanding(
  at: { task: TaskId; attempt: number },
  failure: ReturnType<typeof failureOf>,
): WorkResult {
  return {
    facts: [{
      type: "StageFailed",
      ...at,
      stage: "land",
      durationMs: 0,
      failure,
      sha: null,
      tree: null,
    }],
  };
}

function landedInPlace(at: { task: TaskId; attempt: number }, landing: string): Fact {
  return { type: "TaskLanded", ...at, landing, commit: null, durationMs: 0, statusInTree: false };
}

function landingMessage(task: Task, attempt: Attempt): string {
  const items = task.checklist.map((item) => `- ${item.text}`);
  const parts = [`${task.id}: ${task.name}`];
  if (items.length > 0) parts.push(`Checklist:\n${items.join("\n")}`);
  if (task.milestone) parts.push(`Milestone: ${task.milestone}`);
  parts.push(
    `Attempt ${attempt.n}, written by ${attempt.agent}${
      attempt.model ? ` (${attempt.model})` : ""
    }`,
  );
  return parts.join("\n\n");
}

/** Replayed after a crash it finds the queue moved already, and says so. */
export async function land(engine: Engine, state: LoopState): Promise<WorkResult> {
  const { landing } = state.run;
  if (!landing || engine.queue === null) return { facts: [] };
  const moved = await engine.queue.land({ commit: landing.commit, queueOld: landing.queueOld });
  if (moved === "moved") {
    return { facts: [{ type: "LandVoided", landing: landing.id, why: "the queue moved" }] };
  }
  return {
    facts: [{
      type: "TaskLanded",
      task: landing.task,
      attempt: landing.attempt,
      landing: landing.id,
      commit: landing.commit,
      durationMs: Math.max(0, engine.clock.now() - landing.sinceMs),
      statusInTree: landing.statusInTree,
    }],
  };
}

export async function advance(engine: Engine): Promise<WorkResult> {
  if (engine.queue === null) return { facts: [] };
  const first = await advanceOnce(engine, engine.queue);
  if (first.type !== "TargetWaits" || first.reason.kind !== "diverged") return { facts: [first] };
  // Somebody committed to the target after the last landing was made: the queue takes that in.
  const onto = await baseOf(engine);
  if (!("base" in onto)) return onto;
  return { facts: [...onto.facts, await advanceOnce(engine, engine.queue)] };
}

async function advanceOnce(engine: Engine, queue: MergeQueue): Promise<Fact> {
  const { target } = engine.request;
  const result = await queue.advance();
  return "waits" in result
    ? { type: "TargetWaits", target, reason: result.waits, message: result.message }
    : { type: "TargetAdvanced", target, to: result.advanced ?? "" };
}

/** The status in the user's own copy, where it could not land with the work. */
export async function writeStatuses(
  engine: Engine,
  state: LoopState,
  tasks: readonly TaskId[],
): Promise<WorkResult> {
  const facts: Fact[] = [];
  for (const task of tasks) {
    const reason = await writeDone(engine, state, task);
    facts.push(
      reason === null
        ? { type: "StatusWritten", task, status: "done" }
        : { type: "StatusNotWritten", task, status: "done", reason },
    );
  }
  return { facts };
}

const TRIES = 5;

/** A person may save the file at the same moment: their text wins, and the edit is made on it. */
async function writeDone(engine: Engine, state: LoopState, task: TaskId): Promise<string | null> {
  for (let round = 0; round < TRIES; round++) {
    try {
      const before = await engine.files.tasks();
      if (before === null) return "tasks.md is gone";
      const spec = state.reader.specOf(before);
      if (!("byId" in spec)) return spec.message;
      if (!spec.byId.has(task)) return `${task} is no longer in tasks.md`;
      // Refused where a person's edit left the task in two places, or not to be told from its text.
      const done = withTaskDone(spec, task);
      if (done.text === spec.text) return null;
      const after = encodeSpec(done.text);
      if (!await engine.files.replaceTasks(before, after)) continue;
      state.reader.wrote(done, after);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return "tasks.md changed again and again while it was written";
}
