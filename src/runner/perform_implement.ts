// The implement stage: one agent call, asked once more when it gave no verdict, and whatever it left as the
// attempt's commit. What the agent says never suffices: exit status, marker and a change must agree.
import { type Answer, readAnswer } from "../agents/answer.ts";
import type { CallResult } from "../agents/agent.ts";
import { canResume } from "../agents/registry.ts";
import type { Failure, Tokens } from "../pipeline/fact.ts";
import { failureOf } from "./failure.ts";
import type { Work } from "./perform.ts";
import { captureWork, standingOf, wrongfulCapture } from "./perform_capture.ts";
import type { CallEnd, FailedCall } from "./call_end.ts";
import { callAgent } from "./perform_call.ts";
import { openStage, type Outcome } from "./perform_stage.ts";
import type { Capture, Slot } from "./ports.ts";

type Verdict =
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly failure: Failure; readonly resetsAtMs: number | null }
  | { readonly kind: "blocked"; readonly question: string }
  | { readonly kind: "complete"; readonly noOp: string | null; readonly text: string };

const SHORTEST_REMINDER_MS = 60_000;

export async function implement(work: Work, slot: Slot): Promise<Outcome> {
  const stage = openStage(work, "implement");
  if (work.signal.aborted) return stage.interrupted(null);
  const { verdict, session } = await seekVerdict(work, slot);
  const capture = await captureWork(work, slot, verdict.kind === "complete");
  const standing = standingOf(capture);
  const kept = session === null ? {} : { session };
  switch (verdict.kind) {
    case "stopped":
      return stage.interrupted(standing.sha);
    case "failed":
      return stage.failed(standing, verdict.failure, { ...kept, resetsAtMs: verdict.resetsAtMs });
    case "blocked":
      work.claim({ type: "blocked", question: verdict.question, sha: standing.sha, ...kept });
      return { kind: "ended" };
    case "complete": {
      const failure = wrongfulCapture(capture) ?? unchanged(capture, verdict);
      if (failure) return stage.failed(standing, failure, kept);
      if (capture.changed || verdict.noOp === null) return stage.passed(standing, "", kept);
      return stage.passed(standing, `nothing to change: ${verdict.noOp}`, { ...kept, noOp: true });
    }
  }
}

function unchanged(
  capture: Capture,
  verdict: Extract<Verdict, { kind: "complete" }>,
): Failure | null {
  if (capture.changed || verdict.noOp !== null) return null;
  const message = "The agent said TASK_COMPLETE but changed nothing, and gave no reason by `no_op`";
  return failureOf("no_change", message, verdict.text);
}

async function seekVerdict(
  work: Work,
  slot: Slot,
): Promise<{ readonly verdict: Verdict; readonly session: string | null }> {
  const startedMs = work.ports.clock.elapsed();
  const first = await firstCall(work, slot);
  // A session that outgrew its model's context would only do so again.
  const isFull = first.kind === "failed" && first.class === "context";
  const session = isFull ? null : first.result?.session ?? null;
  const answer = answerOf(first);
  if (first.kind !== "answered" || answer.kind !== "none") {
    return { verdict: verdictOf(first, answer), session };
  }
  const again = await remind(work, slot, first.result, startedMs);
  if (again === null || again.kind === "refused") {
    return { verdict: noVerdict(first.result), session };
  }
  const secondSession = again.result?.session ?? session;
  const second = answerOf(again);
  const isLost = again.kind === "failed" && again.class === "session";
  const verdict = isLost || (again.kind === "answered" && second.kind === "none")
    ? noVerdict(again.result?.text ? again.result : first.result)
    : verdictOf(again, second);
  return { verdict, session: secondSession };
}

/** A session that is gone costs nothing: the same is asked once more without it. */
async function firstCall(work: Work, slot: Slot): Promise<CallEnd> {
  const { order } = work;
  const agent = work.ports.agents(order.agent.adapter);
  const isReachable = slot.sameAsBefore || agent?.sessionNeedsSameDirectory === false;
  const session = mayResume(work) && isReachable ? order.session : null;
  const plan = { role: "implement", prompt: order.prompt, wallMs: order.limits.wallMs };
  const first = await callAgent(work, slot, {
    ...plan,
    call: order.calls.implement,
    session,
    previousTokens: session === null ? null : order.sessionTokens,
  });
  if (session === null || first.kind !== "failed" || first.class !== "session" || isPaid(first)) {
    return first;
  }
  work.claim({ type: "noticed", message: `${first.message}; asked again without the session` });
  return await callAgent(work, slot, { ...plan, call: work.ports.ids.next(), session: null });
}

function isPaid(call: FailedCall): boolean {
  const { costUsd = null, tokens = null } = call.result ?? {};
  return (costUsd ?? 0) > 0 || (tokens?.output ?? 0) > 0;
}

/** null when the agent cannot go on in its session, or there is nothing to say. */
async function remind(
  work: Work,
  slot: Slot,
  first: CallResult,
  startedMs: number,
): Promise<CallEnd | null> {
  const { order, ports } = work;
  if (!mayResume(work) || first.session === null || order.reminder === "") return null;
  if (work.signal.aborted) return null;
  const leftMs = order.limits.wallMs - (ports.clock.elapsed() - startedMs);
  const wallMs = order.limits.wallMs > 0 ? Math.max(SHORTEST_REMINDER_MS, leftMs) : 0;
  return await callAgent(work, slot, {
    call: order.calls.remind,
    role: "remind",
    prompt: order.reminder,
    session: first.session,
    wallMs,
    previousTokens: sumOf(
      first.session === order.session ? order.sessionTokens : null,
      first.tokens,
    ),
  });
}

/** What the session has used so far; unknown when a part of it is. */
function sumOf(before: Tokens | null, call: Tokens | null): Tokens | null {
  if (before === null || call === null) return call;
  return {
    input: before.input + call.input,
    output: before.output + call.output,
    cacheRead: before.cacheRead + call.cacheRead,
    cacheWrite: before.cacheWrite + call.cacheWrite,
  };
}

function mayResume(work: Work): boolean {
  const { adapter, template } = work.order.agent;
  const agent = work.ports.agents(adapter);
  return agent !== null && agent !== undefined && canResume(agent, template);
}

const NO_ANSWER: Answer = { kind: "none" };

/** Of a call that failed only by its exit status, a worse answer still counts: it says more. */
function answerOf(call: CallEnd): Answer {
  if (call.kind === "stopped" || call.kind === "refused" || !call.result) return NO_ANSWER;
  const plainText = call.result.plainText === true;
  if (call.kind === "answered") return readAnswer(call.result.text, { plainText });
  if (call.kindOf !== "agent_error" || call.class !== "other" || !call.exitedByItself) {
    return NO_ANSWER;
  }
  const answer = readAnswer(call.result.text, { plainText });
  return answer.kind === "complete" ? NO_ANSWER : answer;
}

function verdictOf(call: CallEnd, answer: Answer): Verdict {
  // Without its call an attempt is cut off, not failed: the engine decides anew whether there is money.
  if (call.kind === "stopped" || call.kind === "refused") return { kind: "stopped" };
  const text = call.result?.text ?? "";
  switch (answer.kind) {
    case "blocked":
      return { kind: "blocked", question: answer.question };
    case "failed": {
      const message = answer.reason === "" ? "The agent said TASK_FAILED" : answer.reason;
      return { kind: "failed", resetsAtMs: null, failure: failureOf("task_failed", message, text) };
    }
    case "complete":
      return { kind: "complete", noOp: answer.noOp?.trim() || null, text };
    case "none":
      break;
  }
  if (call.kind === "answered") return noVerdict(call.result);
  const failure = failureOf(call.kindOf, call.message, call.evidence);
  return { kind: "failed", failure, resetsAtMs: call.resetsAtMs };
}

function noVerdict(result: CallResult): Verdict {
  const message = "The agent ended without TASK_COMPLETE, TASK_FAILED or TASK_BLOCKED";
  return {
    kind: "failed",
    resetsAtMs: null,
    failure: failureOf("no_verdict", message, result.text),
  };
}
