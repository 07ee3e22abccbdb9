import assert from "node:assert/strict";
import fc from "fast-check";
import { slug } from "../../../src/store/slug.ts";

Deno.test("a plain id is its own slug", () => {
  for (const id of ["task-1", "a", "0", "a".repeat(40)]) assert.equal(slug(id), id);
});

Deno.test("an altered id gets a hash, so that no two ids share a name", () => {
  const hostile = [
    "TASK-1",
    "Task-1",
    "task_1",
    "task 1",
    "../../etc",
    "..",
    "",
    "-",
    "-a",
    "a-",
    "a--b",
    "é",
    "日本",
    "\0",
    "con\n",
    "a".repeat(41),
    "$(id)",
  ];
  const slugs = hostile.map(slug);
  assert.equal(new Set(slugs).size, hostile.length);
  assert.match(slug("TASK-1"), /^task-1-[0-9a-f]{8}$/);
  for (const each of slugs) assert.match(each, /^[a-z0-9][a-z0-9-]*-[0-9a-f]{8}$/);
});

Deno.test("whatever goes in, a safe name of bounded length comes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
      assert.match(slug(one), /^[a-z0-9]([a-z0-9-]{0,47}[a-z0-9])?$/);
      assert.equal(slug(one) === slug(other), one === other);
    }),
  );
});
