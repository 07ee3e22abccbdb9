// What the adapters share: the shape of a CLI's description, and how a request becomes an argv.
import type { Tokens } from "../pipeline/fact.ts";
import type { AgentReader, CallRequest } from "./agent.ts";

/** One agent CLI. `registry.ts` makes an `Agent` of it, templates included. */
export interface Cli {
  readonly name: string;
  readonly title: string;
  readonly install: string;
  readonly login: string;
  readonly canResume: boolean;
  readonly sessionNeedsSameDirectory: boolean;
  /** File names that mean this CLI, lower case; the first one is called when no command is configured. */
  readonly programs: readonly string[];
  /** Where its own arguments expect the prompt. */
  readonly prompt: "stdin" | "file";
  /** The arguments after the program's name. */
  args(request: CallRequest): readonly string[];
  /** Settings that keep it quiet, for an argv of ours or of a template. */
  env(argv: readonly string[]): Readonly<Record<string, string>>;
  /** Do these arguments ask for the events that `events` reads? */
  asksForEvents(argv: readonly string[]): boolean;
  events(call: Call): AgentReader;
  readonly text: TextHabits;
}

/** How a CLI behaves that prints plain text. */
export interface TextHabits {
  /** Does it print the reason of a failure on stdout? */
  readonly failsOnStdout: boolean;
  /** Takes off what it adds around the answer. */
  trim(text: string): string;
}

/** What a reader knows of the call it reads. */
export interface Call {
  readonly program: string;
  /** As asked for; empty when not. */
  readonly model: string;
  readonly readOnly: boolean;
  /** True when an earlier session goes on. */
  readonly resumed: boolean;
  readonly previousTokens: Tokens | null;
}

export const plainHabits: TextHabits = { failsOnStdout: false, trim: (text) => text.trim() };

/** A flag with its value, or nothing when there is no value. */
export function option(flag: string, value: string): readonly string[] {
  return value === "" ? [] : [flag, value];
}

/** A session's name that is safe to pass on: agents made it up, and `--flag` must not become one. */
export function safeSession(session: string | null): string {
  return session !== null && /^[A-Za-z0-9][\w.-]{0,199}$/.test(session) ? session : "";
}

/** Is `flag value` or `flag=value` among the arguments? */
export function hasOption(
  argv: readonly string[],
  flags: readonly string[],
  value: string,
): boolean {
  return argv.some((argument, at) =>
    flags.some((flag) =>
      argument === `${flag}=${value}` || (argument === flag && argv[at + 1] === value)
    )
  );
}
