import assert from "node:assert/strict";
import { GitFailure, gitVersion, isBeingMade, isLockHeld, openGit } from "../../../src/git/git.ts";
import { gitEnvironment } from "../../../src/git/environment.ts";
import { spawnBounded } from "../../../src/git/spawn.ts";
import { parseRaw, toBytes } from "../../../src/git/changes.ts";
import { clock, givenRepository } from "./given_repository.ts";

Deno.test("an exit code that is no answer throws with what git said", async () => {
  await using given = await givenRepository();
  const git = openGit({ dir: given.dir, env: given.env, clock });
  const failure = await git.run(["rev-parse", "--verify", "missing"]).catch((error) => error);
  assert.ok(failure instanceof GitFailure);
  assert.equal(failure.code, 128);
  assert.match(failure.message, /^Cannot run git rev-parse: fatal: Needed a single revision/);
  const answer = await git.run(["diff", "--no-index", "--quiet", "a.txt", "spec/tasks.md"], {
    okCodes: [1],
  });
  assert.equal(answer.code, 1);
});

Deno.test("arguments and input arrive byte for byte, whatever is in them", async () => {
  await using given = await givenRepository();
  const git = openGit({ dir: given.dir, env: given.env, clock });
  const odd = "$(touch pwned); `x` 'q' \"d\" \n é -- *";
  assert.equal(
    await git.text(["rev-parse", "--sq-quote", odd]),
    ` '${odd.replaceAll("'", "'\\''")}'`,
  );
  const sha = await git.text(["hash-object", "-w", "--stdin"], {
    stdin: Uint8Array.of(0, 255, 10),
  });
  assert.deepEqual((await git.run(["cat-file", "blob", sha])).bytes, Uint8Array.of(0, 255, 10));
});

Deno.test("a call that takes too long is ended with all it started", async () => {
  await using given = await givenRepository();
  const began = performance.now();
  const git = openGit({ dir: given.dir, env: given.env, clock });
  const alias = ["-c", "alias.hang=!sleep 300", "hang"];
  const failure = await git.run(alias, { timeoutMs: 200 }).catch((error) => error);
  assert.ok(failure instanceof GitFailure && failure.code === null);
  assert.ok(performance.now() - began < 60_000);
});

Deno.test("a call that a signal to our whole group ended is made again", async () => {
  await using given = await givenRepository();
  const git = openGit({ dir: given.dir, env: given.env, clock });
  const once = "!test -e seen && echo second || { touch seen; kill -s TERM $PPID; }";
  assert.equal(await git.text(["-c", `alias.once=${once}`, "once"]), "second");
  const always = "!kill -s TERM $PPID";
  const failure = await git.run(["-c", `alias.hit=${always}`, "hit"]).catch((error) => error);
  assert.ok(failure instanceof GitFailure);
});

Deno.test("a daemon that keeps the pipe open holds nobody up", async () => {
  const end = await spawnBounded({
    argv: ["sh", "-c", "echo said; sleep 20 & exit 3"],
    cwd: "/",
    env: { PATH: Deno.env.get("PATH") ?? "" },
    stdin: null,
    timeoutMs: 60_000,
  });
  assert.deepEqual([end.code, new TextDecoder().decode(end.stdout)], [3, "said\n"]);
});

Deno.test("a daemon that keeps its input open and reads nothing holds nobody up", async () => {
  const began = performance.now();
  const end = await spawnBounded({
    argv: ["sh", "-c", "exec 3<&0; sleep 300 <&3 >/dev/null 2>&1 3<&- & echo $!; exit 3"],
    cwd: "/",
    env: { PATH: Deno.env.get("PATH") ?? "" },
    stdin: new Uint8Array(1 << 20),
    timeoutMs: 120_000,
  });
  Deno.kill(Number(new TextDecoder().decode(end.stdout)), "SIGKILL");
  assert.deepEqual([end.code, end.timedOut], [3, false]);
  assert.ok(performance.now() - began < 60_000);
});

Deno.test("a time limit of months is no limit of a moment", async () => {
  const end = await spawnBounded({
    argv: ["sh", "-c", "sleep 0.2; echo said"],
    cwd: "/",
    env: { PATH: Deno.env.get("PATH") ?? "" },
    stdin: null,
    timeoutMs: 2 ** 31 + 1000,
  });
  assert.deepEqual([end.code, new TextDecoder().decode(end.stdout)], [0, "said\n"]);
});

Deno.test("P16: of what is printed without end only the end is held", async () => {
  const script = "for n in 1 2 3 4 5; do head -c 100000 /dev/zero | tr '\\0' $n; done; " +
    "head -c 3000000 /dev/zero | tr '\\0' e >&2; printf last; printf last >&2";
  const end = await spawnBounded({
    argv: ["sh", "-c", script],
    cwd: "/",
    env: { PATH: Deno.env.get("PATH") ?? "" },
    stdin: null,
    timeoutMs: 60_000,
    lastBytes: 1000,
  });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(text(end.stdout), "5".repeat(996) + "last");
  assert.ok(end.stderr.length <= 1 << 20 && text(end.stderr).endsWith("eelast"));
});

Deno.test("variables that point at another repository do not reach git", () => {
  const env = gitEnvironment({
    PATH: "/bin",
    HOME: "/h",
    GIT_DIR: "/elsewhere",
    GIT_INDEX_FILE: "x",
    GIT_CONFIG_PARAMETERS: "'core.fsmonitor=evil'",
    GIT_EXTERNAL_DIFF: "evil",
    GIT_TRACE: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_CONFIG_GLOBAL: "/dev/null",
    LC_ALL: "de_DE.UTF-8",
  });
  assert.deepEqual(Object.keys(env).sort(), [
    "GIT_AUTHOR_NAME",
    "GIT_CONFIG_GLOBAL",
    "GIT_EDITOR",
    "GIT_MERGE_AUTOEDIT",
    "GIT_OPTIONAL_LOCKS",
    "GIT_PAGER",
    "GIT_REFLOG_ACTION",
    "GIT_TERMINAL_PROMPT",
    "HOME",
    "LC_ALL",
    "PATH",
  ]);
  assert.equal(env.LC_ALL, "C");
});

Deno.test("a held lock is told from a ref that is elsewhere", () => {
  assert.ok(
    isLockHeld("fatal: Unable to create '/r/.git/index.lock': File exists.\n\nAnother git"),
  );
  assert.ok(isLockHeld("fatal: cannot lock ref 'x': Unable to create '/r/x.lock': File exists."));
  assert.ok(!isLockHeld("fatal: cannot lock ref 'x': is at a but expected b"));
  assert.ok(!isLockHeld("fatal: Unable to create '/r/index.lock': Permission denied"));
});

Deno.test("a worktree that is just being added is told from one that is broken", () => {
  const commondir = "/r/.git/worktrees/-r.spec-tui-3/commondir";
  assert.ok(isBeingMade(`Preparing worktree\nfatal: failed to read ${commondir}: Success\n`));
  assert.ok(!isBeingMade("fatal: failed to read /r/.git/commondir: Permission denied"));
  assert.ok(!isBeingMade("fatal: not a git repository: '/r/.git/worktrees/s'"));
});

Deno.test("git's own version is new enough, and an old one is refused by number", async () => {
  await using given = await givenRepository();
  const git = openGit({ dir: given.dir, env: given.env, clock });
  assert.match(await gitVersion(git), /^\d+\.\d+/);
  const old = { ...git, text: () => Promise.resolve("git version 2.37.9 (Apple Git-1)") };
  await assert.rejects(gitVersion(old), /expected 2\.38 or later, found "git version 2\.37\.9/);
});

Deno.test("names in any encoding survive the way through git and back", () => {
  const every = Uint8Array.from({ length: 255 }, (_, n) => n + 1);
  const head = new TextEncoder().encode(":100644 000000 aa bb D\0");
  const [change] = parseRaw(Uint8Array.from([...head, ...every, 0]));
  assert.deepEqual(toBytes(change?.raw ?? ""), every);
  assert.deepEqual([change?.oldMode, change?.newMode, change?.oldSha], ["100644", "000000", "aa"]);
});
