// The exit codes as people read them, and the one a signal ends with.
import { EXIT_CODES } from "../pipeline/outcome.ts";
import type { SignalName } from "./world.ts";

export type ExitCode = number;

/** Wrong arguments, config or spec. */
export const WRONG: ExitCode = 2;
export const REFUSED: ExitCode = 3;
export const FAULT: ExitCode = 70;

export const SIGNAL_CODES: Readonly<Record<Exclude<SignalName, "SIGQUIT">, ExitCode>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/** Ends `--help`. */
export function exitCodeTable(): string {
  const rows = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ["Exit codes:", ...rows].join("\n");
}
