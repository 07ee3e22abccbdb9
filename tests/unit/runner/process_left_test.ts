import assert from "node:assert/strict";
import { carriers, collected, eventually, newCookie, run } from "./given_process.ts";
import { realClock } from "./real_clock.ts";

Deno.test("P8: a program that ignores INT and TERM is ended all the same", async () => {
  const stop = new AbortController();
  const cookie = newCookie();
  const begun = performance.now();
  const ending = run("trap '' INT TERM HUP; echo ready; while :; do sleep 0.1; done", {
    cookie,
    signal: stop.signal,
    onStdout: () => stop.abort(),
  });
  const end = await ending;
  assert.equal(end.signal, "SIGKILL");
  assert.equal(end.exitCode, null);
  assert.deepEqual(await carriers(cookie), []);
  assert.ok(performance.now() - begun < 60_000, "it is ended, not waited for");
});

const GRANDCHILD = "trap '' TERM HUP INT; while :; do sleep 0.1; done";

Deno.test("P8: a grandchild in a session of its own that ignores TERM, HUP and INT is ended too", async () => {
  const stop = new AbortController();
  const cookie = newCookie();
  const ending = run(`setsid sh -c "${GRANDCHILD}" & echo ready; wait`, {
    cookie,
    signal: stop.signal,
    onStdout: () => stop.abort(),
  });
  assert.equal(await eventually(() => stop.signal.aborted), true);
  const end = await ending;
  assert.equal(end.stopped, true);
  assert.deepEqual(await carriers(cookie), []);
});

Deno.test("P8: a daemon that outlives its program is ended, and counted", async () => {
  const cookie = newCookie();
  const end = await run(`setsid sh -c "${GRANDCHILD}" >/dev/null 2>&1 & sleep 0.2; exit 0`, {
    cookie,
  });
  assert.equal(end.exitCode, 0);
  assert.ok(end.leftBehind >= 1);
  assert.equal(end.unstoppable, 0);
  assert.deepEqual(await carriers(cookie), []);
});

Deno.test("P8: one that has emptied its environment is found by its session", async () => {
  const marker = `29.${Math.floor(Math.random() * 1e9)}`;
  const isAlive = async () => {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `grep -lszaF "$WANTED" /proc/[0-9]*/cmdline`],
      env: { WANTED: marker },
    }).output();
    return stdout.length > 0;
  };
  const end = await run(`env -i sleep ${marker} >/dev/null 2>&1 & sleep 0.2; exit 0`);
  assert.ok(end.leftBehind >= 1);
  assert.equal(await isAlive(), false);
});

Deno.test("a daemon that holds the output open delays the end by no more than the drain", async () => {
  const cookie = newCookie();
  const out = collected();
  const begun = performance.now();
  const end = await run("setsid sleep 300 & echo last words; exit 5", {
    cookie,
    onStdout: out.into,
  });
  assert.equal(end.exitCode, 5);
  assert.equal(out.text(), "last words\n");
  assert.ok(performance.now() - begun < 120_000, "waited for the end of output");
  assert.deepEqual(await carriers(cookie), []);
});

Deno.test("a stopped (SIGSTOP) process is ended like any other", async () => {
  const cookie = newCookie();
  const end = await run(
    "setsid sh -c 'kill -s STOP $$; sleep 60' >/dev/null 2>&1 & sleep 0.2; exit 0",
    { cookie },
  );
  assert.ok(end.leftBehind >= 1);
  assert.deepEqual(await carriers(cookie), []);
});

Deno.test("stopping one program leaves another with its own cookie alone", async () => {
  const stop = new AbortController();
  const other = newCookie();
  const otherStop = new AbortController();
  const keeps = run("exec sleep 60", { cookie: other, signal: otherStop.signal });
  await eventually(async () => (await carriers(other)).length > 0);
  const end = run("exec sleep 60", { signal: stop.signal });
  await realClock.sleep(100);
  stop.abort();
  await end;
  assert.ok((await carriers(other)).length > 0);
  otherStop.abort();
  await keeps;
});
