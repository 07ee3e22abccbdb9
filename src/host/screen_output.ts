// The transcripts of the calls that the screen watches, read as they grow and told as lines.
import { join } from "node:path";
import type { CallRequest } from "../agents/agent.ts";
import { agentByName } from "../agents/registry.ts";
import type { Call } from "../pipeline/run.ts";
import { tailTranscript } from "../store/transcript_reader.ts";
import { transcriptName } from "../store/transcript.ts";
import type { OutputMsg } from "../../tui/msg.ts";
import type { OutputLine } from "../../tui/output_text.ts";
import type { Project } from "./project.ts";
import { createTranscriptParser, type TranscriptParser } from "./transcript_parser.ts";

export interface OutputFeed {
  /** What the watched calls said since it was asked last. */
  news(watched: readonly Call[]): readonly OutputMsg[];
}

interface Followed {
  readonly path: string;
  readonly parser: TranscriptParser;
  next: number;
  isHeaded: boolean;
  isOver: boolean;
  /** Of the tail that was told last. */
  said: number;
  /** How large it was when there was nothing more to read. */
  quietAt: number;
}

/** Read at once; the rest follows with the next polls. */
const CHUNK = 1 << 18;
/** Of a transcript larger than this only the end is read: more lines than that are not kept in sight. */
const MOST = 2 << 20;

export function openOutputFeed(project: Project): OutputFeed {
  const followed = new Map<string, Followed>();
  return {
    news(watched) {
      const msgs: OutputMsg[] = [];
      for (const call of watched) {
        const one = followed.get(call.id) ?? begin(project, call);
        followed.set(call.id, one);
        const found = one.isOver ? null : read(one, call);
        if (found !== null) msgs.push(found);
        // In order: what a later call says stands below all of an earlier one.
        if (!one.isOver && call.outcome !== "running" && found !== null) break;
      }
      return msgs;
    },
  };
}

function begin(project: Project, call: Call): Followed {
  const { task, attempt, stage, role, agent, model } = call;
  const header = {
    call: call.id,
    task,
    attempt,
    stage,
    role,
    agent,
    model,
    argv: [],
    startedAtMs: 0,
  };
  return {
    path: join(project.logsDir, transcriptName(header)),
    parser: createTranscriptParser(readerOf(project, call)),
    next: 0,
    isHeaded: false,
    isOver: false,
    said: 0,
    quietAt: -1,
  };
}

function readerOf(project: Project, call: Call) {
  const configured = project.config.allAgents.find((agent) => agent.name === call.agent);
  const request: CallRequest = {
    command: configured?.command ?? call.agent,
    model: call.model,
    template: configured?.template ?? "",
    skipPermissions: configured?.skipPermissions ?? false,
    session: null,
    promptFile: "",
    prompt: "",
    readOnly: false,
  };
  const agent = agentByName(configured?.adapter ?? call.agent) ?? agentByName("custom");
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

/** Null when nothing is new. */
function read(one: Followed, call: Call): OutputMsg | null {
  const size = sizeOf(one.path);
  if (size === one.quietAt) return null;
  const lines: OutputLine[] = [];
  if (one.next === 0) lines.push(...skipLong(one));
  const part = tailTranscript(one.path, one.next, CHUNK);
  if (part.text !== "" && !one.isHeaded) {
    one.isHeaded = true;
    lines.unshift({ kind: "head", text: headOf(call) });
  }
  lines.push(...one.parser.push(part.text));
  one.next = part.next;
  if (part.text === "") one.quietAt = size;
  one.isOver = part.end !== null && part.text === "";
  const { tail } = one.parser;
  const said = tail.reduce((sum, each) => sum + each.text.length + 1, 0);
  if (lines.length === 0 && said === one.said) return null;
  one.said = said;
  return { kind: "output", task: call.task, call: call.id, lines, tail, path: one.path };
}

function skipLong(one: Followed): OutputLine[] {
  const end = tailTranscript(one.path, -1, 1).next;
  if (end <= MOST) return [];
  one.next = tailTranscript(one.path, end - MOST, 0).next;
  one.parser.skip();
  const megabytes = Math.round((end - MOST) / (1 << 20));
  return [{
    kind: "prompt",
    text: `${megabytes} MB before this are in the transcript: O opens it`,
  }];
}

/** Asked many times a second, so by the cheapest question there is. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

function headOf({ attempt, agent, model, role, stage }: Call): string {
  const who = model === "" || model === agent ? agent : `${agent} (${model})`;
  const what = role === "" || role === "implementer" || role === stage ? stage : `${stage} ${role}`;
  return `attempt ${attempt}, ${what}, ${who}`;
}
