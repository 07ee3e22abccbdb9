import assert from "node:assert/strict";
import { attemptRef, branchLabel, isBranchName, projectKey, slug } from "../../../src/git/refs.ts";

const ODD_IDS = [
  "TASK-1",
  "task-1",
  "Task-1",
  "TASK_1",
  "TASK 1",
  "TASK/1",
  "TASK-1 ",
  "../../escaped",
  "-upload",
  "é",
  "e\u0301",
  "日本語",
  "日本",
  "",
  "\0",
  "a\nb",
  "$(rm -rf ~)",
  "CON",
  "x".repeat(200),
  "x".repeat(201),
  "A".repeat(41),
  "A".repeat(42),
  "TASK-1-0DB5A1F3",
];

Deno.test("a slug holds only small letters, digits and dashes, and at most 40 of them", () => {
  for (const id of ODD_IDS) assert.match(slug(id), /^[a-z0-9][a-z0-9-]{0,39}$/);
});

Deno.test("different ids have different slugs, also where case does not count", () => {
  const slugs = ODD_IDS.map((id) => slug(id).toLowerCase());
  assert.equal(new Set(slugs).size, ODD_IDS.length);
});

Deno.test("an ordinary id stays readable", () => {
  assert.equal(slug("TASK-7"), "task-7");
  assert.equal(branchLabel("TASK-7", "Add a login page", null), "task/TASK-7-add-a-login-page");
  assert.equal(branchLabel("TASK-7", "", "web-12345678"), "task/web-12345678/TASK-7");
});

Deno.test("P14: a label made of odd words is still a branch name git takes", async () => {
  for (const id of ODD_IDS) {
    const label = branchLabel(id, `${id} ~^:?*[\\ ..@{.lock`, null);
    assert.ok(isBranchName(label), label);
    const args = ["check-ref-format", `refs/heads/${label}`];
    const { code } = await new Deno.Command("git", { args }).output();
    assert.equal(code, 0, label);
  }
});

Deno.test("two projects or phases of one repository have different keys", () => {
  const pairs = [["", ""], ["web", ""], ["", "web"], ["web", "a"], ["web-a", ""], ["web/a", ""]];
  const keys = pairs.map(([subdir = "", prefix = ""]) => projectKey(subdir, prefix));
  assert.equal(new Set(keys.map((each) => each.key)).size, pairs.length);
  assert.deepEqual(keys.map((each) => each.isPlain), [true, false, false, false, false, false]);
  for (const { key } of keys) assert.match(key, /^[a-z0-9-]+-[0-9a-f]{8}$/);
});

Deno.test("an attempt's ref names task, attempt and execution", () => {
  const execution = "0190f3a0-1111-7222-8333-444455556666";
  assert.equal(
    attemptRef("web-12345678", "TASK-7", 2, execution),
    `refs/spec-tui/attempts/web-12345678/task-7/2/${execution}`,
  );
  assert.doesNotMatch(attemptRef(null, "a", 1, "../../heads/main"), /\.\./);
});

Deno.test("branch names that are options, expressions or paths out are refused", () => {
  const bad = [
    "",
    "-x",
    "a..b",
    "a b",
    "a~1",
    "@",
    "x/.hidden",
    "x.lock",
    "a//b",
    "/a",
    "a/",
    "a@{1}",
    "a\n",
  ];
  for (const name of bad) assert.ok(!isBranchName(name), JSON.stringify(name));
  for (const name of ["main", "release/1.x", "é", "task/TASK-1-a"]) assert.ok(isBranchName(name));
});
