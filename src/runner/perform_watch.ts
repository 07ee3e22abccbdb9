// Watches what an agent says while it works: shows it, remembers the last of it as evidence, and decides that
// the call is to be given up because the agent sleeps on a limit or turns in circles.
import type { AgentError, AgentMessage } from "../agents/agent.ts";
import type { Uuid } from "../pipeline/fact.ts";
import type { Work } from "./perform.ts";

export interface Watch {
  see(messages: readonly AgentMessage[]): void;
  /** Aborts when the call is to be given up. */
  readonly enough: AbortSignal;
  /** Why it was given up; null when it was not. */
  cause(): AgentError | null;
  /** The last things it said and did, one a line. */
  recent(): string;
  close(): void;
}

/** A wait that is longer than this is not sat out in a slot. */
const LONGEST_WAIT_MS = 60_000;
/** A CLI that tells of a failure mostly ends by itself at once, and knows what it cost. */
const GRACE_MS = 2_000;
const RECENT = 30;
const RECENT_CHARACTERS = 2_000;

export function openWatch(work: Work, call: Uuid): Watch {
  const { clock } = work.ports;
  const enough = new AbortController();
  const closed = new AbortController();
  const recent: string[] = [];
  let cause: AgentError | null = null;
  let contextErrors = 0;

  function giveUp(error: AgentError): void {
    if (cause !== null || closed.signal.aborted) return;
    cause = error;
    clock.sleep(GRACE_MS, closed.signal).then(() => {
      if (!closed.signal.aborted) enough.abort();
    });
  }

  function note(message: AgentMessage): void {
    const line = lineOf(message);
    if (line === null) return;
    recent.push(line.slice(0, RECENT_CHARACTERS));
    if (recent.length > RECENT) recent.shift();
  }

  return {
    see(messages) {
      for (const message of messages) {
        note(message);
        if (message.kind === "waiting") giveUpOn(message);
        if (message.kind === "error") giveUpAfter(message.error);
        work.live(call, message);
      }
    },
    enough: enough.signal,
    cause: () => cause,
    recent: () => recent.join("\n"),
    close: () => closed.abort(),
  };

  function giveUpOn(waiting: Extract<AgentMessage, { kind: "waiting" }>): void {
    const nowMs = clock.now();
    const untilMs = waiting.untilMs ??
      (waiting.delayMs === undefined ? null : nowMs + waiting.delayMs);
    const errorClass = waiting.class ?? "limit";
    const isLong = untilMs !== null && untilMs - nowMs > LONGEST_WAIT_MS;
    // A login is not cured by trying again.
    if (!isLong && errorClass !== "auth") return;
    giveUp({ class: errorClass, message: waiting.why, resetsAtMs: isLong ? untilMs : null });
  }

  function giveUpAfter(error: AgentError): void {
    if (error.class === "context" && ++contextErrors > 1) enough.abort();
    if (error.class === "limit" || error.class === "auth" || contextErrors > 0) giveUp(error);
  }
}

function lineOf(message: AgentMessage): string | null {
  switch (message.kind) {
    case "text":
      return message.partial ? null : message.text;
    case "tool":
      return message.state === "started"
        ? null
        : `${message.name} ${message.state}: ${message.summary}`;
    case "edit":
      return `${message.change} ${message.path}`;
    case "waiting":
      return `waiting: ${message.why}`;
    case "error":
      return `error: ${message.error.message}`;
    case "session":
    case "usage":
    case "final":
      return null;
  }
}
