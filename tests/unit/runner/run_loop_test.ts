import assert from "node:assert/strict";
import type { Event, Fact, FactType, RunLimits } from "../../../src/pipeline/fact.ts";
import { replay } from "../../../src/pipeline/evolve.ts";
import type { InboxRow } from "../../../src/runner/ports.ts";
import type { MergeQueue } from "../../../src/runner/merge_queue.ts";
import { continuation } from "../../../src/runner/continuation.ts";
import { events, NOW, ready, started } from "../../given.ts";
import { groundOf, runWorld, type Script } from "./loop_world.ts";

const SPEC = `## Milestone 1: M
### TASK-001: One
P0 | TODO | Est: 1h
### TASK-002: Two
P0 | TODO | Est: 1h
**Depends on:** TASK-001
### TASK-003: Three
P0 | TODO | Est: 1h
`;

const types = (events: readonly Event[]) => events.map((event) => event.fact.type);
const count = (events: readonly Event[], type: FactType) =>
  types(events).filter((each) => each === type).length;
const landings = (landed: readonly string[]) =>
  landed.map((commit) => commit.replace(/^merge\((.*)\.\d+\)$/, "$1"));

Deno.test("a run lands every task once, in dependency order, and says that it ended", async () => {
  const ground = groundOf(SPEC);
  const { code, events } = await runWorld({ ground });
  assert.equal(code, 0);
  assert.deepEqual(landings(ground.landed).toSorted(), ["TASK-001", "TASK-002", "TASK-003"]);
  assert.ok(
    landings(ground.landed).indexOf("TASK-001") < landings(ground.landed).indexOf("TASK-002"),
  );
  assert.equal(types(events).at(-1), "RunEnded");
  assert.equal(ground.target, ground.landed.at(-1));
});

Deno.test("P2, P3, P13: an engine that dies after any fact is finished by the next, once and without paying twice", async () => {
  const whole = (await runWorld({ ground: groundOf(SPEC), limits: { jobs: 2 } })).events;
  assert.ok(whole.length > 40);
  for (let cut = 1; cut < whole.length; cut++) {
    const ground = groundOf(SPEC);
    const first = await runWorld({
      ground,
      limits: { jobs: 2 },
      stopAfter: (event) => event.seq === cut,
    });
    assert.equal(first.code, "killed");
    const second = await runWorld({ ground, limits: { jobs: 2 }, events: first.events });
    assert.equal(second.code, 0, `cut after fact ${cut}: ${JSON.stringify(whole[cut - 1]?.fact)}`);
    const names = landings(ground.landed);
    assert.deepEqual(
      names.toSorted(),
      ["TASK-001", "TASK-002", "TASK-003"],
      `cut after fact ${cut}`,
    );
    assert.equal(
      new Set(ground.paid).size,
      ground.paid.length,
      `an attempt was paid twice, cut after fact ${cut}`,
    );
    const run = replay(second.events);
    for (const state of run.tasks.values()) {
      const implemented = state.attempts.filter((each) =>
        each.stages.implement?.status === "passed"
      );
      assert.equal(
        implemented.length,
        1,
        `${state.id} was implemented twice, cut after fact ${cut}`,
      );
    }
    assert.equal(run.orders.size, 0);
  }
});

Deno.test("P2: a crash of the recovery itself is recovered from", async () => {
  const whole = (await runWorld({ ground: groundOf(SPEC) })).events;
  for (let cut = 3; cut < whole.length; cut += 4) {
    const ground = groundOf(SPEC);
    const first = await runWorld({ ground, stopAfter: (event) => event.seq === cut });
    const second = await runWorld({
      ground,
      events: first.events,
      stopAfter: (event) => event.seq === cut + 3,
    });
    const third = await runWorld({ ground, events: second.events });
    assert.equal(third.code, 0, `cut after ${cut} and ${cut + 3}`);
    assert.equal(new Set(landings(ground.landed)).size, 3);
    assert.equal(ground.landed.length, 3);
  }
});

Deno.test("a failing check is retried until the attempts are used up, and what needs it is left unfinished", async () => {
  const script: Script = (order, stage) =>
    order.task === "TASK-001" && stage === "check" ? "test_failure" : "pass";
  const ground = groundOf(SPEC);
  const { code, events } = await runWorld({ ground, script });
  assert.equal(code, 1);
  assert.equal(ground.paid.filter((each) => each.startsWith("TASK-001")).length, 3);
  assert.deepEqual(landings(ground.landed), ["TASK-003"]);
  const ended = events.at(-1)?.fact;
  assert.ok(ended?.type === "RunEnded" && /1 task failed/.test(ended.reason));
});

Deno.test("a blocked task asks once and the run goes on with the others, ending with 4", async () => {
  const script: Script = (order) => order.task === "TASK-001" ? "blocked" : "pass";
  const ground = groundOf(SPEC);
  const { code, events } = await runWorld({ ground, script });
  assert.equal(code, 4);
  assert.equal(count(events, "QuestionAsked"), 1);
  const again = await runWorld({ ground, script, events });
  assert.equal(again.code, 4);
  assert.equal(count(again.events, "QuestionAsked"), 1);
  assert.deepEqual(ground.paid, ["TASK-001#1", "TASK-003#1"]);
});

Deno.test("Ctrl-C ends what runs, records it as interrupted, starts no new attempt and exits 130", async () => {
  const ground = groundOf(SPEC);
  const script: Script = () => "hang";
  const { code, events } = await runWorld({
    ground,
    script,
    onEvent: (event, ask) => {
      if (event.fact.type === "StageStarted" && event.fact.stage === "implement") {
        ask({ kind: "stop", mode: "hard", by: "signal INT", exitCode: 130 });
      }
    },
  });
  assert.equal(code, 130);
  assert.equal(count(events, "StageInterrupted"), count(events, "AttemptStarted"));
  assert.equal(count(events, "AttemptStarted"), 2);
  const next = await runWorld({ ground, events });
  assert.equal(next.code, 0);
  assert.equal(ground.landed.length, 3);
});

Deno.test("a conflict is tried once more on the new base and then waits for a person", async () => {
  const ground = groundOf(SPEC);
  let refusals = 0;
  const once = await runWorld({
    ground,
    conflict: (task) => task === "TASK-003" && refusals++ === 0,
  });
  assert.equal(once.code, 0);
  assert.deepEqual(ground.paid.filter((each) => each.startsWith("TASK-003")), [
    "TASK-003#1",
    "TASK-003#2",
  ]);
  const always = await runWorld({
    ground: groundOf(SPEC),
    conflict: (task) => task === "TASK-003",
  });
  assert.equal(always.code, 4);
});

Deno.test("a command in the inbox is answered by a fact, or by a refusal with its reason", async () => {
  const row = (command: string, args: Record<string, unknown>): InboxRow => ({
    id: command,
    command,
    args,
    by: "tui:bo",
    run: null,
    expiresAtMs: NOW * 2,
  });
  const inbox = [
    row("skip", { task: "TASK-001" }),
    row("answer", { task: "TASK-003", text: "x" }),
    row("pause", {}),
    row("resume", {}),
  ];
  const ground = groundOf(SPEC);
  const { code, events } = await runWorld({ ground, inbox });
  assert.equal(code, 0);
  assert.deepEqual(landings(ground.landed).toSorted(), ["TASK-002", "TASK-003"]);
  const refused = events.find((event) => event.fact.type === "CommandRefused")?.fact;
  assert.ok(
    refused?.type === "CommandRefused" && /asked nothing/.test(refused.reason) &&
      refused.by === "tui:bo",
  );
});

Deno.test("P7: what lands on a queue that moved is checked on the merged commit first", async () => {
  const ground = groundOf(SPEC);
  const { events } = await runWorld({ ground, limits: { jobs: 3 } });
  for (const event of events) {
    if (event.fact.type !== "LandIntended") continue;
    const { landing, needsCheck } = event.fact;
    const landed = events.findIndex((each) =>
      each.fact.type === "TaskLanded" && each.fact.landing === landing
    );
    const checked = events.findIndex((each) =>
      each.fact.type === "LandChecked" && each.fact.landing === landing
    );
    assert.ok(!needsCheck || (checked >= 0 && checked < landed), `${landing} landed unchecked`);
  }
  assert.ok(
    events.some((event) => event.fact.type === "LandIntended" && event.fact.needsCheck),
    "no landing moved",
  );
});

Deno.test("P7: a commit that is not the very one that was checked does not land", async () => {
  const late: Fact = {
    type: "StagePassed",
    task: "TASK-001",
    attempt: 1,
    stage: "implement",
    durationMs: 1,
    sha: "another",
    tree: "another",
    detail: "",
  };
  const ground = groundOf(SPEC);
  const { code } = await runWorld({
    ground,
    events: events([started(), ...ready("TASK-001"), late]),
    limits: { maxAttempts: 1 },
  });
  assert.equal(code, 1);
  assert.deepEqual(landings(ground.landed), ["TASK-003"]);
});

Deno.test("an agent's limit parks it; the run waits for it and spends no attempt", async () => {
  let limited = 0;
  const script: Script = (order, stage) =>
    stage === "implement" && order.task === "TASK-001" && limited++ === 0 ? "agent_limit" : "pass";
  const ground = groundOf(SPEC);
  const { code, events } = await runWorld({
    ground,
    script,
    limits: { jobs: 1, agents: ["claude", "codex"] },
  });
  assert.equal(code, 0);
  assert.equal(count(events, "AgentParked"), 1);
  const second = events.find((event) =>
    event.fact.type === "AttemptStarted" && event.fact.task === "TASK-001" &&
    event.fact.attempt === 2
  )?.fact;
  assert.ok(second?.type === "AttemptStarted" && second.agent === "codex");
});

Deno.test("what a dead engine's agent did to git's settings is told, unless its implement had passed", async () => {
  for (const passed of [false, true]) {
    const ground = groundOf(SPEC);
    const isThen = ({ fact }: Event) =>
      fact.type === (passed ? "StagePassed" : "StageStarted") && fact.stage === "implement";
    const first = await runWorld({ ground, limits: { jobs: 1 }, stopAfter: isThen });
    const issued = first.events.findLast((event) => event.fact.type === "OrderIssued")?.fact;
    const order = issued?.type === "OrderIssued" ? issued.order : "";
    const salvaged = new Map([[order, { sha: "s1", harnessDiff: "alias" }]]);
    const second = await runWorld({ ground, events: first.events, salvaged, limits: { jobs: 1 } });
    assert.equal(second.code, passed ? 0 : 4);
    assert.equal(count(second.events, "HarnessChanged"), passed ? 0 : 1);
  }
});

Deno.test("P3: what a killed attempt left is gone on from though its engine died before it had told", async () => {
  const ground = groundOf(SPEC);
  const inbox = [{
    id: "asked",
    command: "kill",
    args: { task: "TASK-001" },
    by: "cli:ada",
    run: null,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  }];
  const waiting: InboxRow[] = [];
  const first = await runWorld({
    ground,
    inbox: waiting,
    script: () => "hang",
    onEvent: ({ fact }) => {
      if (fact.type === "StageStarted" && fact.stage === "implement") {
        waiting.push(...inbox.splice(0));
      }
    },
    stopAfter: ({ fact }) => fact.type === "TaskHeld",
  });
  const issued = first.events.map((event) => event.fact).find((fact) =>
    fact.type === "OrderIssued" && fact.task === "TASK-001"
  );
  assert.ok(issued?.type === "OrderIssued");
  const salvaged = new Map([[issued.order, { sha: "half", harnessDiff: null }]]);
  const second = await runWorld({ ground, events: first.events, salvaged });
  const run = replay(second.events);
  assert.equal(run.tasks.get("TASK-001")?.standing.at, "held");
  assert.equal(continuation(run.tasks.get("TASK-001"), "claude", "tip").commit, "half");
});

Deno.test("nothing is prepared to land while the target follows: the user's files move meanwhile", async () => {
  const ground = groundOf(SPEC);
  let isMoving = false;
  const seen: boolean[] = [];
  const around = (queue: MergeQueue): MergeQueue => ({
    ...queue,
    prepare(request) {
      seen.push(isMoving);
      return queue.prepare(request);
    },
    async advance() {
      isMoving = true;
      await turns(30);
      isMoving = false;
      return await queue.advance();
    },
  });
  const { code } = await runWorld({ ground, limits: { jobs: 2 }, around });
  assert.equal(code, 0);
  assert.deepEqual(seen, [false, false, false]);
});

Deno.test("a task that a person's edit holds twice lands all the same, and its status is left to them", async () => {
  const ground = groundOf(SPEC);
  const { code, events } = await runWorld({
    ground,
    statusInTree: false,
    onEvent: (event) => {
      if (event.fact.type === "CallStarted") ground.text = `${SPEC}${SPEC}`;
    },
  });
  assert.equal(code, 0);
  assert.equal(count(events, "TaskLanded"), 3);
  const told = events.flatMap(({ fact }) => fact.type === "StatusNotWritten" ? [fact.reason] : []);
  assert.match(told.join(), /several tasks of that id/);
});

const WORDS: readonly (readonly [string, FactType])[] = [
  ["skip", "TaskSkipped"],
  ["start", "TaskTaken"],
  ["block", "TaskHeld"],
  ["done", "TaskMarkedDone"],
];

for (const [command, fact] of WORDS) {
  Deno.test(`\`${command}\` counts though the task's first attempt was just being made`, async () => {
    const ground = groundOf(SPEC);
    const inbox: InboxRow[] = [];
    const { events } = await runWorld({
      ground,
      inbox,
      composing: async (task) => {
        if (task !== "TASK-003") return;
        inbox.push({
          id: "asked",
          command,
          args: { task },
          by: "cli:ada",
          run: null,
          expiresAtMs: Number.MAX_SAFE_INTEGER,
        });
        await until(() => inbox.length === 0);
      },
    });
    assert.equal(count(events, fact), 1);
    assert.deepEqual(ground.paid.toSorted(), ["TASK-001#1", "TASK-002#1"]);
  });
}

const RACE = `## Milestone 1: M
### TASK-001: Frees the fourth
P0 | TODO | Est: 1h
### TASK-002: Goes on for long
P0 | TODO | Est: 1h
### TASK-003: Is being made meanwhile
P3 | TODO | Est: 1h
### TASK-004: Comes before it
P0 | TODO | Est: 1h
**Depends on:** TASK-001
`;

const BOUNDS: readonly (readonly [string, Partial<RunLimits>])[] = [
  ["jobs", { jobs: 2 }],
  ["the budget", { jobs: 4, budgetUsd: 1.5, budgetReserveUsd: 0.5 }],
];

for (const [what, limits] of BOUNDS) {
  Deno.test(`attempts that are made at the same time keep within ${what} together`, async () => {
    const made: string[] = [];
    const open = new Map<string, number>();
    const most = { orders: 0, usd: 0 };
    let spent = 0;
    let stop = () => {};
    await runWorld({
      ground: groundOf(RACE),
      limits,
      script: ({ task }, stage) => task !== "TASK-001" && stage === "implement" ? "hang" : "pass",
      composing: async (task) => {
        made.push(task);
        if (task !== "TASK-003" || made.includes("TASK-004")) return;
        // It waits until both are under way, and all ends once the loop has judged both.
        await until(() => made.includes("TASK-004"));
        turns(60).then(() => stop());
      },
      onEvent: ({ fact }, ask) => {
        stop = () => ask({ kind: "stop", mode: "hard", by: "test", exitCode: 130 });
        if (fact.type === "OrderIssued" && fact.candidate === null) {
          open.set(fact.order, fact.reservedUsd);
        }
        if (fact.type === "OrderClosed") open.delete(fact.order);
        if (fact.type === "CallEnded") spent += fact.costUsd ?? 0;
        most.orders = Math.max(most.orders, open.size);
        most.usd = Math.max(
          most.usd,
          spent + [...open.values()].reduce((sum, usd) => sum + usd, 0),
        );
      },
    });
    assert.ok(made.includes("TASK-003") && made.includes("TASK-004"));
    assert.ok(most.orders <= (limits.jobs ?? 0), `${most.orders} orders at once`);
    if (limits.budgetUsd) assert.equal(most.usd, limits.budgetUsd);
  });
}

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left--) await new Promise((done) => setTimeout(done, 0));
}

async function until(holds: () => boolean): Promise<void> {
  for (let left = 10_000; left > 0 && !holds(); left--) {
    await new Promise((done) => setTimeout(done, 0));
  }
  assert.ok(holds());
}
