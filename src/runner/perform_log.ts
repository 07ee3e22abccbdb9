// A transcript behind a guard: a log that cannot be written is said once and never stops the work.
import type { Transcript, TranscriptCall, TranscriptEnd, Work } from "./perform.ts";
import type { CallPlan } from "./perform_call.ts";

export interface CallLog {
  prompt(text: string): Promise<void>;
  output(bytes: Uint8Array): Promise<void>;
  stderr(bytes: Uint8Array): Promise<void>;
  end(end: TranscriptEnd): Promise<void>;
}

export async function openLog(work: Work, header: TranscriptCall): Promise<CallLog> {
  let transcript: Transcript | null = null;
  let isTold = false;
  const tell = (problem: unknown): void => {
    if (isTold) return;
    isTold = true;
    const detail = problem instanceof Error ? problem.message : String(problem);
    work.claim({ type: "noticed", message: `The transcript is incomplete: ${detail}` });
  };
  const guarded = async (write: (to: Transcript) => void | Promise<void>): Promise<void> => {
    if (transcript === null) return;
    try {
      await write(transcript);
    } catch (error) {
      tell(error);
    }
  };
  try {
    transcript = await work.ports.transcripts.open(header);
  } catch (error) {
    tell(error);
  }
  return {
    prompt: (text) => guarded((to) => to.prompt(text)),
    output: (bytes) => guarded((to) => to.output(bytes)),
    stderr: (bytes) => guarded((to) => to.stderr(bytes)),
    async end(end) {
      await guarded((to) => to.end(end));
      if (transcript?.problem) tell(transcript.problem);
    },
  };
}

export function callHeader(work: Work, plan: CallPlan, argv: readonly string[]): TranscriptCall {
  const { order, ports } = work;
  return {
    call: plan.call,
    order: order.id,
    task: order.task,
    attempt: order.attempt,
    stage: "implement",
    role: plan.role,
    agent: order.agent.name,
    model: order.agent.model,
    argv: argv.map((word) => plan.prompt === "" ? word : word.replaceAll(plan.prompt, "{prompt}")),
    startedAtMs: ports.clock.now(),
  };
}
