// Reads Codex's events. Its failures are prose, an `error` line while it reconnects is not final, and its token
// counts belong to the whole thread, earlier calls included.
import type { Tokens } from "../pipeline/fact.ts";
import type { AgentError, AgentMessage, AgentReader, CallResult, ProcessEnd } from "./agent.ts";
import { type Call, safeSession } from "./call.ts";
import { classOfText, errorFrom } from "./failure.ts";
import {
  asCount,
  asFields,
  asList,
  asText,
  type Fields,
  hasCounts,
  objectsIn,
  subtractTokens,
} from "./json.ts";
import { settle } from "./settle.ts";
import { toolMessage } from "./tool_message.ts";

interface State {
  session: string;
  text: string;
  turn: "open" | "completed" | "failed";
  failure: string;
  /** Last `error` line; only a failure when the turn does not complete. */
  lastError: string;
  waiting: AgentError | null;
  total: Tokens | null;
  /** Has the model said or done anything? */
  heard: boolean;
}

export function openCodexReader(call: Call): AgentReader {
  const state: State = {
    session: "",
    text: "",
    turn: "open",
    failure: "",
    lastError: "",
    waiting: null,
    total: null,
    heard: false,
  };
  return {
    line: (line) => objectsIn(line).flatMap((event) => read(state, call, event)),
    end: (end) => endOf(state, call, end),
  };
}

function read(state: State, call: Call, event: Fields): readonly AgentMessage[] {
  switch (asText(event.type)) {
    case "thread.started":
      state.session = safeSession(asText(event.thread_id));
      return state.session === "" ? [] : [{ kind: "session", id: state.session }];
    case "turn.started":
      state.turn = "open";
      return [];
    case "item.started":
      return readItem(state, asFields(event.item), false);
    case "item.completed":
      return readItem(state, asFields(event.item), true);
    case "error":
      return readError(state, asText(event.message));
    case "turn.completed":
      return readCompleted(state, call, asFields(event.usage));
    case "turn.failed":
      state.turn = "failed";
      state.failure = asText(asFields(event.error).message) || state.lastError ||
        "the turn failed without a message";
      return [{ kind: "error", error: liveError(state.failure) }];
    default:
      return [];
  }
}

function readItem(state: State, item: Fields, done: boolean): readonly AgentMessage[] {
  const type = asText(item.type);
  if (type !== "error") {
    state.waiting = null;
    state.heard = true;
  }
  const outcome = !done
    ? "started"
    : item.status === "failed" || item.status === "declined"
    ? "failed"
    : "ok";
  switch (type) {
    case "agent_message":
      if (!done || asText(item.text) === "") return [];
      state.text = asText(item.text);
      return [{ kind: "text", text: state.text }];
    case "command_execution":
      return [toolMessage("shell", unwrapped(asText(item.command)), outcome)];
    case "file_change":
      return done ? changes(item, outcome === "failed") : [];
    case "mcp_tool_call":
    case "collab_tool_call":
      return [toolMessage(`${asText(item.server)} ${asText(item.tool)}`.trim(), "", outcome)];
    case "web_search":
      return [toolMessage("web_search", asText(item.query), outcome)];
    // An item of type error is a warning.
    default:
      return [];
  }
}

function changes(item: Fields, failed: boolean): readonly AgentMessage[] {
  return asList(item.changes).map(asFields).map((change): AgentMessage => {
    const path = asText(change.path);
    const kind = asText(change.kind);
    if (failed) return toolMessage("edit", path, "failed");
    return { kind: "edit", path, change: kind === "add" || kind === "delete" ? kind : "update" };
  });
}

function readError(state: State, message: string): readonly AgentMessage[] {
  const reconnect = /^Reconnecting\.{3}\s*(\d+)\/(\d+)\s*(?:\(([\s\S]*)\))?/.exec(message);
  if (reconnect === null) {
    state.lastError = message;
    return [];
  }
  const [, attempt, most, reason = "the connection was lost"] = reconnect;
  const error = liveError(reason);
  const kind = error.class === "other" ? "network" : error.class;
  state.waiting = { ...error, class: kind };
  const why = `${reason}, attempt ${attempt} of ${most}`;
  return [{ kind: "waiting", why, untilMs: null, class: kind }];
}

function readCompleted(state: State, call: Call, usage: Fields): readonly AgentMessage[] {
  state.turn = "completed";
  state.waiting = null;
  state.total = hasCounts(usage) ? tokensOf(usage) : null;
  const tokens = ownTokens(state, call);
  const final: AgentMessage = { kind: "final", text: state.text };
  return tokens === null ? [final] : [{ kind: "usage", tokens, costUsd: null, total: true }, final];
}

function endOf(state: State, call: Call, end: ProcessEnd): CallResult {
  const failure = state.turn === "failed"
    ? state.failure
    : state.turn === "open"
    ? state.lastError
    : "";
  const result: CallResult = {
    text: state.text,
    error: failure === "" ? null : errorFrom(failure, end),
    session: state.session === "" ? null : state.session,
    model: call.model,
    tokens: ownTokens(state, call),
    costUsd: null,
  };
  const finished = state.turn === "completed";
  const isSilent = !state.heard && state.total === null;
  return settle({ program: call.program, result, finished, waiting: state.waiting, isSilent }, end);
}

/** This call's share of the thread's count; unknown when the earlier calls' share is. */
function ownTokens(state: State, call: Call): Tokens | null {
  if (state.total === null || !call.resumed) return state.total;
  return call.previousTokens === null ? null : subtractTokens(state.total, call.previousTokens);
}

function tokensOf(usage: Fields): Tokens {
  const cacheRead = asCount(usage.cached_input_tokens);
  const cacheWrite = asCount(usage.cache_write_input_tokens);
  return {
    input: Math.max(0, asCount(usage.input_tokens) - cacheRead - cacheWrite),
    output: asCount(usage.output_tokens),
    cacheRead,
    cacheWrite,
  };
}

/** Without a time: the time of day is known only at the end. */
function liveError(message: string): AgentError {
  return { class: classOfText(message) ?? "other", message, resetsAtMs: null };
}

/** `/bin/bash -lc 'ls'` shown as `ls`. */
function unwrapped(command: string): string {
  const wrapped = /^\S*\/?(?:bash|sh|zsh) -l?c (['"])([\s\S]*)\1$/.exec(command);
  return wrapped?.[2] ?? command;
}
