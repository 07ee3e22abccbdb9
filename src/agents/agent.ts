// What an agent CLI is to us: a description, not a process. How to call it, and how to read what it prints.
// Spawning, time limits and retries are the runner's.
import type { Tokens } from "../pipeline/fact.ts";

export interface Invocation {
  /** Executable and arguments; placeholders of a template are already filled, each within one argument. */
  readonly argv: readonly string[];
  /** Where the prompt goes: the child's standard input, or nothing there (already in argv or in a file). */
  readonly stdin: "prompt" | "none";
  readonly env: Readonly<Record<string, string>>;
  /** Set when this request cannot be turned into a call; then `argv` is empty and nothing may be started. */
  readonly error?: AgentError;
}

export interface CallRequest {
  readonly command: string;
  readonly model: string;
  readonly template: string;
  readonly skipPermissions: boolean;
  /** Session to continue, or null. */
  readonly session: string | null;
  /** A file that holds the prompt, for templates with `{prompt_file}`. */
  readonly promptFile: string;
  readonly prompt: string;
  readonly readOnly: boolean;
}

/** One thing an agent said, used or cost. A text that is not partial repeats the partial ones before it. */
export type AgentMessage =
  | { readonly kind: "session"; readonly id: string; readonly model?: string }
  | { readonly kind: "text"; readonly text: string; readonly partial?: boolean }
  | {
    readonly kind: "tool";
    readonly name: string;
    readonly summary: string;
    readonly state: "started" | "ok" | "failed";
  }
  | { readonly kind: "edit"; readonly path: string; readonly change: "add" | "update" | "delete" }
  | {
    readonly kind: "usage";
    readonly tokens: Tokens;
    readonly costUsd: number | null;
    readonly total: boolean;
  }
  | {
    readonly kind: "waiting";
    readonly why: string;
    readonly untilMs: number | null;
    /** How long it will wait, when the CLI tells that instead of a moment. */
    readonly delayMs?: number;
    readonly class?: AgentErrorClass;
  }
  | { readonly kind: "final"; readonly text: string }
  | { readonly kind: "error"; readonly error: AgentError };

export type AgentErrorClass =
  | "limit"
  | "auth"
  | "network"
  | "overloaded"
  | "missing"
  | "bad_model"
  | "context"
  | "permission"
  | "session"
  | "usage"
  | "other";

export interface AgentError {
  readonly class: AgentErrorClass;
  readonly message: string;
  /** When a limit ends, in ms since 1970; null when not said. */
  readonly resetsAtMs: number | null;
}

/** How a call ended, as the runner saw the process. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: "wall" | "idle" | null;
  readonly stopped: boolean;
  /** Last 64 KB. */
  readonly stderrTail: string;
  readonly nowMs: number;
  /** Minutes the machine's clock is east of UTC, for times an agent gives without a zone; absent: 0. */
  readonly zoneMinutes?: number;
}

/** What came of a call, from its events and its end. */
export interface CallResult {
  /** The final message, empty when there was none. */
  readonly text: string;
  readonly error: AgentError | null;
  readonly session: string | null;
  readonly model: string;
  readonly tokens: Tokens | null;
  /** null when the CLI does not price itself. */
  readonly costUsd: number | null;
  /** True when `text` is all of stdout, so that only its last line may hold an answer. */
  readonly plainText?: boolean;
}

/** What a reader must know of the call it reads; without it, a fresh call in the CLI's own format. */
export interface ReaderOptions {
  readonly request?: CallRequest;
  /** Tokens of the session's earlier calls, added up; null when unknown. Some CLIs count by session. */
  readonly previousTokens?: Tokens | null;
}

/** Reads the lines of one call. Stateful, without effects; every method returns messages to show. */
export interface AgentReader {
  line(line: string): readonly AgentMessage[];
  end(end: ProcessEnd): CallResult;
}

export interface Agent {
  /** `claude`, `codex`, … as in config's `agent:`. */
  readonly name: string;
  /** How it reads in a sentence, and how to install it. */
  readonly title: string;
  readonly install: string;
  readonly login: string;
  readonly canResume: boolean;
  /** Does its session belong to the directory it ran in? */
  readonly sessionNeedsSameDirectory: boolean;
  invocation(request: CallRequest): Invocation;
  reader(options?: ReaderOptions): AgentReader;
}
