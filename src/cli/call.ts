// One call of a verb, made from parsed words and the world.
import type { Flags } from "../config/flag_table.ts";
import type { Parsed } from "./program.ts";
import { createStyle, harmless, wantsColour } from "./text.ts";
import type { Call } from "./verb.ts";
import type { World } from "./world.ts";

export interface CallAndState {
  readonly call: Call;
  /** Was the one document printed? */
  readonly hasDocument: () => boolean;
}

export function createCall(world: World, parsed: Parsed): CallAndState {
  let isPrinted = false;
  const { options } = parsed;
  const call: Call = {
    world,
    verb: parsed.verb,
    flags: flagsOf(options),
    wantsJson: options.has("json"),
    isHeadless: options.has("no-tui"),
    style: createStyle(wantsColour(world.environment, world.stdoutIsTerminal)),
    errStyle: createStyle(wantsColour(world.environment, world.stderrIsTerminal)),
    argument: (name) => parsed.arguments.get(name)?.[0] ?? "",
    argumentList: (name) => parsed.arguments.get(name) ?? [],
    has: (option) => options.has(option),
    value: (option) => options.get(option)?.at(-1) ?? "",
    values: (option) => options.get(option) ?? [],
    print: (text) => world.out(ended(text)),
    say: (text) => world.err(ended(text)),
    document(text) {
      if (isPrinted) return;
      isPrinted = true;
      world.out(`${escaped(text)}\n`);
    },
  };
  return { call, hasDocument: () => isPrinted };
}

/** Of a JSON text, what could move a cursor or turn text around; JSON itself escapes no more than C0. */
function escaped(text: string): string {
  return text.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** The common flags in the shape that config reads; what was not given is absent. */
export function flagsOf(options: Parsed["options"]): Flags {
  const last = (name: string) => options.get(name)?.at(-1);
  const off = (name: string) => options.has(name) ? false : undefined;
  const flags: Flags = {
    maxRetries: last("max-retries"),
    timeout: last("timeout"),
    budget: last("budget"),
    taskBudget: last("task-budget"),
    jobs: last("jobs"),
    tests: off("no-tests"),
    branch: off("no-branch"),
    commit: off("no-commit"),
    review: off("no-review"),
    hitlReview: options.has("hitl-review") ? true : undefined,
    callbackUrl: last("callback-url"),
    specPrefix: last("spec-prefix"),
    projectRoot: last("project-root"),
    logLevel: last("log-level"),
    agent: last("agent"),
    set: options.get("set"),
  };
  return flags;
}

/** Text from outside, as lines of standard output. */
export function foreign(call: Call, text: string): void {
  call.print(harmless(text));
}
