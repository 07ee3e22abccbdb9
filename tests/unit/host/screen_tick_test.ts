import assert from "node:assert/strict";
import { readSpec } from "../../../src/host/reading.ts";
import { tickItem } from "../../../src/host/screen_tick.ts";
import { withProject } from "./given_project.ts";

const tasks = "# Tasks\n\n### TASK-001: One\n🟠 P1 | ⬜ TODO\n\n**Checklist:**\n" +
  "- [ ] first\n- [x] second\n";

Deno.test("ticking changes one mark of the file and nothing else", () =>
  withProject({}, async ({ project }) => {
    await Deno.writeTextFile(project.tasksPath, tasks);
    await tickItem(project, { task: "TASK-001", index: 0, text: "first", done: true });
    assert.equal(await Deno.readTextFile(project.tasksPath), tasks.replace("[ ]", "[x]"));
    await tickItem(project, { task: "TASK-001", index: 1, text: "second", done: false });
    const items = readSpec(project).byId.get("TASK-001")?.checklist.map((item) => item.done);
    assert.deepEqual(items, [true, false]);
  }));

Deno.test("an item that is no longer what was shown is not ticked in another's place", () =>
  withProject({}, async ({ project }) => {
    await Deno.writeTextFile(project.tasksPath, tasks);
    await assert.rejects(
      tickItem(project, { task: "TASK-001", index: 0, text: "else", done: true }),
      /its checklist has changed/,
    );
    await assert.rejects(
      tickItem(project, { task: "TASK-404", index: 0, text: "first", done: true }),
      /its checklist has changed/,
    );
    assert.equal(await Deno.readTextFile(project.tasksPath), tasks);
  }));
