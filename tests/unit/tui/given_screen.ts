// A screen for tests: a spec of so many tasks, facts put on it as events, keys pressed one after the other.
import { defaultKeymap } from "../../../tui/keymap.ts";
import type { Msg } from "../../../tui/msg.ts";
import { emptyScreen, type Screen } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import { view } from "../../../tui/view.ts";
import { compose, gridRows, type Size } from "../../../tui/grid.ts";
import type { Event, Fact, RunLimits } from "../../../src/pipeline/fact.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import "./widths.ts";

export const startMs = 1_700_000_000_000;
export const RUN = "018bcfe5-6800-7000-8000-000000000001";

export interface GivenScreen {
  readonly tasks?: number | string;
  readonly size?: Size;
  readonly ascii?: boolean;
  readonly facts?: readonly Fact[];
  readonly engine?: boolean;
}

export function givenScreen(given: GivenScreen = {}): Screen {
  const { tasks = 3, size = { columns: 80, rows: 24 }, facts = [] } = given;
  const empty = emptyScreen({
    size,
    nowMs: startMs,
    ascii: given.ascii ?? false,
    keymap: defaultKeymap,
    about: {
      project: "sample",
      branch: "main",
      target: "main",
      noTarget: "",
      tasksPath: "spec/tasks.md",
      budgetUsd: 5,
      jobs: 2,
      by: "tui:ada",
      version: "0.0.0",
      zoneMinutes: 0,
      agents: [
        {
          name: "claude",
          title: "Claude Code",
          isThere: true,
          isUsed: true,
          install: "npm install -g claude",
          login: "claude login",
        },
        {
          name: "codex",
          title: "Codex",
          isThere: false,
          isUsed: false,
          install: "npm install -g codex",
          login: "codex login",
        },
      ],
      otherSpecs: [],
    },
  });
  const text = typeof tasks === "string" ? tasks : specText(tasks);
  const msgs: Msg[] = [{ kind: "spec", spec: parseSpec(text) }, {
    kind: "events",
    events: events(facts),
  }];
  if (given.engine) msgs.push({ kind: "engine", alive: true, holder: "pid 7 on here" });
  return { ...msgs.reduce(update, empty), requests: [] };
}

/** Facts as the log would number them, a second apart. */
export function events(facts: readonly Fact[], after = 0): Event[] {
  return facts.map((fact, at) => ({
    seq: after + at + 1,
    id: `id-${after + at + 1}`,
    origin: "test",
    originN: after + at + 1,
    atMs: startMs + at * 1000,
    run: RUN,
    fence: 1,
    fact,
  }));
}

export function press(screen: Screen, ...keys: readonly string[]): Screen {
  return keys.map(keyMsg).reduce(update, screen);
}

/** A key as the parser tells it. */
export function keyMsg(key: string): Msg {
  if (key === "space") return { kind: "key", key, text: " " };
  return [...key].length === 1 ? { kind: "key", key, text: key } : { kind: "key", key };
}

export function pictureOf(screen: Screen): string[] {
  return gridRows(compose(view(screen), screen.size));
}

export function specText(count: number): string {
  return Array.from({ length: count }, (_, at) => taskText(at + 1)).join("\n");
}

function taskText(n: number): string {
  const heading = n % 4 === 1 ? `## Milestone ${Math.ceil(n / 4)}: Part\n\n` : "";
  const needs = n > 1 ? `[${idOf(n - 1)}]` : "—";
  return `${heading}### ${idOf(n)}: Make part ${n}\n🟠 P1 | ⬜ TODO | Est: 1h\n\n` +
    `**Description:**\nMake \`part ${n}\` well.\n\n**Checklist:**\n- [ ] it is there\n\n` +
    `**Traces to:** [REQ-00${n % 9 + 1}]\n**Depends on:** ${needs}\n`;
}

export function idOf(n: number): string {
  return `TASK-${String(n).padStart(3, "0")}`;
}

export const limits: RunLimits = {
  budgetUsd: 5,
  taskBudgetUsd: null,
  maxRetryCostUsd: null,
  budgetReserveUsd: 1,
  maxAttempts: 3,
  maxConsecutiveFailures: 0,
  onTaskFailure: "skip",
  retryDelayMs: 0,
  jobs: 2,
  limitWaitMs: 0,
  sessionMs: 0,
  stopOnRedBase: false,
  agents: ["claude"],
  perAgent: {},
};

export const runStarted: Fact = {
  type: "RunStarted",
  run: RUN,
  version: "0.0.0",
  mode: "git",
  target: "main",
  selection: { kind: "all" },
  skipInProgress: false,
  integration: "merge",
  limits,
  by: "cli:ada",
};

/** An attempt under way, with an open call. */
export function implementing(task: string, attempt = 1): Fact[] {
  const order = `order-${task}-${attempt}`;
  return [
    {
      type: "AttemptStarted",
      task,
      attempt,
      agent: "claude",
      model: "",
      base: null,
      continueFrom: null,
      why: "first attempt",
    },
    {
      type: "OrderIssued",
      order,
      task,
      attempt,
      stages: ["implement", "check"],
      agent: "claude",
      reservedUsd: 1,
      hash: "",
      candidate: null,
    },
    { type: "StageStarted", task, attempt, stage: "implement" },
    {
      type: "CallStarted",
      call: `call-${task}-${attempt}`,
      order,
      task,
      attempt,
      stage: "implement",
      role: "implementer",
      agent: "claude",
      model: "",
      reservedUsd: 1,
    },
  ];
}

export function asking(task: string, question: string): Fact {
  return { type: "QuestionAsked", task, attempt: 1, question, sha: null };
}
