// Reads pi's events. It exits with 0 whatever happens: the last assistant message's stop reason decides. Its
// update lines repeat the whole message each time and are dropped unread.
import type { Tokens } from "../pipeline/fact.ts";
import type { AgentError, AgentMessage, AgentReader, CallResult, ProcessEnd } from "./agent.ts";
import { type Call, safeSession } from "./call.ts";
import { classOfText, errorFrom } from "./failure.ts";
import {
  addTokens,
  asCost,
  asCount,
  asFields,
  asList,
  asNumber,
  asText,
  type Fields,
  hasCounts,
  isZero,
  noTokens,
  objectsIn,
} from "./json.ts";
import { settle } from "./settle.ts";
import { summaryOf, toolMessage } from "./tool_message.ts";

interface State {
  session: string;
  model: string;
  text: string;
  stopReason: string;
  failure: string;
  waiting: AgentError | null;
  tokens: Tokens | null;
  costUsd: number;
  readonly tools: Map<string, Fields>;
}

const UPDATE = /^\s*\{\s*"type"\s*:\s*"(?:message_update|tool_execution_update)"/;

export function openPiReader(call: Call): AgentReader {
  const state: State = {
    session: "",
    model: call.model,
    text: "",
    stopReason: "",
    failure: "",
    waiting: null,
    tokens: null,
    costUsd: 0,
    tools: new Map(),
  };
  return {
    line: (line) =>
      UPDATE.test(line.slice(0, 80)) ? [] : objectsIn(line).flatMap((event) => read(state, event)),
    end: (end) => endOf(state, call, end),
  };
}

function read(state: State, event: Fields): readonly AgentMessage[] {
  switch (asText(event.type)) {
    case "session":
      state.session = safeSession(asText(event.id));
      return state.session === "" ? [] : [{ kind: "session", id: state.session }];
    case "message_end":
      return readMessage(state, asFields(event.message));
    case "tool_execution_start":
      state.tools.set(asText(event.toolCallId), asFields(event.args));
      return [toolMessage(asText(event.toolName), summaryOf(asFields(event.args)), "started")];
    case "tool_execution_end":
      return readToolEnd(state, event);
    case "compaction_start":
      return [{ kind: "waiting", why: "compacting the context", untilMs: null }];
    case "auto_retry_start":
      return readRetry(state, event);
    case "auto_retry_end":
      state.waiting = null;
      if (event.success === false) state.failure = asText(event.finalError) || state.failure;
      return [];
    default:
      return [];
  }
}

function readMessage(state: State, message: Fields): readonly AgentMessage[] {
  if (message.role !== "assistant") return [];
  state.model = asText(message.model) || state.model;
  state.stopReason = asText(message.stopReason);
  state.failure = state.stopReason === "error" || state.stopReason === "aborted"
    ? asText(message.errorMessage) || `stopped: ${state.stopReason}`
    : "";
  const text = asList(message.content).map(asFields).filter((block) => block.type === "text")
    .map((block) => asText(block.text)).filter((part) => part !== "").join("\n");
  if (text !== "") state.text = text;
  const said: AgentMessage[] = text === "" ? [] : [{ kind: "text", text }];
  if (state.failure === "") state.waiting = null;
  if (state.stopReason === "stop") said.push({ kind: "final", text: state.text });
  return [...countUsage(state, asFields(message.usage)), ...said];
}

function countUsage(state: State, usage: Fields): readonly AgentMessage[] {
  if (!hasCounts(usage)) return [];
  const tokens = {
    input: asCount(usage.input),
    output: asCount(usage.output),
    cacheRead: asCount(usage.cacheRead),
    cacheWrite: asCount(usage.cacheWrite),
  };
  const cost = asCost(asFields(usage.cost).total) ?? 0;
  state.tokens = addTokens(state.tokens ?? noTokens, tokens);
  state.costUsd += cost;
  return [{ kind: "usage", tokens, costUsd: priced(tokens, cost), total: false }];
}

function readToolEnd(state: State, event: Fields): readonly AgentMessage[] {
  const id = asText(event.toolCallId);
  const name = asText(event.toolName);
  const args = state.tools.get(id) ?? asFields(event.args);
  state.tools.delete(id);
  const failed = event.isError === true;
  const done = toolMessage(name, summaryOf(args), failed ? "failed" : "ok");
  const path = asText(args.path) || asText(args.file_path);
  return failed || path === "" || (name !== "write" && name !== "edit")
    ? [done]
    : [done, { kind: "edit", path, change: "update" }];
}

function readRetry(state: State, event: Fields): readonly AgentMessage[] {
  const message = asText(event.errorMessage) || "an error without a message";
  const kind = classOfText(message) ?? "network";
  const why = `${message}, attempt ${asCount(event.attempt)} of ${asCount(event.maxAttempts)}`;
  state.waiting = { class: kind, message, resetsAtMs: null };
  const delay = asNumber(event.delayMs);
  return [{
    kind: "waiting",
    why,
    untilMs: null,
    class: kind,
    ...(delay === null ? {} : { delayMs: Math.round(delay) }),
  }];
}

function endOf(state: State, call: Call, end: ProcessEnd): CallResult {
  const tokens = state.tokens;
  const result: CallResult = {
    text: state.text,
    error: state.failure === "" ? null : errorFrom(state.failure, end),
    session: state.session === "" ? null : state.session,
    model: state.model,
    tokens,
    costUsd: tokens === null ? null : priced(tokens, state.costUsd),
  };
  const finished = state.stopReason === "stop" || state.stopReason === "length";
  return settle({ program: call.program, result, finished, waiting: state.waiting }, end);
}

/** Prices come from its config: none for used tokens means that none is known. */
function priced(tokens: Tokens, costUsd: number): number | null {
  return costUsd === 0 && !isZero(tokens) ? null : costUsd;
}
