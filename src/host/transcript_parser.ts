// A transcript, piece by piece, as lines for the screen: who was called, what it said and did, how it ended.
// What the agent printed is read by that agent's own reader.
import type { AgentMessage, AgentReader } from "../agents/agent.ts";
import type { OutputLine } from "../../tui/output_text.ts";
import { usd } from "../pipeline/outcome.ts";

export interface TranscriptParser {
  /** More of the file; may end anywhere. */
  push(text: string): readonly OutputLine[];
  /** What is being said and not yet whole. */
  readonly tail: readonly OutputLine[];
}

type Section = "HEADER" | "PROMPT" | "OUTPUT" | "STDERR";

const RECORD = /^=== (PROMPT|OUTPUT|STDERR|END|TRANSCRIPT|SIZE|LEFT OUT|MISSING)(?: (.*))? ===$/;
const RESUMED = "… ";
const MOST_HALF = 1_000_000;

export function createTranscriptParser(reader: AgentReader): TranscriptParser {
  let section: Section = "HEADER";
  let rest = "";
  let promptLines = 0;
  let isResuming = false;
  /** A line of output that meant nothing: another section may have cut it in two. */
  let half = "";
  let said = "";

  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      // The last record has no line feed after it.
      if (/^=== END .* ===$/.test(rest)) lines.push(rest);
      if (lines.at(-1) === rest) rest = "";
      return lines.flatMap(onLine);
    },
    get tail() {
      return said === "" ? [] : split("say", said);
    },
  };

  function onLine(text: string): OutputLine[] {
    const record = RECORD.exec(text);
    if (record !== null) return onRecord(record[1] ?? "", record[2] ?? "");
    const isRest = isResuming && text.startsWith(RESUMED);
    isResuming = false;
    return inSection(isRest ? text.slice(RESUMED.length) : text, isRest);
  }

  function onRecord(name: string, detail: string): OutputLine[] {
    if (name === "TRANSCRIPT" || name === "SIZE") return [];
    if (name === "LEFT OUT") return [...settle(), line("prompt", `${detail} were not kept`)];
    if (name === "MISSING") {
      return [...settle(), line("error", `what came after is lost: ${detail}`)];
    }
    if (name === "END") return [...settle(), line("end", `ended: ${detail}`)];
    const told = section === "PROMPT" && promptLines > 0
      ? [line("prompt", `prompt of ${plural(promptLines, "line")}; O opens the transcript`)]
      : [];
    promptLines = 0;
    section = name === "PROMPT" || name === "STDERR" ? name : "OUTPUT";
    isResuming = true;
    return told;
  }

  function inSection(text: string, isRest: boolean): OutputLine[] {
    switch (section) {
      case "HEADER":
        return [];
      case "PROMPT":
        promptLines++;
        return [];
      case "STDERR":
        return text === "" ? [] : [line("stderr", text)];
      case "OUTPUT": {
        const whole = isRest ? half + text : text;
        const messages = reader.line(whole);
        half = messages.length === 0 ? whole.slice(0, MOST_HALF) : "";
        return messages.flatMap(onMessage);
      }
    }
  }

  function onMessage(message: AgentMessage): OutputLine[] {
    if (message.kind === "text" && message.partial) {
      said += message.text;
      return [];
    }
    // A whole text repeats its parts; anything else ends what was being said.
    const before = message.kind === "text" ? [] : settle();
    said = "";
    return [...before, ...messageLines(message)];
  }

  function settle(): OutputLine[] {
    const lines = said === "" ? [] : split("say", said);
    said = "";
    return lines;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function messageLines(message: AgentMessage): OutputLine[] {
  switch (message.kind) {
    case "text":
      return split("say", message.text);
    case "final":
      return split("final", message.text);
    case "tool": {
      const state = message.state === "ok" ? "" : `  (${message.state})`;
      return [
        line(
          message.state === "failed" ? "error" : "tool",
          `${message.name} ${message.summary}${state}`,
        ),
      ];
    }
    case "edit":
      return [line("edit", `${message.change} ${message.path}`)];
    case "waiting":
      return [line("wait", message.why)];
    case "error":
      return split("error", message.error.message);
    case "usage":
      return message.total && message.costUsd !== null
        ? [line("end", `cost ${usd(message.costUsd)}`)]
        : [];
    case "session":
      return [];
  }
}

function split(kind: OutputLine["kind"], text: string): OutputLine[] {
  return text.replace(/\n+$/, "").split("\n").map((one) => line(kind, one));
}

function line(kind: OutputLine["kind"], text: string): OutputLine {
  return { kind, text };
}
