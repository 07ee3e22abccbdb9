// What an agent may do to a repository, and that none of it reaches the user's files or runs in our calls.
import assert from "node:assert/strict";
import { exists } from "../../../src/git/branches.ts";
import type { Capture, Slot } from "../../../src/runner/ports.ts";
import { type Given, givenRepository, landing, orderFor, userState } from "./given_repository.ts";

const EXECUTION = "0190f3a0-1111-7222-8333-444455556666";

interface Deed {
  readonly given: Given;
  readonly slot: Slot;
  readonly base: string;
  git(...args: string[]): Promise<string>;
}

/** Runs one attempt whose agent does `deed`, with work of the user's of every kind around it. */
async function attempt(
  given: Given,
  deed: (deed: Deed) => Promise<void>,
  setup: Parameters<Given["workspaces"]>[0] = {},
): Promise<{ left: Capture; slot: Slot; base: string }> {
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const workspaces = await given.workspaces(setup);
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  const git = (...args: string[]) =>
    given.git(slot.root, "-c", "user.name=bot", "-c", "user.email=bot@x", ...args);
  await deed({ given, slot, base, git });
  const left = await workspaces.capture(slot, order, EXECUTION);
  workspaces.release(slot);
  const next = await workspaces.take(orderFor("TASK-2", base));
  assert.equal(await given.git(next.root, "rev-parse", "HEAD"), base);
  assert.equal(await given.git(next.root, "status", "--porcelain", "--ignored"), "");
  return { left, slot, base };
}

async function givenBusyUser(): Promise<Given> {
  const given = await givenRepository({
    "a.txt": "a\n",
    "dirty.txt": "a\n",
    "staged.txt": "a\n",
    ".gitignore": "ignored/\n",
  });
  await given.write(`${given.dir}/dirty.txt`, "stashed\n");
  await given.git(given.dir, "stash", "--quiet");
  await given.write(`${given.dir}/dirty.txt`, "dirty\n");
  await given.write(`${given.dir}/staged.txt`, "staged\n");
  await given.git(given.dir, "add", "staged.txt");
  await given.write(`${given.dir}/untracked é\nfile`, "untracked\n");
  await given.write(`${given.dir}/ignored/build.o`, "built\n");
  return given;
}

interface Row {
  readonly deed: (deed: Deed) => Promise<unknown>;
  readonly rewritten?: boolean;
  readonly moves?: string;
  readonly parent?: "own" | "base";
}

const LEFT_ALONE: Record<string, Row> = {
  "commits its work": {
    parent: "own",
    deed: async ({ git }) => [await git("add", "-A"), await git("commit", "-qm", "mine")],
  },
  "commits on a branch of its own": {
    parent: "own",
    deed: async ({ git }) => [
      await git("checkout", "-qb", "feature"),
      await git("add", "-A"),
      await git("commit", "-qm", "mine"),
    ],
  },
  "commits half and leaves the rest staged": {
    parent: "own",
    deed: async ({ git, slot, given }) => {
      await git("add", "work.txt");
      await git("commit", "-qm", "half");
      await given.write(`${slot.root}/a.txt`, "changed\n");
      await git("add", "a.txt");
    },
  },
  "switches to an unborn branch": {
    deed: ({ git }) => git("checkout", "-q", "--orphan", "fresh"),
  },
  "makes an orphan history": {
    rewritten: true,
    deed: async ({ git }) => [
      await git("checkout", "-q", "--orphan", "fresh"),
      await git("add", "-A"),
      await git("commit", "-qm", "no parents"),
    ],
  },
  "deletes the slot's .git file": { deed: ({ slot }) => Deno.remove(`${slot.root}/.git`) },
  "puts a repository of its own in place of .git": {
    deed: async ({ slot, given }) => {
      await Deno.remove(`${slot.root}/.git`);
      await given.git(slot.root, "init", "--quiet");
    },
  },
  "deletes the index": { deed: ({ slot }) => Deno.remove(`${slot.gitEnv.GIT_DIR}/index`) },
  "writes rubbish into the index": {
    deed: ({ slot }) => Deno.writeTextFile(`${slot.gitEnv.GIT_DIR}/index`, "rubbish"),
  },
  "writes rubbish into HEAD": {
    deed: ({ slot }) => Deno.writeTextFile(`${slot.gitEnv.GIT_DIR}/HEAD`, "rubbish\n"),
  },
  "points the slot at another common folder": {
    deed: async ({ slot, given }) => {
      await given.git(given.root, "init", "--quiet", "--bare", "evil.git");
      await Deno.writeTextFile(`${slot.gitEnv.GIT_DIR}/commondir`, `${given.root}/evil.git\n`);
    },
  },
  "removes its worktree from the repository's list": {
    deed: ({ slot }) => Deno.remove(slot.gitEnv.GIT_DIR ?? "?", { recursive: true }),
  },
  "leaves locks and a half-done merge": {
    deed: async ({ slot, base }) => {
      await Deno.writeTextFile(`${slot.gitEnv.GIT_DIR}/index.lock`, "");
      await Deno.writeTextFile(`${slot.gitEnv.GIT_DIR}/MERGE_HEAD`, `${base}\n`);
    },
  },
  "hides its work behind index flags": {
    deed: async ({ slot, given, git }) => {
      await given.write(`${slot.root}/a.txt`, "hidden\n");
      await git("update-index", "--assume-unchanged", "a.txt");
      await git("update-index", "--skip-worktree", "dirty.txt");
      await given.write(`${slot.root}/dirty.txt`, "hidden\n");
    },
  },
  "makes a nested repository without a commit": {
    deed: async ({ slot, given }) => {
      await given.git(slot.root, "init", "--quiet", "app");
      await given.write(`${slot.root}/app/main.txt`, "scaffolded\n");
    },
  },
  "makes a nested repository with a commit, and records it": {
    parent: "own",
    deed: async ({ slot, given, git }) => {
      await given.git(slot.root, "init", "--quiet", "app");
      await given.write(`${slot.root}/app/main.txt`, "scaffolded\n");
      const inner = ["-C", "app", "-c", "user.name=b", "-c", "user.email=b@x"];
      await given.git(slot.root, ...inner, "add", "-A");
      await given.git(slot.root, ...inner, "commit", "-qm", "inner");
      await git("add", "-A");
      await git("commit", "-qm", "with inner");
    },
  },
  "replaces a folder by a link into the user's checkout": {
    deed: async ({ slot, given }) => {
      await Deno.remove(`${slot.root}/a.txt`);
      await Deno.symlink(given.dir, `${slot.root}/a.txt`);
    },
  },
};

for (const [name, row] of Object.entries(LEFT_ALONE)) {
  Deno.test(`an agent that ${name} is captured, and the user's things stay as they were`, async () => {
    await using given = await givenBusyUser();
    const before = await userState(given);
    const { left, base } = await attempt(given, async (deed) => {
      await given.write(`${deed.slot.root}/work.txt`, "work\n");
      await row.deed(deed);
    });
    const sha = left.sha ?? "";
    assert.equal(await given.git(given.dir, "show", `${sha}:work.txt`), "work");
    assert.equal(left.rewritten, row.rewritten ?? false);
    assert.equal((await given.tryGit(given.dir, "merge-base", "--is-ancestor", base, sha)).code, 0);
    const subject = await given.git(given.dir, "log", "-1", "--format=%s", `${sha}^`);
    if (row.parent !== "own") {
      assert.equal(await given.git(given.dir, "rev-parse", `${sha}^`), base);
    } else assert.ok(subject !== "" && left.changed);
    const made = (await given.git(given.dir, "for-each-ref", "--format=%(refname)", "refs/heads"))
      .split("\n").filter((ref) => /feature|fresh/.test(ref));
    for (const ref of made) await given.git(given.dir, "update-ref", "-d", ref);
    assert.deepEqual(await userState(given), before);
  });
}

Deno.test("files of a nested repository are captured, its history is not", async () => {
  await using given = await givenBusyUser();
  const { left } = await attempt(given, async ({ slot }) => {
    await given.git(slot.root, "init", "--quiet", "app");
    await given.git(slot.root, "init", "--quiet", "app/deep");
    await given.write(`${slot.root}/app/main.txt`, "scaffolded\n");
    await given.write(`${slot.root}/app/deep/er.txt`, "deeper\n");
  });
  assert.equal(await given.git(given.dir, "show", `${left.sha}:app/main.txt`), "scaffolded");
  assert.equal(await given.git(given.dir, "show", `${left.sha}:app/deep/er.txt`), "deeper");
  assert.match(left.notices.join(), /"app" was a repository of its own/);
});

Deno.test("a hidden change is captured too", async () => {
  await using given = await givenBusyUser();
  const { left } = await attempt(given, async ({ slot, git }) => {
    await given.write(`${slot.root}/a.txt`, "hidden\n");
    await git("update-index", "--assume-unchanged", "a.txt");
    await given.write(`${slot.root}/dirty.txt`, "hidden\n");
    await git("update-index", "--skip-worktree", "dirty.txt");
  });
  assert.equal(await given.git(given.dir, "show", `${left.sha}:a.txt`), "hidden");
  assert.equal(await given.git(given.dir, "show", `${left.sha}:dirty.txt`), "hidden");
});

Deno.test("a slot without its .git file never stands for the repository around it", async () => {
  await using given = await givenBusyUser();
  const places = { key: null, stateHome: "", root: `${given.dir}/inside` };
  const workspaces = await given.workspaces({ places });
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const order = orderFor("TASK-1", base);
  const slot = await workspaces.take(order);
  assert.deepEqual(slot.gitEnv, {
    GIT_DIR: `${given.dir}/.git/worktrees/-project.spec-tui-1`,
    GIT_WORK_TREE: slot.root,
    GIT_COMMON_DIR: `${given.dir}/.git`,
  });
  await Deno.remove(`${slot.root}/.git`);
  await given.write(`${slot.root}/work.txt`, "work\n");
  await workspaces.capture(slot, order, EXECUTION);
  workspaces.release(slot);
  await workspaces.take(orderFor("TASK-2", base));
  assert.equal(await Deno.readTextFile(`${given.dir}/dirty.txt`), "dirty\n");
  assert.equal(await Deno.readTextFile(`${given.dir}/untracked é\nfile`), "untracked\n");
  assert.equal(await given.git(given.dir, "diff", "--cached", "--name-only"), "staged.txt");
});

Deno.test("an agent that moves the target is reported, and the target is left as it is", async () => {
  await using given = await givenBusyUser();
  const { left } = await attempt(given, async ({ git }) => {
    await git("commit", "-q", "--allow-empty", "-m", "sneaky");
    await git("update-ref", "refs/heads/main", "HEAD");
  });
  assert.match(left.harnessDiff ?? "", /refs\/heads\/main \(moved from within the slot\)/);
  assert.equal(await given.git(given.dir, "log", "-1", "--format=%s", "main"), "sneaky");
});

Deno.test("an agent that moves the queue is reported, an engine's own landing that it merged is not", async () => {
  await using given = await givenBusyUser();
  const queue = "refs/spec-tui/queue/main";
  const moves = async ({ git }: Deed) => {
    await git("commit", "-q", "--allow-empty", "-m", "sneaky");
    await git("update-ref", queue, "HEAD");
  };
  const { left } = await attempt(given, moves);
  assert.match(left.harnessDiff ?? "", /queue\/main \(moved from within the slot\)/);
  const landed = await attempt(given, moves, { isOurQueue: () => true });
  assert.equal(landed.left.harnessDiff, null);
});

Deno.test("a branch that an agent made and stands on in its slot is told, and stops nothing", async () => {
  await using given = await givenBusyUser();
  const { left } = await attempt(given, async ({ git, slot }) => {
    await git("checkout", "-qb", "feature");
    await given.write(`${slot.root}/work.txt`, "work\n");
    await git("add", "-A");
    await git("commit", "-qm", "mine");
  });
  assert.equal(left.harnessDiff, null);
  assert.match(left.notices.join(), /made or moved branch "feature"/);
});

Deno.test("a commit of the user's own during an attempt is not laid at the agent's door", async () => {
  await using given = await givenRepository();
  const { left } = await attempt(given, async ({ git, slot }) => {
    await given.write(`${given.dir}/users.txt`, "mine\n");
    await given.commit("by hand");
    await git("merge", "--quiet", "main");
    await given.write(`${slot.root}/work.txt`, "work\n");
  });
  assert.equal(left.harnessDiff, null);
});

Deno.test("a stash made in a slot is told", async () => {
  await using given = await givenRepository();
  const { left } = await attempt(given, async ({ git, slot }) => {
    await given.write(`${slot.root}/a.txt`, "stashed\n");
    await git("stash", "--quiet");
  });
  assert.match(left.notices.join(), /stash/);
});

type Trap = (
  git: (...args: string[]) => Promise<string>,
  given: Given,
  canary: string,
) => Promise<unknown>;

const TRAPS: Record<string, Trap> = {
  "core.fsmonitor": (git, _given, canary) => git("config", "core.fsmonitor", canary),
  "core.hooksPath": async (git, given, canary) => {
    for (const hook of ["post-checkout", "reference-transaction", "pre-commit", "post-merge"]) {
      await given.write(`${given.root}/evil/${hook}`, await Deno.readTextFile(canary));
      await Deno.chmod(`${given.root}/evil/${hook}`, 0o755);
    }
    await git("config", "core.hooksPath", `${given.root}/evil`);
  },
  "hooks in .git/hooks": async (_git, given, canary) => {
    for (
      const hook of ["post-checkout", "reference-transaction", "pre-commit", "post-index-change"]
    ) {
      await Deno.mkdir(`${given.dir}/.git/hooks`, { recursive: true });
      await Deno.copyFile(canary, `${given.dir}/.git/hooks/${hook}`);
    }
  },
  "filter.clean and filter.smudge": async (git, given, canary) => {
    await given.write(`${given.dir}/.git/info/attributes`, "* filter=evil\n");
    await git("config", "filter.evil.clean", canary);
    await git("config", "filter.evil.smudge", canary);
    await git("config", "filter.evil.required", "true");
  },
  "filter.process under a name with an equals sign": async (git, given, canary) => {
    await given.write(`${given.dir}/.git/info/attributes`, "* filter=e=vil\n");
    await git("config", "filter.e=vil.process", canary);
  },
  "a filter from an included file": async (git, given, canary) => {
    await given.write(`${given.dir}/.git/info/attributes`, "* filter=evil\n");
    await given.write(
      `${given.root}/evil.config`,
      `[filter "evil"]\n\tclean = ${canary}\n\tsmudge = ${canary}\n`,
    );
    await git("config", "include.path", `${given.root}/evil.config`);
  },
  "merge driver": async (git, given, canary) => {
    await given.write(`${given.dir}/.git/info/attributes`, "* merge=evil\n");
    await git("config", "merge.evil.driver", canary);
  },
  "config.worktree": async (git, given, canary) => {
    await given.write(`${given.dir}/.git/info/attributes`, "* filter=evil\n");
    await git("config", "extensions.worktreeConfig", "true");
    await git("config", "--worktree", "filter.evil.clean", canary);
    await git("config", "--worktree", "filter.evil.smudge", canary);
  },
  "textconv, external diff and pager": async (git, given, canary) => {
    await given.write(`${given.dir}/.git/info/attributes`, "* diff=evil\n");
    for (const key of ["diff.evil.textconv", "diff.external", "core.pager", "core.editor"]) {
      await git("config", key, canary);
    }
  },
};

for (const [name, trap] of Object.entries(TRAPS)) {
  Deno.test(`${name}, written by an agent, runs nothing in our calls and is reported`, async () => {
    const lines = (first: string, last: string) => `${first}\n2\n3\n4\n5\n6\n7\n${last}\n`;
    await using given = await givenRepository({ "a.txt": lines("1", "8"), "b.txt": "b\n" });
    const canary = `${given.root}/canary.sh`;
    await given.write(canary, `#!/bin/sh\ntouch ${given.root}/FIRED\ncat\n`);
    await Deno.chmod(canary, 0o755);
    const base = await given.git(given.dir, "rev-parse", "HEAD");
    const queue = await given.queue();
    await queue.tip();
    const workspaces = await given.workspaces();
    const order = orderFor("TASK-1", base);
    const slot = await workspaces.take(order);
    await given.write(`${slot.root}/a.txt`, lines("agent", "8"));
    // The user's change to the same file makes a real merge, which would call a driver.
    await given.write(`${given.dir}/a.txt`, lines("1", "user"));
    await given.commit("by hand");
    await trap((...args) => given.git(slot.root, ...args), given, canary);
    const left = await workspaces.capture(slot, order, EXECUTION);
    assert.notEqual(left.harnessDiff, null);
    await workspaces.hooks(slot, order, left.sha ?? "");
    workspaces.release(slot);
    workspaces.release(await workspaces.take(orderFor("TASK-2", base)));
    await queue.tip();
    const ready = await queue.prepare(landing("TASK-1", left.sha ?? "", base));
    if ("commit" in ready) assert.equal(await queue.land(ready), "landed");
    await queue.advance();
    assert.equal(await exists(`${given.root}/FIRED`), false);
  });
}

Deno.test("the upstream of a branch, which checkout and push write, is no change of the harness", async () => {
  await using given = await givenRepository();
  const { left } = await attempt(given, async ({ git }) => {
    await git("branch", "--quiet", "side", "main");
    await git("branch", "--quiet", "--set-upstream-to=main", "side");
    await git("commit", "-q", "--allow-empty", "-m", "x");
  });
  assert.equal(left.harnessDiff, null);
});

Deno.test("a changed identity is shown with the lines that changed", async () => {
  await using given = await givenRepository();
  const { left } = await attempt(given, async ({ slot }) => {
    await given.git(slot.root, "config", "user.email", "bot@example.com");
  });
  assert.match(
    left.harnessDiff ?? "",
    /\.git\/config[^]*-.*ada@example\.com[^]*\+.*bot@example\.com/,
  );
});

Deno.test("a config changed while the engine was dead is not trusted by the next one", async () => {
  await using given = await givenRepository();
  const base = await given.git(given.dir, "rev-parse", "HEAD");
  const canary = `${given.root}/canary.sh`;
  await given.write(canary, `#!/bin/sh\ntouch ${given.root}/FIRED\ncat\n`);
  await Deno.chmod(canary, 0o755);
  const slot = await (await given.workspaces()).take(orderFor("TASK-1", base));
  await given.write(`${slot.root}/a.txt`, "agent\n");
  await given.write(`${given.dir}/.git/info/attributes`, "* filter=evil\n");
  await given.git(slot.root, "config", "filter.evil.clean", canary);
  await given.git(slot.root, "config", "filter.evil.smudge", canary);
  const next = await given.workspaces();
  const [kept] = await next.salvage();
  assert.match(kept?.harnessDiff ?? "", /filter "evil"/);
  await next.take(orderFor("TASK-2", base));
  assert.equal(await exists(`${given.root}/FIRED`), false);
});

Deno.test("a filter of the user's own keeps working", async () => {
  await using given = await givenRepository({
    "a.txt": "a\n",
    ".gitattributes": "*.up filter=up\n",
  });
  await given.git(given.dir, "config", "filter.up.clean", "tr a-z A-Z");
  const { left } = await attempt(given, async ({ slot }) => {
    await given.write(`${slot.root}/x.up`, "shout\n");
    await given.git(slot.root, "config", "some.thing", "else");
  });
  assert.equal(await given.git(given.dir, "show", `${left.sha}:x.up`), "SHOUT");
});
