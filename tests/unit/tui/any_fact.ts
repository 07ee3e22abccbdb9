// Facts of every type in any order, about few tasks, orders and calls, so that they meet: what a screen must bear.
import fc from "fast-check";
import type { Fact, FactOf, FactType, Failure, Stage } from "../../../src/pipeline/fact.ts";
import { STAGES } from "../../../src/pipeline/fact.ts";
import { idOf, RUN, runStarted } from "./given_screen.ts";

type Kinds = { readonly [T in FactType]: fc.Arbitrary<FactOf<T>> };

const task = fc.integer({ min: 1, max: 5 }).map(idOf);
const attempt = fc.integer({ min: 1, max: 3 });
const order = fc.constantFrom("o1", "o2", "o3");
const call = fc.constantFrom("c1", "c2", "c3", "c4");
const stage = fc.constantFrom<Stage>(...STAGES);
const agent = fc.constantFrom("claude", "codex");
const by = fc.constantFrom("cli:ada", "tui:bob", "engine");
const words = fc.constantFrom(
  "",
  "why not",
  "two\nlines",
  "\x1b[2J\x1b]52;c;aGk=\x07",
  "漢字 👩‍👩‍👧 e\u0301",
  "x".repeat(400),
);
const usd = fc.constantFrom(0.25, 1, 12.5);
const sha = fc.constantFrom(null, "a".repeat(40));
const durationMs = fc.constantFrom(0, 1200, 4_000_000);
const yes = fc.boolean();
const failure: fc.Arbitrary<Failure> = fc.record({
  kind: fc.constantFrom("test_failure", "agent_limit", "conflict", "outside_changes", "no_verdict"),
  message: words,
  evidence: words,
  fingerprint: fc.constant("f"),
});
const commit = fc.constant("b".repeat(40));

/** One arbitrary for each type; a new type does not compile until it stands here. */
export const kinds: Kinds = {
  RunStarted: fc.record({ by }).map((part) => ({ ...runStarted, ...part })) as fc.Arbitrary<
    FactOf<"RunStarted">
  >,
  RunEnded: of("RunEnded", { exitCode: fc.constantFrom(0, 1, 4), reason: words, durationMs }),
  RunPaused: of("RunPaused", { by }),
  RunResumed: of("RunResumed", { by }),
  StopRequested: of("StopRequested", {
    mode: fc.constantFrom("soft", "hard"),
    by,
    reason: words,
  }),
  SpecRead: of("SpecRead", {
    hash: words,
    tasks: fc.constant(5),
    head: fc.constantFrom("", "main"),
    changes: fc.array(
      fc.record({
        task,
        from: fc.constantFrom(null, "todo", "done"),
        to: fc.constantFrom(null, "todo", "done", "blocked"),
      }),
      { maxLength: 3 },
    ),
  }),
  BaseChecked: of("BaseChecked", {
    sha,
    passed: yes,
    tests: fc.constantFrom(null, 3),
    message: words,
    durationMs,
  }),
  TaskTaken: of("TaskTaken", { task, by }),
  TaskReleased: of("TaskReleased", { task, by }),
  TaskMarkedDone: of("TaskMarkedDone", { task, by }),
  TaskHeld: of("TaskHeld", { task, reason: words, by }),
  TaskSkipped: of("TaskSkipped", { task, by }),
  TaskRetried: of("TaskRetried", {
    task,
    fresh: yes,
    agent: fc.constant(null),
    model: fc.constant(null),
    note: words,
    by,
  }),
  QuestionAnswered: of("QuestionAnswered", { task, text: words, by }),
  WaitResolved: of("WaitResolved", {
    task,
    how: fc.constantFrom("accept", "retry", "drop"),
    by,
  }),
  HarnessAccepted: of("HarnessAccepted", { by }),
  BudgetRaised: of("BudgetRaised", { task: fc.option(task), usd, by }),
  HistoryReset: of("HistoryReset", { by }),
  CommandRefused: of("CommandRefused", {
    command: words,
    task: fc.option(task),
    reason: words,
    by,
  }),
  ActionUndone: of("ActionUndone", { seq: fc.integer({ min: 1, max: 40 }), what: words, by }),
  AttemptStarted: of("AttemptStarted", {
    task,
    attempt,
    agent,
    model: fc.constantFrom("", "opus"),
    base: sha,
    continueFrom: sha,
    why: words,
  }),
  StageStarted: of("StageStarted", { task, attempt, stage }),
  StagePassed: of("StagePassed", {
    task,
    attempt,
    stage,
    durationMs,
    sha,
    tree: sha,
    detail: words,
  }),
  StageFailed: of("StageFailed", { task, attempt, stage, durationMs, failure, sha, tree: sha }),
  StageInterrupted: of("StageInterrupted", {
    task,
    attempt,
    stage,
    reason: fc.constantFrom("stopped", "engine_died"),
    sha,
  }),
  StageSkipped: of("StageSkipped", { task, attempt, stage, why: words }),
  QuestionAsked: of("QuestionAsked", { task, attempt, question: words, sha }),
  FilesExcluded: of("FilesExcluded", { task, attempt, files: fc.array(words), why: words }),
  Noticed: of("Noticed", { task: fc.option(task), attempt: fc.constant(null), message: words }),
  OrderIssued: of("OrderIssued", {
    order,
    task,
    attempt,
    stages: fc.constant(["implement", "check", "review"] as const),
    agent,
    reservedUsd: usd,
    hash: words,
    candidate: sha,
  }),
  OrderAccepted: of("OrderAccepted", { order, execution: fc.constant("e") }),
  OrderClosed: of("OrderClosed", { order }),
  OrderLost: of("OrderLost", { order, reason: fc.constant("executor_lost") }),
  ReportRefused: of("ReportRefused", { order, reason: words, costUsd: fc.option(usd) }),
  CallStarted: of("CallStarted", {
    call,
    order,
    task,
    attempt,
    stage: fc.constantFrom("implement", "review"),
    role: fc.constantFrom("implement", "security"),
    agent,
    model: fc.constant(""),
    reservedUsd: usd,
  }),
  CallEnded: of("CallEnded", {
    call,
    outcome: fc.constantFrom("answered", "failed", "timed_out", "interrupted"),
    costUsd: fc.option(usd),
    tokens: fc.constantFrom(null, { input: 9, output: 8, cacheRead: 7, cacheWrite: 6 }),
    model: fc.constantFrom("", "opus"),
    durationMs,
    exitCode: fc.constantFrom(null, 0, 1),
  }),
  AgentParked: of("AgentParked", {
    agent,
    kind: fc.constantFrom("agent_limit", "agent_missing"),
    untilMs: fc.constantFrom(null, 1_700_000_100_000),
    message: words,
  }),
  AgentFreed: of("AgentFreed", { agent }),
  BudgetReached: of("BudgetReached", {
    task: fc.option(task),
    limitUsd: usd,
    spentUsd: usd,
    reserveUsd: usd,
  }),
  CallRefused: of("CallRefused", {
    task,
    attempt,
    call: fc.constantFrom("c1", "c2"),
    role: words,
    limitUsd: usd,
    spentUsd: usd,
    reserveUsd: usd,
  }),
  LandIntended: of("LandIntended", {
    landing: fc.constantFrom("l1", "l2"),
    task,
    attempt,
    queueOld: commit,
    commit,
    branchCommit: commit,
    parents: fc.constant([]),
    tree: commit,
    needsCheck: yes,
    statusInTree: yes,
  }),
  LandChecked: of("LandChecked", { landing: fc.constantFrom("l1", "l2"), commit, durationMs }),
  LandVoided: of("LandVoided", { landing: fc.constantFrom("l1", "l2"), why: words }),
  TaskLanded: of("TaskLanded", {
    task,
    attempt,
    landing: fc.constantFrom("l1", "l2"),
    commit: sha,
    durationMs,
    statusInTree: yes,
  }),
  StatusNotWritten: of("StatusNotWritten", { task, status: fc.constant("done"), reason: words }),
  StatusWritten: of("StatusWritten", { task, status: fc.constantFrom("done", "todo") }),
  TargetMerged: of("TargetMerged", { target: fc.constant("main"), from: commit, commit }),
  TargetAdvanced: of("TargetAdvanced", { target: fc.constant("main"), to: commit }),
  TargetWaits: of("TargetWaits", {
    target: fc.constant("main"),
    reason: fc.constantFrom({ kind: "overlap", files: ["a"] }, { kind: "asked" }),
    message: words,
  }),
  LandRequested: of("LandRequested", { by }),
  HarnessChanged: of("HarnessChanged", { task, attempt, diff: words }),
};

export const anyFact: fc.Arbitrary<Fact> = fc.oneof(...Object.values(kinds));

/** A run that has begun, and what came then. */
export const anyFacts: fc.Arbitrary<Fact[]> = fc.array(anyFact, { maxLength: 60 })
  .map((facts) => [{ ...runStarted, run: RUN } as Fact, ...facts]);

/** The fields of a generic fact can't be joined to its type by the compiler. */
function of<T extends FactType>(
  type: T,
  fields: { readonly [K in keyof Omit<FactOf<T>, "type">]: fc.Arbitrary<FactOf<T>[K]> },
): fc.Arbitrary<FactOf<T>> {
  const record = fc.record<Record<string, unknown>>(
    fields as Record<string, fc.Arbitrary<unknown>>,
  );
  return record.map((made) => ({ ...made, type }) as unknown as FactOf<T>);
}
