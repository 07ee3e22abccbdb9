import assert from "node:assert/strict";
import { join } from "node:path";
import { processesWith } from "../../e2e/kit/observe.ts";
import { createProject } from "../../e2e/kit/project.ts";
import { misbehaving, MISBEHAVIOUR_NAMES, MISBEHAVIOURS } from "../../fixtures/agents/scenarios.ts";
import { makeAgent } from "../../fixtures/agents/make_agent.ts";
import type { Scenario, Step } from "../../fixtures/agents/scenario.ts";

// Those that never end by themselves have a test of their own.
const ENDING = MISBEHAVIOUR_NAMES.filter((name) => MISBEHAVIOURS[name].outcome !== "times_out");

Deno.test("every misbehaviour that ends can be carried out in a worktree, and ends as its steps say", async () => {
  await using project = await createProject({ agents: {} });
  const slots = join(project.repository, "..", "slots");
  for (const name of ENDING) {
    const slot = join(slots, name);
    await project.git("worktree", "add", "-q", "--detach", slot);
    const agent = await makeAgent(join(project.bin, name), "claude", misbehaving(name));
    const ended = await new Deno.Command(agent.command, {
      args: ["-p", "Do TASK-001", "--output-format", "stream-json"],
      cwd: slot,
      env: { ...project.env, SPEC_TUI_TASK: "TASK-001" },
      clearEnv: true,
      stdin: "null",
      // One of them leaves a child that holds it open.
      stdout: "null",
    }).output();
    const stderr = new TextDecoder().decode(ended.stderr.slice(0, 2000));
    assert.doesNotMatch(stderr, /Uncaught|\.ts:\d+/, name);
    assert.deepEqual(
      { code: ended.code, signal: ended.signal },
      expected(MISBEHAVIOURS[name].steps),
      `${name}\n${stderr}`,
    );
    for (const pid of await processesWith(project)) Deno.kill(pid, "SIGKILL");
  }
});

Deno.test("every named misbehaviour survives the journey through JSON", () => {
  for (const name of MISBEHAVIOUR_NAMES) {
    const scenario: Scenario = misbehaving(name);
    assert.deepEqual(JSON.parse(JSON.stringify(scenario)), scenario, name);
    assert.ok(scenario.rules[0]?.steps.length, name);
  }
});

function expected(steps: readonly Step[]): { code: number; signal: string | null } {
  const last = steps.at(-1);
  if (last?.do === "exit") return { code: last.code, signal: null };
  if (last?.do === "error") return { code: 1, signal: null };
  if (last?.do === "die") return { code: 137, signal: "SIGKILL" };
  return { code: 0, signal: null };
}
