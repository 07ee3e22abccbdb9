// The built-in scripted agent. Its command is called as it stands, with the prompt on stdin, and prints one JSON
// object per line, each with one of these keys:
//   {"session":"id"}                                     the session, first
//   {"say":"text"}                                       something said on the way
//   {"tool":"bash","summary":"deno test","state":"ok"}   state: started, ok or failed
//   {"edit":"src/a.ts","change":"add"}                   change: add, update or delete
//   {"usage":{"input":1,"output":2,"cacheRead":0,"cacheWrite":0},"costUsd":0.01}   added up; costUsd may be absent
//   {"wait":"why","untilMs":1700000000000}               untilMs may be absent
//   {"final":"text"}                                     the final message, with the answer's marker
//   {"error":{"class":"limit","message":"…","resetsAtMs":1700000000000}}           the call failed
// A call that ends without `final` and without `error` has failed. Other lines mean nothing.
import type {
  AgentError,
  AgentErrorClass,
  AgentMessage,
  AgentReader,
  CallResult,
  ProcessEnd,
} from "./agent.ts";
import { type Call, type Cli, plainHabits, safeSession } from "./call.ts";
import {
  addTokens,
  asCost,
  asCount,
  asFields,
  asNumber,
  asText,
  type Fields,
  noTokens,
  objectsIn,
} from "./json.ts";
import { settle } from "./settle.ts";
import { toolMessage } from "./tool_message.ts";

export const demo: Cli = {
  name: "demo",
  title: "built-in scripted agent",
  install: "built in",
  login: "none needed",
  canResume: false,
  sessionNeedsSameDirectory: false,
  programs: [],
  prompt: "stdin",
  args: () => [],
  env: () => ({}),
  asksForEvents: () => true,
  events: openDemoReader,
  text: plainHabits,
};

function openDemoReader(call: Call): AgentReader {
  let result: CallResult = {
    text: "",
    error: null,
    session: null,
    model: call.model === "" ? "demo" : call.model,
    tokens: null,
    costUsd: null,
  };
  let finished = false;
  return {
    line(line: string): readonly AgentMessage[] {
      const messages = objectsIn(line).flatMap(read);
      for (const message of messages) {
        result = after(result, message);
        finished ||= message.kind === "final";
      }
      return messages;
    },
    end: (end: ProcessEnd) =>
      settle({ program: call.program, result, finished, waiting: null }, end),
  };
}

function after(result: CallResult, message: AgentMessage): CallResult {
  if (message.kind === "session") return { ...result, session: message.id };
  if (message.kind === "final") return { ...result, text: message.text };
  if (message.kind === "error") return { ...result, error: message.error };
  if (message.kind !== "usage") return result;
  const costUsd = message.costUsd === null
    ? result.costUsd
    : (result.costUsd ?? 0) + message.costUsd;
  return { ...result, tokens: addTokens(result.tokens ?? noTokens, message.tokens), costUsd };
}

function read(line: Fields): readonly AgentMessage[] {
  if (typeof line.say === "string") return [{ kind: "text", text: line.say }];
  if (typeof line.final === "string") return [{ kind: "final", text: line.final }];
  if (typeof line.session === "string") {
    const id = safeSession(line.session);
    return id === "" ? [] : [{ kind: "session", id }];
  }
  if (typeof line.tool === "string") {
    const state = line.state === "started" || line.state === "failed" ? line.state : "ok";
    return [toolMessage(line.tool, asText(line.summary), state)];
  }
  if (typeof line.edit === "string") {
    const change = line.change === "add" || line.change === "delete" ? line.change : "update";
    return [{ kind: "edit", path: line.edit, change }];
  }
  if (typeof line.wait === "string") {
    return [{ kind: "waiting", why: line.wait, untilMs: asNumber(line.untilMs) }];
  }
  if (line.usage !== undefined) return [usageOf(line)];
  return line.error === undefined ? [] : [{ kind: "error", error: errorOf(asFields(line.error)) }];
}

function usageOf(line: Fields): AgentMessage {
  const usage = asFields(line.usage);
  const tokens = {
    input: asCount(usage.input),
    output: asCount(usage.output),
    cacheRead: asCount(usage.cacheRead),
    cacheWrite: asCount(usage.cacheWrite),
  };
  return { kind: "usage", tokens, costUsd: asCost(line.costUsd), total: false };
}

const CLASSES: readonly AgentErrorClass[] = [
  "limit",
  "auth",
  "network",
  "overloaded",
  "missing",
  "bad_model",
  "context",
  "permission",
  "session",
  "usage",
];

function errorOf(error: Fields): AgentError {
  return {
    class: CLASSES.find((known) => known === error.class) ?? "other",
    message: asText(error.message) || "the scripted agent failed",
    resetsAtMs: asNumber(error.resetsAtMs),
  };
}
