import assert from "node:assert/strict";
import { exists } from "../../../src/git/branches.ts";
import { slotPaths } from "../../../src/git/slots.ts";
import { openRepository } from "../../../src/git/repository.ts";
import type { GitWorkspaces } from "../../../src/git/workspaces.ts";
import {
  clock,
  filesOf,
  type Given,
  givenRepository,
  orderFor,
  repositoryAt,
  TASKS,
  userState,
} from "./given_repository.ts";

const EXECUTION = "0190f3a0-1111-7222-8333-444455556666";

Deno.test("a slot is a detached sibling of the repository at the attempt's base", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const slot = await (await given.workspaces()).take(orderFor("TASK-1", base));
  assert.equal(slot.root, `${given.root}/work/.project.spec-tui-1`);
  assert.equal(await given.git(slot.root, "rev-parse", "HEAD"), base);
  assert.notEqual((await given.tryGit(slot.root, "symbolic-ref", "-q", "HEAD")).code, 0);
  assert.deepEqual(slot.agentEnv, { GIT_CEILING_DIRECTORIES: `${given.root}/work` });
});

Deno.test("what an agent left becomes a commit on the base, a kept ref and a label", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base, { title: "Say\nhello" });
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/new file é.txt`, "hello\n");
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.ok(left.changed && !left.rewritten && left.harnessDiff === null);
  assert.deepEqual([left.excluded, left.outside, left.notices], [[], [], []]);
  const shown = await given.git(given.dir, "log", "-1", "--format=%P %an %ae %s", left.sha ?? "");
  assert.equal(shown, `${base} Ada ada@example.com TASK-1: Say hello`);
  const ref = `refs/spec-tui/attempts/task-1/1/${EXECUTION}`;
  assert.equal(await given.git(given.dir, "rev-parse", ref), left.sha);
  assert.equal(await given.git(given.dir, "rev-parse", "refs/heads/task/TASK-1-do-it"), left.sha);
  assert.equal(await given.git(slot.root, "status", "--porcelain"), "");
});

Deno.test("capturing twice gives the same answer, and a later round a ref of its own", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/b.txt`, "b\n");
  await given.write(`${slot.root}/spec/tasks.md`, "forged\n");
  const first = await workspaces.capture(slot, order, EXECUTION);
  assert.deepEqual(await workspaces.capture(slot, order, EXECUTION), first);
  await given.write(`${slot.root}/b.txt`, "fixed\n");
  const second = await workspaces.capture(slot, order, EXECUTION);
  assert.notEqual(second.sha, first.sha);
  const refs = await given.git(
    given.dir,
    "for-each-ref",
    "--format=%(objectname)",
    "refs/spec-tui/attempts",
  );
  assert.deepEqual(refs.split("\n").sort(), [first.sha, second.sha].sort());
  assert.equal(await given.git(given.dir, "rev-parse", `${second.sha}^`), first.sha);
});

Deno.test("nothing done is no change, and leaves no commit of its own", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base);
  const left = await workspaces.capture(await workspaces.take(order), order, EXECUTION);
  assert.equal(left.changed, false);
  assert.equal(left.sha, base);
});

Deno.test("changes to spec files are taken out of the commit and of the slot, and shown", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base, { protectedPaths: ["spec", "spec-tui.config.yaml"] });
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/spec/tasks.md`, "all done\n");
  await given.write(`${slot.root}/spec/more.md`, "new\n");
  await given.write(`${slot.root}/spec-tui.config.yaml`, "agent: evil\n");
  await given.write(`${slot.root}/b.txt`, "b\n");
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.deepEqual(left.excluded, ["spec-tui.config.yaml", "spec/more.md", "spec/tasks.md"]);
  assert.equal(await given.git(given.dir, "diff", "--name-only", base, left.sha ?? ""), "b.txt");
  assert.equal(await Deno.readTextFile(`${slot.root}/spec/tasks.md`), TASKS);
  assert.equal(await exists(`${slot.root}/spec-tui.config.yaml`), false);
});

Deno.test("a link in place of the spec folder writes nothing through itself", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  const before = await userState(given);
  await Deno.remove(`${slot.root}/spec`, { recursive: true });
  await Deno.symlink(`${given.dir}/spec`, `${slot.root}/spec`);
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.deepEqual(left.excluded, ["spec", "spec/tasks.md"]);
  assert.equal(left.changed, false);
  assert.equal((await Deno.lstat(`${slot.root}/spec`)).isSymlink, false);
  assert.deepEqual(await userState(given), before);
});

Deno.test("a project in a sub-directory works there, and changes outside it are named", async () => {
  await using given = await givenRepository({ "web/app.txt": "x\n", "api/a.txt": "y\n" });
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const repository = await repositoryAt(`${given.dir}/web`, given.env);
  assert.deepEqual([repository.subdir, repository.home], ["web", given.dir]);
  const workspaces = await given.workspaces({}, `${given.dir}/web`);
  const order = orderFor("TASK-1", base, { subdir: "web" });
  const slot = await workspaces.take(order);
  assert.equal(slot.cwd, `${slot.root}/web`);
  await given.write(`${slot.cwd}/app.txt`, "changed\n");
  await given.write(`${slot.root}/api/stray.txt`, "stray\n");
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.deepEqual(left.outside, ["api/stray.txt"]);
  assert.equal(await given.git(slot.root, "status", "--porcelain"), "");
});

Deno.test("a slot is emptied between tasks but for ignored kept folders", async () => {
  await using given = await givenRepository({ "a.txt": "a\n", ".gitignore": "deps/\nout/\n" });
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces({ slots: 1 });
  const setup = { command: "true", keep: ["deps", "stray"], link: [] };
  const first = await workspaces.take(orderFor("TASK-1", base, { setup, stages: ["check"] }));
  await given.write(`${first.root}/deps/x/y.txt`, "kept\n");
  await given.write(`${first.root}/sub/deps/y.txt`, "kept\n");
  await given.write(`${first.root}/out/o.txt`, "build\n");
  await given.write(`${first.root}/stray/s.txt`, "not ignored\n");
  await given.write(`${first.root}/a.txt`, "dirty\n");
  await given.git(first.root, "init", "--quiet", "nested");
  workspaces.release(first);
  const second = await workspaces.take(orderFor("TASK-2", base, { setup }));
  assert.deepEqual(Object.keys(await filesOf(second.root)).sort(), [
    ".gitignore",
    "a.txt",
    "deps/x/y.txt",
    "sub/deps/y.txt",
  ]);
  assert.equal(await Deno.readTextFile(`${second.root}/a.txt`), "a\n");
});

Deno.test("a task comes back to the slot of its earlier attempt, on what it left there", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const [one, two] = [orderFor("TASK-1", base), orderFor("TASK-2", base)];
  const [first, second] = [await workspaces.take(one), await workspaces.take(two)];
  assert.deepEqual([first.number, second.number], [1, 2]);
  await given.write(`${second.root}/b.txt`, "b\n");
  const { sha } = await workspaces.capture(second, two, EXECUTION);
  workspaces.release(first);
  workspaces.release(second);
  const again = await workspaces.take(orderFor("TASK-2", base, { attempt: 2, continueFrom: sha }));
  assert.deepEqual([again.number, again.sameAsBefore], [2, true]);
  assert.equal(await Deno.readTextFile(`${again.root}/b.txt`), "b\n");
  const other = await workspaces.take(orderFor("TASK-3", base));
  assert.deepEqual([other.number, other.sameAsBefore], [1, false]);
});

Deno.test("there are as many slots as asked for, and one more for a landing's check", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  let elapsedMs = 0;
  const quick = {
    now: () => 0,
    elapsed: () => elapsedMs,
    turn: () => Promise.resolve(),
    sleep: (ms: number) => Promise.resolve(void (elapsedMs += ms)),
  };
  const workspaces = await given.workspaces({ slots: 1, clock: quick });
  await workspaces.take(orderFor("TASK-1", base));
  await assert.rejects(workspaces.take(orderFor("TASK-2", base)), /Cannot take a slot for TASK-2/);
  const candidate = orderFor("TASK-3", base, { candidate: true, stages: ["check"] });
  assert.equal((await workspaces.take(candidate)).number, 2);
});

Deno.test("the check of a landing leaves the attempts their slots", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces({ slots: 1 });
  workspaces.release(await workspaces.take(orderFor("TASK-1", base)));
  const landing = orderFor("TASK-1", base, { candidate: true, stages: ["check"] });
  assert.equal((await workspaces.take(landing)).number, 2);
  assert.equal((await workspaces.take(orderFor("TASK-2", base))).number, 1);
});

Deno.test("set-up is asked for when lockfiles changed since it last passed", async () => {
  await using given = await givenRepository({ "deno.lock": "1\n", ".gitignore": "deps/\n" });
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  await given.write(`${given.dir}/deno.lock`, "2\n");
  const newer = await given.commit("two");
  const workspaces = await given.workspaces({ slots: 1 });
  const setup = { command: "install", keep: ["deps"], link: [] };
  const needs = async (at: string, didPass: boolean) => {
    const slot = await workspaces.take(orderFor("TASK-1", at, { setup, stages: ["check"] }));
    await given.write(`${slot.root}/deps/x`, "x");
    if (didPass) await workspaces.setUpDone(slot);
    workspaces.release(slot);
    return slot.needsSetup;
  };
  assert.equal(await needs(base, false), true);
  assert.equal(await needs(base, true), true, "a set-up that failed is done again");
  assert.equal(await needs(base, true), false);
  assert.equal(await needs(newer, true), true);
  await Deno.remove(`${given.root}/work/.project.spec-tui-1/deps`, { recursive: true });
  assert.equal(await needs(newer, true), true, "the kept folder is gone");
});

Deno.test("ignored paths of the checkout are linked into the slot and never committed", async () => {
  await using given = await givenRepository({ "a.txt": "a\n", ".gitignore": "cache/\n.env\n" });
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  await given.write(`${given.dir}/cache/x`, "x");
  await given.write(`${given.dir}/.env`, "SECRET=1");
  await given.write(`${given.dir}/plain.txt`, "untracked");
  const link = ["cache", ".env", "plain.txt", "../outside", "missing", "/etc/passwd"];
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base, { setup: { command: "", keep: [], link } });
  const slot = await workspaces.take(order);
  assert.equal(await Deno.readTextFile(`${slot.root}/.env`), "SECRET=1");
  assert.equal(await Deno.readTextFile(`${slot.root}/cache/x`), "x");
  assert.equal(slot.notices.length, 3);
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.equal(left.changed, false);
  workspaces.release(slot);
  const again = await workspaces.take(orderFor("TASK-1", base));
  assert.equal(await exists(`${again.root}/cache`), false);
  assert.equal(await Deno.readTextFile(`${given.dir}/cache/x`), "x");
});

Deno.test("a folder in a slot's place that git does not list is moved aside, never removed", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const place = `${given.root}/work/.project.spec-tui-1`;
  await given.write(`${place}/precious.txt`, "mine");
  const slot = await (await given.workspaces()).take(orderFor("TASK-1", base));
  assert.equal(await exists(`${slot.root}/precious.txt`), false);
  assert.equal(await Deno.readTextFile(`${place}.aside-1/precious.txt`), "mine");
  assert.match(slot.notices.join("\n"), /aside-1/);
});

Deno.test("slots stand in the state folder where the parent cannot be written, or in worktree.root", async () => {
  await using given = await givenRepository();
  const repository = await repositoryAt(given.dir, given.env);
  const stateHome = `${given.root}/state`;
  const canWrite = () => Promise.resolve(false);
  const shut = await slotPaths(repository, { key: "web-1", stateHome, root: "", canWrite });
  assert.equal(shut(2), `${stateHome}/spec-tui/web-1/2`);
  const rooted = await slotPaths(repository, { key: "web-1", stateHome, root: "/slots" });
  assert.equal(rooted(2), "/slots/.project.spec-tui-web-1-2");
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const places = { key: null, stateHome, root: "", canWrite };
  const slot = await (await given.workspaces({ places })).take(orderFor("TASK-1", base));
  assert.equal(await Deno.readTextFile(`${slot.root}/a.txt`), "a\n");
});

/** A project with the submodule `my lib`, and git allowed to clone it from a folder. */
async function givenSubmodule(given: Given): Promise<{ base: string; workspaces: GitWorkspaces }> {
  const library = `${given.root}/library`;
  await given.git(given.root, "init", "--quiet", "--initial-branch=main", library);
  await given.write(`${library}/lib.txt`, "lib\n");
  await given.git(library, "add", "-A");
  await given.git(library, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "lib");
  const allow = ["-c", "protocol.file.allow=always"];
  await given.git(given.dir, ...allow, "submodule", "--quiet", "add", library, "my lib");
  const base = await given.commit("with library");
  const env = {
    ...given.env,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "protocol.file.allow",
    GIT_CONFIG_VALUE_0: "always",
  };
  const opened = await openRepository(await repositoryAt(given.dir, given.env), env, clock);
  return { base, workspaces: await given.workspaces({ opened, slots: 1 }) };
}

Deno.test("submodules are initialised in the slot, and emptied for the next task", async () => {
  await using given = await givenRepository();
  const { base, workspaces } = await givenSubmodule(given);
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  assert.deepEqual(slot.notices, []);
  assert.equal(await Deno.readTextFile(`${slot.root}/my lib/lib.txt`), "lib\n");
  await given.write(`${slot.root}/my lib/lib.txt`, "dirty\n");
  await given.write(`${slot.root}/my lib/stray.txt`, "stray\n");
  assert.equal((await workspaces.capture(slot, order, EXECUTION)).changed, false);
  workspaces.release(slot);
  const again = await workspaces.take(orderFor("TASK-2", base));
  assert.equal(await Deno.readTextFile(`${again.root}/my lib/lib.txt`), "lib\n");
  assert.equal(await exists(`${again.root}/my lib/stray.txt`), false);
});

Deno.test("a submodule whose own config an agent wrote is cloned again, and runs nothing", async () => {
  await using given = await givenRepository();
  const { base, workspaces } = await givenSubmodule(given);
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  const canary = `${given.root}/canary.sh`;
  await given.write(canary, `#!/bin/sh\ntouch ${given.root}/FIRED\ncat\n`);
  await Deno.chmod(canary, 0o755);
  const library = `${slot.root}/my lib`;
  for (const key of ["filter.evil.clean", "filter.evil.smudge", "core.fsmonitor"]) {
    await given.git(library, "config", key, canary);
  }
  await given.write(`${library}/.gitattributes`, "* filter=evil\n");
  await given.write(`${library}/lib.txt`, "dirty\n");
  await workspaces.capture(slot, order, EXECUTION);
  workspaces.release(slot);
  const again = await workspaces.take(orderFor("TASK-2", base));
  assert.deepEqual(again.notices, []);
  assert.equal(await Deno.readTextFile(`${again.root}/my lib/lib.txt`), "lib\n");
  assert.equal(await exists(`${given.root}/FIRED`), false);
});

Deno.test("a sparse checkout stays one, and new files anywhere are captured", async () => {
  await using given = await givenRepository({ "a/a.txt": "a\n", "b/b.txt": "b\n" });
  await given.git(given.dir, "sparse-checkout", "set", "a");
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  assert.equal(await exists(`${slot.root}/b`), false);
  await given.write(`${slot.root}/a/new.txt`, "new\n");
  await given.write(`${slot.root}/z/new.txt`, "new\n");
  const { sha } = await workspaces.capture(slot, order, EXECUTION);
  const changed = await given.git(given.dir, "diff", "--name-status", base, sha ?? "");
  assert.equal(changed, "A\ta/new.txt\nA\tz/new.txt");
});

Deno.test("line ends are committed as the user's own git would", async () => {
  await using given = await givenRepository({
    "a.txt": "a\n",
    "raw.bin": "x\r\ny\n",
    ".gitattributes": "*.bin -text\n",
  });
  await given.git(given.dir, "config", "core.autocrlf", "true");
  await given.git(given.dir, "config", "core.safecrlf", "true");
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  assert.equal(await Deno.readTextFile(`${slot.root}/a.txt`), "a\r\n");
  await given.write(`${slot.root}/mixed.txt`, "one\r\ntwo\n");
  await given.write(`${slot.root}/more.bin`, "one\r\ntwo\n");
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.equal(
    await given.git(given.dir, "diff", "--name-only", base, left.sha ?? ""),
    "mixed.txt\nmore.bin",
  );
  const blob = async (name: string) => await given.git(given.dir, "show", `${left.sha}:${name}`);
  assert.equal(await blob("mixed.txt"), "one\ntwo");
  assert.equal(await blob("more.bin"), "one\r\ntwo");
});

Deno.test("files with any name are captured and put back", async () => {
  const odd = [
    "-rf",
    "two words",
    "naïve é",
    "line\nfeed",
    'quo"te',
    "tab\there",
    ":(top)x",
    "*",
    "日本",
  ];
  const files = Object.fromEntries(odd.map((name) => [`dir/${name}`, "old\n"]));
  await using given = await givenRepository(files);
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base, { protectedPaths: odd.map((name) => `dir/${name}`) });
  const slot = await workspaces.take(order);
  for (const name of odd) await given.write(`${slot.root}/dir/${name}`, "new\n");
  for (const name of odd) await given.write(`${slot.root}/free/${name}`, "new\n");
  const left = await workspaces.capture(slot, order, EXECUTION);
  assert.deepEqual(left.excluded, odd.map((name) => `dir/${name}`).sort());
  for (const name of odd) {
    assert.equal(await Deno.readTextFile(`${slot.root}/dir/${name}`), "old\n");
    const blob = await given.git(given.dir, "cat-file", "blob", `${left.sha}:free/${name}`);
    assert.equal(blob, "new");
  }
});

Deno.test("what a dead engine's agent left is kept before its slot is emptied", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const order = orderFor("TASK-1", base);
  const slot = await (await given.workspaces()).take(order);
  await given.write(`${slot.root}/half.txt`, "half done\n");
  await Deno.remove(`${slot.root}/.git`);
  const next = await given.workspaces();
  const kept = await next.salvage();
  assert.deepEqual(kept.map((each) => [each.order, each.task, each.attempt]), [[
    order.id,
    "TASK-1",
    1,
  ]]);
  assert.equal(await given.git(given.dir, "show", `${kept[0]?.sha}:half.txt`), "half done");
  assert.deepEqual(await next.salvage(), kept, "an engine may die before it has told of it");
});

Deno.test("P13: work that can't be made a commit any more stops no engine, and its files are moved aside", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const slot = await (await given.workspaces()).take(orderFor("TASK-1", base));
  await given.write(`${slot.root}/half.txt`, "half done\n");
  const state = `${await given.git(slot.root, "rev-parse", "--git-dir")}/spec-tui.json`;
  const text = await Deno.readTextFile(state);
  // Its base is gone, as after a `gc --prune=now` by hand.
  await Deno.writeTextFile(state, text.replaceAll(base, "1".repeat(40)));
  const notices: string[] = [];
  const next = await given.workspaces();
  assert.deepEqual(await next.salvage((message) => notices.push(message)), []);
  assert.match(notices.join(), /slot 1 can't be made a commit/);
  const again = await next.take(orderFor("TASK-1", base));
  assert.match(again.notices.join(), /slot 1 can't be made a commit.*aside-1/s);
  assert.equal(await Deno.readTextFile(`${slot.root}.aside-1/half.txt`), "half done\n");
  assert.equal(await given.git(again.root, "status", "--porcelain"), "");
});

Deno.test("what an agent wrote over a slot's memory counts as nothing", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const slot = await (await given.workspaces()).take(orderFor("TASK-1", base));
  const state = `${await given.git(slot.root, "rev-parse", "--git-dir")}/spec-tui.json`;
  const whole = await Deno.readTextFile(state);
  const changed = (change: object) => JSON.stringify({ ...JSON.parse(whole), ...change });
  const texts = ["{", "[]", "7", changed({ open: 5 }), changed({ open: { id: 1 } })];
  for (const text of [...texts, changed({ harness: null }), changed({ links: 3 })]) {
    await Deno.writeTextFile(state, text);
    assert.deepEqual(await (await given.workspaces()).salvage(), [], text);
  }
});

Deno.test("P3: files that git can't keep are no attempt without a change", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/b.txt`, "b\n");
  const objects = `${given.dir}/.git/objects`;
  const id = await given.git(given.dir, "hash-object", `${slot.root}/b.txt`);
  // Whoever runs the tests can write to every folder, if it is one.
  await Deno.writeTextFile(`${objects}/${id.slice(0, 2)}`, "");
  const failure = await workspaces.capture(slot, order, EXECUTION).catch((error) => error);
  assert.match(String(failure), /git can't write to its objects \(error: .*into database\)/);
  await Deno.remove(`${objects}/${id.slice(0, 2)}`);
  assert.equal((await workspaces.capture(slot, order, EXECUTION)).changed, true);
});

Deno.test("work that was captured but not told of is told of by the next engine", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const order = orderFor("TASK-1", base);
  const workspaces = await given.workspaces();
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/whole.txt`, "whole\n");
  const { sha } = await workspaces.capture(slot, order, EXECUTION);
  const [kept] = await (await given.workspaces()).salvage();
  assert.deepEqual([kept?.order, kept?.sha], [order.id, sha]);
  const checked = orderFor("TASK-1", base, { stages: ["check"], continueFrom: sha });
  const later = await given.workspaces();
  await later.take(checked);
  assert.deepEqual(await (await given.workspaces()).salvage(), []);
});

Deno.test("a change of git's settings is told of though its agent left no file", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const slot = await (await given.workspaces()).take(orderFor("TASK-1", base));
  await given.git(slot.root, "config", "alias.mine", "status");
  const [kept] = await (await given.workspaces()).salvage();
  assert.equal(kept?.sha, base);
  assert.match(kept?.harnessDiff ?? "", /mine = status/);
});

Deno.test("an engine with fewer slots keeps what was left in those it lacks", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const many = await given.workspaces({ slots: 4 });
  for (const task of ["TASK-1", "TASK-2", "TASK-3", "TASK-4"]) {
    const slot = await many.take(orderFor(task, base));
    await given.write(`${slot.root}/${task}.txt`, "half\n");
  }
  const kept = await (await given.workspaces({ slots: 1 })).salvage();
  assert.deepEqual(kept.map((each) => each.task), ["TASK-1", "TASK-2", "TASK-3", "TASK-4"]);
});

Deno.test("a slot that is still being left is waited for", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces({ slots: 1 });
  const first = await workspaces.take(orderFor("TASK-1", base));
  let number = 0;
  const second = workspaces.take(orderFor("TASK-2", base)).then((slot) => number = slot.number);
  // Long enough to see that the only slot is in use.
  await given.git(given.dir, "status");
  assert.equal(number, 0);
  workspaces.release(first);
  assert.equal(await second, 1);
});

Deno.test("a slot taken without salvaging keeps the cut-off work all the same", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const slot = await (await given.workspaces({ slots: 1 })).take(orderFor("TASK-1", base));
  await given.write(`${slot.root}/half.txt`, "half done\n");
  const next = await (await given.workspaces({ slots: 1 })).take(orderFor("TASK-2", base));
  assert.match(next.notices.join(), /TASK-1/);
  const ref = await given.git(
    given.dir,
    "for-each-ref",
    "--format=%(objectname)",
    "refs/spec-tui/attempts/task-1",
  );
  assert.equal(await given.git(given.dir, "show", `${ref}:half.txt`), "half done");
});

Deno.test("a label is left alone while it is checked out, or when it is not this task's", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  const attempt = async (task: string, text: string, number: number) => {
    const order = orderFor(task, base, { attempt: number });
    const slot = await workspaces.take(order);
    await given.write(`${slot.root}/b.txt`, text);
    const left = await workspaces.capture(slot, order, crypto.randomUUID());
    workspaces.release(slot);
    return left;
  };
  const first = await attempt("TASK-1", "1", 1);
  const second = await attempt("TASK-1", "2", 2);
  const label = () => given.git(given.dir, "rev-parse", "task/TASK-1-do-it");
  assert.equal(await label(), second.sha);
  await given.git(given.dir, "checkout", "--quiet", "task/TASK-1-do-it");
  const third = await attempt("TASK-1", "3", 3);
  assert.match(third.notices.join(), /checked out/);
  assert.equal(await label(), second.sha);
  await given.git(given.dir, "checkout", "--quiet", "main");
  await given.git(given.dir, "branch", "task/TASK-2-do-it", "main");
  const stranger = await attempt("TASK-2", "4", 1);
  assert.match(stranger.notices.join(), /not this task's/);
  assert.equal(await given.git(given.dir, "rev-parse", "task/TASK-2-do-it"), base);
  assert.notEqual(first.sha, third.sha);
});

Deno.test("an odd branch name moves nothing", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces();
  for (const branch of ["../../main", "-d", "main", "a b"]) {
    const order = orderFor("TASK-1", base, { branch });
    const slot = await workspaces.take(order);
    await given.write(`${slot.root}/b.txt`, branch);
    const left = await workspaces.capture(slot, order, crypto.randomUUID());
    assert.equal(left.notices.length, 1, branch);
    workspaces.release(slot);
  }
  assert.equal(await given.git(given.dir, "rev-parse", "main"), base);
});
