// How a call ends, in one place for all readers: a stop is nobody's failure, a failure the CLI told of counts
// first, then a wait it was in, then the exit status.
import type { AgentError, AgentErrorClass, CallResult, ProcessEnd } from "./agent.ts";
import { errorFrom } from "./failure.ts";
import { errorText } from "./stderr.ts";

export interface Ending {
  readonly program: string;
  /** What came of it as the events tell; its `error` is a failure the CLI reported as final. */
  readonly result: CallResult;
  /** Did the CLI say that it had finished? */
  readonly finished: boolean;
  /** What it was waiting for when it ended, or null. */
  readonly waiting: AgentError | null;
  /** Words to classify when neither events nor stderr say anything. */
  readonly otherText?: string;
  /** True when no model has said anything: being refused then costs nothing. */
  readonly isSilent?: boolean;
}

export function settle(ending: Ending, end: ProcessEnd): CallResult {
  const error = failureOf(ending, end);
  const refusal = error ?? (ending.finished ? null : ending.waiting);
  const isFree = ending.isSilent === true && refusal !== null && FREE.includes(refusal.class);
  const { costUsd } = ending.result;
  return { ...ending.result, error, costUsd: costUsd ?? (isFree ? 0 : null) };
}

/** A provider that refuses a request bills nothing for it; one that breaks off may. */
const FREE: readonly AgentErrorClass[] = ["auth", "limit", "bad_model"];

function failureOf(ending: Ending, end: ProcessEnd): AgentError | null {
  if (end.stopped) return null;
  if (ending.result.error !== null) return ending.result.error;
  // Whoever watches the clock knows that it ran out; a limit it slept on says why.
  if (end.timedOut !== null) return ending.waiting;
  if (ending.finished && exitedWell(end)) return null;
  if (!ending.finished && ending.waiting !== null) return ending.waiting;
  return exitError(ending, end);
}

function exitError(ending: Ending, end: ProcessEnd): AgentError {
  const how = end.signal !== null ? `by signal ${end.signal}` : `with exit code ${end.exitCode}`;
  const what = ending.finished ? "ended" : "ended without a result";
  const said = errorText(end.stderrTail) || (ending.otherText ?? "").trim();
  if (end.exitCode === 127) {
    return errorFrom(said || `${ending.program} was not found`, end, { class: "missing" });
  }
  if (said === "") return errorFrom(`${ending.program} ${what}, ${how}`, end, { class: "other" });
  const error = errorFrom(said, end);
  return error.class === "other" && !ending.finished && exitedWell(end)
    ? { ...error, message: `${ending.program} ${what}: ${error.message}` }
    : error;
}

function exitedWell(end: ProcessEnd): boolean {
  return end.exitCode === 0 && end.signal === null;
}
