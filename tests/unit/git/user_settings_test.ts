// Settings that a user may have for good reasons. Whatever they say of git's output, of its ways to merge, to
// store and to check out, an attempt is captured and lands as without them.
import assert from "node:assert/strict";
import { linkedWorktrees } from "../../../src/git/slots.ts";
import { type Given, givenRepository, landing, orderFor, userState } from "./given_repository.ts";

const EXECUTION = "0190f3a0-1111-7222-8333-444455556666";

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  "signatures shown with every log": ["log.showSignature=true"],
  "a log in another encoding": ["i18n.logOutputEncoding=ISO-8859-1", "i18n.commitEncoding=latin1"],
  "colours always": ["color.ui=always", "color.status=always", "color.diff=always"],
  "short names and other prefixes": ["core.abbrev=4", "diff.noprefix=true", "diff.relative=true"],
  "a status of its own": [
    "status.short=true",
    "status.branch=true",
    "status.showStash=true",
    "status.showUntrackedFiles=no",
    "status.relativePaths=true",
    "status.renames=copies",
  ],
  "merges of its own": [
    "merge.ff=false",
    "merge.autoStash=true",
    "merge.log=true",
    "merge.conflictStyle=diff3",
    "merge.verifySignatures=true",
    "rerere.enabled=true",
    "branch.main.mergeOptions=--squash --no-commit",
  ],
  "a split index": ["core.splitIndex=true", "splitIndex.maxPercentChange=0"],
  "many files": ["feature.manyFiles=true", "core.untrackedCache=true", "index.threads=true"],
  "a sparse index": ["index.sparse=true"],
  "quoted names and other line ends": ["core.quotePath=true", "core.safecrlf=true"],
  "signed commits and hooks of its own": ["commit.gpgSign=true", "gpg.program=/no/such/program"],
  "reflogs of everything": ["core.logAllRefUpdates=always", "gc.reflogExpire=now"],
  "maintenance with every command": ["gc.auto=1", "gc.autoDetach=false", "maintenance.auto=true"],
  "checkouts by several": ["checkout.workers=4", "checkout.thresholdForParallelism=1"],
  "aliases and a pager for everything": ["alias.update-ref=!false", "core.pager=false"],
  "submodules with every command": ["submodule.recurse=true", "diff.ignoreSubmodules=all"],
  "relative worktrees": ["worktree.useRelativePaths=true", "worktree.guessRemote=true"],
};

for (const [name, settings] of Object.entries(SETTINGS)) {
  Deno.test(`P5: a user's settings change nothing of what lands: ${name}`, async () => {
    await using given = await givenRepository();
    // Signed, and with a name that no encoding but one holds.
    const signer = `${given.root}/sign.sh`;
    await given.write(signer, SIGNER);
    await Deno.chmod(signer, 0o755);
    for (const setting of settings) {
      const at = setting.indexOf("=");
      await given.git(given.dir, "config", setting.slice(0, at), setting.slice(at + 1));
    }
    await landBesideTheUsers(given, signer);
  });
}

/** Answers as gpg does: makes a signature of anything, and finds it good. */
const SIGNER = `#!/bin/sh
case "$*" in
  *--verify*) echo "[GNUPG:] GOODSIG 1 Ada"; echo "[GNUPG:] VALIDSIG 1"; echo "gpg: Good signature" >&2 ;;
  *) echo "[GNUPG:] SIG_CREATED " >&2
     printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nAAAA\\n-----END PGP SIGNATURE-----\\n'; cat >/dev/null ;;
esac
`;

async function landBesideTheUsers(given: Given, signer: string): Promise<void> {
  const [workspaces, queue] = [await given.workspaces(), await given.queue()];
  const first = await queue.tip();
  assert.ok("sha" in first);
  const order = orderFor("TASK-1", first.sha, { title: "Schöne Grüße ☃" });
  const slot = await workspaces.take(order);
  await given.write(`${slot.root}/b é.txt`, "b\n");
  const { sha, changed, notices } = await workspaces.capture(slot, order, EXECUTION);
  assert.deepEqual([changed, notices], [true, []]);
  const ready = await queue.prepare(landing("TASK-1", sha ?? "", first.sha));
  assert.ok("commit" in ready);
  assert.equal(await queue.land(ready), "landed");
  // The target moves on, so that the queue has to merge what a person signed.
  await given.write(`${given.dir}/c.txt`, "c\n");
  await given.git(given.dir, "add", "c.txt");
  const own = ["-c", `gpg.program=${signer}`, "commit", "--quiet", "-S", "-m", "Mine: Äpfel"];
  await given.git(given.dir, ...own);
  await given.write(`${given.dir}/untracked.txt`, "mine\n");
  const tip = await queue.tip();
  assert.ok("sha" in tip);
  const before = await userState(given);
  assert.deepEqual(await queue.advance(), { advanced: tip.sha });
  const names = await given.git(given.dir, "ls-tree", "-r", "-z", "--name-only", "main");
  const landed = ["a.txt", "b é.txt", "c.txt", "spec/tasks.md"];
  assert.deepEqual(names.split("\0").filter((each) => each !== "").sort(), landed);
  const format = ["-c", "i18n.logOutputEncoding=UTF-8", "log", "--no-color", "--format=%s"];
  const words = await given.git(given.dir, ...format, "--no-show-signature", "main");
  assert.match(words, /^TASK-1: Schöne Grüße ☃$/m);
  const after = await userState(given);
  assert.deepEqual(pick(after, "head", "stash"), pick(before, "head", "stash"));
  assert.equal(await Deno.readTextFile(`${given.dir}/untracked.txt`), "mine\n");
  assert.equal(await Deno.readTextFile(`${given.dir}/b é.txt`), "b\n");
}

function pick(state: unknown, ...names: readonly string[]): unknown {
  return names.map((name) => (state as Record<string, unknown>)[name]);
}

Deno.test("a worktree that git names by a relative path is found all the same", async () => {
  await using given = await givenRepository();
  const linked = `${given.root}/work/linked`;
  await given.git(given.dir, "worktree", "add", "--quiet", linked);
  const gitDir = `${given.dir}/.git/worktrees/linked`;
  await Deno.writeTextFile(`${gitDir}/gitdir`, "../../../../linked/.git\n");
  assert.deepEqual([...await linkedWorktrees(`${given.dir}/.git`)], [[linked, gitDir]]);
});
