// Performs one order with real processes and fake slots, and gives back its claims.
import type { Agent, AgentMessage } from "../../../src/agents/agent.ts";
import { perform, type PerformPorts } from "../../../src/runner/perform.ts";
import type { Claim, Order } from "../../../src/runner/ports.ts";
import { startProcess } from "../../../src/runner/process.ts";
import { stopNow } from "../../../src/runner/process_stop.ts";
import {
  anOrder,
  type FakeTranscripts,
  fakeTranscripts,
  type FakeWorkspaces,
  fakeWorkspaces,
  said,
  scriptedAgent,
} from "./given_work.ts";
import { realClock } from "./real_clock.ts";

/** A script that says it is done. */
export const DONE = "echo SAY TASK_COMPLETE";
export const implementOnly = { stages: ["implement"] } as const;

export interface Performed {
  readonly claims: readonly Claim[];
  /** Claims in two words each. */
  readonly said: readonly string[];
  readonly live: readonly AgentMessage[];
  readonly workspaces: FakeWorkspaces;
  readonly transcripts: FakeTranscripts["files"];
  find<T extends Claim["type"]>(type: T): Extract<Claim, { type: T }>;
  notices(): readonly string[];
}

export interface Given {
  readonly workspaces?: Parameters<typeof fakeWorkspaces>[1];
  readonly agent?: Agent | null;
  readonly ports?: Partial<PerformPorts>;
  readonly signal?: AbortSignal;
  readonly onClaim?: (claim: Claim) => void;
  readonly folder?: string;
}

export async function performed(order: Partial<Order>, given: Given = {}): Promise<Performed> {
  const folder = given.folder ?? await Deno.makeTempDir();
  const claims: Claim[] = [];
  const live: AgentMessage[] = [];
  const workspaces = fakeWorkspaces(folder, given.workspaces);
  const transcripts = fakeTranscripts();
  const agent = given.agent === undefined ? scriptedAgent() : given.agent;
  let ids = 0;
  await perform({
    order: anOrder(order),
    execution: "execution-1",
    signal: given.signal ?? new AbortController().signal,
    claim: (claim) => {
      claims.push(claim);
      given.onClaim?.(claim);
    },
    live: (_call, message) => void live.push(message),
    ports: {
      workspaces,
      agents: () => agent,
      transcripts,
      start: startProcess,
      sweep: stopNow,
      promptFile: (call) => {
        const path = `${folder}/prompt-${call}`;
        return {
          path,
          write: (text) => Deno.writeTextFile(path, text),
          remove: () => Deno.remove(path),
        };
      },
      clock: realClock,
      ids: { next: () => `made-id-${++ids}` },
      environment: { PATH: Deno.env.get("PATH") ?? "", HOME: folder },
      cookies: { project: "spec-1", engine: "engine-1" },
      ...given.ports,
    },
  });
  if (given.folder === undefined) await Deno.remove(folder, { recursive: true });
  return {
    claims,
    said: claims.map(said),
    live,
    workspaces,
    transcripts: transcripts.files,
    find(type) {
      const claim = claims.find((each) => each.type === type);
      if (!claim) throw new Error(`no claim ${type} among ${claims.map(said).join(", ")}`);
      return claim as Extract<Claim, { type: typeof type }>;
    },
    notices: () => claims.flatMap((claim) => claim.type === "noticed" ? [claim.message] : []),
  };
}
