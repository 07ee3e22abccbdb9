import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { type DemoCall, runDemoAgent } from "../../../src/demo/agent.ts";
import { demoFiles } from "../../../src/demo/project.ts";
import { DEMO_TASKS } from "../../../src/demo/tasks.ts";
import { readCheckOutput } from "../../../src/runner/check_output.ts";
import { formatFile } from "../../../src/demo/work.ts";

Deno.test("the sample project passes its own tests before any task", async () => {
  await using place = await demoProject();
  const { code, output } = await runTests(place.path);
  assert.equal(code, 0, output);
  assert.match(output, /# 1 passed, 0 failed/);
});

Deno.test("each task in order leaves a tree that passes its tests; one fails its check at first", async () => {
  await using place = await demoProject();
  const failedFirst: string[] = [];
  for (const [index, task] of DEMO_TASKS.entries()) {
    await perform(place.path, task.id, 1);
    let checked = await runTests(place.path);
    if (checked.code !== 0) {
      assert.deepEqual(readCheckOutput(checked.output, checked.code).counts?.failed, 1);
      failedFirst.push(task.id);
      assert.match(checked.output, /not ok \d - tests\/done_test\.sh\n {4}the first is done/);
      await perform(place.path, task.id, 2);
      checked = await runTests(place.path);
    }
    assert.equal(checked.code, 0, `${task.id}\n${checked.output}`);
    assert.equal(
      readCheckOutput(checked.output, 0).counts?.passed,
      index + 2,
      "as the engine counts",
    );
    assert.match(checked.output, new RegExp(`^# ${index + 2} passed, 0 failed$`, "m"));
  }
  assert.deepEqual(failedFirst, ["TASK-004"]);
});

Deno.test("a task that starts over on its second attempt is right at once", async () => {
  await using place = await demoProject();
  for (const id of ["TASK-001", "TASK-002"]) await perform(place.path, id, 1);
  await perform(place.path, "TASK-004", 2);
  assert.equal((await runTests(place.path)).code, 0);
});

Deno.test("two tasks change the same line and conflict in a merge; the retry on the new base keeps both", async () => {
  await using place = await demoProject();
  const git = (...argv: readonly string[]) => run(place.path, ["git", ...argv]);
  for (const id of ["TASK-001", "TASK-003"]) await perform(place.path, id, 1);
  await commitAll(place.path, "base");
  await git("checkout", "-qb", "due");
  await perform(place.path, "TASK-008", 1);
  await commitAll(place.path, "due");
  await git("checkout", "-q", "main");
  await perform(place.path, "TASK-007", 1);
  await commitAll(place.path, "priority");
  const merge = await git("merge-tree", "--write-tree", "--name-only", "main", "due");
  assert.equal(merge.code, 1, "it must conflict");
  assert.match(merge.output, /^lib\/format\.sh$/m);
  assert.doesNotMatch(merge.output, /^(tests|commands|README)/m, "and nowhere else");
  await perform(place.path, "TASK-008", 2);
  const checked = await runTests(place.path);
  assert.equal(checked.code, 0, checked.output);
  assert.equal(
    await Deno.readTextFile(join(place.path, "lib/format.sh")),
    formatFile(["number", "mark", "priority", "text", "due"]),
  );
});

Deno.test("conflict marks left in the line are resolved to both changes", async () => {
  const tree = new Map([[
    "lib/format.sh",
    '<<<<<<< a\nLINE="number mark text due"\n=======\nLINE="number mark priority text"\n>>>>>>> b\n',
  ]]);
  await runDemoAgent(callOn(tree, { task: "TASK-007", attempt: 2 }));
  assert.equal(
    tree.get("lib/format.sh"),
    formatFile(["number", "mark", "priority", "text", "due"]),
  );
});

Deno.test("a repeated call of any task changes nothing more", async () => {
  for (const task of DEMO_TASKS) {
    const tree = new Map<string, string>();
    await runDemoAgent(callOn(tree, { task: task.id, attempt: 2 }));
    const before = [...tree];
    assert.ok(before.length > 0, task.id);
    const lines: string[] = [];
    await runDemoAgent(
      callOn(tree, { task: task.id, attempt: 2, print: (line) => lines.push(line) }),
    );
    assert.deepEqual([...tree], before);
    assert.ok(!lines.some((line) => line.includes('"edit"')), task.id);
  }
});

Deno.test("every line is one of the demo's messages, and the last is the answer", async () => {
  for (const task of DEMO_TASKS) {
    const lines: string[] = [];
    await runDemoAgent(callOn(new Map(), { task: task.id, print: (line) => lines.push(line) }));
    const messages = lines.map((line) => JSON.parse(line));
    assert.deepEqual(Object.keys(messages[0]), ["session"]);
    const kinds = new Set(messages.map((message) => Object.keys(message)[0]));
    assert.deepEqual([...kinds], ["session", "say", "tool", "edit", "usage", "final"]);
    assert.match(messages.at(-1).final, /\nTASK_COMPLETE$/);
    const { costUsd, usage } = messages.find((message) => message.usage);
    assert.equal(costUsd, task.costUsd);
    assert.ok(usage.input > 0 && usage.output > 0 && usage.cacheRead > 0 && usage.cacheWrite > 0);
  }
});

Deno.test("the task is found in the prompt when the environment does not name it", async () => {
  const tree = new Map<string, string>();
  await runDemoAgent(callOn(tree, { task: "", prompt: "Your task is TASK-002: Add an item" }));
  assert.ok(tree.has("commands/add.sh"));
});

Deno.test("a task it does not know is blocked with a question, and nothing is written", async () => {
  const tree = new Map<string, string>();
  const lines: string[] = [];
  await runDemoAgent(callOn(tree, { task: "TASK-099", print: (line) => lines.push(line) }));
  assert.equal(tree.size, 0);
  assert.match(JSON.parse(lines.at(-1) ?? "").final, /^TASK_BLOCKED: .*\?$/);
});

Deno.test("asked to review it passes the change and writes nothing", async () => {
  const tree = new Map<string, string>();
  const lines: string[] = [];
  const prompt = "Answer REVIEW_PASSED or REVIEW_FAILED about TASK-001";
  await runDemoAgent(callOn(tree, { prompt, print: (line) => lines.push(line) }));
  assert.equal(tree.size, 0);
  assert.match(JSON.parse(lines.at(-1) ?? "").final, /\nREVIEW_PASSED$/);
});

Deno.test("a task takes 300 to 900 ms at speed 1, the speed divides it, and nonsense speeds are 1", async () => {
  const slept = async (speed: number) => {
    let total = 0;
    for (const { id } of DEMO_TASKS) {
      let ms = 0;
      const sleep = (time: number) => Promise.resolve(void (ms += time));
      await runDemoAgent(callOn(new Map(), { task: id, speed, sleep }));
      if (speed === 1) assert.ok(ms >= 290 && ms <= 910, `${id}: ${ms}`);
      total += ms;
    }
    return Math.round(total);
  };
  const normal = await slept(1);
  assert.ok(normal < 10_000, "one after the other and still far below 30 s");
  assert.equal(await slept(10), Math.round(normal / 10));
  assert.equal(await slept(Number.NaN), normal);
  assert.equal(await slept(0), normal);
});

Deno.test("the spec has twelve tasks in three milestones; each need is an earlier task and each trace exists", () => {
  const files = demoFiles();
  const spec = files["spec/tasks.md"] ?? "";
  assert.equal(spec.match(/^### TASK-\d+: /gm)?.length, 12);
  assert.equal(spec.match(/^## Milestone /gm)?.length, 3);
  assert.equal(
    spec.match(/^🔴 P0 \| ⬜ TODO \| Est: |^🟠 P1 \| ⬜ TODO|^🟡 P2 \| ⬜ TODO/gm)?.length,
    12,
  );
  DEMO_TASKS.forEach((task, index) => {
    for (const needed of task.needs) {
      assert.ok(DEMO_TASKS.findIndex(({ id }) => id === needed) < index, `${task.id} ${needed}`);
    }
    for (const trace of task.traces) {
      assert.match(files["spec/requirements.md"] ?? "", new RegExp(`^#### ${trace}: `, "m"));
    }
    assert.ok(task.items.length > 0 && task.tests.length > 0);
  });
});

function callOn(tree: Map<string, string>, more: Partial<DemoCall> = {}): DemoCall {
  return {
    prompt: "Do it",
    task: "TASK-001",
    attempt: 1,
    session: "demo-1",
    speed: 1,
    read: (path) => Promise.resolve(tree.get(path) ?? null),
    write: (path, text) => Promise.resolve(void tree.set(path, text)),
    print: () => {},
    sleep: () => Promise.resolve(),
    ...more,
  };
}

async function perform(root: string, task: string, attempt: number): Promise<void> {
  const code = await runDemoAgent({
    prompt: `Do ${task}`,
    task,
    attempt,
    session: "demo-1",
    speed: 1,
    read: (path) => Deno.readTextFile(join(root, path)).catch(() => null),
    write: (path, text) => writeFile(root, path, text),
    print: () => {},
    sleep: () => Promise.resolve(),
  });
  assert.equal(code, 0);
}

function runTests(root: string) {
  return run(root, ["sh", "test.sh"]);
}

async function run(root: string, argv: readonly string[]) {
  const [program = "", ...args] = argv;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: root,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: root,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.invalid",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.invalid",
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function commitAll(root: string, message: string): Promise<void> {
  await run(root, ["git", "add", "-A"]);
  assert.equal((await run(root, ["git", "commit", "-qm", message])).code, 0);
}

async function demoProject(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "demo-" }));
  for (const [name, text] of Object.entries(demoFiles())) await writeFile(path, name, text);
  assert.equal((await run(path, ["git", "init", "-qb", "main"])).code, 0);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function writeFile(root: string, path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(join(root, path)), { recursive: true });
  await Deno.writeTextFile(join(root, path), text);
}
