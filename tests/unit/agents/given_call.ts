// A call as the runner would make it, for tests of the adapters.
import type {
  AgentMessage,
  CallRequest,
  CallResult,
  ProcessEnd,
  ReaderOptions,
} from "../../../src/agents/agent.ts";
import { agentByName } from "../../../src/agents/registry.ts";

/** 2026-11-20 10:32:13 UTC. */
export const nowMs = 1_795_170_733_000;

export function request(changes: Partial<CallRequest> = {}): CallRequest {
  return {
    command: "",
    model: "",
    template: "",
    skipPermissions: true,
    session: null,
    promptFile: "/tmp/prompt.md",
    prompt: "Do it",
    readOnly: false,
    ...changes,
  };
}

export function ended(changes: Partial<ProcessEnd> = {}): ProcessEnd {
  return {
    exitCode: 0,
    signal: null,
    timedOut: null,
    stopped: false,
    stderrTail: "",
    nowMs,
    ...changes,
  };
}

export interface Read {
  readonly messages: readonly AgentMessage[];
  readonly result: CallResult;
}

/** Reads lines as a call of an agent; objects become JSON. */
export function readCall(
  agent: string,
  lines: readonly (string | object)[],
  end: ProcessEnd = ended(),
  options: ReaderOptions = {},
): Read {
  const reader = agentByName(agent)?.reader(options);
  if (reader === undefined) throw new Error(`no agent ${agent}`);
  const messages = lines.flatMap((line) =>
    reader.line(typeof line === "string" ? line : JSON.stringify(line))
  );
  return { messages, result: reader.end(end) };
}
