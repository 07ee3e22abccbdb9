import assert from "node:assert/strict";
import { aCapture, anAgentChoice, anOrder, scriptedAgent } from "./given_work.ts";
import { DONE, implementOnly, performed } from "./given_perform.ts";

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

Deno.test("P10: what there is no money for is not asked: a first call cuts the attempt off, a second leaves it without a verdict", async () => {
  const refusing = (role: string) => {
    let asked = "";
    return performed(
      { ...implementOnly, prompt: "echo SESSION s-1; echo SAY done", reminder: DONE },
      {
        onClaim: (claim) => asked = claim.type === "call_started" ? claim.role : asked,
        ports: { recorded: () => Promise.resolve(asked === role ? "refused" : "started") },
      },
    );
  };
  const first = await refusing("implement");
  assert.deepEqual(first.transcripts, []);
  assert.deepEqual(first.said.slice(-3), [
    "call_started implement",
    "stage_interrupted implement",
    "closed",
  ]);
  const second = await refusing("remind");
  assert.equal(second.transcripts.length, 1);
  assert.equal(second.said.filter((each) => each.startsWith("call_ended")).length, 1);
  assert.ok(second.said.includes("stage_failed implement no_verdict"));
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
