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
const none: readonly OutputLine[] = [];

export function createTranscriptParser(reader: AgentReader): TranscriptParser {
  let section: Section = "HEADER";
  let rest = "";
  let promptLines = 0;
  let isResuming = false;
  /** A line of output that meant nothing: another section may have cut it in two. */
  let half = "";
  let said = "";
  /** The last whole text: a final message that only repeats it is not told twice. */
  let whole = "";
  /** Tools at work: that one ended well needs no line of its own. */
  const tools = new Map<string, number>();

  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      // The last record has no line feed after it.
      if (/^=== END .* ===$/.test(rest)) lines.push(rest);
      if (lines.at(-1) === rest) rest = "";
      const told: OutputLine[] = [];
      for (const text of lines) for (const one of onLine(text)) told.push(one);
      return told;
    },
    get tail() {
      return said === "" ? [] : split("say", said);
    },
  };

  function onLine(text: string): readonly OutputLine[] {
    const record = text.startsWith("=== ") ? RECORD.exec(text) : null;
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

  function inSection(text: string, isRest: boolean): readonly OutputLine[] {
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
        const [only] = messages;
        if (only !== undefined && messages.length === 1) return onMessage(only);
        return messages.flatMap(onMessage);
      }
    }
  }

  function onMessage(message: AgentMessage): readonly OutputLine[] {
    if (message.kind === "text" && message.partial) {
      said += message.text;
      return [];
    }
    // A whole text repeats its parts; anything else ends what was being said.
    const before = message.kind === "text" ? none : settle();
    said = "";
    if (message.kind === "text") whole = message.text;
    if (message.kind === "tool") return [...before, ...toolLines(message)];
    if (message.kind === "final" && message.text.trim() === whole.trim()) return before;
    return before.length === 0 ? messageLines(message) : [...before, ...messageLines(message)];
  }

  function toolLines({ name, summary, state }: Extract<AgentMessage, { kind: "tool" }>) {
    const text = `${name} ${summary}`.trim();
    const open = tools.get(text) ?? 0;
    tools.set(text, Math.max(0, open + (state === "started" ? 1 : -1)));
    if (state === "failed") return [line("error", `${text}  (failed)`)];
    return state === "ok" && open > 0 ? [] : [line("tool", text)];
  }

  function settle(): readonly OutputLine[] {
    if (said === "") return none;
    const lines = split("say", said);
    whole = said;
    said = "";
    return lines;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Tools are told above: what they are told as hangs on what was told before. */
function messageLines(message: AgentMessage): OutputLine[] {
  switch (message.kind) {
    case "text":
      return split("say", message.text);
    case "final":
      return split("final", message.text);
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
    case "tool":
    case "session":
      return [];
  }
}

function split(kind: OutputLine["kind"], text: string): OutputLine[] {
  if (!text.includes("\n")) return [line(kind, text)];
  return text.replace(/\n+$/, "").split("\n").map((one) => line(kind, one));
}

function line(kind: OutputLine["kind"], text: string): OutputLine {
  return { kind, text };
}
