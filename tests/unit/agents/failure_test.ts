import assert from "node:assert/strict";
import type { AgentErrorClass } from "../../../src/agents/agent.ts";
import { classOfText, statusIn } from "../../../src/agents/failure.ts";
import { errorText } from "../../../src/agents/stderr.ts";

const said: readonly (readonly [string, AgentErrorClass | null])[] = [
  ["unexpected status 401 Unauthorized: invalid x-api-key, url: http://h/v1", "auth"],
  ["Not logged in · Please run /login", "auth"],
  ["OAuth token has expired. Please obtain a new token", "auth"],
  ["Missing environment variable: `OPENAI_API_KEY`.", "auth"],
  ["When using Gemini API, you must specify the GEMINI_API_KEY environment variable.", "auth"],
  ["API key not valid. Please pass a valid API key.", "auth"],
  ["exceeded retry limit, last status: 429 Too Many Requests", "limit"],
  ["You’ve hit your usage limit. Try again later.", "limit"],
  ["You've hit your session limit · resets 12:33pm (UTC)", "limit"],
  ["Quota exceeded. Check your plan and billing details.", "limit"],
  ["Your credit balance is too low to access the API", "limit"],
  ["429 The usage limit has been reached", "limit"],
  ["Resource has been exhausted (e.g. check quota).", "limit"],
  ["Selected model is at capacity. Please try a different model.", "overloaded"],
  ["We’re currently experiencing high demand, which may cause temporary errors.", "overloaded"],
  ["unexpected status 529 <unknown status code>: Overloaded", "overloaded"],
  ["API Error: 500 Internal server error", "overloaded"],
  ["503 The server is overloaded", "overloaded"],
  ["Connection error.", "network"],
  ["read ECONNRESET", "network"],
  ["stream disconnected before completion: error sending request for url", "network"],
  ["idle timeout waiting for SSE", "network"],
  ["Request timed out", "network"],
  ["terminated", "network"],
  ["fetch failed", "network"],
  ["400 prompt is too long: 250000 tokens > 200000 maximum", "context"],
  ["Codex ran out of room in the model's context window. Start a new thread", "context"],
  ["Your input exceeds the context window of this model", "context"],
  ["404 model: no-such-model", "bad_model"],
  ["model: no-such-model", "bad_model"],
  ['Model "x/y" not found. Use --list-models', "bad_model"],
  ["The 'x' model is not supported when using Codex with a ChatGPT account.", "bad_model"],
  ["There's an issue with the selected model (x). It may not exist", "bad_model"],
  ["No conversation found with session ID: 0", "session"],
  ["thread/resume failed: no rollout found for thread id 0", "session"],
  ["Session not found", "session"],
  ["No session found matching '0'", "session"],
  ["error: unexpected argument '--foo' found", "usage"],
  ["env: Argument list too long", "usage"],
  ["sh: 1: claude: command not found", "missing"],
  ["failed to record rollout items: thread 0-0 not found", null],
  ["Something else", null],
  ["", null],
];

for (const [message, expected] of said) {
  Deno.test(`${JSON.stringify(message)} is ${expected ?? "nothing known"}`, () => {
    assert.equal(classOfText(message), expected);
  });
}

Deno.test("numbers that are no status are not read as one", () => {
  for (
    const text of ["exit code 1 after 500 tests", "line 404", "503 files changed by me? no: 12"]
  ) {
    const status = statusIn(text);
    assert.ok(status === null || text.startsWith(String(status)), text);
  }
});

Deno.test("the last line that calls itself an error tells why, without colours and stack frames", () => {
  const stderr = [
    "user",
    "please fix the ERROR: 429 in the log",
    "ERROR: Reconnecting... 5/5",
    "\u001b[91m\u001b[1mError: \u001b[0mOverloaded",
    "Suggested retry after 1s.",
    "    at fn (file.js:1:2)",
    "  status: 429",
  ].join("\n");
  assert.equal(errorText(stderr), "Overloaded\nSuggested retry after 1s.");
});

Deno.test("without such a line the last few lines tell", () => {
  assert.equal(errorText("a\n\nb\nc\nd\n"), "b\nc\nd");
  assert.equal(errorText("Reading additional input from stdin...\n"), "");
  assert.equal(errorText(""), "");
});
