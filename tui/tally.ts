// What stands where and what it cost, kept up with the facts: everything is counted once, then only what a fact
// was about is counted again. Ten thousand tasks cost a run's facts nothing.
import type { Fact, FactType, Told } from "../src/pipeline/fact.ts";
import type { Spend } from "../src/pipeline/cost.ts";
import type { Run } from "../src/pipeline/run.ts";
import type { Call } from "../src/pipeline/ledger.ts";
import { type InboxItem, runItems, taskItem } from "../src/pipeline/waiting.ts";
import { type Counts, type StateWord, stateWord } from "../src/reports/status.ts";
import type { Spec, Task, TaskId } from "../src/spec/spec.ts";

export interface TaskCalls {
  readonly calls: readonly Call[];
  /** Of those that ended; null when none has. */
  readonly spend: Spend | null;
}

export interface Tally {
  readonly counts: Counts;
  readonly inbox: readonly InboxItem[];
  readonly spent: Spend;
  readonly calls: ReadonlyMap<TaskId, TaskCalls>;
  /** Another number whenever a task came to stand elsewhere. */
  readonly moves: number;
}

interface State extends Tally {
  readonly spec: Spec;
  /** Of the last fact that is counted in. */
  seq: number;
  counts: Counts;
  inbox: readonly InboxItem[];
  spent: Spend;
  moves: number;
  readonly words: Record<StateWord, number>;
  readonly tasks: Map<TaskId, { word: StateWord; stands: string }>;
  readonly waiting: Map<TaskId, InboxItem>;
  /** Those that wait, in the order of the spec; null when it changed. */
  inOrder: readonly InboxItem[] | null;
  /** Spent, and in how many tasks a part of it is not known. */
  usd: number;
  vague: number;
  readonly calls: Map<TaskId, Gathered>;
  /** Calls that had not ended when they were last looked at. */
  readonly open: Set<string>;
}

interface Gathered {
  readonly calls: readonly Call[];
  readonly spend: Spend | null;
}

/** What a fact can change here; one that is not listed does not compile. */
const touches: Readonly<Record<FactType, "nothing" | "task" | "call" | "all">> = {
  RunStarted: "all",
  RunEnded: "all",
  RunPaused: "nothing",
  RunResumed: "nothing",
  StopRequested: "nothing",
  SpecRead: "all",
  BaseChecked: "nothing",
  TaskTaken: "task",
  TaskReleased: "task",
  TaskMarkedDone: "task",
  TaskHeld: "task",
  TaskSkipped: "task",
  TaskRetried: "task",
  QuestionAnswered: "task",
  WaitResolved: "task",
  HarnessAccepted: "nothing",
  BudgetRaised: "task",
  HistoryReset: "all",
  CommandRefused: "nothing",
  ActionUndone: "all",
  AttemptStarted: "task",
  StageStarted: "task",
  StagePassed: "task",
  StageFailed: "task",
  StageInterrupted: "task",
  StageSkipped: "task",
  QuestionAsked: "task",
  FilesExcluded: "task",
  Noticed: "nothing",
  OrderIssued: "nothing",
  OrderAccepted: "nothing",
  OrderClosed: "nothing",
  OrderLost: "nothing",
  ReportRefused: "nothing",
  CallStarted: "call",
  CallEnded: "call",
  AgentParked: "nothing",
  AgentFreed: "nothing",
  BudgetReached: "task",
  CallRefused: "nothing",
  LandIntended: "task",
  LandChecked: "nothing",
  LandVoided: "nothing",
  TaskLanded: "task",
  StatusNotWritten: "task",
  StatusWritten: "task",
  TargetMerged: "nothing",
  TargetAdvanced: "nothing",
  TargetWaits: "nothing",
  LandRequested: "nothing",
  HarnessChanged: "nothing",
};

const states = new WeakMap<Run, State>();

/** `facts` are the newest ones, oldest first. Where they don't reach back far enough all is counted anew. */
export function tally(spec: Spec, run: Run, facts: readonly Told[]): Tally {
  const known = states.get(run);
  if (known?.spec === spec && known.seq === run.seq) return known;
  const news = known?.spec === spec ? newsOf(facts, known.seq) : null;
  if (known === undefined || news === null || !isUnique(spec)) return countAll(spec, run, known);
  if (news.some(({ fact }) => touches[fact.type] === "all")) return countAll(spec, run, known);
  for (const { fact } of news) count(known, run, fact);
  return settle(known, run);
}

function newsOf(facts: readonly Told[], seq: number): readonly Told[] | null {
  const [oldest] = facts;
  if (oldest === undefined || oldest.seq > seq + 1) return null;
  let from = facts.length;
  while (from > 0 && (facts[from - 1]?.seq ?? 0) > seq) from--;
  return facts.slice(from);
}

/** Two tasks of one id are told of, and can't be told apart here. */
function isUnique(spec: Spec): boolean {
  return spec.byId.size === spec.tasks.length;
}

function countAll(spec: Spec, run: Run, before: State | undefined): Tally {
  const state: State = {
    spec,
    seq: 0,
    counts: { total: 0, done: 0, failed: 0, running: 0, waiting: 0, notStarted: 0 },
    inbox: [],
    spent: { usd: 0, isAtLeast: false },
    moves: (before?.moves ?? 0) + 1,
    words: { done: 0, failed: 0, running: 0, waiting: 0, todo: 0 },
    tasks: new Map(),
    waiting: new Map(),
    inOrder: null,
    usd: 0,
    vague: 0,
    calls: new Map(),
    open: new Set(),
  };
  states.set(run, state);
  for (const task of spec.tasks) enter(state, run, task);
  for (const call of run.calls.values()) addCall(state, call);
  for (const task of state.calls.keys()) recount(state, task);
  return settle(state, run);
}

function enter(state: State, run: Run, task: Task): void {
  const word = stateWord(state.spec, run, task);
  state.words[word]++;
  state.tasks.set(task.id, { word, stands: standsOf(run, task.id) });
  const item = taskItem(run, task.id, task.name);
  if (item === null) return;
  state.waiting.set(task.id, item);
  state.inOrder = null;
}

function count(state: State, run: Run, fact: Fact): void {
  switch (touches[fact.type]) {
    case "task":
      return "task" in fact && fact.task ? countTask(state, run, fact.task) : undefined;
    case "call":
      return "call" in fact ? countCall(state, run, fact.call) : undefined;
    case "all":
    case "nothing":
      return;
  }
}

function countTask(state: State, run: Run, id: TaskId): void {
  const task = state.spec.byId.get(id);
  const before = state.tasks.get(id);
  if (task === undefined || before === undefined) return;
  state.words[before.word]--;
  if (state.waiting.delete(id)) state.inOrder = null;
  enter(state, run, task);
  if (state.tasks.get(id)?.stands !== before.stands) state.moves++;
}

/** All that decides in which group of the list a task is. */
function standsOf(run: Run, id: TaskId): string {
  const state = run.tasks.get(id);
  return state === undefined ? "" : `${state.standing.at} ${state.used}`;
}

function countCall(state: State, run: Run, id: string): void {
  const call = run.calls.get(id);
  if (call === undefined) return;
  const gathered = state.calls.get(call.task);
  if (!gathered?.calls.includes(call)) addCall(state, call);
  recount(state, call.task);
}

function addCall(state: State, call: Call): void {
  const { calls, spend } = state.calls.get(call.task) ?? { calls: [], spend: null };
  // Not pushed: an array that grows keeps room for sixteen more.
  state.calls.set(call.task, { calls: [...calls, call], spend });
  if (call.outcome === "running") state.open.add(call.id);
}

function recount(state: State, task: TaskId): void {
  const before = state.calls.get(task);
  if (before === undefined) return;
  // Another value, for those who compare.
  const now = { calls: before.calls, spend: spendOf(before.calls) };
  state.calls.set(task, now);
  state.usd += (now.spend?.usd ?? 0) - (before.spend?.usd ?? 0);
  state.vague += Number(now.spend?.isAtLeast ?? false) - Number(before.spend?.isAtLeast ?? false);
}

function spendOf(calls: readonly Call[]): Spend | null {
  const ended = calls.filter((call) => call.outcome !== "running");
  if (ended.length === 0) return null;
  return {
    usd: ended.reduce((sum, call) => sum + (call.costUsd ?? 0), 0),
    isAtLeast: ended.some((call) => call.costUsd === null),
  };
}

/** The sums over what was counted. */
function settle(state: State, run: Run): Tally {
  // An order that is closed ends its calls, and names none of them.
  for (const id of state.open) {
    const call = run.calls.get(id);
    if (call?.outcome === "running") continue;
    state.open.delete(id);
    if (call !== undefined) recount(state, call.task);
  }
  const { done, failed, running, waiting } = state.words;
  const total = state.spec.tasks.length;
  const notStarted = total - done - failed - running - waiting;
  state.counts = { total, done, failed, running, waiting, notStarted };
  state.inOrder ??= inSpecOrder(state);
  state.inbox = [...state.inOrder, ...runItems(run)];
  state.spent = { usd: state.usd, isAtLeast: state.vague > 0 };
  state.seq = run.seq;
  return state;
}

function inSpecOrder({ spec, waiting }: State): readonly InboxItem[] {
  if (waiting.size === 0) return [];
  return spec.tasks.flatMap((task) => waiting.get(task.id) ?? []);
}
