import assert from "node:assert/strict";
import { join } from "node:path";
import { CONFIG, givenFolder, SPEC } from "./given_world.ts";

Deno.test("status --json has spec-runner's nine fields and is one line", async () => {
  await using folder = await givenFolder();
  const { code, out, err } = await folder.run("status", "--json");
  assert.equal(code, 0);
  assert.equal(err, "");
  assert.equal(out.split("\n").length, 2);
  assert.deepEqual(JSON.parse(out), {
    total_tasks: 2,
    completed: 0,
    failed: 0,
    running: 0,
    not_started: 2,
    total_cost: 0,
    input_tokens: 0,
    output_tokens: 0,
    budget_usd: null,
  });
});

Deno.test("looking makes no files", async () => {
  await using folder = await givenFolder();
  for (const verb of ["status", "inbox", "costs", "budget", "validate", "config", "why TASK-001"]) {
    const { code, err } = await folder.run(...verb.split(" "));
    assert.equal(code, 0, `${verb}: ${err}`);
  }
  const names = [...Deno.readDirSync(folder.root)].map((entry) => entry.name).sort();
  assert.deepEqual(names, ["spec", "spec-tui.config.yaml"]);
});

Deno.test("task list --json has the fixed shape", async () => {
  await using folder = await givenFolder();
  const { out } = await folder.run("task", "list", "--json");
  assert.deepEqual(JSON.parse(out), [
    {
      id: "TASK-001",
      name: "Lay the floor",
      priority: "p0",
      status: "todo",
      depends_on: [],
      traces_to: ["REQ-001"],
      milestone: "Milestone 1: Begin",
      checklist: [{ text: "measure", done: false }, { text: "buy", done: true }],
      estimate: "1d",
    },
    {
      id: "TASK-002",
      name: "Paint the walls",
      priority: "p1",
      status: "todo",
      depends_on: ["TASK-001"],
      traces_to: ["REQ-001"],
      milestone: "Milestone 2: End",
      checklist: [],
      estimate: "2d",
    },
  ]);
  const filtered = await folder.run("task", "ls", "-m", "end", "--json");
  assert.deepEqual(JSON.parse(filtered.out).map((task: { id: string }) => task.id), ["TASK-002"]);
});

Deno.test("run --dry-run names what would start, and starts nothing", async () => {
  await using folder = await givenFolder();
  const { code, out } = await folder.run("run", "--all", "--dry-run");
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), {
    dry_run: true,
    tasks: [{
      task_id: "TASK-001",
      name: "Lay the floor",
      priority: "p0",
      status: "todo",
      depends_on: [],
      checklist_total: 2,
      checklist_done: 1,
      previous_attempts: 0,
      previous_cost_usd: 0,
    }],
  });
  assert.equal(await folder.read("spec/tasks.md"), SPEC);
});

Deno.test("a run without git does its tasks in order and prints their results as one document", async () => {
  await using folder = await givenFolder();
  const junit = "out/report.xml";
  const { code, out, err } = await folder.run("run", "--all", "--json-result", "--junit", junit);
  assert.equal(code, 0, err);
  const results = JSON.parse(out) as { task_id: string; status: string }[];
  assert.deepEqual(results.map(({ task_id, status }) => [task_id, status]), [
    ["TASK-001", "done"],
    ["TASK-002", "done"],
  ]);
  assert.match(err, /^all tasks · no git: one at a time, in place · agent fast · 1 job/m);
  assert.match(err, /^\d\d:\d\d {2}2\/2 .* TASK-002 {2}done$/m);
  assert.match(err, /all done {2}2\/2 done in /);
  assert.match(await folder.read(junit), /tests="2" failures="0"/);
  const spec = await folder.read("spec/tasks.md");
  assert.equal(spec.match(/✅ DONE/g)?.length, 2);
  assert.match(spec, /- \[x\] measure/);
  const again = await folder.run("run", "--all", "--json-result");
  assert.equal(again.code, 0);
  assert.deepEqual(JSON.parse(again.out), { tasks: [], message: "No tasks ready to execute" });
  assert.match(again.err, /nothing to do/);
});

Deno.test("that nothing is checked is said before the run, not only that its check passed", async () => {
  const unchecked = CONFIG.replace('test: "true"', 'test: ""');
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC,
    "spec-tui.config.yaml": unchecked,
  });
  assert.match(
    (await folder.run("run")).err,
    /^warning: neither commands\.test nor commands\.lint/m,
  );
  await using checked = await givenFolder();
  assert.doesNotMatch((await checked.run("run")).err, /commands\.test/);
});

Deno.test("an agent that fails is told: exit 1, why, logs, and the task is retried by name", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC,
    "agent.sh": "cat >/dev/null\nif [ -e mended ]; then echo ok >floor; echo TASK_COMPLETE\n" +
      "else printf 'TASK_FAILED: \\033[31mno wood\\n'; fi\n",
    "spec-tui.config.yaml": CONFIG.replace(/sh \/.*fast_agent.sh/, "sh ./agent.sh") +
      "max_retries: 1\nretry_delay_seconds: 0\n",
  });
  const first = await folder.run("run", "--task", "TASK-001", "--no-tui");
  assert.equal(first.code, 1, first.err);
  assert.match(first.err, /implement failed \(task failed\): .*no wood/);
  assert.match(first.err, /`spec-tui why TASK-001`/);
  assert.ok(!first.err.includes("\x1b"));
  const why = await folder.run("why", "task-001");
  assert.match(why.out, /^TASK-001 failed at implement of attempt 1: .*no wood/);
  const logs = await folder.run("logs", "TASK-001");
  assert.match(logs.out, /TASK_FAILED: no wood/);
  const [headline, ...output] = logs.out.split("\n");
  assert.equal(headline, "TASK-001 attempt 1, implement by fast");
  assert.deepEqual(output.slice(0, 2), ["TASK_FAILED: no wood", "--- answered"], "not the prompt");
  assert.match((await folder.run("logs", "TASK-001", "--prompt")).out, /Lay the floor/);
  const status = await folder.run("status");
  assert.match(status.out, /1 failed/);
  await Deno.writeTextFile(join(folder.root, "mended"), "");
  const second = await folder.run("retry", "TASK-001");
  assert.equal(second.code, 0, second.err);
  assert.match(second.err, /attempt 2 with fast/);
});

Deno.test("a question waits in the inbox until it is answered, and then the work goes on", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC,
    "agent.sh": "case $(cat) in *'use oak'*) echo oak >floor; echo TASK_COMPLETE ;;\n" +
      "*) echo 'TASK_BLOCKED: which wood?' ;; esac\n",
    "spec-tui.config.yaml": CONFIG.replace(/sh \/.*fast_agent.sh/, "sh ./agent.sh"),
  });
  const asked = await folder.run("run", "--all", "--json-result");
  assert.equal(asked.code, 4, asked.err);
  assert.match(asked.err, /TASK-001 asks: `spec-tui answer TASK-001 "…"`/);
  const inbox = JSON.parse((await folder.run("inbox", "--json")).out);
  assert.equal(inbox.length, 1);
  assert.deepEqual([inbox[0].kind, inbox[0].task], ["question", "TASK-001"]);
  assert.match(inbox[0].detail, /which wood\?/);
  assert.match(
    (await folder.run("status")).out,
    /Waiting for you\n {2}TASK-001 asks\n {4}which wood\?/,
  );
  const empty = await folder.run("answer", "TASK-001");
  assert.equal(empty.code, 2);
  assert.match(empty.err, /the answer is empty/);
  const answered = await folder.run("answer", "TASK-001", "use", "oak", "--json");
  assert.equal(answered.code, 0, answered.err);
  assert.equal(JSON.parse(answered.out).status, "done");
});

Deno.test("start, todo, block and done change the mark in the file, and undo changes it back", async () => {
  await using folder = await givenFolder();
  const mark = async () => /P0 \| (.*) \|/.exec(await folder.read("spec/tasks.md"))?.[1];
  const steps: readonly (readonly [readonly string[], string])[] = [
    [["task", "start", "TASK-001"], "🔄 IN_PROGRESS"],
    [["task", "todo", "TASK-001"], "⬜ TODO"],
    [["task", "block", "TASK-001", "no", "wood"], "⏸️ BLOCKED"],
    [["undo"], "⬜ TODO"],
    [["task", "done", "TASK-001", "--force"], "✅ DONE"],
    [["undo"], "⬜ TODO"],
  ];
  for (const [argv, expected] of steps) {
    const { code, err } = await folder.run(...argv);
    assert.equal(code, 0, `${argv.join(" ")}: ${err}`);
    assert.equal(await mark(), expected, argv.join(" "));
  }
  const next = JSON.parse((await folder.run("task", "next", "--json")).out);
  assert.deepEqual(next.map((task: { id: string }) => task.id), ["TASK-001"]);
});

Deno.test("a task that is blocked keeps its reason, and a taken one is not scheduled", async () => {
  await using folder = await givenFolder();
  await folder.run("task", "block", "TASK-001", "no", "wood");
  assert.match((await folder.run("inbox")).out, /TASK-001 is blocked\n {4}no wood/);
  const { code, out } = await folder.run("run", "--all", "--json-result");
  assert.equal(code, 4);
  assert.deepEqual(JSON.parse(out).tasks, []);
});

Deno.test("done is refused while the checklist is open, start while needs are; --force does it", async () => {
  await using folder = await givenFolder();
  const done = await folder.run("task", "done", "TASK-001");
  assert.deepEqual([done.code, await folder.read("spec/tasks.md")], [2, SPEC]);
  assert.match(done.err, /1 item of its checklist is not ticked/);
  const start = await folder.run("task", "start", "TASK-002");
  assert.deepEqual([start.code, await folder.read("spec/tasks.md")], [2, SPEC]);
  assert.match(start.err, /it needs TASK-001 first/);
  assert.equal((await folder.run("task", "start", "TASK-002", "--force")).code, 0);
});

Deno.test("check toggles one box and leaves every other byte", async () => {
  await using folder = await givenFolder();
  assert.equal((await folder.run("task", "check", "task-001", "0")).code, 0);
  assert.equal(await folder.read("spec/tasks.md"), SPEC.replace("[ ] measure", "[x] measure"));
  assert.equal((await folder.run("task", "check", "TASK-001", "0")).code, 0);
  assert.equal(await folder.read("spec/tasks.md"), SPEC);
  for (const index of ["2", "-1", "one", "1e3", ""]) {
    const { code } = await folder.run("task", "check", "TASK-001", "--", index);
    assert.equal(code, 2, index);
  }
});

Deno.test("a status set by hand counts before any engine has read it", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC.replace("⬜ TODO", "✅ DONE"),
    "spec-tui.config.yaml": CONFIG,
  });
  const { out } = await folder.run("run", "--all", "--dry-run");
  assert.deepEqual(JSON.parse(out).tasks.map((task: { task_id: string }) => task.task_id), [
    "TASK-002",
  ]);
  assert.match((await folder.run("status")).out, /1\/2 done/);
  assert.equal((await folder.run("task", "start", "TASK-002")).code, 0);
});

Deno.test("commands for a running engine are refused without one", async () => {
  await using folder = await givenFolder();
  for (const verb of ["stop", "pause", "resume"]) {
    const { code, err } = await folder.run(verb);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`^Cannot ${verb}: no engine is running`));
  }
});

Deno.test("validate ends with 2 on errors, with their places", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC.replace("[TASK-001]", "[TASK-009]"),
    "spec-tui.config.yaml": CONFIG,
  });
  const { code, out } = await folder.run("validate");
  assert.equal(code, 2);
  assert.match(out, /^spec\/tasks\.md:\d+:\d+: error: /m);
  const json = JSON.parse((await folder.run("validate", "--json")).out);
  assert.equal(json.ok, false);
  assert.equal(json.diagnostics[0].code, "unknown-dependency");
});

Deno.test("config --json-schema prints a schema, config --json every value with its origin", async () => {
  await using folder = await givenFolder();
  assert.equal(JSON.parse((await folder.run("config", "--json-schema")).out).type, "object");
  const { values } = JSON.parse((await folder.run("config", "--json", "--jobs", "2")).out);
  const jobs = values.find((value: { key: string }) => value.key === "jobs");
  assert.deepEqual([jobs.value, jobs.origin], [2, "flag --jobs"]);
});

Deno.test("on a terminal that can't move its cursor spec-tui works headless, and says why", async () => {
  const at = { stdinIsTerminal: true, stdoutIsTerminal: true, environment: { TERM: "dumb" } };
  await using folder = await givenFolder(undefined, at);
  const bare = await folder.run();
  assert.equal(bare.code, 0);
  assert.match(bare.err, /no terminal for the full-screen app \(TERM is dumb/);
  assert.match(bare.out, /0\/2[^]*run it headless/);
  const run = await folder.run("run", "--all", "--tui");
  assert.equal(run.code, 0, run.err);
  assert.match(run.err, /TERM is dumb/);
});

Deno.test("bare spec-tui without a terminal prints the status and how to run headless", async () => {
  await using folder = await givenFolder();
  const { code, out } = await folder.run();
  assert.equal(code, 0);
  assert.match(out, /0\/2 done/);
  assert.match(out, /spec-tui run --all --no-tui/);
  await using empty = await givenFolder({});
  const nothing = await empty.run();
  assert.equal(nothing.code, 0);
  assert.match(nothing.out, /there is no spec here/);
});

Deno.test("reset --logs forgets attempts and removes the transcripts, and nothing else", async () => {
  await using folder = await givenFolder();
  await folder.run("run", "--all");
  const { code, out } = await folder.run("reset", "--logs");
  assert.equal(code, 0);
  assert.match(out, /forgotten/);
  assert.equal((await folder.run("logs")).code, 1);
  assert.match(await folder.read("spec/tasks.md"), /✅ DONE/);
});
