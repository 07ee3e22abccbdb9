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
      const lines = parser.push(text);
      if (isHeaded || text === "") return lines;
      isHeaded = true;
      return [{ kind: "head", text: titleOf(head) }, ...lines];
    },
    get tail() {
      return parser.tail;
    },
  };
}

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
