// `logs`: what an agent printed, or a check. By default the end of the newest call's output, not its prompt.
import { agentByName } from "../../agents/registry.ts";
import { readRun } from "../../host/reading.ts";
import type { Project } from "../../host/project.ts";
import { UserError } from "../../host/user_error.ts";
import { listTranscripts, type TranscriptInfo } from "../../store/transcript_reader.ts";
import type { ExitCode } from "../exit_code.ts";
import { followTranscripts } from "../follow.ts";
import { findKnownTask, openFor } from "../opened.ts";
import { harmless, oneLine } from "../text.ts";
import { createShownReader, endLine, type Section } from "../transcript_text.ts";
import { readTranscript } from "../transcript_lines.ts";
import type { Call } from "../verb.ts";

export async function logs(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const task = taskOf(call, project);
  const attempt = attemptOf(call);
  const most = linesOf(call);
  const found = () => matching(project, task, attempt);
  const transcripts = found();
  if (call.wantsJson) {
    call.document(JSON.stringify(transcripts.map(documentOf), null, 2));
    return 0;
  }
  const isWanted = (info: TranscriptInfo) => (info.stage === "check") === call.has("check");
  const newest = transcripts.findLast(isWanted) ?? transcripts.at(-1);
  if (newest === undefined && !call.has("follow")) {
    const whose = task === undefined ? "" : ` of ${task}`;
    throw new UserError(`Cannot show a log: there is no transcript${whose} yet`, {
      hint: task === undefined ? "`spec-tui run` makes them" : `spec-tui why ${task}`,
      exitCode: 1,
    });
  }
  if (call.has("follow")) {
    return await followTranscripts(
      call,
      project,
      found,
      (agent) => adapterOf(project, agent),
      most,
    );
  }
  if (newest !== undefined) show(call, project, newest, most);
  return 0;
}

function taskOf(call: Call, project: Project): string | undefined {
  const given = call.argument("task");
  if (given === "") return undefined;
  const { spec, run } = readRun(project);
  return findKnownTask(spec, run.tasks.keys(), given);
}

function attemptOf(call: Call): number | null {
  return call.value("attempt") === "" ? null : wholeNumber("--attempt", call.value("attempt"));
}

const DEFAULT_LINES = 40;

function linesOf(call: Call): number {
  return call.value("lines") === "" ? DEFAULT_LINES : wholeNumber("--lines", call.value("lines"));
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UserError(`Cannot show a log: ${option} is "${text}" (expected a number from 1)`);
}

function matching(
  project: Project,
  task: string | undefined,
  attempt: number | null,
): readonly TranscriptInfo[] {
  const found = listTranscripts(project.logsDir, task);
  return attempt === null ? found : found.filter((each) => each.attempt === attempt);
}

export function adapterOf(project: Project, name: string): string {
  return project.config.allAgents.find((agent) => agent.name === name)?.adapter ?? name;
}

function show(call: Call, project: Project, info: TranscriptInfo, most: number): void {
  const { style } = call;
  const lines = readTranscript(info.path);
  if (call.has("all")) {
    for (const line of lines) call.print(`${harmless(line)}\n`);
    return;
  }
  // A check's commands, and how each ended, stand where an agent's prompt does.
  const wanted: readonly Section[] = info.stage === "check"
    ? ["PROMPT", "OUTPUT", "STDERR"]
    : call.has("prompt")
    ? ["PROMPT"]
    : ["OUTPUT", "STDERR"];
  const shownOf = createShownReader(agentByName(adapterOf(project, info.agent)), wanted);
  const kept: string[] = [];
  for (const line of lines) {
    kept.push(...shownOf.push(`${line}\n`));
    if (!call.has("prompt") && kept.length > most * 4) kept.splice(0, kept.length - most);
  }
  call.print(style.bold(headline(info)));
  const shown = call.has("prompt") ? kept : kept.slice(-most);
  for (const line of shown) call.print(`${harmless(line)}\n`);
  const end = endLine(info.end, info.stage);
  if (end !== "") call.print(style.dim(oneLine(end)));
  call.print(style.dim(info.path));
}

export function headline(info: TranscriptInfo): string {
  const { task, attempt, stage, role, agent, model } = info;
  if (stage === "check") return oneLine(task === "" ? role : `${task} attempt ${attempt}, ${role}`);
  const who = model === "" ? agent : `${agent} (${model})`;
  return oneLine(`${task} attempt ${attempt}, ${stage} by ${who}`);
}

function documentOf(info: TranscriptInfo) {
  const { path, task, attempt, stage, role, agent, model, call, bytes, end } = info;
  const started = Number.isFinite(info.startedAtMs)
    ? new Date(info.startedAtMs).toISOString()
    : null;
  return { task, attempt, stage, role, agent, model, call, started, bytes, end, path };
}
