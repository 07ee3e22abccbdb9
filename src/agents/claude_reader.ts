// Reads Claude Code's events. Failures hide in lines that call themselves a success: `is_error` and
// `api_error_status` count, `subtype` alone does not.
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
import { classOf, classOfStatus, errorFrom } from "./failure.ts";
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
import { epochMs, type Now } from "./reset_time.ts";
import { settle } from "./settle.ts";
import { summaryOf, toolMessage } from "./tool_message.ts";

interface OpenTool {
  readonly name: string;
  readonly input: Fields;
}

interface State {
  session: string;
  model: string;
  /** The last whole text of the main agent, for a result without text. */
  lastText: string;
  /** Error word of the last assistant line, such as `rate_limit`. */
  word: string;
  resetsAtMs: number | null;
  waiting: AgentError | null;
  result: Fields | null;
  /** Tokens by the stream's own count, for a call that dies before its result. */
  streamed: Tokens;
  streamedOutput: number;
  edited: boolean;
  readonly tools: Map<string, OpenTool>;
}

const EDITORS = ["Write", "Edit", "MultiEdit", "NotebookEdit"];

export function openClaudeReader(call: Call): AgentReader {
  const state: State = {
    session: "",
    model: call.model,
    lastText: "",
    word: "",
    resetsAtMs: null,
    waiting: null,
    result: null,
    streamed: noTokens,
    streamedOutput: 0,
    edited: false,
    tools: new Map(),
  };
  return {
    line: (line) => objectsIn(line).flatMap((event) => read(state, event)),
    end: (end) => endOf(state, call, end),
  };
}

function read(state: State, event: Fields): readonly AgentMessage[] {
  switch (asText(event.type)) {
    case "system":
      return readSystem(state, event);
    case "stream_event":
      return readStream(state, event);
    case "assistant":
      return readAssistant(state, event);
    case "user":
      return asList(asFields(event.message).content).flatMap((block) =>
        readToolResult(state, asFields(block))
      );
    case "rate_limit_event":
      return readLimit(state, asFields(event.rate_limit_info));
    case "result":
      return readResult(state, event);
    default:
      return [];
  }
}

function readSystem(state: State, event: Fields): readonly AgentMessage[] {
  if (event.subtype === "init") {
    state.session = safeSession(asText(event.session_id));
    state.model = asText(event.model) || state.model;
    return state.session === "" ? [] : [{ kind: "session", id: state.session, model: state.model }];
  }
  if (event.subtype !== "api_retry") return [];
  const status = asNumber(event.error_status);
  const kind = wordClass(asText(event.error), status) ?? classOfStatus(status) ?? "network";
  const why = `${asText(event.error).replaceAll("_", " ") || "API error"}${
    status === null ? "" : ` (${status})`
  }, attempt ${asCount(event.attempt)} of ${asCount(event.max_retries)}`;
  state.waiting = { class: kind, message: why, resetsAtMs: state.resetsAtMs };
  const delay = asNumber(event.retry_delay_ms);
  return [{
    kind: "waiting",
    why,
    untilMs: null,
    class: kind,
    ...(delay === null ? {} : { delayMs: Math.round(delay) }),
  }];
}

/** Only there with `--include-partial-messages`; the one place with true counts before the result. */
function readStream(state: State, event: Fields): readonly AgentMessage[] {
  const part = asFields(event.event);
  if (part.type === "message_start") {
    const usage = asFields(asFields(part.message).usage);
    state.streamedOutput = 0;
    return count(state, { ...tokensOf(usage), output: 0 });
  }
  if (part.type === "message_delta") {
    const output = asCount(asFields(part.usage).output_tokens);
    const more = Math.max(0, output - state.streamedOutput);
    state.streamedOutput += more;
    return count(state, { ...noTokens, output: more });
  }
  if (part.type === "content_block_delta" && isMain(event)) {
    const delta = asFields(part.delta);
    const text = delta.type === "text_delta" ? asText(delta.text) : "";
    state.waiting = null;
    return text === "" ? [] : [{ kind: "text", text, partial: true }];
  }
  return [];
}

function count(state: State, more: Tokens): readonly AgentMessage[] {
  state.streamed = addTokens(state.streamed, more);
  return isZero(more) ? [] : [{ kind: "usage", tokens: more, costUsd: null, total: false }];
}

function readAssistant(state: State, event: Fields): readonly AgentMessage[] {
  state.word = asText(event.error);
  // The error's text comes again as the result.
  if (state.word !== "") return [];
  state.waiting = null;
  const blocks = asList(asFields(event.message).content).map(asFields);
  const text = blocks.filter((block) => block.type === "text").map((block) => asText(block.text))
    .join("\n");
  if (text !== "" && isMain(event)) state.lastText = text;
  return blocks.flatMap((block): readonly AgentMessage[] => {
    if (block.type === "text") {
      return asText(block.text) === "" ? [] : [{ kind: "text", text: asText(block.text) }];
    }
    if (block.type !== "tool_use") return [];
    const tool = { name: asText(block.name), input: asFields(block.input) };
    state.tools.set(asText(block.id), tool);
    return [toolMessage(tool.name, summaryOf(tool.input), "started")];
  });
}

function readToolResult(state: State, block: Fields): readonly AgentMessage[] {
  const id = asText(block.tool_use_id);
  const tool = state.tools.get(id);
  if (block.type !== "tool_result" || tool === undefined) return [];
  state.tools.delete(id);
  const failed = block.is_error === true;
  const done = toolMessage(tool.name, summaryOf(tool.input), failed ? "failed" : "ok");
  const path = asText(tool.input.file_path) || asText(tool.input.notebook_path);
  if (failed || path === "" || !EDITORS.includes(tool.name)) return [done];
  state.edited = true;
  const isNew = tool.name === "Write" && /\bcreated\b/i.test(resultText(block));
  return [done, { kind: "edit", path, change: isNew ? "add" : "update" }];
}

function resultText(block: Fields): string {
  return asText(block.content) ||
    asList(block.content).map((part) => asText(asFields(part).text)).join("\n");
}

function readLimit(state: State, info: Fields): readonly AgentMessage[] {
  if (info.status !== "rejected") return [];
  state.resetsAtMs = epochMs(asNumber(info.resetsAt) ?? 0);
  const why = `${asText(info.rateLimitType).replaceAll("_", " ") || "usage"} limit reached`;
  state.waiting = { class: "limit", message: why, resetsAtMs: state.resetsAtMs };
  return [{ kind: "waiting", why, untilMs: state.resetsAtMs, class: "limit" }];
}

function readResult(state: State, event: Fields): readonly AgentMessage[] {
  state.result = event;
  state.session = safeSession(asText(event.session_id)) || state.session;
  const tokens = totalOf(event);
  const costUsd = asCost(event.total_cost_usd);
  const usage: readonly AgentMessage[] = tokens === null && costUsd === null
    ? []
    : [{ kind: "usage", tokens: tokens ?? noTokens, costUsd, total: true }];
  const error = resultError(state, event, { nowMs: 0 });
  if (error === null) return [...usage, { kind: "final", text: textOf(state) }];
  // Times in its words are read at the end, when the time of day is known.
  return [...usage, { kind: "error", error: { ...error, resetsAtMs: state.resetsAtMs } }];
}

function endOf(state: State, call: Call, end: ProcessEnd): CallResult {
  const event = state.result;
  const error = event === null
    ? null
    : resultError(state, event, end) ?? deniedError(state, event, call);
  const streamed = isZero(state.streamed) ? null : state.streamed;
  const result: CallResult = {
    // A failed result's text is the failure, not an answer.
    text: event?.is_error === true ? state.lastText : textOf(state),
    error,
    session: error?.class === "session" || state.session === "" ? null : state.session,
    model: state.model,
    tokens: (event === null ? null : totalOf(event)) ?? streamed,
    costUsd: event === null ? null : asCost(event.total_cost_usd),
  };
  const finished = event !== null;
  return settle({ program: call.program, result, finished, waiting: state.waiting }, end);
}

function textOf(state: State): string {
  return asText(state.result?.result) || state.lastText;
}

function resultError(state: State, event: Fields, now: Now): AgentError | null {
  const subtype = asText(event.subtype);
  if (event.is_error !== true && (subtype === "success" || subtype === "")) return null;
  const told = asText(event.result) || asList(event.errors).map(asText).join("\n") ||
    subtype.replaceAll("_", " ") || "an error without a message";
  const known = event.terminal_reason === "prompt_too_long"
    ? "context"
    : wordClass(state.word, asNumber(event.api_error_status)) ??
      classOf(asNumber(event.api_error_status), told);
  return errorFrom(told, now, { class: known, resetsAtMs: state.resetsAtMs });
}

function wordClass(word: string, status: number | null): AgentErrorClass | null {
  switch (word) {
    case "authentication_failed":
    case "oauth_org_not_allowed":
      return "auth";
    case "rate_limit":
    case "billing_error":
      return "limit";
    case "overloaded":
      return "overloaded";
    case "server_error":
      // Without a status nothing answered: the words tell what broke.
      return status === null ? null : "overloaded";
    case "model_not_found":
      return "bad_model";
    default:
      return null;
  }
}

/** A refused edit with no other edit made: the answer claims work that cannot exist. */
function deniedError(state: State, event: Fields, call: Call): AgentError | null {
  const denied = asList(event.permission_denials).map(asFields).filter((denial) =>
    EDITORS.includes(asText(denial.tool_name))
  );
  const first = denied[0];
  if (first === undefined || state.edited || call.readOnly) return null;
  const what = `${asText(first.tool_name)} ${summaryOf(asFields(first.tool_input))}`.trim();
  return { class: "permission", message: `permission refused: ${what}`, resetsAtMs: null };
}

function totalOf(event: Fields): Tokens | null {
  const usage = asFields(event.usage);
  return hasCounts(usage) ? tokensOf(usage) : null;
}

function tokensOf(usage: Fields): Tokens {
  return {
    input: asCount(usage.input_tokens),
    output: asCount(usage.output_tokens),
    cacheRead: asCount(usage.cache_read_input_tokens),
    cacheWrite: asCount(usage.cache_creation_input_tokens),
  };
}

function isMain(event: Fields): boolean {
  return asText(event.parent_tool_use_id) === "";
}
