// The scripted dialects against the program's own readers: what the one prints, the other must understand.
import assert from "node:assert/strict";
import type { CallResult } from "../../../src/agents/agent.ts";
import { agentByName } from "../../../src/agents/registry.ts";
import { type Dialect, NO_TOKENS } from "../../fixtures/agents/dialects/dialect.ts";
import { DIALECT_NAMES, dialectFor } from "../../fixtures/agents/dialects/registry.ts";
import { type ErrorKind, finalText } from "../../fixtures/agents/scenario.ts";

const NOW = Date.now();
const JSON_FLAGS = ["--output-format", "stream-json", "--json", "--format", "json", "--mode"];
const PRICED = ["claude", "opencode", "pi"];
const CLASSES: Readonly<Record<ErrorKind, string>> = {
  limit: "limit",
  limit_with_reset: "limit",
  auth: "auth",
  network: "network",
  overloaded: "overloaded",
  context: "context",
  bad_model: "bad_model",
};

for (const name of DIALECT_NAMES) {
  Deno.test(`the reader of ${name} takes text, session, tokens and cost from the scripted one`, () => {
    const dialect = dialectOf(name);
    const tokens = { input: 100, output: 20, cacheRead: 30, cacheWrite: 0 };
    const result = read(name, [
      ...dialect.start(),
      ...dialect.say("I will write the file."),
      ...dialect.edit({ path: "/work-dir/a", change: "add", text: "x" }),
      ...dialect.shell({ command: "false", output: "", exitCode: 1 }),
      ...dialect.final(finalText("complete", ""), { costUsd: 0.25, tokens }),
    ], 0);
    assert.equal(result.text, finalText("complete", ""));
    assert.equal(result.error, null);
    assert.equal(result.session, SESSION);
    assert.deepEqual(result.tokens, tokens);
    assert.equal(result.costUsd, PRICED.includes(name) ? 0.25 : null);
  });

  Deno.test(`the reader of ${name} tells every failure of the scripted one apart`, () => {
    for (const [kind, expected] of Object.entries(CLASSES)) {
      const dialect = dialectOf(name);
      const start = dialect.start();
      const failing = { kind: kind as ErrorKind, resetsInSeconds: 3600 };
      const { stdout, stderr, exitCode } = dialect.failure(failing);
      const { error } = read(name, [...start, ...stdout], exitCode, stderr);
      assert.equal(error?.class, expected, kind);
      if (kind !== "limit_with_reset") continue;
      const waitMs = (error?.resetsAtMs ?? 0) - NOW;
      assert.ok(waitMs > 3_500_000 && waitMs < 3_700_000, `${waitMs}`);
    }
  });

  Deno.test(`the reader of ${name} knows an unknown session`, () => {
    const { stdout, stderr, exitCode } = dialectOf(name).unknownSession(SESSION);
    assert.equal(read(name, stdout, exitCode, stderr).error?.class, "session");
  });
}

const SESSION = "a0c678d7-e8af-447f-abb1-d8f092005e13";

function dialectOf(name: string): Dialect {
  return dialectFor(name, JSON_FLAGS, {
    cwd: "/work-dir",
    session: SESSION,
    model: "a-model",
    prompt: "Do it",
    before: NO_TOKENS,
    nowMs: NOW,
  });
}

function read(name: string, lines: readonly string[], exitCode: number, stderr = ""): CallResult {
  const agent = agentByName(name);
  assert.ok(agent, name);
  const reader = agent.reader();
  for (const line of lines) reader.line(line);
  return reader.end({
    exitCode,
    signal: null,
    timedOut: null,
    stopped: false,
    stderrTail: stderr,
    nowMs: NOW,
    zoneMinutes: -new Date(NOW).getTimezoneOffset(),
  });
}
