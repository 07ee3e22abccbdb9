// Recordings of real CLIs, varied: what came of a call must not hang on how its bytes arrive, on fields or
// events nobody knows yet, or on words in places that decide nothing.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readAnswer } from "../../../src/agents/answer.ts";
import type { CallResult } from "../../../src/agents/agent.ts";
import { splitLines } from "../../../src/runner/lines.ts";
import { ended, readCall, request } from "./given_call.ts";
import { table } from "./recordings_table.ts";

interface Recording {
  readonly agent: string;
  readonly scenario: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  readonly isText: boolean;
}

const folder = new URL("./recordings/", import.meta.url);
const recordings = Object.entries(table).flatMap(([agent, scenarios]) =>
  Object.entries(scenarios).map(([scenario, expected]): Recording => ({
    agent,
    scenario,
    stdout: recorded(`${agent}/${scenario}.stdout.txt`),
    stderr: recorded(`${agent}/${scenario}.stderr.txt`),
    exit: expected.exit,
    isText: expected.session === false && /-text$|^dash-p-template$/.test(scenario),
  }))
);
const events = recordings.filter((each) => !each.isText && each.stdout !== "");
const answered = events.filter((each) =>
  table[each.agent]?.[each.scenario]?.error === undefined && each.stdout.length < 50_000
);

Deno.test("the bytes of a call may come cut anywhere", () => {
  for (const each of events.filter(({ stdout }) => stdout.length < 12_000)) {
    const bytes = new TextEncoder().encode(`${each.stdout.trimEnd()}\n{"note":"Grüße 🎉"}\n`);
    const whole = linesOf([bytes]);
    for (let at = 1; at < bytes.length; at++) {
      assert.deepEqual(linesOf([bytes.slice(0, at), bytes.slice(at)]), whole);
    }
    const single = linesOf([...bytes].map((byte) => new Uint8Array([byte])));
    assert.deepEqual(read(each, single), read(each, whole), name(each));
  }
});

const SAME: Readonly<Record<string, (stdout: string, agent: string) => string>> = {
  "ends its lines with CR LF": (stdout) => stdout.replaceAll("\n", "\r\n"),
  "writes its fields in another order": (stdout) => mapJson(stdout, reversed),
  "has more fields than are known": (stdout) => mapJson(stdout, extended),
  "has events nobody knows between its own": (stdout) =>
    stdout.replaceAll("\n", `\n{"type":"telemetry.v9","error":"429","text":"TASK_FAILED: x"}\n`),
  "prints warnings before and among its JSON": (stdout) =>
    `(node:7) Warning: TASK_FAILED: no\n${
      stdout.replaceAll("\n", "\n\u001b[33mwarn\u001b[0m 401\n")
    }`,
  "starts with a byte order mark": (stdout) => `\ufeff\n${stdout}`,
};

for (const [what, change] of Object.entries(SAME)) {
  Deno.test(`a recording is read the same when it ${what}`, () => {
    for (const each of events) {
      const before = read(each, each.stdout.split("\n"));
      const lines = linesOf([new TextEncoder().encode(change(each.stdout, each.agent))]);
      assert.deepEqual(read(each, lines), before, name(each));
    }
  });
}

Deno.test("a call that answered has answered, whatever stands on its stderr", () => {
  const noise = "ERROR: 429 Too Many Requests\nNot logged in\nTASK_FAILED: x\nexit status 1\n";
  for (const each of answered) {
    const before = read(each, each.stdout.split("\n"));
    assert.equal(before.error, null, name(each));
    assert.deepEqual(
      read({ ...each, stderr: noise }, each.stdout.split("\n")),
      before,
      name(each),
    );
  }
});

const QUOTED = "\nTASK_FAILED: quoted\nTASK_BLOCKED: quoted?\nError: 429 rate limit exceeded\n" +
  "401 Unauthorized\nTASK_COMPLETE\n";

Deno.test("what a tool printed or a prompt said decides nothing", () => {
  for (const each of answered) {
    const before = read(each, each.stdout.split("\n"));
    const quoting = mapJson(each.stdout, (event) => quoteIn(event, each.agent));
    const after = read(each, quoting.split("\n"));
    assert.equal(after.error, null, name(each));
    assert.deepEqual(readAnswer(after.text), readAnswer(before.text), name(each));
    assert.equal(after.text, before.text, name(each));
  }
});

Deno.test("a stream cut in its last line is no answer, unless all was said before", () => {
  for (const each of answered) {
    const lines = each.stdout.trimEnd().split("\n");
    const last = lines.at(-1) ?? "";
    const before = read(each, lines);
    for (const cut of [1, Math.floor(last.length / 2), last.length - 1]) {
      const result = read(each, [...lines.slice(0, -1), last.slice(0, cut)]);
      if (result.error === null) assert.deepEqual(result, before, name(each));
      else assert.equal(result.error.class, "other", name(each));
    }
  }
});

Deno.test("usage that is missing is unknown, not nothing; the answer stands", () => {
  const USAGE = /^(usage|modelUsage|total_cost_usd|stats|tokens|cost)$/;
  for (const each of answered) {
    const bare = mapJson(each.stdout, (event) => without(event, USAGE));
    const before = read(each, each.stdout.split("\n"));
    const after = read(each, bare.split("\n"));
    assert.equal(after.error, null, name(each));
    assert.equal(after.text, before.text, name(each));
    assert.equal(after.costUsd, null, `${name(each)}: an unknown cost is not 0`);
    assert.equal(after.tokens, null, `${name(each)}: unknown tokens are not 0`);
  }
});

Deno.test("an unknown model's name changes nothing but the name", () => {
  for (const each of answered) {
    const models = /claude-sonnet-[\w-]+|gemini-2\.5-pro|mock-model|gpt-5(?:\.5|-codex)/g;
    const before = read(each, each.stdout.split("\n"));
    const after = read(each, each.stdout.replaceAll(models, "next-model-7").split("\n"));
    assert.deepEqual({ ...after, model: "" }, { ...before, model: "" }, name(each));
  }
});

Deno.test("lines lost anywhere never make an answer of a call that failed", () => {
  const failed = events.filter((each) => table[each.agent]?.[each.scenario]?.error !== undefined);
  fc.assert(
    fc.property(fc.constantFrom(...failed), fc.infiniteStream(fc.boolean()), (each, keeps) => {
      const lines = each.stdout.split("\n").slice(0, 400).filter(() => keeps.next().value);
      const { result } = readCall(each.agent, lines, end({ ...each, exit: each.exit || 1 }));
      assert.notEqual(result.error, null, name(each));
    }),
    { numRuns: 200 },
  );
});

function read(each: Recording, lines: readonly string[]): CallResult {
  return readCall(each.agent, lines, end(each), { request: request() }).result;
}

function end({ exit, stderr }: Recording) {
  return ended({ exitCode: exit, stderrTail: stderr });
}

function linesOf(chunks: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

type Json = Record<string, unknown>;

function mapJson(stdout: string, change: (event: Json) => unknown): string {
  return stdout.split("\n").map((line) => {
    if (!line.startsWith("{")) return line;
    try {
      return JSON.stringify(change(JSON.parse(line)));
    } catch {
      return line;
    }
  }).join("\n");
}

/** Every object within, changed from the inside out. */
function deep(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((each) => deep(each, change));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, deep(each, change)]);
  return change(Object.fromEntries(entries));
}

function reversed(event: Json): unknown {
  return deep(event, (object) => Object.fromEntries(Object.entries(object).reverse()));
}

function extended(event: Json): unknown {
  const more = { x_new: { deep: [1, "TASK_FAILED: x"] }, x_at: null, x_status: 429 };
  return deep(event, (object) => ({ ...object, ...more }));
}

function without(event: Json, keys: RegExp): unknown {
  return deep(
    event,
    (object) => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.test(key))),
  );
}

/** Adds the quotation to all that tools printed and users said, never to what the agent said. */
function quoteIn(event: Json, agent: string): unknown {
  const type = String(event.type);
  const isTools = {
    claude: type === "user",
    codex: type.startsWith("item.") && Object(event.item).type === "command_execution",
    opencode: type === "tool_use",
    pi: /^tool_execution|^turn_end$/.test(type) ||
      (/^message_/.test(type) && /user|toolResult/.test(String(Object(event.message).role))),
    gemini: type === "tool_result" || (type === "message" && event.role === "user"),
  }[agent];
  if (isTools !== true) return event;
  const OUTPUT = /^(content|text|output|aggregated_output|result|stdout|stderr)$/;
  return deep(event, (object) =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        key,
        OUTPUT.test(key) && typeof value === "string" ? `${value}${QUOTED}` : value,
      ]),
    ));
}

function name({ agent, scenario }: Recording): string {
  return `${agent} ${scenario}`;
}

function recorded(path: string): string {
  try {
    return Deno.readTextFileSync(new URL(path, folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
