// Makes orders: everything an attempt needs, resolved into one value, so that whoever performs it reads
// no config, no spec and no facts.
import { reminderPrompt } from "../agents/prompt.ts";
import type { Sha, Tokens } from "../pipeline/fact.ts";
import type { Run, TaskState } from "../pipeline/run.ts";
import { textHash } from "../spec/hash.ts";
import type { Spec, Task } from "../spec/spec.ts";
import { composePrompt } from "./compose_prompt.ts";
import { continuation } from "./continuation.ts";
import type { AgentChoice, CheckPlan, Ids, Order, SpecFiles } from "./ports.ts";

export interface ComposeSettings {
  readonly subdir: string;
  readonly hasGit: boolean;
  /** By name; the run's agents and all that `retry --agent` may name. */
  readonly agents: ReadonlyMap<string, AgentChoice>;
  readonly persona: string;
  readonly maxAttempts: number;
  readonly limits: {
    readonly wallMs: number;
    readonly silenceMs: number;
    readonly commandMs: number;
  };
  readonly checks: Omit<CheckPlan, "baseTests">;
  readonly setup: Order["setup"];
  readonly protectedPaths: readonly string[];
  /** The branch that labels a task's attempts; empty: none. */
  readonly labelOf: (task: Task) => string;
  readonly envDeny: readonly string[];
  readonly fence: number;
  readonly hasBudget: boolean;
}

export interface ComposePorts {
  readonly files: SpecFiles;
  readonly ids: Ids;
  /** Text of a diff between two commits, bounded; empty without git. */
  readonly diff: (from: Sha, to: Sha) => Promise<string>;
}

export interface AttemptRequest {
  readonly spec: Spec;
  readonly run: Run;
  readonly task: Task;
  readonly agent: string;
  readonly reserveUsd: number;
  readonly queueTip: Sha | null;
}

export interface CheckRequest {
  readonly run: Run;
  /** null: the base itself is checked. */
  readonly task: Task | null;
  readonly attempt: number;
  readonly agent: string;
  readonly base: Sha | null;
  readonly commit: Sha | null;
  readonly candidate: boolean;
}

export interface Composer {
  attempt(request: AttemptRequest): Promise<{ readonly order: Order; readonly why: string }>;
  check(request: CheckRequest): Order;
  hash(order: Order): string;
}

export function createComposer(settings: ComposeSettings, ports: ComposePorts): Composer {
  return {
    attempt: (request) => composeAttempt(settings, ports, request),
    check: (request) => composeCheck(settings, ports, request),
    hash: (order) => textHash(JSON.stringify(order)),
  };
}

async function composeAttempt(
  settings: ComposeSettings,
  ports: ComposePorts,
  request: AttemptRequest,
): Promise<{ order: Order; why: string }> {
  const { task, run } = request;
  const state = run.tasks.get(task.id);
  const agent = agentFor(settings, request.agent, state);
  const from = continuation(state, agent.name, request.queueTip);
  const order: Order = {
    ...frame(settings, ports, run),
    task: task.id,
    title: task.name,
    attempt: (state?.attempts.at(-1)?.n ?? 0) + 1,
    branch: settings.labelOf(task),
    stages: ["implement", "check", "review"],
    base: from.base,
    continueFrom: from.commit,
    candidate: false,
    prompt: await composePrompt(settings, ports, request, {
      agent,
      previous: from.previous,
      isContinued: from.commit !== null,
    }),
    reminder: reminderPrompt(),
    agent,
    session: from.session,
    sessionTokens: tokensOf(run, task.id, from.session),
    limits: { ...settings.limits, reservedUsd: settings.hasBudget ? request.reserveUsd : 0 },
  };
  return { order, why: from.why };
}

function composeCheck(
  settings: ComposeSettings,
  ports: ComposePorts,
  request: CheckRequest,
): Order {
  const nobody: AgentChoice = {
    name: request.agent,
    adapter: "custom",
    command: "",
    model: "",
    template: "",
    skipPermissions: false,
    env: {},
  };
  return {
    ...frame(settings, ports, request.run),
    task: request.task?.id ?? "",
    title: request.task?.name ?? "",
    attempt: request.attempt,
    branch: request.task && !request.candidate ? settings.labelOf(request.task) : "",
    stages: request.candidate ? ["check"] : ["check", "review"],
    base: request.base,
    continueFrom: request.commit,
    candidate: request.candidate,
    prompt: "",
    reminder: "",
    agent: nobody,
    session: null,
    sessionTokens: null,
    limits: { ...settings.limits, reservedUsd: 0 },
  };
}

function frame(settings: ComposeSettings, { ids }: ComposePorts, run: Run) {
  return {
    v: 1 as const,
    id: ids.next(),
    run: run.current?.id ?? "",
    subdir: settings.subdir,
    calls: { implement: ids.next(), remind: ids.next() },
    checks: { ...settings.checks, baseTests: run.base?.tests ?? null },
    setup: settings.setup,
    protectedPaths: settings.protectedPaths,
    envDeny: settings.envDeny,
    fence: settings.fence,
  };
}

function tokensOf(run: Run, task: string, session: string | null): Tokens | null {
  if (session === null) return null;
  const attempts = run.tasks.get(task)?.attempts.filter((each) => each.session === session) ?? [];
  const numbers = new Set(attempts.map((each) => each.n));
  const used = [...run.calls.values()].filter((call) =>
    call.task === task && numbers.has(call.attempt)
  );
  const sum = (pick: (tokens: Tokens) => number) =>
    used.reduce((total, call) => total + (call.tokens ? pick(call.tokens) : 0), 0);
  return {
    input: sum((tokens) => tokens.input),
    output: sum((tokens) => tokens.output),
    cacheRead: sum((tokens) => tokens.cacheRead),
    cacheWrite: sum((tokens) => tokens.cacheWrite),
  };
}

function agentFor(
  settings: ComposeSettings,
  name: string,
  state: TaskState | undefined,
): AgentChoice {
  const agent = settings.agents.get(name);
  if (!agent) throw new Error(`Cannot compose an order: there is no agent "${name}"`);
  return state?.order.model ? { ...agent, model: state.order.model } : agent;
}
