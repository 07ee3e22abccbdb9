// One transcript as lines for the screen, under a head that says whose it is. Read twice, it gives the same
// lines: that is what their numbers rest on.
import type { AgentReader, CallRequest } from "../agents/agent.ts";
import { agentByName } from "../agents/registry.ts";
import type { OutputLine } from "../../tui/output_text.ts";
import { createCheckParser } from "./check_parser.ts";
import type { Project } from "./project.ts";
import type { TranscriptHead } from "./transcript_index.ts";
import { createTranscriptParser } from "./transcript_parser.ts";

export interface TranscriptLines {
  /** More of the file; may end anywhere. */
  push(text: string): readonly OutputLine[];
  /** What is being said and not yet whole. */
  readonly tail: readonly OutputLine[];
}

export function linesOfTranscript(project: Project, head: TranscriptHead): TranscriptLines {
  const parser = head.stage === "check"
    ? createCheckParser()
    : createTranscriptParser(readerOf(project, head));
  let isHeaded = false;
  return {
    push(text) {
      const lines = parser.push(text).map(withoutSlot);
      if (isHeaded || text === "") return lines;
      isHeaded = true;
      return [{ kind: "head", text: titleOf(head) }, ...lines];
    },
    get tail() {
      return parser.tail;
    },
  };
}

/** Paths as the project has them, wherever the slot stands: `/home/ada/.todo.spec-tui-1/src/a.ts`. */
function withoutSlot(line: OutputLine): OutputLine {
  const mayNameFiles = line.kind === "tool" || line.kind === "edit" || line.kind === "error";
  if (!mayNameFiles || line.text.length > MOST_NAMED || !line.text.includes("spec-tui")) {
    return line;
  }
  const text = line.text.replaceAll(slotPath, "");
  return text === line.text ? line : { ...line, text };
}

/** A longer line is no path, and may be made to be slow. */
const MOST_NAMED = 2000;
const slotPath =
  /(?:\/[^\s/"'`]+)*\/\.[^\s/"'`]+\.spec-tui-(?:[^\s/"'`]+-)?\d+\/|(?:\/[^\s/"'`]+)+\/spec-tui\/[^\s/"'`]+\/\d+\//g;

function readerOf(project: Project, { agent: name, model }: TranscriptHead): AgentReader {
  const configured = project.config.allAgents.find((agent) => agent.name === name);
  const request: CallRequest = {
    command: configured?.command ?? name,
    model,
    template: configured?.template ?? "",
    skipPermissions: configured?.skipPermissions ?? false,
    session: null,
    promptFile: "",
    prompt: "",
    readOnly: false,
  };
  const agent = agentByName(configured?.adapter ?? name) ?? agentByName("custom");
  return agent?.reader({ request }) ?? { line: () => [], end: () => noResult };
}

const noResult = {
  text: "",
  error: null,
  session: null,
  model: "",
  tokens: null,
  costUsd: null,
};

function titleOf({ attempt, agent, model, role, stage }: TranscriptHead): string {
  const what = role === "" || role === "implementer" || role === stage
    ? stage
    : stage === "check"
    ? role
    : `${stage} ${role}`;
  const who = agent === ""
    ? ""
    : `, ${agent}${model === "" || model === agent ? "" : ` (${model})`}`;
  return attempt === 0 ? `${what}${who}` : `attempt ${attempt}, ${what}${who}`;
}
