import assert from "node:assert/strict";
import { barText, createBar } from "../../../src/cli/bar.ts";
import { waitingText } from "../../../src/cli/waiting_line.ts";
import type { Plan } from "../../../src/pipeline/plan.ts";
import { attempt, NOW, passed, runOf, started } from "../../given.ts";

const IDLE: Plan = { effects: [], wakeAtMs: null, isOver: false, holding: "" };
const parked = (untilMs: number) => ({
  type: "AgentParked" as const,
  agent: "claude",
  kind: "agent_limit" as const,
  untilMs,
  message: "limit",
});

Deno.test("a parked run counts down to the agent's reset", () => {
  const run = runOf([started(), parked(NOW + 65_000)]);
  const plan = { ...IDLE, wakeAtMs: NOW + 65_000 };
  assert.equal(waitingText(run, plan, NOW), "waiting for claude: 01:05 left");
  assert.equal(waitingText(run, plan, NOW + 64_500), "waiting for claude: 00:01 left");
  assert.equal(waitingText(run, plan, NOW + 65_000), "");
});

Deno.test("a delayed retry, a pause and a watch say what they wait for", () => {
  const plan = { ...IDLE, wakeAtMs: NOW + 5000 };
  assert.equal(waitingText(runOf([started()]), plan, NOW), "next attempt in 00:05");
  const paused = runOf([started(), { type: "RunPaused", by: "cli:ada" }]);
  assert.match(waitingText(paused, IDLE, NOW), /^paused/);
  assert.match(waitingText(runOf([started({}, { kind: "watch" })]), IDLE, NOW), /^watching/);
});

Deno.test("while work is in progress nothing is said to be waited for", () => {
  const run = runOf([started(), parked(NOW + 65_000), ...attempt("a")]);
  assert.equal(waitingText(run, { ...IDLE, wakeAtMs: NOW + 65_000 }, NOW), "");
});

Deno.test("the bar says n/total, cost and what is in progress, and fits the terminal", () => {
  const run = runOf([started(), ...attempt("a"), ...passed("a", 1, "prepare")]);
  const about = {
    tally: { done: 1, total: 4, usd: 1.5, isAtLeast: true },
    run,
    elapsedMs: 61_000,
    waiting: "",
    columns: 100,
  };
  assert.match(barText(about), /^\[#{5}-{15}\] 1\/4 {2}01:01 {2}≥ \$1\.50 {2}a implement$/);
  assert.equal([...barText({ ...about, columns: 40 })].length, 39);
  assert.match(
    barText({ ...about, tally: { ...about.tally, done: 0, total: 0 } }),
    /^\[-{20}\] 0\/0/,
  );
});

Deno.test("without a terminal the bar writes nothing of its own", () => {
  const written: string[] = [];
  const bar = createBar((text) => void written.push(text), false);
  bar.show("bar");
  bar.above("line\n");
  bar.wipe();
  assert.deepEqual(written, ["line\n"]);
});
