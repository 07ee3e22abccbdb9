// Reads opencode's events. There is no result line: a call has answered when its last step stopped by itself
// and no error came after it.
import type { Tokens } from "../pipeline/fact.ts";
import type {
  AgentError,
  AgentErrorClass,
  AgentMessage,
  AgentReader,
  CallResult,
  ProcessEnd,
} from "./agent.ts";
import { type Call, safeSession } from "./call.ts";
import { classOf, errorFrom } from "./failure.ts";
import {
  addTokens,
  asCost,
  asCount,
  asFields,
  asNumber,
  asText,
  type Fields,
  hasCounts,
  isZero,
  noTokens,
  objectsIn,
} from "./json.ts";
import { type Now, resetTime, retryAfter } from "./reset_time.ts";
import { settle } from "./settle.ts";
import { withoutEscapes } from "./stderr.ts";
import { summaryOf, toolMessage } from "./tool_message.ts";

interface State {
  session: string;
  /** Text of the step in progress, and of the last step that had any. */
  stepText: string;
  text: string;
  reason: string;
  error: Fields | null;
  overflows: number;
  refused: string;
  tokens: Tokens | null;
  costUsd: number;
  /** When the last event was, by its own clock. */
  atMs: number;
}

export function openOpencodeReader(call: Call): AgentReader {
  const state: State = {
    session: "",
    stepText: "",
    text: "",
    reason: "",
    error: null,
    overflows: 0,
    refused: "",
    tokens: null,
    costUsd: 0,
    atMs: 0,
  };
  return {
    line: (line) =>
      objectsIn(line).flatMap((event) => [
        ...greet(state, event),
        ...(isMain(state, event) ? read(state, event) : readSub(state, event)),
      ]),
    end: (end) => endOf(state, call, end),
  };
}

function greet(state: State, event: Fields): readonly AgentMessage[] {
  state.atMs = asNumber(event.timestamp) ?? state.atMs;
  const id = safeSession(asText(event.sessionID));
  if (state.session !== "" || id === "") return [];
  state.session = id;
  return [{ kind: "session", id }];
}

function isMain(state: State, event: Fields): boolean {
  const id = asText(event.sessionID);
  return id === "" || id === state.session;
}

/** A session of a sub-agent costs as well; what it says or fails at is its caller's to answer for. */
function readSub(state: State, event: Fields): readonly AgentMessage[] {
  const part = asFields(event.part);
  if (event.type === "step_finish") return countUsage(state, part);
  return event.type === "tool_use" ? readTool({ ...state }, part) : [];
}

function read(state: State, event: Fields): readonly AgentMessage[] {
  const part = asFields(event.part);
  switch (asText(event.type)) {
    case "step_start":
      state.stepText = "";
      state.reason = "";
      return [];
    case "text":
      return part.synthetic === true ? [] : readText(state, asText(part.text));
    case "tool_use":
      return readTool(state, part);
    case "step_finish":
      return readStepEnd(state, part);
    case "error":
      return readError(state, asFields(event.error));
    default:
      return [];
  }
}

function readText(state: State, text: string): readonly AgentMessage[] {
  if (text === "") return [];
  state.stepText = state.stepText === "" ? text : `${state.stepText}\n${text}`;
  state.text = state.stepText;
  return [{ kind: "text", text }];
}

function readTool(state: State, part: Fields): readonly AgentMessage[] {
  const name = asText(part.tool);
  const call = asFields(part.state);
  const input = asFields(call.input);
  const metadata = asFields(call.metadata);
  const summary = summaryOf(input);
  const refused = call.status === "error" &&
    /rejected permission|permission/i.test(asText(call.error));
  state.refused = refused ? `${name} ${summary}`.trim() : "";
  // A command that exits with 2 has "completed".
  const failed = call.status === "error" || (asNumber(metadata.exit) ?? 0) !== 0;
  const done = toolMessage(name, summary, failed ? "failed" : "ok");
  const path = asText(metadata.filepath) || asText(input.filePath);
  if (failed || path === "" || !["write", "edit", "multiedit", "patch"].includes(name)) {
    return [done];
  }
  const isNew = name === "write" && metadata.exists === false;
  return [done, { kind: "edit", path, change: isNew ? "add" : "update" }];
}

function readStepEnd(state: State, part: Fields): readonly AgentMessage[] {
  state.reason = asText(part.reason);
  const used = countUsage(state, part);
  // An error is over once a step has ended well, unless it was the context: its summary ends well too.
  if (state.error !== null && state.error.name !== "ContextOverflowError") state.error = null;
  return state.reason === "stop" ? [...used, { kind: "final", text: state.stepText }] : used;
}

function countUsage(state: State, part: Fields): readonly AgentMessage[] {
  if (!hasCounts(asFields(part.tokens))) return [];
  const tokens = tokensOf(asFields(part.tokens));
  state.tokens = addTokens(state.tokens ?? noTokens, tokens);
  const cost = asCost(part.cost) ?? 0;
  state.costUsd += cost;
  return [{ kind: "usage", tokens, costUsd: priced(tokens, cost), total: false }];
}

function readError(state: State, error: Fields): readonly AgentMessage[] {
  state.error = error;
  state.reason = "";
  if (error.name !== "ContextOverflowError") return [];
  state.overflows++;
  // It compacts and tries again for ever: the second overflow is for whoever can end it.
  return state.overflows === 1
    ? [{
      kind: "waiting",
      why: "context too long, compacting",
      untilMs: null,
      class: "context",
    }]
    : [{ kind: "error", error: { ...errorOf(error, { nowMs: 0 }), resetsAtMs: null } }];
}

function endOf(state: State, call: Call, end: ProcessEnd): CallResult {
  const stopped = state.reason === "stop" || state.reason === "length";
  // A single overflow that was compacted and followed by an ordinary end is over.
  const survived = state.overflows === 1 && stopped && end.exitCode === 0;
  const failure = state.error !== null && !survived
    ? errorOf(state.error, end)
    : !stopped && state.refused !== ""
    ? refusal(state.refused)
    : null;
  const tokens = state.tokens;
  const result: CallResult = {
    text: state.text,
    error: failure,
    session: state.session === "" ? null : state.session,
    model: call.model,
    tokens,
    costUsd: tokens === null ? null : priced(tokens, state.costUsd),
  };
  const waiting = stopped ? null : sleptOn(end, state.atMs);
  const isSilent = tokens === null && state.text === "";
  return settle({ program: call.program, result, finished: stopped, waiting, isSilent }, end);
}

/** The last refusal in its log that nothing came after: it sleeps on these without an event. */
function sleptOn(end: ProcessEnd, afterMs: number): AgentError | null {
  const logged = /^timestamp=(\S+) level=ERROR .*\berror\.error="((?:[^"\\]|\\.)*)"/gm;
  const last = [...withoutEscapes(end.stderrTail).matchAll(logged)].at(-1);
  if (last === undefined || !(Date.parse(last[1] ?? "") >= afterMs)) return null;
  const message = (last[2] ?? "").replaceAll('\\"', '"').replace(/^\w*Error: /, "");
  const error = errorFrom(message, end);
  return error.class === "other" ? null : error;
}

function errorOf(error: Fields, now: Now): AgentError {
  const data = asFields(error.data);
  const inner = asFields(objectsIn(asText(data.message))[0]);
  const message = asText(inner.message) || asText(data.message) || asText(error.message) ||
    asText(error.name) || "an error without a message";
  const words = [asText(inner.code), asText(inner.type), asText(data.responseBody)].join(" ");
  const kind: AgentErrorClass | null = error.name === "ContextOverflowError"
    ? "context"
    : error.name === "ProviderAuthError"
    ? "auth"
    : classOf(asNumber(data.statusCode) ?? asNumber(inner.code), `${message}\n${words}`);
  return errorFrom(message, now, {
    class: kind,
    resetsAtMs: headerTime(asFields(data.responseHeaders), now) ?? resetTime(words, now),
  });
}

function headerTime(headers: Fields, now: Now): number | null {
  const ms = asText(headers["retry-after-ms"]);
  if (/^\d+(\.\d+)?$/.test(ms)) return now.nowMs + Math.round(Number(ms));
  return retryAfter(asText(headers["retry-after"]), now);
}

function refusal(what: string): AgentError {
  return { class: "permission", message: `permission refused: ${what}`, resetsAtMs: null };
}

function tokensOf(tokens: Fields): Tokens {
  const cache = asFields(tokens.cache);
  const plain = {
    input: asCount(tokens.input),
    output: asCount(tokens.output),
    cacheRead: asCount(cache.read),
    cacheWrite: asCount(cache.write),
  };
  const reasoning = asCount(tokens.reasoning);
  const sum = plain.input + plain.output + plain.cacheRead + plain.cacheWrite;
  // Some providers count reasoning within the output already; the total tells.
  const isIncluded = asNumber(tokens.total) === sum;
  return { ...plain, output: plain.output + (isIncluded ? 0 : reasoning) };
}

/** Prices come from its config: none for used tokens means that none is known. */
function priced(tokens: Tokens, costUsd: number): number | null {
  return costUsd === 0 && !isZero(tokens) ? null : costUsd;
}
