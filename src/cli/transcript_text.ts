// A transcript as a person reads it: the sections asked for, and an agent's stream of JSON as sentences.
import type { Agent, AgentMessage } from "../agents/agent.ts";
import { createRecordReader, type TranscriptEntry } from "../host/transcript_record.ts";
import { harmless } from "./text.ts";

export type Section = "PROMPT" | "OUTPUT" | "STDERR";

export interface ShownReader {
  /** More of the file, which may end anywhere → lines to show. */
  push(text: string): readonly string[];
}

export function createShownReader(
  agent: Agent | undefined,
  sections: readonly Section[],
): ShownReader {
  const records = createRecordReader();
  const message = createMessageReader(agent);
  /** A line that meant nothing: another section may have cut it in two. */
  let half = "";

  function linesOf(entry: TranscriptEntry): readonly string[] {
    switch (entry.kind) {
      case "end":
        return [];
      case "left_out":
        return [`… ${entry.detail} were not kept`];
      case "missing":
        return [`… what came after is lost: ${entry.detail}`];
      case "text": {
        if (!sections.includes(entry.section)) return [];
        if (entry.section !== "OUTPUT") return [entry.text];
        const whole = entry.isRest ? half + entry.text : entry.text;
        const lines = message(whole);
        half = lines.length === 0 ? whole : "";
        return lines;
      }
    }
  }
  return { push: (text) => records.push(text).flatMap(linesOf) };
}

/** Lines of the agent's own output → lines to show; JSON that says nothing is left out. */
function createMessageReader(agent: Agent | undefined): (line: string) => string[] {
  const reader = agent?.reader();
  let said = "";
  let tool = "";
  const started = new Set<string>();
  // The last message is often repeated as the answer, a tool as its end, and an edit as the tool that made it.
  const isTold = (message: AgentMessage) => {
    switch (message.kind) {
      case "final":
        return message.text.trim() === said;
      case "edit":
        return tool.includes(message.path);
      case "text":
        if (!message.partial) said = message.text.trim();
        return false;
      case "tool": {
        tool = `${message.name} ${message.summary}`;
        if (message.state === "started") started.add(tool);
        return message.state === "ok" && started.delete(tool);
      }
      default:
        return false;
    }
  };
  return (line) => {
    if (!line.startsWith("{") || reader === undefined) return [line];
    return reader.line(line).flatMap((message) => isTold(message) ? [] : messageLines(message));
  };
}

function messageLines(message: AgentMessage): string[] {
  switch (message.kind) {
    case "text":
      return message.partial ? [] : linesOf(message.text);
    case "tool": {
      const state = message.state === "failed" ? " (failed)" : "";
      return [`> ${message.name} ${message.summary}${state}`.trimEnd()];
    }
    case "edit":
      return [`> ${message.change} ${message.path}`];
    case "waiting":
      return [`> waits: ${message.why}`];
    case "error":
      return [`> error: ${message.error.message}`];
    case "final":
      return linesOf(message.text);
    case "session":
    case "usage":
      return [];
  }
}

function linesOf(text: string): string[] {
  return harmless(text).trimEnd().split("\n");
}

/** How a call ended, below what it printed; empty while it has not, and for a check, which says so itself. */
export function endLine(end: string | null, stage: string): string {
  return end === null || stage === "check" && end === "answered" ? "" : `--- ${end}`;
}
