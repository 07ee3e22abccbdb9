// given(facts).when(command, task).then(facts): the core's stories, without a clock or a disk.
import assert from "node:assert/strict";
import { decide } from "../src/app/commands.ts";
import { evolve } from "../src/pipeline/evolve.ts";
import type {
  Event,
  Fact,
  Failure,
  FailureKind,
  RunLimits,
  Selection,
} from "../src/pipeline/fact.ts";
import { type Effect, plan } from "../src/pipeline/plan.ts";
import { emptyRun, type Run } from "../src/pipeline/run.ts";
import type { Priority, Spec, Status, Task } from "../src/spec/spec.ts";

export const NOW = 1_700_000_000_000;
export const LIMITS: RunLimits = {
  budgetUsd: null,
  taskBudgetUsd: null,
  maxRetryCostUsd: null,
  budgetReserveUsd: 1,
  maxAttempts: 3,
  maxConsecutiveFailures: 2,
  onTaskFailure: "skip",
  retryDelayMs: 0,
  jobs: 3,
  limitWaitMs: 3_600_000,
  sessionMs: 0,
  stopOnRedBase: false,
  agents: ["claude"],
  perAgent: {},
};

export function events(facts: readonly Fact[], from = 1): Event[] {
  let run: string | null = null;
  return facts.map((fact, index) => {
    if (fact.type === "RunStarted") run = fact.run;
    const seq = from + index;
    return { seq, id: `e${seq}`, origin: "o", originN: seq, atMs: NOW + seq, run, fence: 1, fact };
  });
}

export function runOf(facts: readonly Fact[]): Run {
  return events(facts).reduce(evolve, emptyRun());
}

/** `specOf({ a: [], b: ["a"] })`: ids and what they need. */
export function specOf(
  needs: Readonly<Record<string, readonly string[]>>,
  more: Readonly<Record<string, { priority?: Priority; status?: Status; milestone?: string }>> = {},
): Spec {
  const tasks = Object.entries(needs).map(([id, each], index) => taskOf(id, each, index, more[id]));
  const rank = (task: Task) => Number(task.priority.slice(1));
  return {
    text: "",
    tasks,
    byId: new Map(tasks.map((task) => [task.id, task])),
    ordered: tasks.toSorted((a, b) => rank(a) - rank(b)),
    diagnostics: [],
  };
}

function taskOf(
  id: string,
  needs: readonly string[],
  index: number,
  more: { priority?: Priority; status?: Status; milestone?: string } = {},
): Task {
  return {
    id,
    name: `Do ${id}`,
    priority: more.priority ?? "p0",
    status: more.status ?? "todo",
    estimate: "",
    description: "",
    checklist: [],
    needs,
    tracesTo: [],
    blocks: [],
    milestone: more.milestone ?? "",
    line: index + 1,
    span: { start: 0, end: 0 },
    statusSpan: null,
  };
}

export function started(
  limits: Partial<RunLimits> = {},
  selection: Selection = { kind: "all" },
  run = "run-1",
): Fact {
  return {
    type: "RunStarted",
    run,
    version: "0",
    mode: "git",
    target: "main",
    selection,
    skipInProgress: false,
    integration: "merge",
    limits: { ...LIMITS, ...limits },
    by: "cli:ada",
  };
}

export function ended(exitCode = 0): Fact {
  return { type: "RunEnded", exitCode, reason: "", durationMs: 1 };
}

export function attempt(
  task: string,
  n = 1,
  more: { agent?: string; order?: string; reservedUsd?: number } = {},
): Fact[] {
  const agent = more.agent ?? "claude";
  return [
    {
      type: "AttemptStarted",
      task,
      attempt: n,
      agent,
      model: "",
      base: "base",
      continueFrom: null,
      why: "first",
    },
    {
      type: "OrderIssued",
      order: more.order ?? `order-${task}-${n}`,
      task,
      attempt: n,
      stages: ["implement", "check", "review"],
      agent,
      reservedUsd: more.reservedUsd ?? 1,
      hash: "h",
      candidate: null,
    },
  ];
}

export function passed(
  task: string,
  n: number,
  stage: "prepare" | "implement" | "check",
  sha = `${task}-sha-${n}`,
): Fact[] {
  return [
    { type: "StageStarted", task, attempt: n, stage },
    {
      type: "StagePassed",
      task,
      attempt: n,
      stage,
      durationMs: 1,
      sha,
      tree: `${sha}-tree`,
      detail: "",
    },
  ];
}

export function failure(kind: Failure["kind"] = "test_failure", fingerprint = "f"): Failure {
  return { kind, message: `${kind} it was`, evidence: "line 1\nline 2", fingerprint };
}

export function failed(
  task: string,
  n: number,
  stage: "implement" | "check" | "land" = "check",
  kind: Failure["kind"] = "test_failure",
): Fact[] {
  return [
    { type: "StageStarted", task, attempt: n, stage },
    {
      type: "StageFailed",
      task,
      attempt: n,
      stage,
      durationMs: 1,
      failure: failure(kind),
      sha: null,
      tree: null,
    },
  ];
}

/** A call of the attempt, ended; `null` where nobody tells what it cost. */
export function called(
  task: string,
  n: number,
  costUsd: number | null,
  call = `call-${task}-${n}`,
): Fact[] {
  return [
    {
      type: "CallStarted",
      call,
      order: `order-${task}-${n}`,
      task,
      attempt: n,
      stage: "implement",
      role: "implement",
      agent: "claude",
      model: "",
      reservedUsd: 1,
    },
    callEnded(call, costUsd),
  ];
}

export function callEnded(call: string, costUsd: number | null): Fact {
  return {
    type: "CallEnded",
    call,
    outcome: "answered",
    costUsd,
    tokens: { input: 10, output: 2, cacheRead: 0, cacheWrite: 0 },
    model: "",
    durationMs: 1,
    exitCode: 0,
  };
}

export function closed(task: string, n = 1): Fact {
  return { type: "OrderClosed", order: `order-${task}-${n}` };
}

/** A person asked for it again, as its work stands. */
export function retried(task: string, by = "cli:ada"): Fact {
  return { type: "TaskRetried", task, fresh: false, agent: null, model: null, note: "", by };
}

/** claude is at its limit until then; `null`: can't be used for the rest of the run. */
export function parkedAgent(
  untilMs: number | null,
  kind: FailureKind = "agent_limit",
  message = "limit",
): Fact {
  return { type: "AgentParked", agent: "claude", kind, untilMs, message };
}

/** An attempt that was checked and waits for its landing. */
export function ready(task: string, n = 1): Fact[] {
  return [
    ...attempt(task, n),
    ...passed(task, n, "prepare"),
    ...passed(task, n, "implement"),
    ...passed(task, n, "check"),
    { type: "StageSkipped", task, attempt: n, stage: "review", why: "not built" },
    { type: "StageSkipped", task, attempt: n, stage: "approve", why: "not asked for" },
    closed(task, n),
  ];
}

export function intended(task: string, needsCheck = false, n = 1): Fact {
  return {
    type: "LandIntended",
    landing: `landing-${task}`,
    task,
    attempt: n,
    queueOld: "base",
    commit: `${task}-merge`,
    branchCommit: `${task}-sha-${n}`,
    parents: ["base", `${task}-sha-${n}`],
    tree: "t",
    needsCheck,
    statusInTree: true,
  };
}

export function landed(task: string, n = 1): Fact[] {
  return [
    ...ready(task, n),
    intended(task, false, n),
    {
      type: "TaskLanded",
      task,
      attempt: n,
      landing: `landing-${task}`,
      commit: `${task}-merge`,
      durationMs: 1,
      statusInTree: true,
    },
    { type: "TargetAdvanced", target: "main", to: `${task}-merge` },
  ];
}

export function planned(
  spec: Spec,
  run: Run,
  more: { nowMs?: number; elapsedMs?: number; checkBase?: boolean } = {},
) {
  return plan(spec, run, {
    nowMs: more.nowMs ?? NOW + 1e6,
    elapsedMs: more.elapsedMs ?? 0,
    checkBase: more.checkBase ?? false,
  });
}

/** `attempt a`, `land`, … in a line each. */
export function named(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    const of = "task" in effect && effect.task !== null ? effect.task : null;
    return of === null ? effect.kind : `${effect.kind} ${typeof of === "string" ? of : of.id}`;
  });
}

export function given(...facts: readonly (Fact | readonly Fact[])[]) {
  const run = runOf(facts.flat());
  return {
    run,
    when(
      name: string,
      args: Readonly<Record<string, unknown>> = {},
      spec: Spec = specOf({ a: [], b: ["a"] }),
    ) {
      const decision = decide(name, { spec, run, args, by: "cli:ada" });
      return {
        then: (...expected: readonly Partial<Fact>[]) => {
          assert.ok(
            "facts" in decision,
            `refused: ${"refused" in decision ? decision.refused : ""}`,
          );
          assert.deepEqual(
            decision.facts.map((fact) => ({ ...fact, by: undefined })),
            expected.map((fact) => ({ ...fact, by: undefined })),
          );
        },
        refused: (reason: RegExp) => {
          assert.ok("refused" in decision, "it was not refused");
          assert.match(decision.refused, reason);
        },
      };
    },
  };
}
