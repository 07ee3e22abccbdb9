// One agent call from its command line to what came of it: prompt in, transcript and events out, stopped early
// when the agent sleeps on a limit.
import type {
  Agent,
  AgentErrorClass,
  AgentReader,
  CallRequest,
  Invocation,
} from "../agents/agent.ts";
import type { FailureKind, Tokens, Uuid } from "../pipeline/fact.ts";
import { type CallEnd, type FailedCall, judge, kindOf } from "./call_end.ts";
import { childEnvironment, ORDER_COOKIE } from "./child_env.ts";
import { firstAbort } from "./first_abort.ts";
import { splitLines } from "./lines.ts";
import type { Work } from "./perform.ts";
import { noticeLeftovers } from "./perform_stage.ts";
import { openWatch } from "./perform_watch.ts";
import { callHeader, openLog } from "./perform_log.ts";
import type { Slot } from "./ports.ts";
import type { ProcessResult, StartedProcess } from "./process.ts";

export interface CallPlan {
  readonly call: Uuid;
  readonly role: string;
  readonly prompt: string;
  readonly session: string | null;
  readonly wallMs: number;
  readonly previousTokens?: Tokens | null;
}

/** Calls the agent once, under one call id; a call that was started always ends, whatever is thrown. */
export async function callAgent(work: Work, slot: Slot, plan: CallPlan): Promise<CallEnd> {
  const { clock } = work.ports;
  const startedMs = clock.elapsed();
  work.claim({ type: "call_started", call: plan.call, stage: "implement", role: plan.role });
  let made: Made | null = null;
  try {
    made = await makeCall(work, slot, plan);
    return made.end;
  } finally {
    if (made?.end.kind !== "refused") tellEnd(work, plan, made, clock.elapsed() - startedMs);
  }
}

function tellEnd(work: Work, plan: CallPlan, made: Made | null, durationMs: number): void {
  const result = made?.end.result ?? null;
  const wasStarted = made === null || made.process !== null;
  work.claim({
    type: "call_ended",
    call: plan.call,
    outcome: outcomeOf(made),
    costUsd: wasStarted ? result?.costUsd ?? null : 0,
    tokens: result?.tokens ?? null,
    model: result?.model || work.order.agent.model,
    durationMs: Math.round(durationMs),
    exitCode: made?.process?.exitCode ?? null,
  });
}

interface Made {
  readonly end: CallEnd;
  readonly process: ProcessResult | null;
}

function outcomeOf(made: Made | null): "answered" | "failed" | "timed_out" | "interrupted" {
  if (made === null) return "failed";
  if (made.end.kind === "stopped") return "interrupted";
  if (made.process?.timedOut) return "timed_out";
  return made.end.kind === "answered" ? "answered" : "failed";
}

async function makeCall(work: Work, slot: Slot, plan: CallPlan): Promise<Made> {
  const { order, ports } = work;
  const recorded = await ports.recorded?.(plan.call, work.signal) ?? "started";
  if (recorded === "refused") return { end: { kind: "refused", result: null }, process: null };
  if (work.signal.aborted) return { end: { kind: "stopped", result: null }, process: null };
  if (recorded === "nobody") {
    return notMade("internal", "other", "Cannot call the agent: nobody recorded it");
  }
  const agent = ports.agents(order.agent.adapter);
  if (!agent) {
    const message = `Cannot call agent "${order.agent.name}": no adapter "${order.agent.adapter}"`;
    return notMade("agent_missing", "missing", message);
  }
  const promptFile = ports.promptFile(plan.call);
  const request = requestOf(work, plan, promptFile.path);
  const invocation = agent.invocation(request);
  if (invocation.error) {
    return notMade(
      kindOf(invocation.error.class),
      invocation.error.class,
      invocation.error.message,
    );
  }
  const needsFile = invocation.argv.some((word) => word.includes(promptFile.path));
  if (needsFile) await promptFile.write(plan.prompt);
  try {
    return await follow(work, slot, plan, { agent, request, invocation });
  } finally {
    if (needsFile) await promptFile.remove();
  }
}

function requestOf(work: Work, plan: CallPlan, promptFile: string): CallRequest {
  const { command, model, template, skipPermissions } = work.order.agent;
  const { prompt, session } = plan;
  return {
    command,
    model,
    template,
    skipPermissions,
    session,
    promptFile,
    prompt,
    readOnly: false,
  };
}

interface Called {
  readonly agent: Agent;
  readonly request: CallRequest;
  readonly invocation: Invocation;
}

async function follow(work: Work, slot: Slot, plan: CallPlan, called: Called): Promise<Made> {
  const { order, ports } = work;
  const { agent, request, invocation } = called;
  const log = await openLog(work, callHeader(work, plan, invocation.argv));
  await log.prompt(plan.prompt);
  const reader = agent.reader({ request, previousTokens: plan.previousTokens ?? null });
  const watch = openWatch(work, plan.call);
  const lines = splitLines((line) => watch.see(readLine(work, reader, line)));
  const started = ports.start({
    argv: invocation.argv,
    cwd: slot.cwd,
    env: childEnvironment(ports.environment, order, slot, ports.cookies, {
      ...invocation.env,
      ...order.agent.env,
    }),
    cookie: `${ORDER_COOKIE}=${order.id}`,
    stdin: invocation.stdin === "prompt" ? plan.prompt : null,
    wallMs: plan.wallMs,
    silenceMs: order.limits.silenceMs,
    onStdout: async (bytes) => {
      lines.push(bytes);
      await log.output(bytes);
    },
    onStderr: (bytes) => log.stderr(bytes),
    signal: firstAbort(work.signal, watch.enough),
    clock: ports.clock,
  });
  if (started.kind !== "started") {
    watch.close();
    await log.end({ kind: "not_started", reason: started.message });
    return notStarted(work, agent, started);
  }
  let ended: CallEnd | null = null;
  try {
    const process = await started.ended;
    lines.end();
    noticeLeftovers(work, process, `agent "${order.agent.name}"`);
    const { wallMs } = plan;
    ended = judge({ work, watch, login: agent.login, wallMs }, process, reader.end(process));
    return { end: ended, process };
  } finally {
    watch.close();
    await log.end(
      ended?.kind === "answered"
        ? { kind: "answered" }
        : { kind: "no_result", reason: ended?.kind === "failed" ? ended.message : "stopped" },
    );
  }
}

/** A line that its reader trips over says nothing; the call goes on. */
function readLine(work: Work, reader: AgentReader, line: string) {
  try {
    return reader.line(line);
  } catch (error) {
    work.claim({
      type: "noticed",
      message: `Cannot read a line of agent "${work.order.agent.name}": ${error}`,
    });
    return [];
  }
}

function notMade(kind: FailureKind, errorClass: AgentErrorClass, message: string): Made {
  const end: FailedCall = {
    kind: "failed",
    kindOf: kind,
    class: errorClass,
    message,
    evidence: "",
    resetsAtMs: null,
    result: null,
    exitedByItself: false,
  };
  return { end, process: null };
}

function notStarted(
  work: Work,
  agent: Agent,
  started: Exclude<StartedProcess, { kind: "started" }>,
): Made {
  const name = `agent "${work.order.agent.name}"`;
  if (started.kind === "notFound" && started.what === "folder") {
    return notMade("internal", "other", started.message);
  }
  const isMissing = started.kind === "notFound" || started.notAllowed;
  const hint = isMissing && agent.install !== "" ? ` (to install it: ${agent.install})` : "";
  const message = `Cannot call ${name}: ${started.message}${hint}`;
  return isMissing
    ? notMade("agent_missing", "missing", message)
    : notMade("agent_error", "other", message);
}
