// What must hold of any run, whatever happened in it. Each throws with the facts that contradict it.
import assert from "node:assert/strict";
import type { Checkout } from "./checkout.ts";
import { agentCalls, facts, landings, type LoggedFact, processesWith } from "./observe.ts";
import type { Project } from "./project.ts";
import type { SpecTask } from "./tasks.ts";
import { taskId } from "./tasks.ts";

/** P2: every task has landed exactly once on `ref`. */
export async function oneLandingPerTask(
  project: Project,
  tasks: readonly string[],
  ref?: string,
): Promise<void> {
  const landed = (await landings(project, ref)).map((landing) => landing.task);
  assert.deepEqual([...landed].sort(), [...tasks].sort(), "each task lands exactly once");
}

/** No task landed before a task it needs. */
export async function dependencyOrder(
  project: Project,
  tasks: readonly SpecTask[],
  ref?: string,
): Promise<void> {
  const order = (await landings(project, ref)).map((landing) => landing.task);
  tasks.forEach((task, index) => {
    const at = order.indexOf(task.id ?? taskId(index));
    for (const needed of at < 0 ? [] : task.needs ?? []) {
      const neededAt = order.indexOf(needed);
      assert.ok(
        neededAt >= 0 && neededAt < at,
        `${task.id ?? taskId(index)} landed before ${needed}: ${order.join(", ")}`,
      );
    }
  });
}

/** The spec as it landed: every task is `✅ DONE`, every item ticked. */
export async function allDoneInLandedSpec(
  project: Project,
  path = "spec/tasks.md",
  ref?: string,
): Promise<void> {
  const text = await project.git("show", `${ref ?? project.mainBranch}:${path}`);
  const lines = text.split("\n");
  const open = lines.filter((line) => /^\s*- \[ \]/.test(line));
  const statuses = lines.filter((line) => /\bP\d \| /.test(line));
  assert.ok(statuses.length > 0, "the landed spec has tasks");
  assert.deepEqual(statuses.filter((line) => !line.includes("| ✅ DONE")), [], "tasks not done");
  assert.deepEqual(open, [], "items not ticked");
}

/** P5: nothing of the user's has changed but what `except` names (files that landed). */
export function userFilesUntouched(
  before: Checkout,
  now: Checkout,
  except: { readonly files?: RegExp; readonly headMoves?: boolean } = {},
): void {
  const kept = (files: Checkout["files"]) =>
    Object.fromEntries(
      Object.entries(files).filter(([path]) => except.files?.test(path) !== true),
    );
  assert.deepEqual(kept(now.files), kept(before.files), "files of the user");
  assert.equal(now.stashes, before.stashes, "stashes");
  if (except.headMoves === true) return;
  assert.equal(now.head, before.head, "HEAD");
  assert.equal(now.index, before.index, "the index");
  assert.deepEqual(now.refs, before.refs, "refs that are not ours");
}

/** P3: no finished stage was paid for again, and no agent ran without a call in the ledger. */
export async function noCallPaidTwice(project: Project): Promise<void> {
  const all = await facts(project);
  assert.deepEqual(paidTwice(all), [], "calls paid twice");
  const started = all.filter((fact) => fact.type === "CallStarted").length;
  const made = (await agentCalls(project)).length;
  assert.ok(made <= started, `${made} agent calls were made, ${started} are in the ledger`);
}

/** Calls that started although the same one had been answered, or its stage had passed. */
export function paidTwice(all: readonly LoggedFact[]): readonly string[] {
  const repeated: string[] = [];
  const finished = new Set<string>();
  const started = new Map<string, string>();
  for (const { type, task, attempt, stage, body } of all) {
    const stageKey = `${task} attempt ${attempt} ${stage}`;
    if (type === "StagePassed") finished.add(stageKey);
    if (type === "CallStarted") {
      const call = String(body.call);
      const callKey = `${stageKey} ${body.role}`;
      if (started.has(call) || finished.has(stageKey) || finished.has(callKey)) {
        repeated.push(callKey);
      }
      started.set(call, callKey);
    }
    if (type === "CallEnded" && body.outcome === "answered") {
      const callKey = started.get(String(body.call));
      // A role may be asked again about a new commit; the author may not.
      if (callKey?.includes(" implement ")) finished.add(callKey);
    }
  }
  return repeated;
}

/** P8: nothing is left of what the project started: seen within 300 ms on an idle machine, and a busy one is no failure. */
export async function noProcessLeft(project: Project, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  let left = await processesWith(project);
  while (left.length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = await processesWith(project);
  }
  assert.deepEqual(left, [], "processes that outlived the run");
}
