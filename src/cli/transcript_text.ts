// A transcript as a person reads it: its sections told apart, and an agent's stream of JSON as sentences.
import type { Agent, AgentMessage } from "../agents/agent.ts";
import { harmless } from "./text.ts";

export type Section = "HEAD" | "PROMPT" | "OUTPUT" | "STDERR" | "RECORD";

/** Feeds on lines; keeps which section they are in. Frames are ours: output cannot begin a line with `===`. */
export interface SectionReader {
  section(line: string): Section;
}

export function createSectionReader(start: Section = "HEAD"): SectionReader {
  let section: Section = start;
  return {
    section(line) {
      const name = /^=== (PROMPT|OUTPUT|STDERR) ===$/.exec(line)?.[1];
      if (name === "PROMPT" || name === "OUTPUT" || name === "STDERR") {
        section = name;
        return "RECORD";
      }
      return line.startsWith("=== ") ? "RECORD" : section;
    },
  };
}

/** Lines of the agent's own output → lines to show; JSON that says nothing is left out. */
export function createMessageReader(agent: Agent | undefined): (line: string) => string[] {
  const reader = agent?.reader();
  return (line) => {
    if (!line.startsWith("{") || reader === undefined) return [line];
    return reader.line(line).flatMap(messageLines);
  };
}

export function messageLines(message: AgentMessage): string[] {
  switch (message.kind) {
    case "text":
      return message.partial ? [] : linesOf(message.text);
    case "tool": {
      const state = message.state === "failed" ? " (failed)" : "";
      return message.state === "ok"
        ? []
        : [`> ${message.name} ${message.summary}${state}`.trimEnd()];
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

/** The end of a transcript's record, or "" while it is open. */
export function endLine(end: string | null): string {
  return end === null ? "" : `--- ${end}`;
}
