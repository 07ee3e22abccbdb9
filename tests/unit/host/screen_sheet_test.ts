import assert from "node:assert/strict";
import { lookBeforeStart } from "../../../src/host/screen_sheet.ts";
import { withProject } from "./given_project.ts";

const spec = [
  { name: "First" },
  { name: "Second", needs: ["TASK-001"], milestone: "2: Later" },
  { name: "Third", status: "DONE" as const },
];

Deno.test("the sheet names tasks in their order, agents, commands, limits and the target", () =>
  withProject({ spec, config: { budget_usd: 5 } }, async ({ project }) => {
    const sheet = await lookBeforeStart(project, { kind: "all" }, "tui:ada");
    assert.deepEqual([sheet.refused, sheet.mode, sheet.target, sheet.head], [
      "",
      "git",
      "main",
      "main",
    ]);
    assert.deepEqual(sheet.tasks.map((task) => task.id), ["TASK-001", "TASK-002"]);
    assert.deepEqual(sheet.agents.map((agent) => agent.name), ["claude"]);
    assert.deepEqual(sheet.commands, [{ name: "test", command: "true" }]);
    assert.ok(sheet.limits.some((row) => row.name === "budget" && row.value === "$5.00"));
  }));

Deno.test("each selection shows its own tasks", () =>
  withProject({ spec }, async ({ project }) => {
    const ids = async (selection: Parameters<typeof lookBeforeStart>[1]) =>
      (await lookBeforeStart(project, selection, "tui:ada")).tasks.map((task) => task.id);
    assert.deepEqual(await ids({ kind: "next" }), ["TASK-001"]);
    assert.deepEqual(await ids({ kind: "tasks", ids: ["TASK-001"] }), ["TASK-001"]);
    assert.deepEqual(await ids({ kind: "milestone", text: "Later" }), []);
  }));

Deno.test("uncommitted files, renames and odd names among them, are those that agents will not see", () =>
  withProject({
    spec,
    files: { "old.txt": "a text that is long enough to be found again\n", "kept.txt": "1\n" },
    dirty: { "kept.txt": "2\n" },
    untracked: { "new 漢.txt": "x" },
    ignored: { "secret.env": "A=1" },
  }, async ({ folder, project }) => {
    await folder.git("mv", "old.txt", "moved.txt");
    await folder.write("spec/tasks.md", await folder.read("spec/tasks.md") + "\n");
    const { uncommitted } = await lookBeforeStart(project, { kind: "all" }, "tui:ada");
    const wanted = [".gitignore", "kept.txt", "moved.txt", "new 漢.txt"];
    assert.deepEqual(uncommitted.filter((path) => path !== ".gitignore").sort(), wanted.slice(1));
    assert.ok(!uncommitted.includes("spec/tasks.md"), "the spec itself is read from the checkout");
  }));

Deno.test("what would refuse the start stands on the sheet, with what to do", () =>
  withProject({ spec: [{ needs: ["TASK-009"] }] }, async ({ project }) => {
    const sheet = await lookBeforeStart(project, { kind: "all" }, "tui:ada");
    assert.match(sheet.refused, /TASK-009/);
    assert.deepEqual(sheet.tasks, []);
  }));

Deno.test("without git, and without a spec, it says so", async () => {
  await withProject({ spec, git: "none" }, async ({ project }) => {
    const sheet = await lookBeforeStart(project, { kind: "all" }, "tui:ada");
    assert.deepEqual([sheet.refused, sheet.mode, sheet.target, sheet.uncommitted], [
      "",
      "plain",
      "",
      [],
    ]);
  });
  await withProject({ spec }, async ({ project }) => {
    await Deno.remove(project.tasksPath);
    const sheet = await lookBeforeStart(project, { kind: "all" }, "tui:ada");
    assert.match(sheet.refused, /Cannot find the spec/);
  });
});

Deno.test("looking changes nothing: no log, no slot, no file", () =>
  withProject({ spec }, async ({ folder, project }) => {
    const before = await folder.git("status", "--porcelain", "--ignored");
    await lookBeforeStart(project, { kind: "all" }, "tui:ada");
    assert.equal(await folder.git("status", "--porcelain", "--ignored"), before);
    await assert.rejects(Deno.stat(project.databasePath), Deno.errors.NotFound);
  }));
