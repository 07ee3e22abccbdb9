// Makes orders: everything an attempt needs, resolved into one value, so that whoever performs it reads
// no config, no spec and no facts.
import { buildPrompt, reminderPrompt } from "../agents/prompt.ts";
import { templateNames, templateText } from "../agents/prompt_template.ts";
import type { Sha, Tokens } from "../pipeline/fact.ts";
import type { Attempt, Run, TaskState } from "../pipeline/run.ts";
import { textHash } from "../spec/hash.ts";
import { findSection } from "../spec/section.ts";
import type { Spec, Task } from "../spec/spec.ts";
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
    prompt: await composePrompt(
      settings,
      ports,
      request,
      agent,
      from.previous,
      from.commit !== null,
    ),
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

async function composePrompt(
  settings: ComposeSettings,
  ports: ComposePorts,
  request: AttemptRequest,
  agent: AgentChoice,
  previous: Attempt | null,
  isContinued: boolean,
): Promise<string> {
  const { spec, run, task } = request;
  const { files } = ports;
  const [requirements, design, constitution, template] = await Promise.all([
    files.text("requirements"),
    files.text("design"),
    files.text("constitution"),
    findTemplate(files, agent),
  ]);
  const sections = (text: string) => task.tracesTo.flatMap((id) => findSection(text, id) ?? []);
  const isDefined = (id: string) => [requirements, design].some((text) => findSection(text, id));
  const state = run.tasks.get(task.id);
  return buildPrompt({
    task,
    dependencies: task.needs.map((id) => ({
      id,
      name: spec.byId.get(id)?.name ?? "",
      summary: summaryOf(run, id),
    })),
    requirements: sections(requirements),
    design: sections(design),
    untraced: task.tracesTo.filter((id) => !isDefined(id)),
    constitution,
    persona: settings.persona,
    commands: { test: settings.checks.test, lint: settings.checks.lint },
    gates: gates(settings),
    template,
    retry: await retryOf(settings, ports, state, previous, isContinued),
    answer: answerOf(state, previous),
    workDir: { git: settings.hasGit, subdir: settings.subdir },
  });
}

async function findTemplate(files: SpecFiles, agent: AgentChoice): Promise<string | null> {
  for (const name of templateNames(agent)) {
    const text = await files.text(name);
    if (text !== "") return templateText(name, text);
  }
  return null;
}

function summaryOf(run: Run, id: string): string {
  const attempt = run.tasks.get(id)?.attempts.at(-1);
  const record = attempt?.stages.implement;
  return record?.status === "passed" ? record.detail : "";
}

/** What will be refused is said before it is paid for. */
function gates(settings: ComposeSettings): string[] {
  const { checks } = settings;
  return [
    "the final message holds none of the answers below, or a worse one beside TASK_COMPLETE",
    ...(settings.hasGit ? ["nothing changed, unless you say TASK_COMPLETE: no_op and why"] : []),
    ...(checks.test
      ? [`\`${checks.test}\` does not exit with 0, or runs no test where there were some`]
      : []),
    ...(checks.lint && checks.lintBlocking ? [`\`${checks.lint}\` does not exit with 0`] : []),
    ...(checks.runGitHooks && settings.hasGit
      ? ["the repository's pre-commit or commit-msg hook refuses it"]
      : []),
    ...(settings.hasGit
      ? ["commits that were here before are rewritten, or git's configuration or hooks are changed"]
      : []),
    ...(settings.subdir
      ? [`files outside ${settings.subdir} are changed without a person's approval`]
      : []),
  ];
}

async function retryOf(
  settings: ComposeSettings,
  ports: ComposePorts,
  state: TaskState | undefined,
  previous: Attempt | null,
  isContinued: boolean,
) {
  if (!state || !previous) return null;
  const { end } = previous;
  const note = state.order.note;
  if (end?.kind !== "failed" && note === "") return null;
  const failure = end?.kind === "failed" ? end.failure : null;
  const diff = previous.base && previous.commit && previous.base !== previous.commit
    ? await ports.diff(previous.base, previous.commit)
    : "";
  return {
    attempt: previous.n + 1,
    maxAttempts: Math.max(settings.maxAttempts, previous.n + 1),
    kind: failure?.kind ?? "retried",
    message: failure?.message ?? "a person asked for it again",
    evidence: failure?.evidence ?? "",
    diff,
    findings: "",
    note,
    continued: isContinued,
  };
}

function answerOf(state: TaskState | undefined, previous: Attempt | null) {
  if (!state || state.order.answer === "") return null;
  const asked = state.attempts.findLast((each) => each.end?.kind === "blocked") ?? previous;
  const question = asked?.end?.kind === "blocked" ? asked.end.question : "";
  return { question, text: state.order.answer };
}
