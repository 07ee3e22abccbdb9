import assert from "node:assert/strict";
import { endLeft, stopNow, sweepProject } from "../../../src/runner/process_stop.ts";
import { sweep } from "../../../src/runner/sweep.ts";
import { carriers, eventually } from "./given_process.ts";

const STUBBORN = "trap '' TERM HUP INT; while :; do sleep 0.1; done";

/** A process of its own session that carries the cookies; reaped in the background. */
function left(script: string, env: Record<string, string>): Deno.ChildProcess {
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    env,
    detached: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.status.catch(() => {});
  return child;
}

Deno.test("P8: the sweep at an engine's start ends what an earlier one of the same spec left", async () => {
  const project = crypto.randomUUID();
  const cookie = `SPEC_TUI_PROJECT=${project}`;
  const one = left(STUBBORN, { SPEC_TUI_PROJECT: project, SPEC_TUI_COOKIE: "order-1" });
  const two = left("sleep 300", { SPEC_TUI_PROJECT: project, SPEC_TUI_COOKIE: "order-2" });
  assert.equal(await eventually(async () => (await carriers(cookie)).length >= 2), true);
  const swept = await sweepProject(project);
  assert.ok(swept.found >= 2);
  assert.equal(swept.left, 0);
  assert.deepEqual(await carriers(cookie), []);
  await Promise.all([one.status, two.status]);
});

Deno.test("a sweep that finds nothing says so, and does not find itself", async () => {
  const cookie = `SPEC_TUI_COOKIE=${crypto.randomUUID()}`;
  const many = await Promise.all(Array.from({ length: 8 }, () => sweep({ cookie, graceMs: 100 })));
  assert.deepEqual(many, many.map(() => ({ found: 0, left: 0 })));
});

Deno.test("only the whole cookie counts: a prefix, a longer one and another name are left alone", async () => {
  const id = crypto.randomUUID();
  const cookie = `SPEC_TUI_COOKIE=${id}`;
  const others = [
    left("exec sleep 300", { SPEC_TUI_COOKIE: `${id}0` }),
    left("exec sleep 300", { SPEC_TUI_COOKIE: id.slice(0, -1) }),
    left("exec sleep 300", { OTHER: cookie }),
    left(`exec sleep 300 # ${cookie}`, {}),
  ];
  await eventually(async () => (await carriers(`OTHER=${cookie}`)).length > 0);
  assert.deepEqual(await stopNow(cookie), { found: 0, left: 0 });
  for (const child of others) {
    child.kill("SIGKILL");
    assert.equal((await child.status).signal, "SIGKILL");
  }
});

Deno.test("a cookie with characters of a pattern is matched literally", async () => {
  const id = "a.*[b]$(c)\\d";
  const victim = left("exec sleep 300", { SPEC_TUI_COOKIE: id });
  const bystander = left("exec sleep 300", { SPEC_TUI_COOKIE: "axx[b]$(c)\\d" });
  const cookie = `SPEC_TUI_COOKIE=${id}`;
  await eventually(async () => (await carriers(cookie)).length > 0);
  assert.deepEqual(await stopNow(cookie), { found: 1, left: 0 });
  assert.equal((await victim.status).signal, "SIGKILL");
  bystander.kill("SIGKILL");
  await bystander.status;
});

Deno.test("a tree that keeps forking is ended", async () => {
  const id = crypto.randomUUID();
  const cookie = `SPEC_TUI_COOKIE=${id}`;
  const script =
    "trap '' TERM; n=0; while [ $n -lt 400 ]; do (trap '' TERM; sleep 30) & n=$((n+1)); sleep 0.01; done; wait";
  const child = left(script, { SPEC_TUI_COOKIE: id });
  await eventually(async () => (await carriers(cookie)).length > 5);
  const swept = await sweep({ cookie, graceMs: 200 });
  assert.equal(swept.left, 0);
  assert.deepEqual(await carriers(cookie), []);
  await child.status;
});

Deno.test("P8: a look that is held is given up, said, and the group is ended without it", async () => {
  const id = crypto.randomUUID();
  const cookie = `SPEC_TUI_COOKIE=${id}`;
  const stubborn = left(STUBBORN, { SPEC_TUI_COOKIE: id });
  // Its first child tells that it ignores signals by now.
  assert.equal(await eventually(async () => (await carriers(cookie)).length > 1), true);
  // It waits for the grace of a process that ignores TERM, as it would for a kernel that answers nothing.
  const held = { cookie, graceMs: 600_000, limitMs: 1_000 };
  await assert.rejects(sweep(held), /took longer than 1 s/);
  assert.equal(
    await eventually(async () => (await carriers(`SWEEP_FOR=${cookie}`)).length === 0),
    true,
  );
  const swept = await endLeft({ pid: stubborn.pid, cookie }, () => sweep(held));
  assert.match(swept.problem ?? "", /took longer than 1 s/);
  assert.equal((await stubborn.status).signal, "SIGKILL");
});
