import assert from "node:assert/strict";
import { installProgram } from "../../fixtures/install_program.ts";
import type { Order, Slot } from "../../../src/runner/ports.ts";
import type { GitWorkspaces } from "../../../src/git/workspaces.ts";
import { type Given, givenRepository, orderFor, TASKS } from "./given_repository.ts";

const EXECUTION = "0190f3a0-1111-7222-8333-444455556666";

interface Attempt {
  readonly workspaces: GitWorkspaces;
  readonly slot: Slot;
  readonly order: Order;
  readonly sha: string;
  readonly base: string;
}

async function hook(folder: string, name: string, script: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await installProgram(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
}

async function attempt(given: Given, change: Partial<Order> = {}): Promise<Attempt> {
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base, change);
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/b.txt`, "b\n");
  const { sha } = await workspaces.capture(slot, order, EXECUTION);
  return { workspaces, slot, order, sha: sha ?? "", base };
}

Deno.test("without hooks nothing is run and the commit stays", async () => {
  await using given = await givenRepository();
  const { workspaces, slot, order, sha } = await attempt(given);
  const outcome = await workspaces.hooks(slot, order, sha);
  assert.deepEqual(outcome, { passed: true, output: "", sha, notices: [] });
});

Deno.test("pre-commit sees the whole attempt staged on the merge base", async () => {
  await using given = await givenRepository();
  const see = "git diff --cached --name-only; git rev-parse HEAD; echo $USERS_OWN; pwd";
  await hook(`${given.dir}/.git/hooks`, "pre-commit", see);
  const { workspaces, slot, order, sha, base } = await attempt(given);
  const outcome = await workspaces.hooks(slot, order, sha);
  assert.deepEqual(outcome.output.split("\n"), ["b.txt", base, "", slot.root, ""]);
  assert.deepEqual([outcome.passed, outcome.sha], [true, sha]);
  assert.equal(await given.git(slot.root, "rev-parse", "HEAD"), sha);
  assert.equal(await given.git(slot.root, "status", "--porcelain"), "");
});

Deno.test("a refusing hook fails with its text and leaves the slot on the attempt", async () => {
  await using given = await givenRepository();
  const script = "echo half > b.txt; echo 'no such style' >&2; exit 1";
  await hook(`${given.dir}/.git/hooks`, "pre-commit", script);
  const { workspaces, slot, order, sha } = await attempt(given);
  const outcome = await workspaces.hooks(slot, order, sha);
  assert.deepEqual([outcome.passed, outcome.output, outcome.sha], [false, "no such style\n", sha]);
  assert.equal(await Deno.readTextFile(`${slot.root}/b.txt`), "b\n");
  assert.equal(await given.git(slot.root, "rev-parse", "HEAD"), sha);
});

Deno.test("what hooks rewrite joins the attempt's commit, spec files apart", async () => {
  await using given = await givenRepository();
  const folder = `${given.dir}/.git/hooks`;
  await hook(
    folder,
    "pre-commit",
    "echo formatted > b.txt; git add b.txt; echo x > spec/tasks.md",
  );
  await hook(folder, "commit-msg", 'echo "Ticket: 7" >> "$1"');
  const { workspaces, slot, order, sha, base } = await attempt(given);
  const outcome = await workspaces.hooks(slot, order, sha);
  assert.ok(outcome.passed);
  assert.notEqual(outcome.sha, sha);
  assert.equal(await given.git(given.dir, "show", `${outcome.sha}:b.txt`), "formatted");
  assert.equal(await given.git(given.dir, "show", `${outcome.sha}:spec/tasks.md`), TASKS.trimEnd());
  assert.match(
    await given.git(given.dir, "log", "-1", "--format=%P %B", outcome.sha),
    new RegExp(`^${base} [^]*Ticket: 7`),
  );
  assert.equal(await given.git(slot.root, "rev-parse", "HEAD"), outcome.sha);
  assert.equal(await given.git(slot.root, "status", "--porcelain"), "");
  assert.notEqual(
    await given.git(
      given.dir,
      "for-each-ref",
      `--points-at=${outcome.sha}`,
      "refs/spec-tui/attempts",
    ),
    "",
  );
});

Deno.test("a hooks folder of the user's is honoured, and one the slot lacks is said", async () => {
  await using given = await givenRepository({ "a.txt": "a\n", ".gitignore": ".husky/_/\n" });
  await hook(`${given.dir}/.husky/_`, "pre-commit", "echo never >&2; exit 1");
  await given.git(given.dir, "config", "core.hooksPath", ".husky/_");
  const missing = await attempt(given);
  const outcome = await missing.workspaces.hooks(missing.slot, missing.order, missing.sha);
  assert.ok(outcome.passed);
  assert.match(outcome.notices.join(), /\.husky\/_\/pre-commit/);
  await hook(`${given.dir}/hooks`, "pre-commit", "echo tracked >&2; exit 1");
  await given.git(given.dir, "config", "core.hooksPath", "/nowhere");
  await given.commit("hooks");
  await given.git(given.dir, "config", "core.hooksPath", "hooks");
  const tracked = await attempt(given);
  const refused = await tracked.workspaces.hooks(tracked.slot, tracked.order, tracked.sha);
  assert.deepEqual([refused.passed, refused.output], [false, "tracked\n"]);
});

Deno.test("a hook that hangs is stopped and refuses", async () => {
  await using given = await givenRepository();
  await hook(`${given.dir}/.git/hooks`, "pre-commit", "sleep 300");
  const limits = { wallMs: 1, silenceMs: 0, commandMs: 300, reservedUsd: 0 };
  const { workspaces, slot, order, sha } = await attempt(given, { limits });
  const outcome = await workspaces.hooks(slot, order, sha);
  assert.equal(outcome.passed, false);
  assert.match(outcome.output, /pre-commit was stopped after 0\.3 s/);
});

Deno.test("a hook reads the attempt's words as they are, whatever the user's logs are written in", async () => {
  await using given = await givenRepository();
  await given.git(given.dir, "config", "i18n.logOutputEncoding", "ISO-8859-1");
  await hook(`${given.dir}/.git/hooks`, "commit-msg", `grep -q 'Grüße' "$1"`);
  const { workspaces, slot, order, sha } = await attempt(given, { title: "Schöne Grüße" });
  const outcome = await workspaces.hooks(slot, order, sha);
  assert.deepEqual([outcome.passed, outcome.sha], [true, sha]);
});
