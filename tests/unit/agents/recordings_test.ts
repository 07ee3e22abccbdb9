// Every recording of a real CLI, read line by line: what came of the call, as the runner would hear it.
import assert from "node:assert/strict";
import type { ProcessEnd } from "../../../src/agents/agent.ts";
import { ended, nowMs, type Read, readCall, request } from "./given_call.ts";
import { type Expected, table } from "./recordings_table.ts";

const PRICE_USD = 0.00432;
const folder = new URL("./recordings/", import.meta.url);

for (const [agent, scenarios] of Object.entries(table)) {
  for (const [scenario, expected] of Object.entries(scenarios)) {
    Deno.test(`${agent} ${scenario} is read as what it was`, () => {
      const { result, messages } = play(agent, scenario, expected);
      assert.equal(result.error?.class ?? null, expected.error ?? null, result.error?.message);
      assert.equal(
        result.error?.resetsAtMs ?? null,
        expected.resets === undefined ? null : nowMs + expected.resets * 1000,
      );
      if (result.error !== null) assert.notEqual(result.error.message, "");
      if (expected.text !== undefined) assert.ok(result.text.endsWith(expected.text), result.text);
      assert.deepEqual(result.tokens, tokens(expected));
      assert.equal(result.session !== null, expected.session !== false, "session");
      assertCost(agent, { result, messages }, expected);
      if (expected.error === undefined) assertAnswered({ result, messages }, scenario);
    });
  }
}

Deno.test("no recording is left out of the table", () => {
  const recorded = Object.keys(table).flatMap((agent) =>
    [...Deno.readDirSync(new URL(`${agent}/`, folder))]
      .map((file) => `${agent} ${file.name.replace(/\.std(out|err)\.txt$/, "")}`)
  );
  const known = Object.entries(table).flatMap(([agent, scenarios]) =>
    Object.keys(scenarios).map((scenario) => `${agent} ${scenario}`)
  );
  assert.deepEqual([...new Set(recorded)].filter((name) => !known.includes(name)), []);
});

Deno.test("a stopped call is nobody's failure, whatever was printed", () => {
  for (const [agent, scenarios] of Object.entries(table)) {
    for (const [scenario, expected] of Object.entries(scenarios)) {
      const { result } = play(agent, scenario, expected, { stopped: true });
      assert.equal(result.error, null, `${agent} ${scenario}`);
    }
  }
});

Deno.test("a timeout is only given a reason where the CLI was waiting for something", () => {
  const slept = play("codex", "rate-limit-long", { exit: 124 }, { timedOut: "idle" });
  assert.equal(slept.result.error?.class, "limit");
  const hung = play("claude", "hang", { exit: 124 }, { timedOut: "idle" });
  assert.equal(hung.result.error, null);
  assert.notEqual(hung.result.session, null);
});

Deno.test("a tool call is told with its end, and an edit with its file", () => {
  for (const agent of Object.keys(table)) {
    // The other recording of claude has its edit refused.
    const scenario = agent === "claude" ? "success-partial-messages" : "success";
    const { messages } = play(agent, scenario, { exit: 0 });
    const shell = messages.filter((message) => message.kind === "tool").at(-1);
    assert.equal(shell?.state, "ok", agent);
    assert.match(shell?.summary ?? "", /^cat hello\.txt/, agent);
    const edit = messages.find((message) => message.kind === "edit");
    assert.equal(edit?.path, "/work-dir/hello.txt", agent);
  }
});

Deno.test("a command that fails is told as failed where the CLI says so", () => {
  for (const agent of ["claude", "codex", "opencode", "pi"]) {
    const { messages } = play(agent, "task-failed", { exit: 0 });
    assert.ok(
      messages.some((message) => message.kind === "tool" && message.state === "failed"),
      agent,
    );
  }
});

Deno.test("waiting for a limit is told while it lasts", () => {
  for (
    const [agent, scenario] of [["claude", "rate-limit"], ["codex", "rate-limit"], [
      "pi",
      "rate-limit",
    ]]
  ) {
    const { messages } = play(agent ?? "", scenario ?? "", { exit: 1 });
    const waits = messages.filter((message) => message.kind === "waiting");
    assert.ok(waits.length > 1, agent);
    assert.ok(waits.every((message) => message.class === "limit"), agent);
  }
});

Deno.test("the second context overflow of opencode is an error at once, for it never ends by itself", () => {
  const { messages } = play("opencode", "context-overflow", { exit: 143 });
  const at = messages.findIndex((message) => message.kind === "error");
  assert.ok(at > 0 && at < 12);
});

function play(
  agent: string,
  scenario: string,
  expected: Expected,
  end: Partial<ProcessEnd> = {},
): Read {
  const isText = expected.session === false &&
    (scenario.endsWith("-text") || scenario === "dash-p-template");
  const template = isText ? `${agent} {prompt}` : "";
  const stderrTail = recorded(`${agent}/${scenario}.stderr.txt`);
  return readCall(
    agent,
    recorded(`${agent}/${scenario}.stdout.txt`).split("\n"),
    ended({ exitCode: expected.exit, stderrTail, ...end }),
    { request: request({ template }) },
  );
}

function recorded(path: string): string {
  try {
    return Deno.readTextFileSync(new URL(path, folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function tokens({ replies }: Expected) {
  if (replies === undefined) return null;
  return { input: 1200 * replies, output: 42 * replies, cacheRead: 300 * replies, cacheWrite: 0 };
}

function assertCost(
  agent: string,
  { result: { costUsd, plainText }, messages }: Read,
  { replies, error }: Expected,
): void {
  const isRefused = error === "auth" || error === "limit" || error === "bad_model";
  const isHeard = messages.some(({ kind }) => kind === "text" || kind === "tool");
  if (isRefused && !replies && !plainText && !isHeard) {
    assert.equal(costUsd, 0, "a refused request costs nothing");
  } else if (replies === undefined || agent === "codex" || agent === "gemini") {
    assert.equal(costUsd, null);
  } else if (error === undefined) {
    assert.ok(Math.abs((costUsd ?? 0) - PRICE_USD * replies) < 1e-9, String(costUsd));
  } else assert.notEqual(costUsd, null);
}

function assertAnswered({ result, messages }: Read, scenario: string): void {
  if (result.plainText === true) return;
  const finals = messages.filter((message) => message.kind === "final");
  assert.deepEqual(finals.at(-1)?.text.trim(), result.text.trim(), scenario);
  const sessions = messages.filter((message) => message.kind === "session");
  assert.equal(sessions.at(-1)?.id, result.session);
}
