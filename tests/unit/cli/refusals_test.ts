import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../src/host/clock.ts";
import { openProject } from "../../../src/host/project.ts";
import { acquireLock } from "../../../src/store/lock.ts";
import { CONFIG, type Folder, givenFolder, SPEC } from "./given_world.ts";

Deno.test("a task that is done is retried only by one who says so: it is paid for again", async () => {
  await using folder = await givenFolder();
  assert.equal((await folder.run("run", "--task", "TASK-001")).code, 0);
  const refused = await folder.run("retry", "TASK-001");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /^Cannot retry TASK-001: it landed; agents would be paid/);
  assert.match(refused.err, /spec-tui retry TASK-001 --yes/);
  const before = JSON.parse((await folder.run("costs", "--json")).out);
  assert.equal(before.tasks[0].attempts, 1);
  const again = await folder.run("retry", "TASK-001", "--yes");
  assert.equal(again.code, 0, again.err);
  assert.equal(JSON.parse((await folder.run("costs", "--json")).out).tasks[0].attempts, 2);
});

for (
  const [how, pattern, ...words] of [
    ["skipped", /it was skipped/, "skip", "TASK-001"],
    ["marked done by hand", /it was marked done/, "task", "done", "TASK-001", "--force"],
  ] as const
) {
  Deno.test(`a task that was ${how} is not retried by mistake`, async () => {
    await using folder = await givenFolder();
    assert.equal((await folder.run(...words)).code, 0);
    const refused = await folder.run("retry", "TASK-001");
    assert.equal(refused.code, 2);
    assert.match(refused.err, pattern);
  });
}

Deno.test("a task that the file calls DONE is not retried by mistake either", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC.replace("⬜ TODO | Est: 1d", "✅ DONE | Est: 1d"),
    "spec-tui.config.yaml": CONFIG,
  });
  assert.match((await folder.run("retry", "TASK-001")).err, /the file said DONE/);
});

Deno.test("the inbox offers to go on with a task whose attempt a person ended", async () => {
  await using folder = await givenFolder();
  await folder.run("run", "--task", "TASK-001");
  await folder.run("task", "block", "TASK-001", "wait");
  await folder.run("task", "block", "TASK-002", "wait");
  const [first, second] = JSON.parse((await folder.run("inbox", "--json")).out);
  assert.equal(first.commands[0], "spec-tui retry TASK-001");
  assert.equal(second.commands[0], "spec-tui task todo TASK-002");
});

/** Holds the engine's lock while `body` runs. */
async function withEngine(folder: Folder, body: () => Promise<void>): Promise<void> {
  const { root: cwd, environment } = folder;
  const project = await openProject({ cwd, environment, flags: {}, isReadOnly: true });
  const holder = { pid: 4711, host: "elsewhere", startedAtMs: 0, command: "run" };
  const lock = await acquireLock(project.lockPath, holder, { clock: systemClock });
  assert.equal(lock.kind, "acquired");
  try {
    await body();
  } finally {
    if (lock.kind === "acquired") lock.release();
  }
}

Deno.test("a start that another engine refuses says that and nothing else", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md": SPEC.replace("**Traces to:** [REQ-001]", ""),
    "spec-tui.config.yaml": CONFIG,
  });
  await withEngine(folder, async () => {
    const { code, err } = await folder.run("run", "--all");
    assert.equal(code, 3);
    assert.match(err, /^Cannot start: another engine works on this spec \(pid 4711 on elsewhere/);
  });
});

Deno.test("who names no prefix, or a wrong one, is told of the specs that are there", async () => {
  await using folder = await givenFolder({ "spec/two-tasks.md": SPEC });
  const none = await folder.run("status");
  assert.equal(none.code, 2);
  assert.match(none.err, /there is spec\/two-tasks\.md: give --spec-prefix two-/);
  assert.match((await folder.run()).out, /--spec-prefix two-/);
  await Deno.writeTextFile(join(folder.root, "spec", "tasks.md"), SPEC);
  const wrong = await folder.run("run", "--spec-prefix", "tow-");
  assert.match(wrong.err, /give no --spec-prefix or --spec-prefix two-/);
});

Deno.test("what the screen cannot hand on to its engine does not go with --tui", async () => {
  await using folder = await givenFolder();
  for (const option of ["--restart", "--junit=report.xml"]) {
    const { code, err } = await folder.run("run", "--all", "--tui", option);
    assert.equal(code, 2);
    assert.match(err, /does not go with --tui/);
  }
  const without = await folder.run("run", "--all", "--tui");
  assert.equal(without.code, 0, without.err);
  assert.match(without.err, /there is no terminal for the full-screen app/);
});

Deno.test("a spec that is a folder, or no text, is the user's to mend and no fault of ours", async () => {
  await using folder = await givenFolder({
    "spec/tasks.md/x": "",
    "spec-tui.config.yaml": CONFIG,
  });
  for (const argv of [["status"], ["run"], ["task", "check", "A-1", "0"], ["validate"]]) {
    const { code, err } = await folder.run(...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.match(err, /^Cannot read ".*spec\/tasks\.md": /);
  }
  await Deno.remove(join(folder.root, "spec", "tasks.md"), { recursive: true });
  await Deno.writeFile(join(folder.root, "spec", "tasks.md"), new Uint8Array([0xff, 0xfe, 0x41]));
  assert.match((await folder.run("status")).err, /^Cannot read "[^"]*": it is UTF-16/);
});

Deno.test("an export goes into a file, whatever is forced", async () => {
  await using folder = await givenFolder();
  for (const what of ["state", "json"]) {
    const { code, err } = await folder.run("export", what, "--force", "spec");
    assert.equal(code, 2);
    assert.match(err, /it is a folder/);
  }
});
