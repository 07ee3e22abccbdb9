// The transcript of one check: its commands, all they printed, and how each ended. Nobody is paid for it, so
// no fact names it; it is found by its task, attempt and stage.
import type { TranscriptCall, TranscriptEnd, Work } from "./perform.ts";
import { beginningLine, type CommandResult, resultLine } from "./check_words.ts";
import { type CallLog, openLog } from "./perform_log.ts";

export interface CheckLog {
  begin(name: string, command: string): Promise<void>;
  output(bytes: Uint8Array): Promise<void>;
  stderr(bytes: Uint8Array): Promise<void>;
  ended(result: CommandResult): Promise<void>;
  /** Makes no file where no command was run. */
  end(end: TranscriptEnd): Promise<void>;
}

export function createCheckLog(work: Work): CheckLog {
  let opening: Promise<CallLog> | null = null;
  const log = () => opening ??= openLog(work, header(work));
  return {
    begin: async (name, command) => await (await log()).prompt(beginningLine(name, command)),
    output: async (bytes) => await (await log()).output(bytes),
    stderr: async (bytes) => await (await log()).stderr(bytes),
    ended: async (result) => await (await log()).prompt(resultLine(result)),
    end: async (end) => await (await opening)?.end(end),
  };
}

function header({ order, ports }: Work): TranscriptCall {
  return {
    call: ports.ids.next(),
    order: order.id,
    task: order.task,
    attempt: order.attempt,
    stage: "check",
    role: !order.candidate ? "check" : order.task === "" ? "base check" : "landing check",
    agent: "",
    model: "",
    argv: [],
    startedAtMs: ports.clock.now(),
  };
}
