// Orders, a slot in a temporary folder and fake ports: what a test of `perform` or an executor starts from.
import type { Agent, AgentMessage, AgentReader, CallResult } from "../../../src/agents/agent.ts";
import type { Transcript, TranscriptCall, TranscriptEnd } from "../../../src/runner/perform.ts";
import type { Capture, Claim, Order, Slot, Workspaces } from "../../../src/runner/ports.ts";

export function anOrder(over: Partial<Order> = {}): Order {
  return {
    v: 1,
    id: crypto.randomUUID(),
    run: "run-1",
    task: "TASK-1",
    title: "A task",
    attempt: 1,
    stages: ["implement", "check", "review"],
    base: "base-sha",
    continueFrom: null,
    candidate: false,
    subdir: "",
    branch: "task/TASK-1",
    prompt: "do it",
    reminder: "say how it ended",
    agent: anAgentChoice(),
    session: null,
    sessionTokens: null,
    calls: { implement: crypto.randomUUID(), remind: crypto.randomUUID() },
    limits: { wallMs: 60_000, silenceMs: 0, commandMs: 60_000, reservedUsd: 1 },
    checks: {
      test: "",
      lint: "",
      lintFix: "",
      lintBlocking: true,
      runGitHooks: false,
      baseTests: null,
    },
    setup: { command: "", keep: [], link: [] },
    protectedPaths: [],
    envDeny: [],
    fence: 1,
    ...over,
  };
}

export function anAgentChoice(over: Partial<Order["agent"]> = {}): Order["agent"] {
  return {
    name: "scripted",
    adapter: "scripted",
    command: "sh",
    model: "m-1",
    template: "",
    skipPermissions: true,
    env: {},
    ...over,
  };
}

export function aSlot(over: Partial<Slot> = {}): Slot {
  return {
    number: 1,
    root: "/tmp",
    cwd: "/tmp",
    gitEnv: {},
    agentEnv: {},
    sameAsBefore: false,
    needsSetup: false,
    notices: [],
    ...over,
  };
}

export function aCapture(over: Partial<Capture> = {}): Capture {
  return {
    sha: "work-sha",
    tree: "work-tree",
    changed: true,
    excluded: [],
    outside: [],
    rewritten: false,
    harnessDiff: null,
    notices: [],
    ...over,
  };
}

export interface FakeWorkspaces extends Workspaces {
  readonly calls: string[];
}

/** Slots are one folder; captures are handed out in turn, the last one again and again. */
export function fakeWorkspaces(
  folder: string,
  over: {
    readonly slot?: Partial<Slot>;
    readonly captures?: readonly (Capture | Error)[];
    readonly hooks?: Awaited<ReturnType<Workspaces["hooks"]>>;
    readonly take?: () => Promise<void>;
    readonly onCapture?: () => void;
  } = {},
): FakeWorkspaces {
  const calls: string[] = [];
  const captures = [...over.captures ?? [aCapture()]];
  return {
    calls,
    async take() {
      calls.push("take");
      await over.take?.();
      return aSlot({ root: folder, cwd: folder, ...over.slot });
    },
    async setUpDone() {
      calls.push("setUpDone");
    },
    async capture() {
      calls.push("capture");
      over.onCapture?.();
      const next = captures.length > 1 ? captures.shift() : captures[0];
      if (next instanceof Error) throw next;
      return next ?? aCapture();
    },
    async hooks(_slot, _order, sha) {
      calls.push(`hooks ${sha}`);
      return over.hooks ?? { passed: true, output: "", sha, notices: [] };
    },
    release: () => void calls.push("release"),
  };
}

/**
 * An agent whose prompt is a shell script. Lines `SAY x`, `SESSION x`, `COST x`, `WAIT ms`, `ERROR class text` are events,
 * the rest is noise.
 */
export function scriptedAgent(over: Partial<Agent> = {}): Agent {
  return {
    name: "scripted",
    title: "Scripted",
    install: "nothing to install",
    login: "",
    canResume: true,
    sessionNeedsSameDirectory: false,
    invocation: ({ command, session }) => ({
      argv: command === "sh" ? ["sh", "-s", session ?? "none"] : [command],
      stdin: "prompt",
      env: {},
    }),
    reader: scriptedReader,
    ...over,
  };
}

function scriptedReader(): AgentReader {
  const said: string[] = [];
  let result: CallResult = {
    text: "",
    error: null,
    session: null,
    model: "m-1.2",
    tokens: null,
    costUsd: null,
  };
  return {
    line(line): readonly AgentMessage[] {
      const [word = "", ...rest] = line.split(" ");
      const text = rest.join(" ");
      if (word === "SAY") {
        said.push(text);
        return [{ kind: "text", text }];
      }
      if (word === "SESSION") result = { ...result, session: text };
      if (word === "COST") result = { ...result, costUsd: Number(text) };
      if (word === "WAIT") {
        return [{ kind: "waiting", why: "limit reached", untilMs: null, delayMs: Number(text) }];
      }
      if (word === "THROW") throw new Error("a reader's bug");
      if (word === "ERROR") {
        const [errorClass = "other", ...message] = rest;
        const error = {
          class: errorClass as "other",
          message: message.join(" "),
          resetsAtMs: errorClass === "limit" ? 9_999_999_999_999 : null,
        };
        result = { ...result, error };
        return [{ kind: "error", error }];
      }
      return [];
    },
    end: () => ({ ...result, text: said.join("\n") }),
  };
}

export interface FakeTranscripts {
  open(call: TranscriptCall): Transcript;
  readonly files: {
    call: TranscriptCall;
    prompt: string;
    output: string;
    stderr: string;
    end: TranscriptEnd | null;
  }[];
}

export function fakeTranscripts(): FakeTranscripts {
  const files: FakeTranscripts["files"] = [];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    files,
    open(call) {
      const file: FakeTranscripts["files"][number] = {
        call,
        prompt: "",
        output: "",
        stderr: "",
        end: null,
      };
      files.push(file);
      return {
        prompt: (prompt) => void (file.prompt += prompt),
        output: (bytes) => void (file.output += text(bytes)),
        stderr: (bytes) => void (file.stderr += text(bytes)),
        end: (end) => void (file.end = end),
      };
    },
  };
}

/** `stage_passed implement`, `call_ended answered`, …: a claim in two words. */
export function said(claim: Claim): string {
  switch (claim.type) {
    case "stage_failed":
      return `${claim.type} ${claim.stage} ${claim.failure.kind}`;
    case "stage_started":
    case "stage_passed":
    case "stage_interrupted":
      return `${claim.type} ${claim.stage}`;
    case "call_started":
      return `${claim.type} ${claim.role}`;
    case "call_ended":
      return `${claim.type} ${claim.outcome}`;
    case "blocked":
    case "files_excluded":
    case "harness_changed":
    case "noticed":
    case "lost":
    case "closed":
      return claim.type;
  }
}
