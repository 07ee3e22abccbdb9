// This project's own spec, in its own format: what would be said about it is said here first.
import assert from "node:assert/strict";
import { parseSpec } from "../../src/spec/parse.ts";

const read = (name: string) => Deno.readTextFile(new URL(`../../spec/${name}`, import.meta.url));

Deno.test("this project's own spec has nothing that could be said about it", async () => {
  const { diagnostics, tasks } = parseSpec(await read("tasks.md"));
  assert.deepEqual(diagnostics, []);
  assert.ok(tasks.length > 5);
});

Deno.test("every requirement is traced to by a task, and every trace leads to one", async () => {
  const { tasks } = parseSpec(await read("tasks.md"));
  const traced = new Set(tasks.flatMap((task) => task.tracesTo));
  const written = [...(await read("requirements.md")).matchAll(/^#{2,6} (REQ-\d+):/gm)]
    .map((match) => match[1]);
  assert.deepEqual([...traced].sort(), written.sort());
});

Deno.test("what is done needs nothing that is not, and is ticked", async () => {
  const { tasks, byId } = parseSpec(await read("tasks.md"));
  for (const task of tasks.filter((each) => each.status === "done")) {
    for (const need of task.needs) assert.equal(byId.get(need)?.status, "done", task.id);
    for (const item of task.checklist) assert.ok(item.done, `${task.id}: ${item.text}`);
  }
});
