// Reads Gemini CLI's events: text comes in pieces, the result line holds the counts, and where it says nothing
// the exit code is the HTTP status modulo 256.
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
import { classOf, classOfStatus, errorFrom, statusIn } from "./failure.ts";
import {
  asCount,
  asFields,
  asNumber,
  asText,
  type Fields,
  hasCounts,
  isZero,
  objectsIn,
} from "./json.ts";
import type { Now } from "./reset_time.ts";
import { settle } from "./settle.ts";
import { errorText } from "./stderr.ts";
import { createTail, type Tail } from "./tail.ts";
import { summaryOf, toolMessage } from "./tool_message.ts";

interface OpenTool {
  readonly name: string;
  readonly input: Fields;
}

interface State {
  session: string;
  model: string;
  /** Pieces since the last tool call, and the last piece of text that was whole. */
  pieces: Tail;
  text: string;
  result: Fields | null;
  /** Last `error` line, and the last one that ended the work though the result says success. */
  complaint: string;
  cutShort: string;
  readonly tools: Map<string, OpenTool>;
  /** Has the model called a tool? */
  used: boolean;
}

const EDITORS = ["write_file", "replace", "edit"];
const CUTS =
  /loop detected|stopping execution|maximum (?:session )?turns|max(?:imum)? turns|turn limit/i;

export function openGeminiReader(call: Call): AgentReader {
  const state: State = {
    session: "",
    model: call.model,
    pieces: createTail(),
    text: "",
    result: null,
    complaint: "",
    cutShort: "",
    tools: new Map(),
    used: false,
  };
  return {
    line: (line) => objectsIn(line).flatMap((event) => read(state, event)),
    end: (end) => endOf(state, call, end),
  };
}

function read(state: State, event: Fields): readonly AgentMessage[] {
  switch (asText(event.type)) {
    case "init":
      state.session = safeSession(asText(event.session_id));
      state.model = asText(event.model) || state.model;
      return state.session === ""
        ? []
        : [{ kind: "session", id: state.session, model: state.model }];
    case "message":
      return readMessage(state, event);
    case "tool_use":
      return [...wholeText(state), ...readTool(state, event)];
    case "tool_result":
      return readToolResult(state, event);
    case "error":
      state.complaint = asText(event.message);
      if (CUTS.test(state.complaint)) state.cutShort = state.complaint;
      return [];
    case "result":
      state.result = event;
      return [...wholeText(state), ...readResult(state, event)];
    default:
      return [];
  }
}

function readMessage(state: State, event: Fields): readonly AgentMessage[] {
  const text = asText(event.content);
  if (event.role !== "assistant" || text === "") return [];
  if (event.delta !== true) {
    const before = wholeText(state);
    state.text = text;
    return [...before, { kind: "text", text }];
  }
  state.pieces.push(text);
  return [{ kind: "text", text, partial: true }];
}

/** The pieces so far as one text, once something else begins. */
function wholeText(state: State): readonly AgentMessage[] {
  const text = state.pieces.text();
  state.pieces = createTail();
  if (text.trim() === "") return [];
  state.text = text;
  return [{ kind: "text", text }];
}

function readTool(state: State, event: Fields): readonly AgentMessage[] {
  const tool = { name: asText(event.tool_name), input: asFields(event.parameters) };
  state.used = true;
  state.tools.set(asText(event.tool_id), tool);
  return [toolMessage(tool.name, summaryOf(tool.input), "started")];
}

function readToolResult(state: State, event: Fields): readonly AgentMessage[] {
  const tool = state.tools.get(asText(event.tool_id));
  state.tools.delete(asText(event.tool_id));
  if (tool === undefined) return [];
  const failed = asText(event.status) !== "success";
  const done = toolMessage(tool.name, summaryOf(tool.input), failed ? "failed" : "ok");
  const path = asText(tool.input.file_path) || asText(tool.input.absolute_path);
  return failed || path === "" || !EDITORS.includes(tool.name)
    ? [done]
    : [done, { kind: "edit", path, change: "update" }];
}

function readResult(state: State, event: Fields): readonly AgentMessage[] {
  const tokens = tokensOf(event);
  const error = resultError(state, event, { nowMs: 0 }, "");
  const usage: readonly AgentMessage[] = tokens === null
    ? []
    : [{ kind: "usage", tokens, costUsd: null, total: true }];
  return error === null
    ? [...usage, { kind: "final", text: state.text }]
    : [...usage, { kind: "error", error: { ...error, resetsAtMs: null } }];
}

function endOf(state: State, call: Call, end: ProcessEnd): CallResult {
  wholeText(state);
  const event = state.result;
  const stderr = errorText(end.stderrTail);
  const error = event === null ? ownExit(end, stderr) : resultError(state, event, end, stderr);
  const result: CallResult = {
    text: state.text,
    error,
    session: state.session === "" ? null : state.session,
    model: state.model,
    tokens: event === null ? null : tokensOf(event),
    costUsd: null,
  };
  const isSilent = state.text === "" && !state.used &&
    (result.tokens === null || isZero(result.tokens));
  const finished = event !== null;
  return settle({ program: call.program, result, finished, waiting: null, isSilent }, end);
}

function resultError(state: State, event: Fields, now: Now, stderr: string): AgentError | null {
  if (event.status === "success") {
    if (state.cutShort !== "") return errorFrom(state.cutShort, now, { class: "other" });
    return tokensOf(event) === null && state.text === "" && !state.used ? UNASKED : null;
  }
  const told = asText(asFields(event.error).message) || state.complaint || stderr ||
    "an error without a message";
  const inner = asFields(asFields(objectsIn(jsonPart(told))[0]).error);
  const message = asText(inner.message) || told.replace(/^\[API Error: ([\s\S]*?)\]/, "$1");
  const status = asNumber(inner.code) ?? statusIn(told) ?? exitStatus(now);
  return errorFrom(message, now, { class: classOf(status, message) ?? classOf(null, stderr) });
}

// So it ends, as a success, when the prompt is longer than its model's context.
const UNASKED: AgentError = {
  class: "context",
  message: "gemini asked its model nothing: the prompt may be too long for it",
  resetsAtMs: null,
};

/** `[API Error: {"error":{…}}]` holds the provider's own words. */
function jsonPart(message: string): string {
  const start = message.indexOf("{");
  const end = message.lastIndexOf("}");
  return start < 0 || end < start ? "" : message.slice(start, end + 1);
}

/** The CLI's own exit codes, where it died before any result. */
function ownExit(end: ProcessEnd, stderr: string): AgentError | null {
  const code = end.exitCode;
  const kind: AgentErrorClass | null = code === 41
    ? "auth"
    : code === 55
    ? "permission"
    : code === 42
    ? (/resum|session/i.test(stderr) ? "session" : "usage")
    : code === 52
    ? "usage"
    : classOfStatus(exitStatus(end)) ?? (exitStatus(end) === 400 ? classOf(400, stderr) : null);
  if (kind === null) return null;
  return errorFrom(stderr || `gemini ended with exit code ${code}`, end, { class: kind });
}

// 400 to 404, 408, 429, 500 and 502 to 504: other codes of that size are signals, such as 143.
const STATUS_EXITS = [144, 145, 146, 147, 148, 152, 173, 244, 246, 247, 248];

/** 401 leaves as 145, 529 as 17; other small codes are its own. */
function exitStatus(end: Now & { readonly exitCode?: number | null }): number | null {
  const code = end.exitCode ?? 0;
  if (STATUS_EXITS.includes(code)) return code + 256;
  return code >= 8 && code <= 17 ? code + 512 : null;
}

function tokensOf(event: Fields): Tokens | null {
  const stats = asFields(event.stats);
  const cacheRead = asCount(stats.cached);
  const own = asNumber(stats.input);
  const tokens = {
    input: own === null ? Math.max(0, asCount(stats.input_tokens) - cacheRead) : asCount(own),
    output: asCount(stats.output_tokens),
    cacheRead,
    cacheWrite: 0,
  };
  // A run it cut short reports zeros, and a success, for what was certainly used.
  const isUnknown = !hasCounts(stats) || (isZero(tokens) && event.status === "success");
  return isUnknown ? null : tokens;
}
