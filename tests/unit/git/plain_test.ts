import assert from "node:assert/strict";
import { openPlainWorkspaces } from "../../../src/git/plain.ts";
import { orderFor } from "./given_repository.ts";

Deno.test("without git there is one slot, the project itself, and it is said once", async () => {
  const workspaces = openPlainWorkspaces("/project");
  const order = orderFor("TASK-1", "");
  const slot = await workspaces.take(order);
  assert.deepEqual([slot.number, slot.cwd, slot.sameAsBefore], [1, "/project", false]);
  assert.match(slot.notices.join(), /no git repository/);
  await assert.rejects(workspaces.take(orderFor("TASK-2", "")), /TASK-1 works in the project/);
  const left = await workspaces.capture(slot, order, "x");
  assert.deepEqual([left.sha, left.tree, left.changed], [null, null, true]);
  workspaces.release(slot);
  const again = await workspaces.take(order);
  assert.deepEqual([again.sameAsBefore, again.notices], [true, []]);
});
