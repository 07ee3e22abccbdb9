// All agents by name. Each is its CLI's description plus what is the same for all: command templates, and which
// reader fits what a call prints.
import type { Agent, AgentReader, CallRequest, Invocation, ReaderOptions } from "./agent.ts";
import { claude } from "./claude.ts";
import { type Call, type Cli, safeSession } from "./call.ts";
import { codex } from "./codex.ts";
import { custom } from "./custom.ts";
import { demo } from "./demo.ts";
import { gemini } from "./gemini.ts";
import { llamaCli } from "./llama_cli.ts";
import { ollama } from "./ollama.ts";
import { opencode } from "./opencode.ts";
import { pi } from "./pi.ts";
import {
  fillTemplate,
  parseTemplate,
  type Template,
  templateFlags,
  templateProgram,
} from "./template.ts";
import { openTextReader } from "./text_reader.ts";
import { baseName, splitWords } from "./words.ts";

const clis: readonly Cli[] = [claude, codex, opencode, pi, gemini, ollama, llamaCli, custom, demo];

export const agents: readonly Agent[] = clis.map(agentOf);

export function agentByName(name: string): Agent | undefined {
  return agents.find((agent) => agent.name === name);
}

/**
 * The adapter for a configured command, by the file name of its first word: `/home/ollama/bin/claude` is claude,
 * `pi.exe` is pi. A wrapper such as `npx` or a script of one's own is `custom`; no command at all is claude.
 */
export function detectAdapter(command: string): string {
  const words = commandWords(command);
  if (words.length === 0) return claude.name;
  return cliOf(baseName(words[0] ?? ""))?.name ?? custom.name;
}

/** Can a later call go on with this one's session? Templates have no place for it. */
export function canResume(agent: Agent, template: string): boolean {
  return agent.canResume && template.trim() === "";
}

function agentOf(cli: Cli): Agent {
  const { name, title, install, login, canResume, sessionNeedsSameDirectory } = cli;
  return {
    name,
    title,
    install,
    login,
    canResume,
    sessionNeedsSameDirectory,
    invocation: (request) =>
      request.template.trim() === "" ? ownCall(cli, request) : templateCall(cli, request),
    reader: (options) => openReader(cli, options ?? {}),
  };
}

function ownCall(cli: Cli, request: CallRequest): Invocation {
  if (/^-|[\0\n\r]/.test(request.model)) {
    return refused(`Cannot use model ${JSON.stringify(request.model)}: it is not a model's name`);
  }
  if (cli.prompt === "file" && request.promptFile === "") {
    return refused(`Cannot call ${cli.name}: it reads its prompt from a file and there is none`);
  }
  const program = programWords(cli, request.command);
  if (program.length === 0) return refused(`Cannot call ${cli.name}: no command is configured`);
  const argv = [...program, ...cli.args(request)];
  return { argv, stdin: cli.prompt === "stdin" ? "prompt" : "none", env: cli.env(argv) };
}

function templateCall(cli: Cli, request: CallRequest): Invocation {
  const parsed = parseTemplate(request.template);
  if (!parsed.ok) return refused(parsed.error);
  const command = programWords(cli, request.command);
  const { prompt, promptFile, model } = request;
  const filled = fillTemplate(parsed.template, { prompt, promptFile, model, command });
  if (!filled.ok) return refused(filled.error);
  const called = cliOf(templateProgram(parsed.template, command));
  return {
    argv: filled.argv,
    stdin: parsed.template.holdsPrompt ? "none" : "prompt",
    env: called?.env(templateFlags(parsed.template)) ?? {},
  };
}

function openReader(cli: Cli, options: ReaderOptions): AgentReader {
  const request = options.request;
  const template = request === undefined || request.template.trim() === ""
    ? null
    : templateOf(request.template);
  const called = template === null
    ? cli
    : cliOf(templateProgram(template, programWords(cli, request?.command ?? ""))) ?? custom;
  const call: Call = {
    program: called.name === custom.name ? "the command" : called.name,
    model: request?.model ?? "",
    readOnly: request?.readOnly ?? false,
    resumed: template === null && safeSession(request?.session ?? null) !== "",
    previousTokens: options.previousTokens ?? null,
  };
  const readsEvents = template === null || called.asksForEvents(templateFlags(template));
  return readsEvents ? called.events(call) : openTextReader(call, called.text);
}

/** A template that cannot be read is never called; its reader does not matter. */
function templateOf(text: string): Template {
  const parsed = parseTemplate(text);
  return parsed.ok ? parsed.template : { text, arguments: [], holdsPrompt: false };
}

function programWords(cli: Cli, command: string): readonly string[] {
  const words = commandWords(command);
  return words.length > 0 ? words : cli.programs.slice(0, 1);
}

/** A command that cannot be cut into words is one word. */
function commandWords(command: string): readonly string[] {
  const cut = splitWords(command);
  return cut.ok ? cut.words : [command];
}

function cliOf(program: string): Cli | undefined {
  return clis.find((cli) => cli.programs.includes(program));
}

function refused(message: string): Invocation {
  return { argv: [], stdin: "none", env: {}, error: { class: "usage", message, resetsAtMs: null } };
}
