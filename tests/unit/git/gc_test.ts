import assert from "node:assert/strict";
import { exists } from "../../../src/git/branches.ts";
import { collect, type Collecting, listGarbage } from "../../../src/git/gc.ts";
import { type Given, givenRepository, landing, orderFor } from "./given_repository.ts";

async function attempt(given: Given, task: string, file: string): Promise<string> {
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor(task, base);
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/${file}`, "x\n");
  const { sha } = await workspaces.capture(slot, order, crypto.randomUUID());
  workspaces.release(slot);
  return sha ?? "";
}

async function collecting(given: Given): Promise<Collecting> {
  const pathOf = (n: number) => `${given.root}/work/.project.spec-tui-${n}`;
  return { opened: await given.open(), key: null, pathOf, slots: 4 };
}

Deno.test("a landed attempt can go, one that nothing else holds cannot", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  await queue.tip();
  const landed = await attempt(given, "TASK-1", "one.txt");
  const open = await attempt(given, "TASK-2", "two.txt");
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const ready = await queue.prepare(landing("TASK-1", landed, base));
  assert.ok("commit" in ready && await queue.land(ready) === "landed");
  const where = await collecting(given);
  const planned = await collect(where, true);
  const going = planned.map((item) => item.name.replace(/\/[0-9a-f-]{36}$/, ""));
  assert.deepEqual(going.sort(), [
    `${given.root}/work/.project.spec-tui-1`,
    "refs/heads/task/TASK-1-do-it",
    "refs/spec-tui/attempts/task-1/1",
  ]);
  assert.ok(await exists(`${given.root}/work/.project.spec-tui-1`), "a dry run removes nothing");
  assert.deepEqual(await collect(where, false), planned);
  assert.equal(await exists(`${given.root}/work/.project.spec-tui-1`), false);
  for (const sha of [landed, open]) {
    assert.notEqual(await given.git(given.dir, "for-each-ref", `--contains=${sha}`), "");
  }
  assert.deepEqual(await collect(where, false), []);
});

Deno.test("a slot with changes in no commit, a foreign folder and a user's branch stay", async () => {
  await using given = await givenRepository();
  await attempt(given, "TASK-1", "one.txt");
  await given.git(given.dir, "branch", "task/mine", "main");
  await given.write(`${given.root}/work/.project.spec-tui-1/later.txt`, "x\n");
  await given.write(`${given.root}/work/.project.spec-tui-2.aside-1/mine.txt`, "x\n");
  const where = await collecting(given);
  assert.deepEqual(await collect(where, false), []);
  const kept = (await listGarbage(where)).map((item) => [item.kind, item.keptBecause !== null]);
  assert.deepEqual(kept.sort(), [["aside", true], ["attempt", true], ["label", true], [
    "slot",
    true,
  ]]);
  assert.ok(await exists(`${given.root}/work/.project.spec-tui-2.aside-1/mine.txt`));
  assert.equal(
    await given.git(given.dir, "rev-parse", "task/mine"),
    await given.git(given.dir, "rev-parse", "main"),
  );
});
