import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  allDoneInLandedSpec,
  dependencyOrder,
  noCallPaidTwice,
  noProcessLeft,
  oneLandingPerTask,
  paidTwice,
  userFilesUntouched,
} from "../../e2e/kit/assertions.ts";
import { checkout } from "../../e2e/kit/checkout.ts";
import { agentCalls, calls, facts, landings, processesWith } from "../../e2e/kit/observe.ts";
import { commandLine, runProgram, startProgram } from "../../e2e/kit/program.ts";
import { createProject, type Project } from "../../e2e/kit/project.ts";
import { realAgentsOn, safePath } from "../../e2e/kit/safe_path.ts";
import { manyTasks, specText } from "../../e2e/kit/tasks.ts";

Deno.test("a project is a repository of its own with one commit, on the branch asked for", async () => {
  await using project = await createProject({ mainBranch: "trunk", files: { "a.txt": "a\n" } });
  assert.equal(await project.git("log", "--format=%an %s"), "Ada Tester Begin");
  assert.equal(await project.git("branch", "--show-current"), "trunk");
  assert.equal(await project.git("status", "--porcelain"), "");
  assert.match(await project.read("spec/tasks.md"), /### TASK-001: First\n🟠 P1 \| ⬜ TODO/);
});

Deno.test("a project can hold unfinished work of every sort, in a folder of a bigger repository", async () => {
  await using project = await createProject({
    subdir: "packages/tool",
    files: { "a.txt": "a\n" },
    dirty: { "a.txt": "changed\n" },
    staged: { "b.txt": "b\n" },
    untracked: { "c.txt": "c\n" },
    ignored: { "d.txt": "d\n" },
  });
  const status = await project.git("status", "--porcelain", "--ignored");
  assert.deepEqual(status.split("\n"), [
    " M packages/tool/a.txt",
    "A  packages/tool/b.txt",
    "?? packages/tool/c.txt",
    "!! packages/tool/d.txt",
  ]);
  assert.equal(project.root, join(project.repository, "packages/tool"));
});

Deno.test("a project can have no commit yet, or no git at all", async () => {
  await using unborn = await createProject({ git: "no_commit" });
  await assert.rejects(unborn.git("rev-parse", "HEAD"));
  await using plain = await createProject({ git: "none" });
  await assert.rejects(Deno.stat(join(plain.repository, ".git")));
  assert.deepEqual((await checkout(plain)).refs, {});
});

Deno.test("no real agent CLI can be started by name from a test's PATH", async () => {
  await using project = await createProject();
  assert.deepEqual(await realAgentsOn(project.env.PATH ?? "", project.bin), []);
});

Deno.test("a system folder that holds a real agent is stood in for by one without it", async () => {
  await using project = await createProject();
  const system = join(project.home, "system");
  await Deno.mkdir(system);
  for (const name of ["claude", "pi", "git"]) await Deno.writeTextFile(join(system, name), "");
  assert.equal((await realAgentsOn(system, project.bin)).length, 2, "the guard sees them");
  const path = await safePath(project.bin, join(project.home, "mirrors"), [system]);
  assert.deepEqual(await realAgentsOn(path, project.bin), []);
  assert.ok((await Deno.lstat(join(path.split(":")[1] ?? "", "git"))).isSymlink);
});

Deno.test("tasks are numbered, chained and layered", () => {
  const chain = specText(manyTasks(3, "chain"));
  assert.match(chain, /### TASK-003: [^#]*\*\*Depends on:\*\* \[TASK-002\]/);
  const layered = manyTasks(5, { width: 2 });
  assert.deepEqual(layered.map((task) => task.needs), [
    [],
    [],
    ["TASK-001"],
    ["TASK-002"],
    ["TASK-003"],
  ]);
  assert.equal(specText(layered).match(/## Milestone/g)?.length, 3);
});

Deno.test("the program is started with the permissions of the start task", async () => {
  const words = await commandLine();
  if (Deno.env.get("SPEC_TUI_BIN")) return assert.equal(words.length, 1);
  for (const word of ["--no-prompt", "--allow-run", "--allow-sys=hostname"]) {
    assert.ok(words.includes(word), word);
  }
  assert.match(words.at(-1) ?? "", /main\.ts$/);
});

Deno.test("a run returns code, output and the time it took, with a HOME of its own", async () => {
  await using project = await createProject();
  const ended = await runProgram(project, ["a b", "$(c)"], {
    program: ["sh", "-c", 'printf "%s|" "$@"; echo "$HOME" >&2; cat; exit 4', "sh"],
    stdin: "from stdin",
  });
  assert.equal(ended.code, 4);
  assert.equal(ended.stdout, "a b|$(c)|from stdin");
  assert.equal(ended.stderr, `${project.home}\n`);
  assert.ok(ended.ms > 0);
});

Deno.test("a live program can be waited on, signalled and killed, and leaves nothing", async () => {
  await using project = await createProject();
  const program = [
    "sh",
    "-c",
    "sleep 60 & echo up >&2; trap 'exit 130' INT; while :; do sleep 1; done",
  ];
  const live = await startProgram(project, [], { program });
  assert.equal(await live.line(/^up/), "up");
  // A process that is just becoming another program shows no environment for a moment.
  await live.until("both", async () => (await processesWith(project)).length >= 2);
  live.kill9();
  // Its child holds the output open: ending it is what disposing does.
  await live[Symbol.asyncDispose]();
  await noProcessLeft(project);
});

Deno.test("waiting for a line fails as soon as the program has ended without it", async () => {
  await using project = await createProject();
  await using live = await startProgram(project, [], { program: ["sh", "-c", "echo no >&2"] });
  await assert.rejects(live.line(/never/), /the program ended\nno/);
});

Deno.test("a process that carries the project's cookie is found, whatever its session", async () => {
  await using project = await createProject();
  assert.deepEqual(await processesWith(project), []);
  const child = new Deno.Command("sleep", {
    args: ["60"],
    env: { ...project.env },
    clearEnv: true,
    detached: true,
  }).spawn();
  let found = await processesWith(project);
  // Just becoming another program it shows no environment for a moment.
  for (let left = 100; left > 0 && found.length === 0; left--) found = await processesWith(project);
  assert.deepEqual(found, [child.pid]);
  await assert.rejects(noProcessLeft(project, 200), /outlived/);
  child.kill("SIGKILL");
  await child.status;
  await noProcessLeft(project);
});

Deno.test("a print of the checkout differs by any byte, mode, ref, stash or staged change, and not by ours", async () => {
  await using project = await createProject({
    files: { "a.txt": "a\n" },
    ignored: { "secret.env": "x\n" },
  });
  const before = await checkout(project);
  await project.git("update-ref", "refs/spec-tui/queue/main", "HEAD");
  await project.git("branch", "task/TASK-001-first");
  userFilesUntouched(before, await checkout(project));
  const changes: readonly (() => Promise<unknown>)[] = [
    () => project.write("secret.env", "y\n"),
    () => Deno.chmod(join(project.root, "a.txt"), 0o640),
    () => project.git("branch", "mine"),
    () => project.write("new.txt", ""),
    () => project.git("add", "new.txt"),
    () => project.git("stash", "-q"),
  ];
  let last = before;
  for (const change of changes) {
    await change();
    const now = await checkout(project);
    assert.throws(() => userFilesUntouched(last, now), `${change}`);
    last = now;
  }
});

Deno.test("landings are read from trailers; once each and in order of their needs is asserted", async () => {
  await using project = await createProject({ spec: manyTasks(2, "chain") });
  await land(project, "TASK-001");
  await land(project, "TASK-002");
  assert.deepEqual((await landings(project)).map((landing) => landing.task), [
    "TASK-001",
    "TASK-002",
  ]);
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
  await dependencyOrder(project, manyTasks(2, "chain"));
  await assert.rejects(dependencyOrder(project, [{ needs: ["TASK-002"] }, {}]), /landed before/);
  await assert.rejects(oneLandingPerTask(project, ["TASK-001"]));
  await land(project, "TASK-001");
  await assert.rejects(oneLandingPerTask(project, ["TASK-001", "TASK-002"]));
});

Deno.test("the landed spec counts, not the working copy", async () => {
  await using project = await createProject();
  await assert.rejects(allDoneInLandedSpec(project), /tasks not done/);
  const text = await project.read("spec/tasks.md");
  await project.write("spec/tasks.md", text.replace("⬜ TODO", "✅ DONE"));
  await project.git("commit", "-qam", "status only");
  await assert.rejects(allDoneInLandedSpec(project), /items not ticked/);
  await project.write(
    "spec/tasks.md",
    (await project.read("spec/tasks.md")).replaceAll("[ ]", "[x]"),
  );
  await assert.rejects(allDoneInLandedSpec(project), /items not ticked/);
  await project.git("commit", "-qam", "items");
  await allDoneInLandedSpec(project);
});

Deno.test("facts and calls are read from the project's event log while another holds it open", async () => {
  await using project = await createProject();
  assert.deepEqual(await facts(project), []);
  const folder = join(project.repository, ".git/spec-tui/project-12345678");
  await Deno.mkdir(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, "state.db"));
  db.exec("PRAGMA journal_mode = WAL");
  assert.deepEqual(await facts(project), [], "no table yet");
  db.exec(
    "CREATE TABLE events (seq INTEGER, type TEXT, task TEXT, attempt INTEGER, stage TEXT, body TEXT)",
  );
  db.exec("CREATE VIEW calls AS SELECT task FROM events WHERE type = 'CallStarted'");
  const insert = db.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)");
  insert.run(1, "RunPaused", null, null, null, '{"type":"RunPaused","by":"ada"}');
  insert.run(2, "CallStarted", "TASK-001", 1, "implement", '{"call":"c1","role":"author"}');
  const all = await facts(project);
  assert.deepEqual(
    all.map(({ seq, type, task, attempt, stage }) => [seq, type, task, attempt, stage]),
    [
      [1, "RunPaused", null, null, null],
      [2, "CallStarted", "TASK-001", 1, "implement"],
    ],
  );
  assert.equal(all[0]?.body.by, "ada");
  assert.deepEqual((await calls(project)).map((row) => row.task), ["TASK-001"]);
  await noCallPaidTwice(project);
  db.close();
});

Deno.test("a call repeated after it was answered, or after its stage passed, is paid twice; after an interruption it is not", () => {
  const fact = (type: string, body: Record<string, unknown>) => ({
    seq: 0,
    type,
    task: "TASK-001",
    attempt: 1,
    stage: "implement",
    body: { role: "author", ...body },
  });
  const started = (call: string) => fact("CallStarted", { call });
  const ended = (call: string, outcome: string) => fact("CallEnded", { call, outcome });
  assert.deepEqual(paidTwice([started("a"), ended("a", "interrupted"), started("b")]), []);
  assert.equal(paidTwice([started("a"), ended("a", "answered"), started("b")]).length, 1);
  assert.equal(paidTwice([started("a"), fact("StagePassed", {}), started("b")]).length, 1);
  assert.equal(paidTwice([started("a"), started("a")]).length, 1);
});

Deno.test("agents on the project's PATH are the scripted ones, and their calls are listed", async () => {
  await using project = await createProject({ agents: { codex: { rules: [] } } });
  await runProgram(project, [], {
    program: ["sh", "-c", "codex exec --json 'Do TASK-001' </dev/null"],
  });
  const [made] = await agentCalls(project);
  assert.equal(made?.agent, "codex");
  assert.equal(made?.task, "TASK-001");
  const missing = await runProgram(project, [], { program: ["sh", "-c", "claude"] });
  assert.equal(missing.code, 127);
  await assert.rejects(noCallPaidTwice(project), /in the ledger/);
});

async function land(project: Project, task: string): Promise<void> {
  await project.git(
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    `Land ${task}`,
    "-m",
    `Spec-Tui-Task: ${task}`,
  );
}
