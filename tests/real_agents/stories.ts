// What real CLIs are put through, and what must come of it.
import type { CliName, Step } from "./harness.ts";

export interface RealStory {
  readonly steps: readonly Step[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly limitSeconds?: number;
  /** CLIs that this takes too long for, or that cannot be put through it. */
  readonly without?: readonly CliName[];
  readonly exit: number;
  /** How each attempt failed, in order. */
  readonly failures: readonly string[];
  readonly parked: boolean;
  /** Roles of the calls, in order. */
  readonly calls: readonly string[];
  readonly says?: RegExp;
  /** Replies that were paid for, each of 1200 input, 42 output and 300 cached tokens; null: not checked. */
  readonly replies: number | null;
}

const WRITE = {
  text: ["I will write ", "the file."],
  tools: [{ write: { path: "work/hello.txt", content: "hello\n" } }],
};
const DONE = { text: "It is in place.\nTASK_COMPLETE" };
const LIMITED = { status: 429, code: "rate_limit_exceeded", message: "Rate limit exceeded" };
const NO_WAIT = { limit_wait_minutes: 0 };
const ONCE = { max_retries: 1 };

function always(error: Readonly<Record<string, unknown>>): readonly Step[] {
  return [{ error, times: 0 }];
}

export const STORIES: Readonly<Record<string, RealStory>> = {
  "lands": {
    steps: [WRITE, { text: "A look.", tools: [{ shell: "cat work/hello.txt" }] }, DONE],
    exit: 0,
    failures: [],
    parked: false,
    calls: ["implement"],
    replies: 3,
  },
  "is asked once more for a forgotten answer": {
    steps: [WRITE, { text: "All finished." }, { text: "Sorry.\nTASK_COMPLETE" }],
    // The mock tells gemini's conversations by a text that lists the folder, which has changed.
    without: ["gemini"],
    exit: 0,
    failures: [],
    parked: false,
    calls: ["implement", "remind"],
    replies: 3,
  },
  "goes on in its session after a failure": {
    steps: [
      { text: "A look.", tools: [{ shell: "ls missing" }] },
      { text: "No.\nTASK_FAILED: nothing there" },
      WRITE,
      DONE,
    ],
    exit: 0,
    failures: ["task_failed"],
    parked: false,
    calls: ["implement", "implement"],
    replies: 4,
  },
  "asks a question": {
    steps: [{ text: "Hm.\nTASK_BLOCKED: Which colour?" }],
    exit: 4,
    failures: [],
    parked: false,
    calls: ["implement"],
    says: /asks: Which colour\?/,
    replies: 1,
  },
  "is not logged in": {
    steps: always({ status: 401, code: "invalid_api_key", message: "invalid x-api-key" }),
    exit: 3,
    failures: ["agent_auth"],
    parked: true,
    calls: ["implement"],
    says: /to log in: /,
    replies: 0,
  },
  "is limited": {
    steps: always({ ...LIMITED, retry_after: 1 }),
    config: NO_WAIT,
    exit: 1,
    failures: ["agent_limit"],
    parked: true,
    calls: ["implement"],
    says: /is limited until 20/,
    replies: 0,
  },
  "is limited for an hour": {
    steps: always({ ...LIMITED, retry_after: 3600 }),
    config: { ...NO_WAIT, idle_timeout_minutes: 0.2 },
    // pi sleeps without a word: `retry.provider.maxRetries: 0` in its settings is the cure.
    without: ["pi"],
    exit: 1,
    failures: ["agent_limit"],
    parked: true,
    calls: ["implement"],
    replies: 0,
  },
  "is limited in the middle of its work": {
    steps: [WRITE, ...always({ ...LIMITED, retry_after: 1 })],
    config: NO_WAIT,
    exit: 1,
    failures: ["agent_limit"],
    parked: true,
    calls: ["implement"],
    replies: null,
  },
  "is overloaded": {
    steps: always({ status: 529, type: "overloaded_error", message: "Overloaded" }),
    config: NO_WAIT,
    exit: 1,
    failures: ["agent_network"],
    parked: true,
    calls: ["implement"],
    replies: 0,
  },
  "breaks off in its answer": {
    steps: [{
      text: "Half an answer and ",
      stream_error: {
        type: "overloaded_error",
        code: "server_is_overloaded",
        message: "Overloaded",
      },
      times: 0,
    }],
    config: NO_WAIT,
    exit: 1,
    failures: ["agent_network"],
    parked: true,
    calls: ["implement"],
    replies: null,
  },
  "has no room for the prompt": {
    steps: always({
      status: 400,
      code: "context_length_exceeded",
      message: "prompt is too long: 250000 tokens > 200000 maximum",
    }),
    config: ONCE,
    exit: 1,
    failures: ["agent_error"],
    parked: false,
    calls: ["implement"],
    replies: null,
  },
  "has no such model": {
    steps: always({ status: 404, code: "model_not_found", message: "model: no-such-model" }),
    config: ONCE,
    exit: 1,
    failures: ["agent_error"],
    parked: false,
    calls: ["implement"],
    replies: 0,
  },
  "hangs": {
    steps: [{ hang: "start", times: 0 }],
    config: { ...ONCE, idle_timeout_minutes: 0.1 },
    exit: 1,
    failures: ["idle_timeout"],
    parked: false,
    calls: ["implement"],
    replies: null,
  },
  "hangs in a tool that starts others": {
    steps: [{ text: "Running.", tools: [{ shell: "sleep 300 & sleep 301" }] }, DONE],
    config: { ...ONCE, task_timeout_minutes: 0.12 },
    exit: 1,
    failures: ["timeout"],
    parked: false,
    calls: ["implement"],
    replies: null,
  },
};
