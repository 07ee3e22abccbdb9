import assert from "node:assert/strict";
import { DONE, implementOnly, performed } from "./given_perform.ts";

Deno.test("an order stopped before it began takes no slot and makes no call", async () => {
  const { said, workspaces } = await performed({}, { signal: AbortSignal.abort() });
  assert.deepEqual(said, ["stage_started prepare", "stage_interrupted prepare", "closed"]);
  assert.deepEqual(workspaces.calls, []);
});

Deno.test("a slot that cannot be taken is an internal failure with its stack", async () => {
  const { said, find } = await performed({}, {
    workspaces: { take: () => Promise.reject(new Error("git worktree add failed")) },
  });
  assert.deepEqual(said, ["stage_started prepare", "stage_failed prepare internal", "closed"]);
  assert.match(find("stage_failed").failure.message, /git worktree add failed/);
  assert.match(find("stage_failed").failure.evidence, /at /);
});

Deno.test("a slot that needs it is set up first, and a failing set-up fails prepare", async () => {
  const folder = await Deno.makeTempDir();
  const setup = { command: "echo ready > setup.txt", keep: [], link: [] };
  const slot = { needsSetup: true };
  const good = await performed({ ...implementOnly, setup, prompt: `cat setup.txt; ${DONE}` }, {
    folder,
    workspaces: { slot },
  });
  assert.match(good.transcripts[0]?.output ?? "", /^ready/);
  assert.deepEqual(good.workspaces.calls, ["take", "setUpDone", "capture", "release"]);
  const bad = await performed({ setup: { ...setup, command: "echo no network >&2; exit 9" } }, {
    workspaces: { slot },
  });
  assert.deepEqual(bad.said, [
    "stage_started prepare",
    "stage_failed prepare setup_failure",
    "closed",
  ]);
  assert.match(bad.find("stage_failed").failure.evidence, /no network/);
  assert.deepEqual(bad.workspaces.calls, ["take", "release"]);
  const notNeeded = await performed({
    setup: { ...setup, command: "exit 9" },
    ...implementOnly,
    prompt: DONE,
  });
  assert.ok(notNeeded.said.includes("stage_passed implement"));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the slot is given back in every ending", async () => {
  for (const prompt of [DONE, "exit 1", "echo ERROR limit x"]) {
    const { workspaces } = await performed({ ...implementOnly, prompt });
    assert.equal(workspaces.calls.at(-1), "release");
  }
});
