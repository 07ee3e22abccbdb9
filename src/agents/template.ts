// A command template: a command line with `{prompt}`, `{prompt_file}`, `{model}` and `{cmd}`. It is cut into
// words before anything is filled in, so a value stays within its argument whatever it holds.
import { baseName, splitWords } from "./words.ts";

const SLOTS = ["prompt", "prompt_file", "model", "cmd"] as const;
type Slot = typeof SLOTS[number];
type Part = { readonly literal: string } | { readonly slot: Slot };
type Argument = readonly Part[];

export interface Template {
  readonly text: string;
  readonly arguments: readonly Argument[];
  /** False: the prompt goes to standard input. */
  readonly holdsPrompt: boolean;
}

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly error: string; readonly why: string };

export interface Filling {
  readonly prompt: string;
  readonly promptFile: string;
  readonly model: string;
  /** The command's own words. */
  readonly command: readonly string[];
}

export type Filled =
  | { readonly ok: true; readonly argv: readonly string[] }
  | { readonly ok: false; readonly error: string };

const LONGEST_PROMPT_BYTES = 100_000;

/** Reads a template once, when the config is loaded; `{{` and `}}` stand for braces. */
export function parseTemplate(text: string): ParsedTemplate {
  const cut = splitWords(text);
  if (!cut.ok) return refuse(text, cut.error);
  if (cut.words.length === 0) return refuse(text, "it is empty");
  const parsed: Argument[] = [];
  for (const word of cut.words) {
    const parts = partsOf(word);
    if (typeof parts === "string") return refuse(text, parts);
    parsed.push(parts);
  }
  const shell = shellWord(parsed);
  if (shell !== null) {
    return refuse(
      text,
      `${shell} would run the prompt's text as a program (put {prompt_file} there, or leave it out: it then comes on standard input)`,
    );
  }
  const holdsPrompt = parsed.some((argument) =>
    holds(argument, "prompt") || holds(argument, "prompt_file")
  );
  return { ok: true, template: { text, arguments: parsed, holdsPrompt } };
}

/** What is wrong with a template, or null. */
export function templateProblem(text: string): string | null {
  const parsed = parseTemplate(text);
  return parsed.ok ? null : parsed.why;
}

/** The template's argv for one call, or why there is none. */
export function fillTemplate(template: Template, filling: Filling): Filled {
  const usesPrompt = template.arguments.some((argument) => holds(argument, "prompt"));
  const problem = (usesPrompt ? promptProblem(filling.prompt) : null) ??
    (template.arguments.some((argument) => holds(argument, "prompt_file")) &&
        filling.promptFile === ""
      ? "there is no prompt file for {prompt_file}"
      : null);
  if (problem !== null) return { ok: false, error: `Cannot fill the command template: ${problem}` };
  const argv = withoutEmptyModel(template.arguments, filling.model).flatMap((argument) =>
    valuesOf(argument, filling)
  );
  if (argv[0] === undefined || argv[0] === "") {
    return { ok: false, error: "Cannot fill the command template: it names no program" };
  }
  return argv.some((word) => word.includes("\0"))
    ? { ok: false, error: "Cannot fill the command template: a value holds a NUL character" }
    : { ok: true, argv };
}

/** The program a template calls, as far as it is known without the command. */
export function templateProgram(template: Template, command: readonly string[]): string {
  const first = template.arguments[0] ?? [];
  const filling = { prompt: "", promptFile: "", model: "", command };
  return baseName(valuesOf(first, filling)[0] ?? "");
}

/** The template's fixed words, to look for flags in. */
export function templateFlags(template: Template): readonly string[] {
  return template.arguments.map((argument) =>
    argument.map((part) => "literal" in part ? part.literal : "").join("")
  );
}

function refuse(text: string, why: string): ParsedTemplate {
  return { ok: false, error: `Cannot use command template ${JSON.stringify(text)}: ${why}`, why };
}

/** A word's parts, or what is wrong with it. */
function partsOf(word: string): Argument | string {
  const parts: Part[] = [];
  let literal = "";
  const pattern = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
  for (const [found, name] of word.matchAll(pattern)) {
    if (found === "{{" || found === "}}") literal += found.charAt(0);
    else if (found === "{" || found === "}") {
      return `it has a single ${found} (write ${found}${found} for the character itself)`;
    } else if (name === undefined) literal += found;
    else {
      const slot = SLOTS.find((known) => known === name);
      if (slot === undefined) {
        return `placeholder {${name}} is unknown (expected {prompt}, {prompt_file}, {model} or {cmd})`;
      }
      if (literal !== "") parts.push({ literal });
      literal = "";
      parts.push({ slot });
    }
  }
  if (literal !== "" || parts.length === 0) parts.push({ literal });
  return parts;
}

const SHELLS = ["sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "cmd", "powershell", "pwsh"];

/** The shell that would interpret the prompt, as in `sh -c "tool {prompt}"`; null when none does. */
function shellWord(parsed: readonly Argument[]): string | null {
  const words = parsed.map((argument) =>
    argument.map((part) => "literal" in part ? part.literal : "").join("")
  );
  for (const [at, word] of words.entries()) {
    if (!SHELLS.includes(baseName(word))) continue;
    const flag = words.findIndex((next, index) =>
      index > at && /^(?:-[a-z]*c|\/c|-command)$/i.test(next)
    );
    const script = parsed[flag + 1];
    if (flag > at && script !== undefined && holds(script, "prompt")) return baseName(word);
  }
  return null;
}

function holds(argument: Argument, slot: Slot): boolean {
  return argument.some((part) => "slot" in part && part.slot === slot);
}

function promptProblem(prompt: string): string | null {
  const bytes = new TextEncoder().encode(prompt).length;
  if (bytes > LONGEST_PROMPT_BYTES) {
    return `the prompt has ${bytes} bytes, too long for an argument (use {prompt_file}, or leave {prompt} out: it then comes on standard input)`;
  }
  return prompt.includes("\0")
    ? "the prompt holds a NUL character, which no argument can (use {prompt_file}, or leave {prompt} out: it then comes on standard input)"
    : null;
}

/** Without a model, `--model {model}` disappears as a whole: a flag without its value breaks the call. */
function withoutEmptyModel(all: readonly Argument[], model: string): readonly Argument[] {
  if (model !== "") return all;
  return all.filter((argument, at) =>
    !isModelValue(argument) && !(isModelFlag(argument) &&
      isModelSlot(all[at + 1]))
  );
}

/** `{model}` alone, or `--model={model}`. */
function isModelValue(argument: Argument): boolean {
  if (isModelSlot(argument)) return true;
  const [flag, value, ...more] = argument;
  return more.length === 0 && flag !== undefined && "literal" in flag &&
    /^--?[\w-]+=$/.test(flag.literal) && value !== undefined && isModelSlot([value]);
}

function isModelSlot(argument: Argument | undefined): boolean {
  const only = argument?.length === 1 ? argument[0] : undefined;
  return only !== undefined && "slot" in only && only.slot === "model";
}

function isModelFlag(argument: Argument): boolean {
  const only = argument.length === 1 ? argument[0] : undefined;
  return only !== undefined && "literal" in only && ["--model", "-m"].includes(only.literal);
}

/** One argument, except that `{cmd}` alone stands for all words of the command. */
function valuesOf(argument: Argument, filling: Filling): readonly string[] {
  const only = argument.length === 1 ? argument[0] : undefined;
  if (only !== undefined && "slot" in only && only.slot === "cmd") return filling.command;
  const values: Readonly<Record<Slot, string>> = {
    prompt: filling.prompt,
    prompt_file: filling.promptFile,
    model: filling.model,
    cmd: filling.command.join(" "),
  };
  return [argument.map((part) => "literal" in part ? part.literal : values[part.slot]).join("")];
}
