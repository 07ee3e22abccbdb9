import assert from "node:assert/strict";
import { aCapture, anAgentChoice, anOrder, scriptedAgent } from "./given_work.ts";
import { performed } from "./given_perform.ts";

const DONE = "echo SAY TASK_COMPLETE";
const implementOnly = { stages: ["implement"] } as const;

Deno.test("an agent that exits 0, says TASK_COMPLETE and left a change passes", async () => {
  const order = anOrder();
  const { said, find, transcripts, live } = await performed({
    ...implementOnly,
    id: order.id,
    calls: order.calls,
    prompt: `echo SESSION s-1; echo COST 0.25; echo SAY all done; ${DONE}; echo oops >&2`,
  });
  assert.deepEqual(said, [
    "stage_started prepare",
    "stage_passed prepare",
    "stage_started implement",
    "call_started implement",
    "call_ended answered",
    "stage_passed implement",
    "closed",
  ]);
  const ended = find("call_ended");
  assert.equal(ended.call, order.calls.implement);
  assert.equal(ended.costUsd, 0.25);
  assert.equal(ended.exitCode, 0);
  assert.equal(ended.model, "m-1.2");
  const passed = find("stage_passed");
  assert.equal(passed.stage, "prepare");
  assert.equal(transcripts.length, 1);
  assert.match(transcripts[0]?.prompt ?? "", /all done/);
  assert.match(transcripts[0]?.output ?? "", /^SESSION s-1\n/);
  assert.equal(transcripts[0]?.stderr, "oops\n");
  assert.deepEqual(transcripts[0]?.end, { kind: "answered" });
  assert.equal(transcripts[0]?.call.order, order.id);
  assert.deepEqual(live.map((message) => message.kind), ["text", "text"]);
});

Deno.test("a passed implement names its commit, its tree and its session", async () => {
  const { claims } = await performed({ ...implementOnly, prompt: `echo SESSION s-1; ${DONE}` });
  const passed = claims.find((claim) =>
    claim.type === "stage_passed" && claim.stage === "implement"
  );
  assert.ok(passed?.type === "stage_passed");
  assert.equal(passed.sha, "work-sha");
  assert.equal(passed.tree, "work-tree");
  assert.equal(passed.session, "s-1");
  assert.equal(passed.noOp, undefined);
});

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

Deno.test("TASK_COMPLETE without a change fails as no_change", async () => {
  const { said } = await performed({ ...implementOnly, prompt: DONE }, {
    workspaces: { captures: [aCapture({ changed: false })] },
  });
  assert.ok(said.includes("stage_failed implement no_change"));
});

Deno.test("TASK_COMPLETE: no_op with a reason passes without a change, without a reason it does not", async () => {
  const none = { workspaces: { captures: [aCapture({ changed: false })] } };
  const passed = await performed(
    { ...implementOnly, prompt: "echo SAY TASK_COMPLETE: no_op it is there already" },
    none,
  );
  const claim = passed.claims.find((each) =>
    each.type === "stage_passed" && each.stage === "implement"
  );
  assert.ok(claim?.type === "stage_passed");
  assert.equal(claim.noOp, true);
  assert.match(claim.detail, /it is there already/);
  const bare = await performed({ ...implementOnly, prompt: "echo SAY TASK_COMPLETE: no_op" }, none);
  assert.ok(bare.said.includes("stage_failed implement no_change"));
});

Deno.test("a nonzero exit is never a success, whatever the agent says", async () => {
  const { said, find } = await performed({
    ...implementOnly,
    prompt: `${DONE}; echo why >&2; exit 3`,
  });
  assert.ok(said.includes("call_ended failed"));
  const { failure, sha } = find("stage_failed");
  assert.equal(failure.kind, "agent_error");
  assert.match(failure.message, /exited with code 3/);
  assert.match(failure.evidence, /why/);
  assert.equal(sha, "work-sha");
});

Deno.test("an agent ended by a signal is an agent error that names it", async () => {
  const { find } = await performed({ ...implementOnly, prompt: `${DONE}; kill -9 $$` });
  assert.equal(find("stage_failed").failure.kind, "agent_error");
  assert.match(find("stage_failed").failure.message, /SIGKILL/);
});

Deno.test("TASK_FAILED fails with the agent's reason, also with an exit code of its own", async () => {
  for (const exit of ["0", "1"]) {
    const { find } = await performed({
      ...implementOnly,
      prompt: `echo SAY TASK_FAILED: no compiler; ${DONE}; exit ${exit}`,
    });
    assert.equal(find("stage_failed").failure.kind, "task_failed");
    assert.equal(find("stage_failed").failure.message, "no compiler");
  }
});

Deno.test("TASK_BLOCKED is a question, kept word for word, and no failure", async () => {
  const { said, find } = await performed({
    ...implementOnly,
    stages: ["implement", "check"],
    prompt: `echo SESSION s-1; echo SAY TASK_BLOCKED: Which database, "a" or 'b'?; ${DONE}`
      .replaceAll("'", "\\'")
      .replaceAll('"', '\\"').replaceAll("?", "\\?"),
  });
  assert.deepEqual(said.slice(-2), ["blocked", "closed"]);
  const blocked = find("blocked");
  assert.equal(blocked.question, `Which database, "a" or 'b'?`);
  assert.equal(blocked.sha, "work-sha");
  assert.equal(blocked.session, "s-1");
});

Deno.test("without a marker the agent is asked once more in the same session", async () => {
  const order = anOrder();
  const { said, claims, transcripts } = await performed({
    ...implementOnly,
    calls: order.calls,
    prompt: "echo SESSION s-1; echo SAY done, I think",
    reminder: `echo "session $1"; ${DONE}`,
  });
  assert.deepEqual(said.slice(2), [
    "stage_started implement",
    "call_started implement",
    "call_ended answered",
    "call_started remind",
    "call_ended answered",
    "stage_passed implement",
    "closed",
  ]);
  const started = claims.flatMap((claim) => claim.type === "call_started" ? [claim.call] : []);
  assert.deepEqual(started, [order.calls.implement, order.calls.remind]);
  assert.match(transcripts[1]?.output ?? "", /^session s-1\n/);
});

Deno.test("asked once more in vain, the attempt fails as no_verdict; it is not asked a third time", async () => {
  const { said } = await performed({
    ...implementOnly,
    prompt: "echo SESSION s-1; echo SAY done, I think",
    reminder: "echo SAY I said so",
  });
  assert.equal(said.filter((each) => each.startsWith("call_started")).length, 2);
  assert.ok(said.includes("stage_failed implement no_verdict"));
});

Deno.test("an agent that cannot go on in its session is not asked again", async () => {
  const silent = { ...implementOnly, prompt: "echo SESSION s-1; echo SAY done", reminder: DONE };
  const cannot = await performed(silent, { agent: scriptedAgent({ canResume: false }) });
  assert.ok(cannot.said.includes("stage_failed implement no_verdict"));
  assert.equal(cannot.transcripts.length, 1);
  const templated = await performed({
    ...silent,
    agent: anAgentChoice({ template: "sh {prompt_file}" }),
  });
  assert.equal(templated.transcripts.length, 1);
  const nameless = await performed({ ...silent, prompt: "echo SAY done" });
  assert.equal(nameless.transcripts.length, 1);
});

Deno.test("a marker inside prose or behind other words gives no verdict", async () => {
  const { said } = await performed({
    ...implementOnly,
    reminder: "",
    prompt: "echo SAY when finished I will print TASK_COMPLETE; echo TASK_COMPLETE",
  });
  assert.ok(said.includes("stage_failed implement no_verdict"));
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

Deno.test("rewritten history fails the attempt and nothing continues from it", async () => {
  const { find } = await performed({ ...implementOnly, prompt: DONE }, {
    workspaces: { captures: [aCapture({ rewritten: true })] },
  });
  const failed = find("stage_failed");
  assert.equal(failed.failure.kind, "history_rewritten");
  assert.equal(failed.sha, null);
  assert.equal(failed.failure.evidence, "work-sha");
});

Deno.test("changes outside the project's folder fail with their list, one file a line", async () => {
  const outside = ["other/a.ts", "other/b c.ts"];
  const { find } = await performed({ ...implementOnly, prompt: DONE }, {
    workspaces: { captures: [aCapture({ outside })] },
  });
  const { failure } = find("stage_failed");
  assert.equal(failure.kind, "outside_changes");
  assert.deepEqual(failure.evidence.split("\n"), outside);
});

Deno.test("what was taken out of the commit and what changed in git's own settings is claimed", async () => {
  const { find, said } = await performed({ ...implementOnly, prompt: DONE }, {
    workspaces: {
      captures: [
        aCapture({
          excluded: ["spec/tasks.md"],
          harnessDiff: "+fsmonitor",
          notices: ["stash moved"],
        }),
      ],
    },
  });
  assert.deepEqual(find("files_excluded").files, ["spec/tasks.md"]);
  assert.equal(find("harness_changed").diff, "+fsmonitor");
  assert.equal(find("noticed").message, "stash moved");
  assert.ok(said.includes("stage_passed implement"));
});

Deno.test("a capture that fails does not hide why the call failed", async () => {
  const broken = { workspaces: { captures: [new Error("no space left")] } };
  const failed = await performed(
    { ...implementOnly, prompt: "echo ERROR limit later; exit 1" },
    broken,
  );
  assert.equal(failed.find("stage_failed").failure.kind, "agent_limit");
  assert.ok(failed.notices().some((message) => message.includes("no space left")));
  const passed = await performed({ ...implementOnly, prompt: DONE }, broken);
  assert.equal(passed.find("stage_failed").failure.kind, "internal");
  assert.match(passed.find("stage_failed").failure.evidence, /no space left/);
  assert.equal(passed.said.at(-1), "closed");
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

Deno.test("a stop during the call keeps what was left and says interrupted", async () => {
  const stop = new AbortController();
  const { said, find } = await performed({ prompt: "echo SAY begun; exec sleep 60" }, {
    signal: stop.signal,
    onClaim: (claim) => claim.type === "call_started" && setTimeout(() => stop.abort(), 200),
  });
  assert.deepEqual(said.slice(3), [
    "call_started implement",
    "call_ended interrupted",
    "stage_interrupted implement",
    "closed",
  ]);
  assert.equal(find("stage_interrupted").sha, "work-sha");
  assert.equal(find("call_ended").costUsd, null);
});

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
  const bad = await performed({ setup: { ...setup, command: "echo no network >&2; exit 9" } }, {
    workspaces: { slot },
  });
  assert.deepEqual(bad.said, [
    "stage_started prepare",
    "stage_failed prepare setup_failure",
    "closed",
  ]);
  assert.match(bad.find("stage_failed").failure.evidence, /no network/);
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
