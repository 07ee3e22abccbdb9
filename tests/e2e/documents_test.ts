// P11: what there is to see is one document on standard output, in shapes that stay; flags count anywhere.
import assert from "node:assert/strict";
import { agentCalls } from "./kit/observe.ts";
import { createProject, type Project } from "./kit/project.ts";
import { commandLine, runProgram } from "./kit/program.ts";
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

/** Started with a standard input that stays open: it waits until it is ended. */
function startWaiting(project: Project, [command = "", ...before]: readonly string[]) {
  return new Deno.Command(command, {
    args: [...before, "answer", "TASK-001", "--json"],
    cwd: project.root,
    env: { ...project.env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function endOf(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, document: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/**
 * Resolves once the process reads its input, which it does long after it began to listen: until then it would just
 * die of a signal, and what is caught cannot be told from outside, for a runtime catches all before it hears any.
 */
async function reads(child: Deno.ChildProcess): Promise<void> {
  const writer = child.stdin.getWriter();
  // Far more than a pipe holds.
  await writer.write(new Uint8Array(1 << 20).fill(32));
  writer.releaseLock();
}

for (const [signal, code] of [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `P11: a verb that ${signal} ends still prints its document, and exits ${code}`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      await using project = await createProject();
      const child = startWaiting(project, await commandLine());
      await reads(child);
      child.kill(signal);
      const ended = await endOf(child);
      assert.equal(ended.code, code, ended.stderr);
      assert.equal(JSON.parse(ended.document).error.exit_code, code);
      await child.stdin.close().catch(() => {});
    },
  });
}

Deno.test({
  name: "P11: a fault that nobody waits for ends with 70, its stack and the document",
  // What makes the fault is loaded before the program, which an executable does not do.
  ignore: Deno.env.get("SPEC_TUI_BIN") !== undefined || Deno.build.os !== "linux",
  fn: async () => {
    await using project = await createProject();
    const fault = `${project.home}/fault.ts`;
    await Deno.writeTextFile(
      fault,
      'Deno.addSignalListener("SIGUSR2", () => void Promise.reject(new Error("stray")));\n',
    );
    const [deno = "", run = "", ...words] = await commandLine();
    const program = [deno, run, `--preload=${fault}`, ...words];
    const child = startWaiting(project, program);
    await reads(child);
    child.kill("SIGUSR2");
    const ended = await endOf(child);
    assert.equal(ended.code, 70, ended.stderr);
    assert.equal(JSON.parse(ended.document).error.exit_code, 70);
    await child.stdin.close().catch(() => {});
    assert.match(ended.stderr, /^internal fault: stray\n[^]*\n +at /);
  },
});

Deno.test({
  name:
    "P11: a document that did not arrive is no success, and a reader that went away is no failure",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using project = await createProject({ spec: [{}] });
    const words = await commandLine();
    const ended = async (script: string) => {
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", script, "sh", ...words, "run", "--all", "--dry-run"],
        cwd: project.root,
        env: project.env,
        clearEnv: true,
      }).output();
      return { code, stderr: new TextDecoder().decode(stderr) };
    };
    const full = await ended('exec "$@" >/dev/full');
    assert.equal(full.code, 3, full.stderr);
    assert.match(full.stderr, /Cannot write to standard output: No space left on device/);
    const away = await ended('{ "$@"; echo "ended with $?" >&2; } | true');
    assert.match(away.stderr, /ended with 0$/m);
    assert.doesNotMatch(away.stderr, /Cannot write/);
  },
});
