// Signals as requests to the loop. Ctrl-C once stops hard, twice ends everything at once; Ctrl-\ pauses and
// resumes. A request made before the loop listens waits for it.
import type { Control, StopRequest } from "../runner/engine.ts";
import { type ExitCode, SIGNAL_CODES } from "./exit_code.ts";
import type { SignalName } from "./world.ts";

export interface SignalControl extends Control {
  signal(name: SignalName): void;
  /** Of the first signal that asked for the end; 0 while none has. */
  readonly exitCode: ExitCode;
}

/** `atOnce` is called for the second signal that asks for the end. */
export function createControl(by: string, atOnce: (code: ExitCode) => void): SignalControl {
  const waiting: StopRequest[] = [];
  let listener: ((request: StopRequest) => void) | null = null;
  let exitCode: ExitCode = 0;
  const send = (request: StopRequest) =>
    listener === null ? waiting.push(request) : listener(request);
  return {
    onRequest(next) {
      listener = next;
      for (const request of waiting.splice(0)) next(request);
    },
    signal(name) {
      if (name === "SIGQUIT") return void send({ kind: "pause", by });
      if (exitCode !== 0) return atOnce(exitCode);
      exitCode = SIGNAL_CODES[name];
      send({ kind: "stop", mode: "hard", by: `${by} (${name.slice(3)})`, exitCode });
    },
    get exitCode() {
      return exitCode;
    },
  };
}
