import assert from "node:assert/strict";
import { openLocalExecutor } from "../../../src/runner/local_executor.ts";
import { agentByName } from "../../../src/agents/registry.ts";
import type { Clock, Order } from "../../../src/runner/ports.ts";
import { type ExecutorBench, executorContract } from "./executor_contract.ts";
import { carriers, eventually } from "./given_process.ts";
import {
  anAgentChoice,
  anOrder,
  fakeTranscripts,
  fakeWorkspaces,
  scriptedAgent,
} from "./given_work.ts";
import { BAD_LINE, lossyExecutor } from "./lossy_executor.ts";
import { realClock } from "./real_clock.ts";
import { scriptedExecutor } from "./scripted_executor.ts";

const SCRIPTS = {
  passes: "echo COST 0.5; echo SAY TASK_COMPLETE",
  fails: "echo SAY TASK_FAILED: no",
  hangs: "echo SAY begun; exec sleep 300",
};

const environment = { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" };

async function localBench(clock: Clock = realClock) {
  const folder = await Deno.makeTempDir();
  const specId = crypto.randomUUID();
  const shown: string[] = [];
  const executor = openLocalExecutor({
    workspaces: fakeWorkspaces(folder),
    agents: (adapter) => adapter === "scripted" ? scriptedAgent() : agentByName(adapter),
    transcripts: fakeTranscripts(),
    clock,
    ids: { next: () => crypto.randomUUID() },
    cookies: { project: specId, engine: crypto.randomUUID() },
    environment,
    onLive: (order, _call, message) => shown.push(`${order.task} ${message.kind}`),
  });
  return {
    executor,
    specId,
    shown,
    order: (kind: keyof typeof SCRIPTS): Order => anOrder({ prompt: SCRIPTS[kind] }),
    close: async () => {
      await executor.close();
      assert.deepEqual(await carriers(`SPEC_TUI_PROJECT=${specId}`), []);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

executorContract("local executor", () => localBench());

const WORDS = { passes: "one two pass", fails: "one fail", hangs: "one hang" };

function lossyBench(seed: number): ExecutorBench {
  const inner = scriptedExecutor();
  return {
    executor: lossyExecutor(inner, { ...BAD_LINE, seed }),
    order: (kind) => anOrder({ prompt: WORDS[kind] }),
    lose: (order) => inner.lose(order),
    close: () => Promise.resolve(),
  };
}

for (const seed of [1, 2, 3]) executorContract(`bad line ${seed}`, async () => lossyBench(seed));

Deno.test("a local order runs from its slot to closed with a real command line", async () => {
  const bench = await localBench();
  const order = anOrder({
    agent: anAgentChoice({ adapter: "custom", name: "custom", command: "sh" }),
    prompt: "echo working; echo TASK_COMPLETE",
    checks: { ...anOrder().checks, test: "echo '1 passed in 0.1s'" },
  });
  await bench.executor.start(order);
  const said: string[] = [];
  for await (const { claim } of bench.executor.reports(0, new AbortController().signal)) {
    said.push(claim.type);
    if (claim.type === "closed") break;
  }
  assert.deepEqual(said, [
    "stage_started",
    "stage_passed",
    "stage_started",
    "call_started",
    "call_ended",
    "stage_passed",
    "stage_started",
    "stage_passed",
    "closed",
  ]);
  assert.ok(bench.shown.includes("TASK-1 text"));
  await bench.close();
});

Deno.test("P8: a hard stop ends stubborn agents at once, and every order is closed", async () => {
  // The grace of an ordinary stop never passes here, so that nothing but the hard one can end them.
  const patient: Clock = {
    ...realClock,
    sleep: (ms, signal) => realClock.sleep(ms === 2_000 ? 600_000 : ms, signal),
  };
  const bench = await localBench(patient);
  const stubborn = "trap '' INT TERM HUP; echo SAY begun; while :; do sleep 0.1; done";
  const orders = [anOrder({ prompt: stubborn }), anOrder({ prompt: stubborn })];
  for (const order of orders) await bench.executor.start(order);
  assert.equal(await eventually(() => bench.shown.length >= 2), true);
  let isOver = false;
  const stopping = bench.executor.stopAll(true).then(() => isOver = true);
  assert.equal(await eventually(() => isOver), true);
  await stopping;
  assert.deepEqual(await carriers(`SPEC_TUI_PROJECT=${bench.specId}`), []);
  const ends: string[] = [];
  const stop = new AbortController();
  for await (const { claim } of bench.executor.reports(0, stop.signal)) {
    if (claim.type === "closed" || claim.type === "stage_interrupted") ends.push(claim.type);
    if (ends.length === 4) break;
  }
  assert.deepEqual(ends.sort(), ["closed", "closed", "stage_interrupted", "stage_interrupted"]);
  await bench.close();
});

Deno.test("P8: a hard stop ends agents though no shell can be started any more", async () => {
  const bench = await localBench();
  const order = bench.order("hangs");
  await bench.executor.start(order);
  assert.equal(await eventually(() => bench.shown.some((line) => line.endsWith(" text"))), true);
  const path = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", "/nowhere");
  try {
    await bench.executor.stopAll(true);
  } finally {
    Deno.env.set("PATH", path);
  }
  assert.deepEqual(await carriers(`SPEC_TUI_PROJECT=${bench.specId}`), []);
  await bench.close();
});

Deno.test("after close, a reader comes to an end by itself", async () => {
  const bench = await localBench();
  await bench.executor.start(bench.order("passes"));
  let last = "";
  const reading = (async () => {
    for await (const { claim } of bench.executor.reports(0, new AbortController().signal)) {
      last = claim.type;
    }
  })();
  await bench.close();
  await reading;
  assert.equal(last, "closed");
});

Deno.test("P8: kill -9 of an engine with agents at work leaves nothing of it", async () => {
  const specId = crypto.randomUUID();
  const from = (path: string) => JSON.stringify(import.meta.resolve(path));
  const folder = await Deno.makeTempDir();
  const program = `
    import { openLocalExecutor } from ${from("../../../src/runner/local_executor.ts")};
    import { anOrder, fakeTranscripts, fakeWorkspaces, scriptedAgent } from ${
    from("./given_work.ts")
  };
    import { realClock } from ${from("./real_clock.ts")};
    const executor = openLocalExecutor({
      workspaces: fakeWorkspaces(${JSON.stringify(folder)}), agents: () => scriptedAgent(),
      transcripts: fakeTranscripts(), clock: realClock, ids: { next: () => crypto.randomUUID() },
      cookies: { project: ${JSON.stringify(specId)}, engine: crypto.randomUUID() },
      environment: ${JSON.stringify(environment)}, onLive() {},
    });
    const loop = "trap '' INT TERM HUP; while :; do sleep 0.1; done";
    await executor.start(anOrder({ prompt: "setsid sh -c \\"" + loop + "\\" & " + loop }));
    await realClock.sleep(600000);
  `;
  const file = `${folder}/engine.ts`;
  await Deno.writeTextFile(file, program);
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const engine = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--config",
      config,
      "--allow-read",
      "--allow-write",
      "--allow-run",
      "--allow-env",
      file,
    ],
  }).spawn();
  const project = `SPEC_TUI_PROJECT=${specId}`;
  assert.equal(await eventually(async () => (await carriers(project)).length >= 3), true);
  engine.kill("SIGKILL");
  await engine.status;
  assert.equal(await eventually(async () => (await carriers(project)).length === 0), true);
  await Deno.remove(folder, { recursive: true });
});
