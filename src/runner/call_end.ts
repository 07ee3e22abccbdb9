// What came of an agent call: an answer, a stop, or a failure that is told to be the agent's and not the task's.
import type { AgentError, AgentErrorClass, CallResult } from "../agents/agent.ts";
import { tellingLines } from "../agents/stderr.ts";
import type { FailureKind } from "../pipeline/fact.ts";
import type { Work } from "./perform.ts";
import { formatMinutes } from "./perform_stage.ts";
import type { Watch } from "./perform_watch.ts";
import type { ProcessResult } from "./process.ts";

export type CallEnd =
  | { readonly kind: "answered"; readonly result: CallResult }
  | { readonly kind: "stopped"; readonly result: CallResult | null }
  /** The money did not reach for it: it never began. */
  | { readonly kind: "refused"; readonly result: null }
  | FailedCall;

export interface FailedCall {
  readonly kind: "failed";
  readonly kindOf: FailureKind;
  readonly class: AgentErrorClass;
  readonly message: string;
  readonly evidence: string;
  readonly resetsAtMs: number | null;
  /** null when no process was started: it cost nothing. */
  readonly result: CallResult | null;
  /** It ran to its own end, however bad. */
  readonly exitedByItself: boolean;
}

export function judge(
  { work, watch, login, wallMs }: { work: Work; watch: Watch; login: string; wallMs: number },
  process: ProcessResult,
  result: CallResult,
): CallEnd {
  const name = `Agent "${work.order.agent.name}"`;
  const early = watch.cause();
  if (process.stopped && early === null) return { kind: "stopped", result };
  const evidence = [watch.recent(), ...tellingLines(process.stderrTail)]
    .filter((each) => each !== "").join("\n");
  const failed = (kind: FailureKind, error: AgentError): FailedCall => ({
    kind: "failed",
    kindOf: kind,
    class: error.class,
    message: error.message,
    evidence: evidence || result.text,
    resetsAtMs: error.resetsAtMs,
    result,
    exitedByItself: process.timedOut === null && !process.stopped && process.signal === null,
  });
  const told = (error: AgentError): FailedCall =>
    failed(kindOf(error.class), { ...error, message: `${name}: ${error.message}${mend(error)}` });
  const mend = (error: AgentError) =>
    error.class === "auth" && login !== "" ? ` (to log in: ${login})` : "";
  if (process.stopped && early !== null) return told(early);
  if (process.timedOut !== null) {
    // What it slept on when time ran out is the reason, when it is one that ends by waiting.
    if (result.error && kindOf(result.error.class) !== "agent_error") return told(result.error);
    const isIdle = process.timedOut === "idle";
    return failed(...timedOut(name, isIdle, isIdle ? work.order.limits.silenceMs : wallMs));
  }
  if (result.error) return told(result.error);
  if (process.exitCode === 0) return { kind: "answered", result };
  const how = process.signal !== null
    ? `was ended by ${process.signal}`
    : `exited with code ${process.exitCode}`;
  return failed("agent_error", { class: "other", message: `${name} ${how}`, resetsAtMs: null });
}

function timedOut(name: string, isIdle: boolean, limitMs: number): [FailureKind, AgentError] {
  const limit = formatMinutes(limitMs);
  const message = isIdle
    ? `${name} printed nothing for ${limit} and was ended`
    : `${name} took longer than ${limit} and was ended`;
  return [isIdle ? "idle_timeout" : "timeout", { class: "other", message, resetsAtMs: null }];
}

export function kindOf(error: AgentErrorClass): FailureKind {
  switch (error) {
    case "limit":
      return "agent_limit";
    case "auth":
      return "agent_auth";
    case "network":
    case "overloaded":
      return "agent_network";
    case "missing":
      return "agent_missing";
    case "bad_model":
    case "context":
    case "permission":
    case "session":
    case "usage":
    case "other":
      return "agent_error";
  }
}
