// What the command line is given of the machine: words, variables, streams and signals, as one value, so that
// tests call the same code with a world of their own. Only main.ts makes the real one.
import type { ExitCode } from "./exit_code.ts";

export type SignalName = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT";

export interface World {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Width of the terminal; 100 without one. */
  columns(): number;
  /** Standard output. A reader that went away is no error. */
  out(text: string): void;
  err(text: string): void;
  stdin(): Promise<string>;
  /** Returns what stops listening. */
  onSignal(listener: (name: SignalName) => void): () => void;
  /** Signals and faults that nobody waits for are somebody else's from now on. */
  stopGuarding(): void;
  /** Ends the process at once, whatever is in progress. */
  exit(code: ExitCode): never;
  /** Executable and first words that start this program again. */
  readonly self: readonly string[];
}
