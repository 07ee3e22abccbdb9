// P11: what there is to see is one document on standard output, in shapes that stay; flags count anywhere.
import assert from "node:assert/strict";
import { agentCalls } from "./kit/observe.ts";
import { createProject } from "./kit/project.ts";
import { runProgram } from "./kit/program.ts";
import { documentOf } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import { misbehaving } from "../fixtures/agents/scenarios.ts";

Deno.test("what there is to see is one document, before and after a run, in shapes that stay", async () => {
  await using project = await createProject({
    spec: [{ traces: ["REQ-001"], milestone: "1: First", items: ["One", "Two"] }, {
      needs: ["TASK-001"],
    }],
    agents: { claude: misbehaving("says_blocked", { task: "TASK-002" }) },
    config: { budget_usd: 5 },
  });
  const see = async (...argv: readonly string[]) => {
    const ended = await runProgram(project, argv);
    assert.equal(ended.code, 0, `${argv.join(" ")}\n${ended.stderr}`);
    assert.ok(ended.stdout.endsWith("\n"));
    return documentOf(ended);
  };
  const plan = await see("run", "--all", "--dry-run");
  assert.equal(plan.dry_run, true);
  assert.deepEqual(plan.tasks, [{
    task_id: "TASK-001",
    name: "Make TASK-001",
    priority: "p1",
    status: "todo",
    depends_on: [],
    checklist_total: 2,
    checklist_done: 0,
    previous_attempts: 0,
    previous_cost_usd: 0,
  }]);
  assert.deepEqual(await agentCalls(project), [], "a dry run starts nothing");
  assert.equal((await runProgram(project, ["run", "--all", "--no-tui"])).code, 4);

  assert.deepEqual(await see("status", "--json"), {
    total_tasks: 2,
    completed: 1,
    failed: 0,
    running: 0,
    not_started: 1,
    total_cost: 0.02,
    input_tokens: 200,
    output_tokens: 40,
    budget_usd: 5,
  });
  const costs = await see("costs", "--json");
  assert.deepEqual(Object.keys(costs.tasks[0]).sort(), [
    "attempts",
    "cost",
    "input_tokens",
    "name",
    "output_tokens",
    "status",
    "task_id",
  ]);
  assert.deepEqual(costs.summary, {
    total_cost: 0.02,
    total_input_tokens: 200,
    total_output_tokens: 40,
    avg_cost_per_completed: 0.01,
    most_expensive_task: "TASK-001",
    budget_usd: 5,
    budget_used_pct: 0.4,
  });
  const [first] = await see("task", "list", "--json");
  assert.deepEqual(first, {
    id: "TASK-001",
    name: "Make TASK-001",
    priority: "p1",
    status: "done",
    depends_on: [],
    traces_to: ["REQ-001"],
    milestone: first.milestone,
    checklist: [{ text: "One", done: true }, { text: "Two", done: true }],
    estimate: "1h",
  });
  assert.match(first.milestone, /First/);
  const [item] = await see("inbox", "--json");
  assert.equal(item.task, "TASK-002");
  const config = await see("config", "--json");
  assert.ok(config !== null && typeof config === "object");
  assert.ok((await see("config", "--json-schema")).$schema);
});

Deno.test("flags count before the verb and after it, alike", async () => {
  await using project = await createProject({ spec: manyTasks(2) });
  const before = await runProgram(project, ["--json", "--set", "jobs=7", "config"]);
  const after = await runProgram(project, ["config", "--set", "jobs=7", "--json"]);
  assert.equal(before.code, 0, before.stderr);
  assert.equal(before.stdout, after.stdout);
  assert.match(before.stdout, /flag --set jobs|"flag/);
  const wrong = await runProgram(project, ["--no-tui", "run", "--al"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--all/, "and what may have been meant");
});

Deno.test("P11: documents are all that is on standard output, for wrong calls of the other verbs, too", async () => {
  await using project = await createProject({ spec: "# None\n" });
  for (
    const argv of [
      ["status", "--json"],
      ["costs", "--json"],
      ["inbox", "--json"],
      ["task", "list", "--json"],
      ["status", "--json", "--no-such-flag"],
      ["run", "--all", "--dry-run"],
      ["config", "--json", "--set", "no_such_key=1"],
    ]
  ) {
    const ended = await runProgram(project, argv);
    documentOf(ended);
    assert.ok([0, 2].includes(ended.code), `${argv.join(" ")}: ${ended.code}\n${ended.stderr}`);
  }
});
