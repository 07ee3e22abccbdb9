import assert from "node:assert/strict";
import { join } from "node:path";
import { lookAt, type Looked } from "../../../src/host/look.ts";
import { openProject } from "../../../src/host/project.ts";
import { UserError } from "../../../src/host/user_error.ts";
import { createProject, type Project as Folder } from "../../e2e/kit/project.ts";

const request = (folder: Folder, cwd = folder.root) => ({
  cwd,
  environment: folder.env,
  flags: {},
  isReadOnly: true,
});

const seen = (looked: Looked) => ({
  root: looked.root,
  databasePath: looked.databasePath,
  lockPath: looked.lockPath,
  tasksPath: looked.tasksPath,
  gitDir: looked.repository?.gitDir ?? "",
  budgetUsd: looked.config.limits.budgetUsd,
  taskBudgetUsd: looked.config.limits.taskBudgetUsd,
});

/** What `lookAt` answers from memory is no whole project. */
const isRemembered = (looked: Looked) => !("git" in looked);

async function withState(folder: Folder): Promise<string> {
  const { stateDir } = await openProject(request(folder));
  await Deno.mkdir(stateDir, { recursive: true });
  return join(stateDir, "..", "looked.json");
}

for (
  const [name, options] of [
    ["in a repository", {}],
    ["without git", { git: "none" }],
    ["in a folder of a repository", { subdir: "packages/one" }],
  ] as const
) {
  Deno.test(`a second look ${name} finds what the first one found`, async () => {
    await using folder = await createProject({ ...options, config: { budget_usd: 5 } });
    await withState(folder);
    const first = await lookAt(request(folder));
    const second = await lookAt(request(folder));
    assert.deepEqual([isRemembered(first), isRemembered(second)], [false, true]);
    assert.deepEqual(seen(second), seen(await openProject(request(folder))));
    assert.equal(second.config.limits.budgetUsd, 5);
  });
}

Deno.test("a linked worktree is remembered apart from its repository", async () => {
  await using folder = await createProject();
  await withState(folder);
  const tree = `${folder.repository}-tree`;
  await folder.git("worktree", "add", "-q", tree, "-b", "other");
  await lookAt(request(folder));
  await lookAt(request(folder, tree));
  const looked = await lookAt(request(folder, tree));
  assert.ok(isRemembered(looked));
  assert.deepEqual(seen(looked), seen(await openProject(request(folder, tree))));
  assert.match(looked.repository?.gitDir ?? "", /worktrees/);
});

Deno.test("what is remembered goes with the config, the variables and the flags it came from", async () => {
  await using folder = await createProject();
  await withState(folder);
  await lookAt(request(folder));
  const asked = request(folder);
  const environment = { ...folder.env, SPEC_TUI_BUDGET_USD: "7" };
  assert.equal((await lookAt({ ...asked, environment })).config.limits.budgetUsd, 7);
  const other = await lookAt({ ...asked, flags: { specPrefix: "two-" } });
  assert.match(other.tasksPath, /two-tasks\.md$/);
  assert.ok(isRemembered(await lookAt(asked)), "the others did not push it out");
  await folder.write("spec-tui.config.yaml", "budget_usd: 9\n");
  assert.equal((await lookAt(asked)).config.limits.budgetUsd, 9);
  await folder.write("spec-tui.config.yaml", "budget_usd: much\n");
  await assert.rejects(() => lookAt(asked), UserError);
});

Deno.test("looking leaves no trace where nothing ever ran, and reads past what is no memory", async () => {
  await using folder = await createProject();
  await lookAt(request(folder));
  const state = join(folder.repository, ".git", "spec-tui");
  await assert.rejects(() => Deno.lstat(state), Deno.errors.NotFound);
  const path = await withState(folder);
  for (const text of ["", "{", "[1, null]", '[{"under":1}]', `{"a":"${"x".repeat(100)}"}`]) {
    await Deno.writeTextFile(path, text);
    assert.equal((await lookAt(request(folder))).root, folder.root);
  }
});

Deno.test("what stands where the config should be and can't be read is refused, not passed over", async () => {
  for (const put of ["folder", "link"]) {
    await using folder = await createProject();
    await withState(folder);
    const path = join(folder.root, "spec-tui.config.yaml");
    await Deno.remove(path).catch(() => {});
    if (put === "folder") await Deno.mkdir(path);
    else await Deno.symlink("nowhere.yaml", path);
    const refused = (error: unknown) =>
      error instanceof UserError && error.message.startsWith(`Cannot read ${path}: `);
    await assert.rejects(openProject(request(folder)), refused);
    await assert.rejects(lookAt(request(folder)), refused);
  }
});
