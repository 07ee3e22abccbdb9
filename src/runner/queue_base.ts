// What new work stands on: the queue's tip, with what the target has and the queue lacks merged into it first.
import type { Fact } from "../pipeline/fact.ts";
import type { Engine } from "./engine.ts";

/** The queue's tip to build on, with the target's own new commits in it. */
export async function baseOf(
  engine: Engine,
): Promise<{ base: string | null; facts: Fact[] } | { facts: Fact[] }> {
  if (engine.queue === null) return { base: null, facts: [] };
  const { target } = engine.request;
  const tip = await engine.queue.tip();
  if ("conflict" in tip) {
    const message = `New commits of ${target} conflict with landed work in ${
      tip.conflict.join(", ")
    }`;
    return {
      facts: [{
        type: "TargetWaits",
        target,
        reason: { kind: "diverged", files: tip.conflict },
        message,
      }],
    };
  }
  const facts: Fact[] = tip.merged === null
    ? []
    : [{ type: "TargetMerged", target, from: tip.merged, commit: tip.sha }];
  return { base: tip.sha, facts };
}
