import assert from "node:assert/strict";
import { openChecksFeed } from "../../../src/host/screen_checks.ts";
import { openTranscriptIndex } from "../../../src/host/transcript_index.ts";
import { createRedactor } from "../../../src/store/redact.ts";
import { openTranscript, type TranscriptHeader } from "../../../src/store/transcript.ts";
import type { Msg } from "../../../tui/msg.ts";
import { type GivenProject, withProject } from "./given_project.ts";

const encoder = new TextEncoder();
const wanted = { task: "TASK-001", attempt: 2, stamp: "" };

function check({ project }: GivenProject, n: number, more: Partial<TranscriptHeader> = {}) {
  const header: TranscriptHeader = {
    call: `018bcfe5-6800-7000-8000-0000000000c${n}`,
    task: "TASK-001",
    attempt: 2,
    stage: "check",
    role: "check",
    agent: "",
    model: "",
    argv: [],
    startedAtMs: n * 1000,
    ...more,
  };
  return openTranscript(project.logsDir, header, createRedactor([]));
}

function feedOf({ project }: GivenProject) {
  let elapsed = 0;
  let now = 0;
  // Each look comes later than the folder's grace, so that a new file is always seen.
  const index = openTranscriptIndex(project.logsDir, () => now += 10_000);
  const feed = openChecksFeed(index, () => elapsed += 1);
  return (stamp: string, more: Partial<typeof wanted> = {}) => {
    elapsed += 1000;
    return feed.news({ ...wanted, stamp, ...more }).map(asChecks);
  };
}

function asChecks(msg: Msg): Extract<Msg, { kind: "checks" }> {
  assert.ok(msg.kind === "checks");
  return msg;
}

Deno.test("commands come with their output as it grows, and their result once there is one", () =>
  withProject({}, (given) => {
    const look = feedOf(given);
    const [none] = look("");
    assert.deepEqual(none?.reports, []);
    assert.deepEqual(look(none?.stamp ?? ""), []);
    const file = check(given, 1);
    file.prompt("$ lint: deno lint\n= passed after 12 ms\n$ test: deno test\n    --parallel\n");
    file.output(encoder.encode("ok 1\nok 2\n"));
    file.stderr(encoder.encode("warned\n"));
    const [running] = look(none?.stamp ?? "");
    assert.deepEqual(running?.reports[0]?.commands, [
      {
        name: "lint",
        line: "deno lint",
        result: { passed: true, how: "passed", durationMs: 12, counts: "" },
        output: [],
        omitted: 0,
      },
      {
        name: "test",
        line: "deno test\n--parallel",
        result: null,
        output: ["ok 1", "ok 2", "warned"],
        omitted: 0,
      },
    ]);
    assert.equal(running?.reports[0]?.end, null);
    file.prompt("= exit 1 after 900 ms; 2 passed, 1 failed\n");
    file.end({ kind: "no_result", reason: "it failed" });
    const [ended] = look(running?.stamp ?? "");
    assert.deepEqual(ended?.reports[0]?.commands[1]?.result, {
      passed: false,
      how: "exit 1",
      durationMs: 900,
      counts: "2 passed, 1 failed",
    });
    assert.equal(ended?.reports[0]?.end, "no result (it failed)");
    assert.deepEqual(look(ended?.stamp ?? ""), []);
  }));

Deno.test("of an attempt: its checks, its landing's, and what the base said before it", () =>
  withProject({}, (given) => {
    const base = { task: "", attempt: 0, role: "base check" };
    check(given, 1, base).prompt("$ test: old\n");
    check(given, 2, base).prompt("$ test: base\n");
    check(given, 3, { attempt: 1 }).prompt("$ test: earlier\n");
    check(given, 4).prompt("$ test: own\n");
    check(given, 5, { role: "landing check" }).prompt("$ test: merged\n");
    check(given, 6, base).prompt("$ test: later\n");
    const [found] = feedOf(given)("");
    assert.deepEqual(
      found?.reports.map((one) => [one.role, one.commands[0]?.line]),
      [["check", "own"], ["landing check", "merged"], ["base check", "base"]],
    );
  }));

Deno.test("of long output the end is kept, and how much stood before it", () =>
  withProject({}, (given) => {
    const file = check(given, 1);
    file.prompt("$ test: t\n");
    for (let n = 0; n < 30; n++) {
      file.output(
        encoder.encode(Array.from({ length: 100 }, (_, k) => `${n * 100 + k}\n`).join("")),
      );
    }
    const [found] = feedOf(given)("");
    const command = found?.reports[0]?.commands[0];
    assert.equal(command?.output.at(-1), "2999");
    assert.equal(command?.output[0], String(command?.omitted));
    assert.equal((command?.output.length ?? 0) + (command?.omitted ?? 0), 3000);
    assert.ok((command?.output.length ?? 0) <= 500);
  }));
