import assert from "node:assert/strict";
import { anAgentChoice, anOrder, scriptedAgent } from "./given_work.ts";
import { DONE, implementOnly, performed } from "./given_perform.ts";

Deno.test("the agent learns its task by its environment and gets PWD and no denied variable", async () => {
  const { transcripts } = await performed({
    ...implementOnly,
    task: "TASK-9",
    attempt: 3,
    envDeny: ["SECRET"],
    prompt:
      `echo "$SPEC_TUI_TASK $SPEC_TUI_ATTEMPT $SPEC_TUI_SLOT $SPEC_RUNNER_AGENT [$SECRET] $FROM_CONFIG"; pwd; echo "$PWD"; ${DONE}`,
    agent: anAgentChoice({ env: { FROM_CONFIG: "yes" } }),
  }, { ports: { environment: { PATH: Deno.env.get("PATH") ?? "", SECRET: "s" } } });
  const [first = "", pwd, variable] = transcripts[0]?.output.split("\n") ?? [];
  assert.equal(first, "TASK-9 3 1 1 [] yes");
  assert.equal(pwd, variable);
});

Deno.test("an agent ended by a signal is an agent error that names it", async () => {
  const { find } = await performed({ ...implementOnly, prompt: `${DONE}; kill -9 $$` });
  assert.equal(find("stage_failed").failure.kind, "agent_error");
  assert.match(find("stage_failed").failure.message, /SIGKILL/);
});

for (
  const [errorClass, kind] of [
    ["limit", "agent_limit"],
    ["auth", "agent_auth"],
    ["network", "agent_network"],
    ["overloaded", "agent_network"],
    ["missing", "agent_missing"],
    ["context", "agent_error"],
    ["bad_model", "agent_error"],
    ["permission", "agent_error"],
    ["usage", "agent_error"],
    ["other", "agent_error"],
  ]
) {
  Deno.test(`an agent's ${errorClass} error is ${kind}, and its work is kept`, async () => {
    const { find } = await performed({
      ...implementOnly,
      prompt: `echo ERROR ${errorClass} because of this; exit 1`,
    });
    const failed = find("stage_failed");
    assert.equal(failed.failure.kind, kind);
    assert.match(failed.failure.message, /because of this/);
    assert.equal(failed.sha, "work-sha");
    assert.equal(failed.resetsAtMs, errorClass === "limit" ? 9_999_999_999_999 : null);
  });
}

Deno.test("an agent that sleeps on a limit is stopped early and parked until it ends", async () => {
  const begun = performance.now();
  const before = Date.now();
  const { find, said } = await performed({
    ...implementOnly,
    prompt: "echo WAIT 3600000; exec sleep 300",
  });
  assert.ok(performance.now() - begun < 30_000);
  const failed = find("stage_failed");
  assert.equal(failed.failure.kind, "agent_limit");
  assert.ok((failed.resetsAtMs ?? 0) >= before + 3_600_000);
  assert.ok(said.includes("call_ended failed"));
});

Deno.test("a short wait is sat out", async () => {
  const { said } = await performed({
    ...implementOnly,
    prompt: `echo WAIT 500; sleep 0.2; ${DONE}`,
  });
  assert.ok(said.includes("stage_passed implement"));
});

Deno.test("a missing program is agent_missing, costs nothing and tells how to install it", async () => {
  const { find, said } = await performed({
    ...implementOnly,
    agent: anAgentChoice({ command: "spec-tui-no-such-agent" }),
  }, { agent: scriptedAgent({ install: "npm install -g it" }) });
  const { failure } = find("stage_failed");
  assert.equal(failure.kind, "agent_missing");
  assert.match(failure.message, /spec-tui-no-such-agent.*npm install -g it/);
  assert.equal(find("call_ended").costUsd, 0);
  assert.ok(said.includes("call_ended failed"));
});

Deno.test("an unknown adapter and a request that cannot be turned into a call start nothing", async () => {
  const unknown = await performed(implementOnly, { agent: null });
  assert.equal(unknown.find("stage_failed").failure.kind, "agent_missing");
  const error = { class: "usage", message: "Cannot fill the template", resetsAtMs: null } as const;
  const refused = await performed(implementOnly, {
    agent: scriptedAgent({ invocation: () => ({ argv: [], stdin: "none", env: {}, error }) }),
  });
  assert.equal(refused.find("stage_failed").failure.kind, "agent_error");
  assert.equal(refused.find("call_ended").costUsd, 0);
});

Deno.test("a prompt that an agent takes from a file is there during the call and gone after it", async () => {
  const folder = await Deno.makeTempDir();
  const { said, transcripts } = await performed({ ...implementOnly, prompt: DONE }, {
    folder,
    agent: scriptedAgent({
      invocation: ({ promptFile }) => ({ argv: ["sh", promptFile], stdin: "none", env: {} }),
    }),
  });
  assert.ok(said.includes("stage_passed implement"));
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  assert.equal(transcripts[0]?.call.argv.length, 2);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the prompt is left out of the command line that is written down", async () => {
  const { transcripts } = await performed({ ...implementOnly, prompt: DONE }, {
    agent: scriptedAgent({
      invocation: ({ prompt }) => ({ argv: ["sh", "-c", prompt], stdin: "none", env: {} }),
    }),
  });
  assert.deepEqual(transcripts[0]?.call.argv, ["sh", "-c", "{prompt}"]);
});

Deno.test("silence and the wall limit fail the attempt and keep its work", async () => {
  const limits = { wallMs: 60_000, silenceMs: 300, commandMs: 1000, reservedUsd: 1 };
  const idle = await performed({ ...implementOnly, limits, prompt: "echo SAY hm; exec sleep 60" });
  assert.equal(idle.find("stage_failed").failure.kind, "idle_timeout");
  assert.equal(idle.find("stage_failed").sha, "work-sha");
  assert.ok(idle.said.includes("call_ended timed_out"));
  const wall = await performed({
    ...implementOnly,
    limits: { ...limits, wallMs: 300, silenceMs: 0 },
    prompt: "exec sleep 60",
  });
  assert.equal(wall.find("stage_failed").failure.kind, "timeout");
});

Deno.test("a session that is gone costs nothing: the agent is called again without it", async () => {
  const order = anOrder();
  const { said, claims, notices } = await performed({
    ...implementOnly,
    session: "s-old",
    calls: order.calls,
    prompt: `if [ "$1" = s-old ]; then echo ERROR session not found; exit 1; fi; ${DONE}`,
  });
  assert.ok(said.includes("stage_passed implement"));
  const started = claims.flatMap((claim) => claim.type === "call_started" ? [claim.call] : []);
  assert.deepEqual(started, [order.calls.implement, "made-id-1"]);
  assert.ok(notices().some((message) => message.includes("without the session")));
});

Deno.test("a session error that was paid for is not tried again", async () => {
  const { said } = await performed({
    ...implementOnly,
    session: "s-old",
    prompt: "echo COST 0.10; echo ERROR session not found; exit 1",
  });
  assert.equal(said.filter((each) => each.startsWith("call_started")).length, 1);
  assert.ok(said.includes("stage_failed implement agent_error"));
});

Deno.test("a session that belongs to another folder is not resumed", async () => {
  const agent = scriptedAgent({ sessionNeedsSameDirectory: true });
  const order = { ...implementOnly, session: "s-old", prompt: `echo "session $1"; ${DONE}` };
  const elsewhere = await performed(order, { agent });
  assert.match(elsewhere.transcripts[0]?.output ?? "", /session none\n/);
  const same = await performed(order, { agent, workspaces: { slot: { sameAsBefore: true } } });
  assert.match(same.transcripts[0]?.output ?? "", /session s-old\n/);
});

Deno.test("a reader's bug and a transcript that cannot be written do not stop the work", async () => {
  const { said, notices } = await performed({ ...implementOnly, prompt: `echo THROW; ${DONE}` }, {
    ports: {
      transcripts: {
        open: () => {
          throw new Error("disk full");
        },
      },
    },
  });
  assert.ok(said.includes("stage_passed implement"));
  assert.ok(notices().some((message) => message.includes("disk full")));
  assert.ok(notices().some((message) => message.includes("a reader's bug")));
});

Deno.test("P8: what an agent leaves running is ended and said", async () => {
  const { notices, said } = await performed({
    ...implementOnly,
    prompt: `setsid sleep 300 >/dev/null 2>&1 & sleep 0.2; ${DONE}`,
  });
  assert.ok(said.includes("stage_passed implement"));
  assert.ok(notices().some((message) => /left 1 process running/.test(message)));
});
