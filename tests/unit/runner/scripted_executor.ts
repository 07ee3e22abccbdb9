// An executor without processes: an order's prompt is the list of its claims, one word each. It stands for a
// remote machine in tests of whoever reads reports.
import { createReportLog } from "../../../src/runner/report_log.ts";
import type { Claim, Executor, Order } from "../../../src/runner/ports.ts";

/** Words of a prompt: `pass`, `fail`, `hang`; anything else is said as a notice. */
export interface ScriptedExecutor extends Executor {
  /** The machine an order runs on is gone: it is reported lost, and its last words come late. */
  lose(order: string): void;
  readonly executions: readonly string[];
}

export function scriptedExecutor(): ScriptedExecutor {
  let nowMs = 0;
  const log = createReportLog({ now: () => nowMs++ });
  const executions: string[] = [];
  const stops = new Map<string, (how: "stop" | "lose") => void>();

  async function work(order: Order, claim: (claim: Claim) => void): Promise<void> {
    const stopped = Promise.withResolvers<"stop" | "lose">();
    stops.set(order.id, stopped.resolve);
    claim({ type: "stage_started", stage: "implement" });
    claim({
      type: "call_started",
      call: order.calls.implement,
      stage: "implement",
      role: "implement",
    });
    const ended = (outcome: "answered" | "interrupted"): Claim => ({
      type: "call_ended",
      call: order.calls.implement,
      outcome,
      costUsd: 0.5,
      tokens: null,
      model: "m-1",
      durationMs: 1,
      exitCode: 0,
    });
    for (const word of order.prompt.split(" ")) {
      await Promise.resolve();
      if (word === "hang") {
        const how = await stopped.promise;
        if (how === "lose") claim({ type: "lost", reason: "executor_lost" });
        claim(ended("interrupted"));
        if (how === "stop") claim({ type: "stage_interrupted", stage: "implement", sha: null });
      } else if (word === "pass" || word === "fail") {
        claim(ended("answered"));
        claim(word === "pass" ? PASSED : FAILED);
      } else claim({ type: "noticed", message: word });
    }
    stops.delete(order.id);
    claim({ type: "closed" });
  }

  const accepted = new Set<string>();
  return {
    executions,
    async start(order) {
      if (accepted.has(order.id)) return;
      accepted.add(order.id);
      const execution = `execution-${executions.length + 1}`;
      executions.push(execution);
      work(order, log.writer(order.id, execution));
    },
    reports: (after, signal) => log.read(after, signal),
    stop: async (order) => stops.get(order)?.("stop"),
    lose: (order) => stops.get(order)?.("lose"),
  };
}

const COMMON = { stage: "implement", durationMs: 1, sha: "s", tree: "t" } as const;
const PASSED: Claim = { type: "stage_passed", ...COMMON, detail: "" };
const FAILED: Claim = {
  type: "stage_failed",
  ...COMMON,
  failure: { kind: "task_failed", message: "no", evidence: "", fingerprint: "f" },
};
