import assert from "node:assert/strict";
import { exists } from "../../../src/git/branches.ts";
import { GitRefused } from "../../../src/git/git.ts";
import type { GitQueue } from "../../../src/git/queue.ts";
import {
  type Given,
  givenRepository,
  IDENTITY,
  landing,
  markDone,
  TASKS,
  userState,
} from "./given_repository.ts";

const LINES = "1\n2\n3\n4\n5\n6\n7\n8\n";

/** A commit on `base` made without touching the user's checkout. */
async function commitOn(given: Given, base: string, path: string, text: string): Promise<string> {
  const place = `${given.root}/scratch-${crypto.randomUUID()}`;
  await given.git(given.dir, "worktree", "add", "--quiet", "--detach", place, base);
  await given.write(`${place}/${path}`, text);
  await given.git(place, "add", "-A", "-f");
  await given.git(place, "commit", "--quiet", "-m", `change ${path}`);
  const sha = await given.git(place, "rev-parse", "HEAD");
  await given.git(given.dir, "worktree", "remove", "--force", place);
  return sha;
}

async function tipOf(queue: GitQueue): Promise<string> {
  const tip = await queue.tip();
  if ("conflict" in tip) throw new Error(`conflict: ${tip.conflict.join()}`);
  return tip.sha;
}

async function landed(queue: GitQueue, task: string, branchCommit: string): Promise<string> {
  const ready = await queue.prepare(landing(task, branchCommit, branchCommit));
  if ("conflict" in ready) throw new Error(`conflict: ${ready.conflict.join()}`);
  assert.equal(await queue.land(ready), "landed");
  return ready.commit;
}

Deno.test("a clean landing merges the branch, sets the status and fast-forwards the checkout", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const work = await commitOn(given, base, "b.txt", "b\n");
  const ready = await queue.prepare(landing("TASK-1", work, base));
  assert.ok("commit" in ready);
  assert.deepEqual(
    [ready.parents, ready.queueOld, ready.needsCheck, ready.statusInTree],
    [[base, work], base, false, true],
  );
  assert.equal(await queue.isLanded(ready.commit), false);
  assert.equal(await queue.land(ready), "landed");
  assert.deepEqual(await queue.advance(), { advanced: ready.commit });
  assert.deepEqual(await queue.advance(), { advanced: null });
  assert.equal(await given.git(given.dir, "status", "--porcelain"), "");
  assert.equal(await Deno.readTextFile(`${given.dir}/b.txt`), "b\n");
  assert.equal(await Deno.readTextFile(`${given.dir}/spec/tasks.md`), markDone(TASKS, "TASK-1"));
  assert.equal(await queue.isLanded(ready.commit) && await queue.isLanded(work), true);
  const trailers = await given.git(given.dir, "log", "-1", "--format=%an|%cn|%ct|%(trailers:only)");
  assert.match(trailers, /^Ada\|Ada\|1700000000\|Spec-Tui-Task: TASK-1\nSpec-Tui-Fence: 7/);
});

Deno.test("the same request makes the same commit, and landing it again lands nothing twice", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const request = landing("TASK-1", await commitOn(given, base, "b.txt", "b\n"), base);
  const first = await queue.prepare(request);
  // The engine dies here; another one opens the repository and replays its intent.
  const next = await given.queue();
  const second = await next.prepare(request);
  assert.deepEqual(second, first);
  assert.ok("commit" in second);
  assert.equal(await next.land(second), "landed");
  assert.equal(await next.land(second), "landed");
  const other = await commitOn(given, second.commit, "c.txt", "c\n");
  await landed(next, "TASK-2", other);
  assert.equal(await queue.land(second), "landed", "it is an ancestor by now");
  const merges = await given.git(
    given.dir,
    "log",
    "--format=%H",
    "--merges",
    "refs/spec-tui/queue/main",
  );
  assert.equal(merges.split("\n").length, 2);
});

Deno.test("a candidate made on a tip that has moved does not land", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const one = await queue.prepare(landing("TASK-1", await commitOn(given, base, "b", "b"), base));
  const two = await queue.prepare(landing("TASK-2", await commitOn(given, base, "c", "c"), base));
  assert.ok("commit" in one && "commit" in two);
  assert.equal(await queue.land(one), "landed");
  assert.equal(await queue.land(two), "moved");
  assert.equal(await tipOf(queue), one.commit);
  const again = await queue.prepare(landing("TASK-2", two.parents[1] ?? "", base));
  assert.ok("commit" in again && again.needsCheck);
  assert.equal(await queue.land(again), "landed");
});

Deno.test("a commit that was not made on the tip it names is refused outright", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const stray = await commitOn(given, base, "b", "b");
  const deeper = await commitOn(given, stray, "c", "c");
  await assert.rejects(queue.land({ commit: deeper, queueOld: base }), /was not made on/);
  assert.equal(await queue.land({ commit: "1".repeat(40), queueOld: base }), "moved");
});

Deno.test("two tasks that change one line conflict by file name, and the queue stays", async () => {
  await using given = await givenRepository({
    "x y.txt": LINES,
    "é.txt": LINES,
    "spec/tasks.md": TASKS,
  });
  const queue = await given.queue();
  const base = await tipOf(queue);
  const [one, two] = [
    await commitOn(given, base, "é.txt", "A\n"),
    await commitOn(given, base, "é.txt", "B\n"),
  ];
  const tip = await landed(queue, "TASK-1", one);
  assert.deepEqual(await queue.prepare(landing("TASK-2", two, base)), { conflict: ["é.txt"] });
  assert.equal(await tipOf(queue), tip);
});

Deno.test("two changes to one file that do not touch merge, and ask for a check", async () => {
  await using given = await givenRepository({ "a.txt": LINES });
  const queue = await given.queue();
  const base = await tipOf(queue);
  const one = await commitOn(given, base, "a.txt", LINES.replace("1", "one"));
  const two = await commitOn(given, base, "a.txt", LINES.replace("8", "eight"));
  await landed(queue, "TASK-1", one);
  const ready = await queue.prepare(landing("TASK-2", two, base));
  assert.ok("commit" in ready && ready.needsCheck && !ready.statusInTree);
  assert.equal(
    await given.git(given.dir, "show", `${ready.commit}:a.txt`),
    "one\n2\n3\n4\n5\n6\n7\neight",
  );
});

Deno.test("a history that shares no commit is a conflict, not a fault", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const tree = await given.git(given.dir, "rev-parse", "HEAD^{tree}");
  const orphan = await given.git(given.dir, "commit-tree", "-m", "orphan", tree);
  const ready = await queue.prepare(landing("TASK-1", orphan, base));
  assert.ok("conflict" in ready && ready.conflict.length === 1);
});

Deno.test({
  name: "P5: no signal to our own group can cut off what changes the user's files",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using given = await givenRepository({ ".gitattributes": "*.told filter=tell\n" });
    const told = `${given.root}/group`;
    const tell = `cut -d' ' -f5 /proc/$$/stat`;
    await given.git(given.dir, "config", "filter.tell.smudge", `${tell} >${told}; cat`);
    const queue = await given.queue();
    await landed(queue, "TASK-1", await commitOn(given, await tipOf(queue), "b.told", "b\n"));
    await queue.advance();
    const ours = await new Deno.Command("sh", { args: ["-c", tell] }).output();
    const group = (await Deno.readTextFile(told)).trim();
    assert.match(group, /^\d+$/);
    assert.notEqual(group, new TextDecoder().decode(ours.stdout).trim());
  },
});

Deno.test("the target's own commits come into the queue: by fast-forward, then by merge", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  await given.write(`${given.dir}/mine.txt`, "mine\n");
  const hand = await given.commit("by hand");
  assert.deepEqual(await queue.tip(), { sha: hand, merged: hand });
  await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "b\n"));
  await given.write(`${given.dir}/mine.txt`, "more\n");
  const more = await given.commit("more by hand");
  const waits = await queue.advance();
  assert.ok("waits" in waits && waits.waits.kind === "diverged");
  const tip = await queue.tip();
  assert.ok("sha" in tip && tip.merged === more);
  assert.deepEqual(await queue.advance(), { advanced: tip.sha });
  assert.equal(await Deno.readTextFile(`${given.dir}/mine.txt`), "more\n");
});

Deno.test("a target that conflicts with the queue names the files and moves nothing", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const tip = await landed(queue, "TASK-1", await commitOn(given, base, "a.txt", "task\n"));
  await given.write(`${given.dir}/a.txt`, "hand\n");
  await given.commit("by hand");
  assert.deepEqual(await queue.tip(), { conflict: ["a.txt"] });
  assert.equal(await given.git(given.dir, "rev-parse", "refs/spec-tui/queue/main"), tip);
});

Deno.test("work of the user's beside the landing's files is kept to the byte", async () => {
  await using given = await givenRepository({
    "a.txt": "a\n",
    "dirty.txt": "x\n",
    "staged.txt": "x\n",
    ".gitignore": "ignored/\n",
    "spec/tasks.md": TASKS,
  });
  await given.write(`${given.dir}/dirty.txt`, "stashed\n");
  await given.git(given.dir, "stash", "--quiet");
  await given.git(given.dir, "config", "merge.autoStash", "true");
  const queue = await given.queue();
  const base = await tipOf(queue);
  await given.write(`${given.dir}/dirty.txt`, "dirty\r\n");
  await given.write(`${given.dir}/staged.txt`, "staged\n");
  await given.git(given.dir, "add", "staged.txt");
  await given.write(`${given.dir}/new é\n.txt`, "untracked\n");
  await given.write(`${given.dir}/ignored/build.o`, "built\n");
  const before = await userState(given) as Record<string, unknown>;
  const commit = await landed(queue, "TASK-1", await commitOn(given, base, "a.txt", "task\n"));
  assert.deepEqual(await userState(given), before, "nothing moves before the fast-forward");
  assert.deepEqual(await queue.advance(), { advanced: commit });
  const after = await userState(given) as Record<string, unknown>;
  const files = before.files as Record<string, string>;
  const mode = String(files["a.txt"]).split(" ")[0];
  const expected = { ...files, "a.txt": `${mode} task\n` };
  const now = { ...after.files as Record<string, string> };
  assert.equal(await Deno.readTextFile(`${given.dir}/spec/tasks.md`), markDone(TASKS, "TASK-1"));
  delete now["spec/tasks.md"];
  delete (expected as Record<string, string>)["spec/tasks.md"];
  assert.deepEqual(now, expected);
  assert.equal(after.stash, before.stash);
  assert.match(await given.git(given.dir, "status", "--porcelain"), /M dirty.txt\nM {2}staged.txt/);
});

const IN_THE_WAY: Record<string, (given: Given) => Promise<unknown>> = {
  "a dirty file": (given) => given.write(`${given.dir}/a.txt`, "mine\n"),
  "a staged file": async (given) => {
    await given.write(`${given.dir}/a.txt`, "mine\n");
    await given.git(given.dir, "add", "a.txt");
  },
  "an untracked file": (given) => given.write(`${given.dir}/new.txt`, "mine\n"),
  "an ignored file": (given) => given.write(`${given.dir}/out/new.o`, "mine\n"),
  "a deleted file": (given) => Deno.remove(`${given.dir}/a.txt`),
  "an untracked folder": (given) => given.write(`${given.dir}/new.txt/inner`, "mine\n"),
};

for (const [name, act] of Object.entries(IN_THE_WAY)) {
  Deno.test(`${name} in the way makes the landing wait, and is not touched`, async () => {
    await using given = await givenRepository({ "a.txt": "a\n", ".gitignore": "out/\n" });
    const queue = await given.queue();
    const base = await tipOf(queue);
    let work = await commitOn(given, base, "a.txt", "task\n");
    work = await commitOn(given, work, "new.txt", "task\n");
    work = await commitOn(given, work, "out/new.o", "task\n");
    await landed(queue, "TASK-1", work);
    await act(given);
    const before = await userState(given);
    const waits = await queue.advance();
    assert.ok("waits" in waits && waits.waits.kind === "overlap", JSON.stringify(waits));
    assert.equal(waits.waits.files.length, 1);
    assert.match(waits.message, /in the way/);
    assert.deepEqual(await userState(given), before);
  });
}

/** Each is left half done in the user's checkout, where git itself would fast-forward during most of them. */
const OPERATIONS: Readonly<Record<string, (given: Given, side: string) => Promise<unknown>>> = {
  merge: ({ git, dir }, side) => git(dir, "merge", "--quiet", "--no-commit", "--no-ff", side),
  "cherry-pick": async ({ git, tryGit, dir }, side) => {
    await tryGit(dir, "cherry-pick", side);
    await git(dir, "add", "a.txt");
  },
  revert: ({ git, dir }) => git(dir, "revert", "--no-commit", "HEAD"),
  rebase: async ({ git, tryGit, dir, root }, side) => {
    await git(dir, "format-patch", "--quiet", "-1", "-o", `${root}/patches`, side);
    await tryGit(dir, "am", `${root}/patches/0001-change-a.txt.patch`);
  },
  "sequence of picks": async ({ git, tryGit, dir }, side) => {
    await tryGit(dir, "cherry-pick", side, `${side}~1`);
    await git(dir, "add", "a.txt");
    await git(dir, "commit", "--quiet", "-m", "picked");
  },
};

for (const [what, begin] of Object.entries(OPERATIONS)) {
  Deno.test(`an operation of the user's makes the landing wait: ${what}`, async () => {
    await using given = await givenRepository({ "a.txt": "a\n" });
    const below = await commitOn(given, "HEAD", "s.txt", "side\n");
    const side = await commitOn(given, below, what === "merge" ? "t.txt" : "a.txt", "side\n");
    await given.write(`${given.dir}/a.txt`, "by hand\n");
    await given.commit("by hand");
    await begin(given, side);
    const queue = await given.queue();
    const base = await tipOf(queue);
    await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "task\n"));
    const before = await userState(given);
    const waits = await queue.advance();
    assert.deepEqual("waits" in waits && waits.waits, { kind: "operation", what });
    assert.deepEqual(await userState(given), before);
  });
}

Deno.test("a rebase of the target, which looks like a free branch, makes the landing wait", async () => {
  await using given = await givenRepository({ "a.txt": "a\n" });
  const queue = await given.queue();
  const base = await tipOf(queue);
  await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "task\n"));
  await given.write(`${given.dir}/a.txt`, "hand\n");
  await given.git(given.dir, "branch", "upstream", await commitOn(given, base, "a.txt", "other\n"));
  await given.commit("by hand");
  await given.tryGit(given.dir, "rebase", "--quiet", "upstream");
  const waits = await queue.advance();
  assert.ok("waits" in waits);
  assert.notEqual((await given.tryGit(given.dir, "symbolic-ref", "-q", "HEAD")).code, 0);
});

Deno.test("a lock held by another git command is waited for, then named, and never removed", async () => {
  await using given = await givenRepository();
  const queue = await given.queue({ lockWaitMs: 150 });
  const base = await tipOf(queue);
  const commit = await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "b\n"));
  const lock = `${given.dir}/.git/index.lock`;
  await Deno.writeTextFile(lock, "");
  const waits = await queue.advance();
  assert.ok("waits" in waits && waits.waits.kind === "operation");
  assert.match(waits.message, /index\.lock/);
  assert.equal(await exists(lock), true);
  const patient = await given.queue({ lockWaitMs: 20_000 });
  const advancing = patient.advance();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await Deno.remove(lock);
  assert.deepEqual(await advancing, { advanced: commit });
});

Deno.test("a target that is nowhere checked out moves as a ref, and the checkout stays", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const commit = await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "b\n"));
  await given.git(given.dir, "checkout", "--quiet", "-b", "elsewhere", base);
  assert.deepEqual(await queue.advance(), { advanced: commit });
  assert.equal(await given.git(given.dir, "rev-parse", "main"), commit);
  assert.equal(await given.git(given.dir, "rev-parse", "HEAD"), base);
  assert.equal(await exists(`${given.dir}/b.txt`), false);
});

Deno.test("a target checked out in a linked worktree is fast-forwarded there", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const commit = await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "b\n"));
  await given.git(given.dir, "checkout", "--quiet", "-b", "elsewhere", base);
  const linked = `${given.root}/my linked`;
  await given.git(given.dir, "worktree", "add", "--quiet", linked, "main");
  assert.deepEqual(await queue.advance(), { advanced: commit });
  assert.equal(await Deno.readTextFile(`${linked}/b.txt`), "b\n");
  assert.equal(await exists(`${given.dir}/b.txt`), false);
});

/** Where git takes its own folder for the checkout; each returns where the project stands and who has the target. */
const ODD_PLACES: Readonly<Record<string, (given: Given) => Promise<readonly [string, string]>>> = {
  "a separate git folder": async ({ git, dir, root }) => {
    await git(dir, "init", "--quiet", `--separate-git-dir=${root}/elsewhere.git`);
    return [dir, dir];
  },
  "a submodule": async ({ git, dir, root }) => {
    const sub = await submodule(git, dir, root);
    return [sub, sub];
  },
  "a linked worktree of a submodule": async ({ git, dir, root }) => {
    const sub = await submodule(git, dir, root);
    await git(sub, "worktree", "add", "--quiet", "-b", "other", `${root}/linked`);
    return [`${root}/linked`, sub];
  },
  "a linked worktree of a bare repository": async ({ git, dir, root }) => {
    await git(root, "clone", "--quiet", "--bare", dir, `${root}/bare.git`);
    await git(`${root}/bare.git`, "worktree", "add", "--quiet", "-b", "other", `${root}/linked`);
    return [`${root}/linked`, ""];
  },
  "a linked worktree of a separate git folder": async ({ git, dir, root }) => {
    await git(dir, "init", "--quiet", `--separate-git-dir=${root}/elsewhere.git`);
    await git(dir, "worktree", "add", "--quiet", "-b", "other", `${root}/linked`);
    return [`${root}/linked`, "waits"];
  },
};

async function submodule(git: Given["git"], dir: string, root: string): Promise<string> {
  await git(root, "init", "--quiet", "--initial-branch=main", "outer");
  const allow = ["-c", "protocol.file.allow=always"];
  await git(`${root}/outer`, ...allow, "submodule", "--quiet", "add", dir, "sub");
  return `${root}/outer/sub`;
}

for (const [name, make] of Object.entries(ODD_PLACES)) {
  Deno.test(`P5: landed work reaches the checkout and never git's own folder: ${name}`, async () => {
    await using given = await givenRepository();
    const [stands, checkedOut] = await make(given);
    await given.git(stands, "config", "user.name", IDENTITY.name);
    await given.git(stands, "config", "user.email", IDENTITY.email);
    const queue = await given.queue({ opened: await given.open(stands) });
    const base = await tipOf(queue);
    const work = await commitOn({ ...given, dir: stands }, base, "b.txt", "b\n");
    // A status of its own would touch a file that git's folder lacks, which makes the landing wait.
    await given.write(`${stands}/spec/tasks.md`, `${TASKS}\nmine\n`);
    const commit = await landed(queue, "TASK-1", work);
    const gitDir = await given.git(
      stands,
      "rev-parse",
      "--path-format=absolute",
      "--git-common-dir",
    );
    const advanced = await queue.advance();
    assert.equal(await exists(`${gitDir}/b.txt`), false, "among git's own files");
    if (checkedOut === "waits") {
      assert.ok("waits" in advanced);
      assert.equal(await given.git(stands, "rev-parse", "main"), base);
      return;
    }
    assert.deepEqual(advanced, { advanced: commit });
    assert.equal(await given.git(stands, "rev-parse", "main"), commit);
    if (checkedOut === "") return;
    assert.equal(await Deno.readTextFile(`${checkedOut}/b.txt`), "b\n");
    const changed = stands === checkedOut ? " M spec/tasks.md" : "";
    assert.equal((await given.git(checkedOut, "status", "--porcelain")).trim(), changed.trim());
  });
}

Deno.test("P5: a target that became another name of the branch checked out is not moved under it", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  await landed(queue, "TASK-1", await commitOn(given, base, "b.txt", "b\n"));
  await given.git(given.dir, "branch", "--quiet", "-m", "trunk");
  await given.git(given.dir, "symbolic-ref", "refs/heads/main", "refs/heads/trunk");
  const waits = await queue.advance();
  assert.ok("waits" in waits && /a name for refs\/heads\/trunk/.test(waits.message));
  assert.equal(await given.git(given.dir, "rev-parse", "trunk"), base);
  assert.equal(await given.git(given.dir, "status", "--porcelain"), "");
});

Deno.test("P5: a queue made another name of the target moves alone", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const work = await commitOn(given, base, "b.txt", "b\n");
  await given.git(given.dir, "symbolic-ref", "refs/spec-tui/queue/main", "refs/heads/main");
  const commit = await landed(queue, "TASK-1", work);
  assert.equal(await given.git(given.dir, "rev-parse", "main"), base);
  assert.equal(await given.git(given.dir, "status", "--porcelain"), "");
  assert.deepEqual(await queue.advance(), { advanced: commit });
});

Deno.test("P13: an old queue in the way of a new one is named, with the command that moves it away", async () => {
  await using given = await givenRepository();
  await given.git(given.dir, "branch", "release/1");
  await given.git(given.dir, "update-ref", "refs/spec-tui/queue/release", "HEAD");
  const queue = await given.queue({ target: "release/1" });
  const refused = await queue.tip().catch((error) => error);
  assert.ok(refused instanceof GitRefused);
  assert.match(refused.message, /"refs\/spec-tui\/queue\/release" is in its way/);
  const [keep = "", remove = ""] = refused.hint.split(" && ");
  await given.git(given.dir, ...keep.split(" ").slice(1));
  await given.git(given.dir, ...remove.split(" ").slice(1));
  assert.equal(await tipOf(queue), await given.git(given.dir, "rev-parse", "release/1"));
});

Deno.test("the status stays out of the tree while the user's copy of tasks.md is changed", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  await given.write(`${given.dir}/spec/tasks.md`, `${TASKS}\nmore\n`);
  assert.equal(await queue.isClean("spec/tasks.md"), false);
  const ready = await queue.prepare(landing("TASK-1", await commitOn(given, base, "b", "b"), base));
  assert.ok("commit" in ready && !ready.statusInTree);
  await given.git(given.dir, "add", "-A");
  assert.equal(await queue.isClean("spec/tasks.md"), false);
  await given.git(given.dir, "commit", "--quiet", "-m", "edited");
  assert.equal(await queue.isClean("spec/tasks.md"), true);
});

Deno.test("the status edit keeps every other byte, mode and file of the tree", async () => {
  const tasks = `\ufeff${TASKS.replaceAll("\n", "\r\n")}🦕 no end`;
  const names = ["zz", "spec.d/x", "spec-x", "tab\there", "line\nfeed", "é"];
  const files = Object.fromEntries(names.map((name) => [`web/${name}`, "x\n"]));
  await using given = await givenRepository({ ...files, "web/spec/tasks.md": tasks });
  await Deno.chmod(`${given.dir}/web/zz`, 0o755);
  await Deno.writeFile(
    new TextEncoder().encode(`${given.dir}/plain`) && `${given.dir}/plain`,
    Uint8Array.of(0, 255),
  );
  await given.commit("more");
  const editTasks = (text: string, task: string) =>
    text.includes(`### ${task}:`) ? text.replace("⬜ TODO", "✅ DONE") : null;
  const queue = await given.queue({ tasksPath: "web/spec/tasks.md", editTasks });
  const base = await tipOf(queue);
  const work = await commitOn(given, base, "b", "b");
  const ready = await queue.prepare(landing("TASK-1", work, base));
  assert.ok("commit" in ready && ready.statusInTree && !ready.needsCheck);
  const changed = await given.git(given.dir, "diff", "--name-only", work, ready.commit);
  assert.equal(changed, "web/spec/tasks.md");
  const blob = await new Deno.Command("git", {
    args: ["cat-file", "blob", `${ready.commit}:web/spec/tasks.md`],
    cwd: given.dir,
  }).output();
  assert.deepEqual(blob.stdout, new TextEncoder().encode(tasks.replace("⬜ TODO", "✅ DONE")));
  assert.equal((await given.tryGit(given.dir, "fsck", "--strict", "--no-dangling")).code, 0);
  const missing = await queue.prepare(landing("TASK-9", work, base));
  assert.ok("commit" in missing && !missing.statusInTree);
});

Deno.test("a branch for the integration follows the queue unless somebody stands on it", async () => {
  await using given = await givenRepository();
  const notices: string[] = [];
  const onNotice = (message: string) => void notices.push(message);
  const queue = await given.queue({ integration: "branch", onNotice });
  const base = await tipOf(queue);
  const one = await landed(queue, "TASK-1", await commitOn(given, base, "b", "b"));
  assert.equal(await given.git(given.dir, "rev-parse", "spec-tui/main"), one);
  assert.equal(await given.git(given.dir, "rev-parse", "main"), base);
  await given.git(given.dir, "checkout", "--quiet", "spec-tui/main");
  await landed(queue, "TASK-2", await commitOn(given, base, "c", "c"));
  assert.equal(await given.git(given.dir, "rev-parse", "spec-tui/main"), one);
  assert.match(notices.join(), /checked out/);
});

Deno.test("a task without a change lands as its status alone", async () => {
  await using given = await givenRepository();
  const queue = await given.queue();
  const base = await tipOf(queue);
  const ready = await queue.prepare(landing("TASK-1", base, base));
  assert.ok("commit" in ready && !ready.needsCheck && ready.statusInTree);
  assert.deepEqual(ready.parents, [base]);
  assert.equal(await queue.land(ready), "landed");
});

Deno.test("two engines on one queue land all of their tasks, and lose none", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const work = async (name: string) => {
    const queue = await given.queue();
    await tipOf(queue);
    const made = ["for-each-ref", "--format=%(objectname)", `refs/made/${name}`];
    const commits = (await given.git(given.dir, ...made)).split("\n");
    assert.equal(commits.length, 20);
    for (const [n, commit] of commits.entries()) {
      for (let round = 0;; round++) {
        assert.ok(round < 200, "it never lands");
        const ready = await queue.prepare(landing(`TASK-${name}-${n}`, commit, base));
        assert.ok("commit" in ready);
        if (await queue.land(ready) === "landed") break;
      }
    }
    return commits;
  };
  await importCommits(given, base, ["a", "b"], 20);
  const done = (await Promise.all([work("a"), work("b")])).flat();
  const queue = await given.queue();
  const tip = await tipOf(queue);
  const names = (await given.git(given.dir, "ls-tree", "--name-only", tip)).split("\n");
  assert.equal(names.filter((name) => /^[ab]-\d+\.txt$/.test(name)).length, 40);
  const tasks = await given.git(
    given.dir,
    "log",
    "--first-parent",
    "--format=%(trailers:key=Spec-Tui-Task,valueonly,separator=)",
    `${base}..${tip}`,
  );
  assert.equal(new Set(tasks.split("\n")).size, 40);
  assert.equal(tasks.split("\n").length, 40);
  for (const commit of done.slice(0, 3)) assert.ok(await queue.isLanded(commit));
});

/** Commits on `base` that add a file each, as `refs/made/<name>/<n>`. */
async function importCommits(
  given: Given,
  base: string,
  names: readonly string[],
  count: number,
): Promise<void> {
  const commits = names.flatMap((name) =>
    Array.from(
      { length: count },
      (_, n) =>
        `commit refs/made/${name}/${n}\ncommitter A <a@b> 1 +0000\ndata 1\nx\nfrom ${base}\n` +
        `M 100644 inline ${name}-${n}.txt\ndata 2\nx\n\n`,
    )
  );
  const child = new Deno.Command("git", {
    args: ["fast-import", "--quiet"],
    cwd: given.dir,
    stdin: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(commits.join("")));
  await writer.close();
  assert.ok((await child.status).success);
}
